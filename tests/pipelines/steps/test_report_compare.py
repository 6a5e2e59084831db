"""Before and after in the report of a firm: what was changed is found, what was not is not, and what cannot be told is refused."""

import random
import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.steps.kpis import kpi_rows
from pipelines.steps.report import collect, documents
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from tests.pipelines.steps.report_home import opened, publish, shots


def improved(days: int) -> pl.DataFrame:
    """Shots from 2026-09-29 on: about 8 % scrap until the end of October, 1 % from then on."""
    frame = shots("dc3", days)
    luck = random.Random(20261123)
    first_of_november = pl.datetime(2026, 10, 31, 15, time_zone="UTC")
    draws = pl.Series([luck.random() for _ in range(frame.height)])
    limit = pl.when(pl.col("ended_ts") < first_of_november).then(0.08).otherwise(0.01)
    return frame.with_columns(result=pl.when(draws < limit).then(pl.lit("scrap")).otherwise(pl.lit("good")))


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = opened(tmp_path_factory.mktemp("compare"))
    publish(made, improved(60))
    return made


def test_an_improvement_between_months_is_told_with_its_interval(scope: Scope) -> None:
    result = collect(scope, "2026-11", "2026-10")
    assert result.comparison is not None
    assert (result.comparison.before, result.comparison.after) == (
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 30)),
    )
    found = {one.kpi: one for one in result.comparison.items}
    scrap = found["scrap_ratio"]
    assert (scrap.verdict, scrap.refused) == ("better", None)
    assert scrap.interval is not None
    assert scrap.interval[1] < 0
    assert found["cycle_time_median"].verdict in ("same", "undecided")
    for one, days in (
        (scrap.before, (date(2026, 10, 1), date(2026, 10, 31))),
        (scrap.after, (date(2026, 11, 1), date(2026, 11, 30))),
    ):
        (same,) = kpi_rows(scope, names=["scrap_ratio"], from_date=days[0], to_date=days[1])
        assert one == same


def test_days_before_and_after_an_event_in_a_month_with_no_change(scope: Scope) -> None:
    result = collect(scope, "2026-10", "2026-10-16")
    assert result.comparison is not None
    assert result.comparison.event == date(2026, 10, 16)
    found = {one.kpi: one for one in result.comparison.items}
    # 15 and 16 days, and no calendar that would cut them into shifts.
    assert found["scrap_ratio"].refused == "few-units"
    assert found["scrap_ratio"].units == (15, 16)


def test_all_three_documents_tell_the_same(scope: Scope, tmp_path: Path) -> None:
    page, paper, book = documents(scope, "2026-11", tmp_path, ["html", "pdf", "xlsx"], "2026-10")
    assert re.search("개선 전후 — 1개 지표가 달라졌습니다", page.read_text(encoding="utf-8"))
    assert paper.read_bytes().startswith(b"%PDF")
    assert book.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("compare", ["2026-11", "2026-12", "2026-11-01", "2026-10-05", "지난달", "2026-13-45"])
def test_what_cannot_be_compared_is_said_in_one_sentence(scope: Scope, compare: str) -> None:
    with pytest.raises(UsageError) as told:
        collect(scope, "2026-11", compare)
    assert compare in told.value.ko
