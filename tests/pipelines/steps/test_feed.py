"""The feed of a published firm."""

import json
from pathlib import Path

import polars as pl
import pytest

from pipelines.steps.feed import definitions, feed
from pipelines.steps.kpis import kpi_names, kpi_rows
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from tests.pipelines.steps.report_home import opened, publish, shots


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = opened(tmp_path_factory.mktemp("feed"))
    publish(made, shots("dc3", 3))
    return made


def test_the_feed_holds_the_kpis_of_each_day_and_month(scope: Scope, tmp_path: Path) -> None:
    folder = feed(scope, tmp_path / "out")
    told = pl.read_parquet(folder / "kpis.parquet")
    rows = kpi_rows(scope, by=["machine", "day"])
    assert told.filter(pl.col("grain") == "day").height == len(rows)
    by_key = {(r["id"], r["period"], r["kpi"], r["subject"]): r["value"] for r in told.iter_rows(named=True)}
    for row in rows:
        key = (f"seongju/hanbit/{row.grain['machine_id']}", row.grain["work_date"], row.kpi, row.subject)
        assert by_key[key] == row.value, key
    assert by_key[("seongju/hanbit/dc3", "2026-10", "run_count", None)] == 144
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["id"] == "seongju/hanbit"
    assert {r["path"] for r in package["resources"]} == {
        "kpis.csv",
        "kpis.parquet",
        "insights.csv",
        "insights.jsonl",
        "definitions.json",
    }


def test_the_same_data_give_the_same_bytes(scope: Scope, tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in feed(scope, tmp_path / "a").iterdir()}
    assert {p.name: p.read_bytes() for p in feed(scope, tmp_path / "b").iterdir()} == first


def test_every_kpi_is_defined() -> None:
    told = json.loads(definitions())
    assert [one["id"] for one in told] == sorted(kpi_names())
    assert all(one["name_ko"] and one["formula"] and one["unit"] for one in told)


def test_a_folder_with_other_files_is_left_alone(scope: Scope, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="다른 파일이 있습니다"):
        feed(scope, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_firm_without_data_gives_an_empty_feed(tmp_path: Path) -> None:
    folder = feed(opened(tmp_path, "empty"), tmp_path / "out")
    assert pl.read_parquet(folder / "kpis.parquet").height == 0
    assert (folder / "_SUCCESS").exists()
