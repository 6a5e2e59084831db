"""Furnace loads as rows of the dataset `batch`."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.steps.batches import cut
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.models.furnaces import readings
from tests.pipelines.steps.published import firm, publish, stored

# Twelve loads of 130 minutes from noon of the last of October: some lie in each month, one over the edge.
ROWS = readings(12)
EDGE = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return firm(tmp_path / "home", "heat_treatment")


def test_loads_belong_to_the_month_in_which_they_began(scope: Scope) -> None:
    publish(scope, "reading", ROWS)
    assert cut(scope) == 2
    found = stored(scope, "batch").sort("started_ts")
    assert found.height == 12
    assert (found["month"] == found["started_ts"].dt.strftime("%Y-%m")).all()
    over = found.filter((pl.col("started_ts") < EDGE) & (pl.col("ended_ts") > EDGE))
    assert over["month"].to_list() == ["2026-10"]
    assert found["batch_id"][0] == "m-20261031T124000"
    assert found["file_id"].null_count() == 0


def test_the_same_again_changes_nothing(scope: Scope) -> None:
    publish(scope, "reading", ROWS)
    cut(scope)
    before = Ledger(scope.home).published("f")
    assert cut(scope) == 0
    publish(scope, "reading", ROWS)
    assert cut(scope) == 0
    assert Ledger(scope.home).published("f")["batch"] == before["batch"]


def test_month_by_month_is_what_all_at_once_gives(scope: Scope, tmp_path: Path) -> None:
    for part in (ROWS.filter(pl.col("ts") < EDGE), ROWS.filter(pl.col("ts") >= EDGE)):
        publish(scope, "reading", part)
        cut(scope)
    whole = firm(tmp_path / "whole", "heat_treatment")
    publish(whole, "reading", ROWS)
    cut(whole)
    # Line numbers differ, for the two halves were two files.
    one, other = (stored(s, "batch").sort("started_ts").drop("row_no") for s in (scope, whole))
    assert one.equals(other)


def test_loads_that_a_file_lists_stay(scope: Scope) -> None:
    listed = pl.DataFrame(
        {"started_ts": [datetime(2026, 10, 2, 3, tzinfo=UTC)], "batch_id": ["A-17"], "time_basis": ["clock"]},
        schema_overrides={"started_ts": pl.Datetime("us", "UTC")},
    )
    publish(scope, "batch", listed)
    publish(scope, "reading", ROWS)
    cut(scope)
    assert "A-17" in stored(scope, "batch")["batch_id"].to_list()
    assert stored(scope, "batch").height == 13


def test_without_readings_nothing_is_written(scope: Scope) -> None:
    assert cut(scope) == 0
    assert "batch" not in Ledger(scope.home).published("f")
