"""Three molds of the public die-casting set, each as a machine of its own, with nothing but machine and process named."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.commands import Command
from tests.paths import data

HUB = """
[[firms]]
id = "hanbit"
name = "한빛금속"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "다이캐스팅 라인"
process = "casting"
kind = "hpdc"
"""
MACHINE = """
[[firms.sites.lines.machines]]
id = "m{mold}"
name = "금형 {mold}"
"""
TRUTH = {
    "8412": {"run_count": 16929, "scrap_count_all": 570, "median": 120, "machine_median": 118},
    "8573": {"run_count": 9593, "scrap_count_all": 420, "median": 123, "machine_median": 121},
    "8600": {"run_count": 2958, "scrap_count_all": 150, "median": 121, "machine_median": 118},
}


def shots(mold: str) -> list[Path]:
    return [data("kamp-diecasting", f"{part}_group_{mold}.csv") for part in ("train", "test")]


@pytest.fixture
def molds(ppuri: Command) -> Command:
    (ppuri.home / "hub.toml").write_text(HUB + "".join(MACHINE.format(mold=mold) for mold in TRUTH), encoding="utf-8")
    assert ppuri("hub", "apply") == 0
    for mold in TRUTH:
        receipts = ppuri.json("ingest", *shots(mold), "--firm", "hanbit", "--machine", f"m{mold}", code=(0, 1))
        assert [receipt["status"] for receipt in receipts] == ["committed", "committed"]
        assert sum(receipt["accepted"] for receipt in receipts) == TRUTH[mold]["run_count"]
    assert ppuri("refresh", "--firm", "hanbit") == 0
    return ppuri


def values(rows: list[dict[str, Any]], machine_id: str) -> dict[tuple[str, str | None], float]:
    return {(row["kpi"], row["subject"]): row["value"] for row in rows if row["machine_id"] == machine_id}


def test_counts_and_medians_are_those_of_the_data(molds: Command) -> None:
    rows = molds.json("kpi", "--firm", "hanbit", "--by", "machine")
    for mold, truth in TRUTH.items():
        found = values(rows, f"m{mold}")
        assert found["run_count", None] == truth["run_count"]
        assert found["scrap_count_all", None] == truth["scrap_count_all"]
        assert found["cycle_time_median", None] == truth["median"]
        assert found["cycle_time_median", "machine_cycle_time_s"] == truth["machine_median"]


def test_both_numbers_stand_side_by_side_where_there_are_trial_runs(molds: Command) -> None:
    rows = molds.json("kpi", "--firm", "hanbit", "--machine", "m8412")
    found = {row["kpi"]: row for row in rows if row["subject"] is None}
    assert found["trial_count"]["value"] == 389
    assert (found["quality_ratio"]["numerator"], found["quality_ratio"]["denominator"]) == (16359, 16540)
    assert (found["quality_ratio_all"]["numerator"], found["quality_ratio_all"]["denominator"]) == (16359, 16929)


def test_trace_leads_to_the_rows_behind_a_count(molds: Command) -> None:
    found = molds.json("trace", "--firm", "hanbit", "--machine", "m8600", "--kpi", "scrap_count_all")
    assert sum(file["row_count"] for file in found["files"]) == 150
    assert {file["file_name"] for file in found["files"]} == {path.name for path in shots("8600")}


def test_what_was_stored_can_be_counted_again(molds: Command) -> None:
    assert molds("verify") == 0


def test_the_report_of_a_month_stands_alone(molds: Command) -> None:
    path = Path(molds.json("report", "--firm", "hanbit", "--period", "2019-01")["path"])
    page = path.read_text(encoding="utf-8")
    assert "한빛금속" in page
    assert "시사출" in page
