from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.steps.checks import run_checks
from pipelines.steps.reach import affected, needed, next_month
from pipelines.steps.refresh import publish_marts, refresh
from pipelines.steps.relations import MARTS
from ppuri.core.hub import apply_hub
from ppuri.core.ledger import Change, Ledger
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse
from tests.pipelines.steps.firm import HUB, make_firm, store

MONTHS = ("2026-02", "2026-03", "2026-04")


def runs(month: str, gaps: list[int], *, machine_id: str = "m1", file_id: str | None = None) -> list[dict[str, Any]]:
    moment = datetime.fromisoformat(f"{month}-01T00:00:00").replace(tzinfo=UTC)
    rows = []
    for number, gap in enumerate(gaps, start=1):
        moment += timedelta(seconds=gap)
        rows.append(
            {
                "machine_id": machine_id,
                "ended_ts": moment,
                "cycle_counter": number * (1 + gap % 3),
                "piece_no": 1,
                "occurrence_no": 1,
                "tool_id": "a" if number % 7 else "b",
                "result": ("good", "scrap", "rework", None)[gap % 4],
                "defect_code": "가스" if gap % 8 == 1 else None,
                "is_trial": gap % 11 == 0,
                "piece_count": 1 + gap % 2,
                "cycle_time_s": gap / 7 if gap % 5 else None,
                "serial_id": f"{month}-{number}",
                "file_id": file_id or month,
                "table_no": 1,
                "row_no": number,
            }
        )
    return rows


def marts(scope: Scope) -> dict[str, list[tuple[Any, ...]]]:
    with open_warehouse(scope) as warehouse:
        present = set(warehouse.tables())
        return {mart: warehouse.query(f"SELECT * FROM {mart} ORDER BY ALL").rows() for mart in MARTS if mart in present}


def full_again(scope: Scope) -> list[tuple[str, str]]:
    return publish_marts(scope, full=True).changed


gaps = st.lists(st.integers(1, 200_000).map(lambda n: n if n % 3 else n % 400 + 1), min_size=1, max_size=8)


# One example is a handful of refreshes: shrinking would take minutes, the steps printed are short enough.
@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.sampled_from(MONTHS), gaps), min_size=2, max_size=4))
def test_incremental_equals_full(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[int]]]) -> None:
    scope = make_firm(tmp_path_factory.mktemp("home"))
    for number, (month, lengths) in enumerate(steps):
        store(scope, "run", runs(month, lengths, file_id=f"{month}-{number}"))
        publish_marts(scope)
    stepwise = marts(scope)
    assert full_again(scope) == []
    fresh = make_firm(tmp_path_factory.mktemp("home"))
    for number, (month, lengths) in enumerate(steps):
        store(fresh, "run", runs(month, lengths, file_id=f"{month}-{number}"))
    publish_marts(fresh)
    assert marts(fresh) == stepwise


def test_a_late_month_before_changes_the_first_interval_after(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    store(scope, "run", runs("2026-03", [60] * 8))
    publish_marts(scope)
    store(scope, "run", runs("2026-02", [60] * 8))
    result = publish_marts(scope)
    assert result.partitions == [("m1", "2026-02"), ("m1", "2026-03")]
    assert result.changed == result.partitions
    assert full_again(scope) == []


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    store(scope, "run", runs("2026-03", [60] * 8))
    first = publish_marts(scope)
    versions = Ledger(tmp_path).published("f")
    again = publish_marts(scope)
    assert (again.partitions, again.changed, again.as_of) == ([], [], first.as_of)
    assert Ledger(tmp_path).published("f") == versions


def test_a_late_inspection_changes_only_the_months_of_its_runs(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    for month in MONTHS:
        store(scope, "run", runs(month, [60] * 8))
    store(scope, "run", runs("2026-02", [60] * 8, machine_id="m2", file_id="other"))
    publish_marts(scope)
    late = {"machine_id": "m1", "serial_id": "2026-02-3", "inspected_ts": "2026-04-20T00:00:00Z", "result": "scrap"}
    store(scope, "inspection", [{**late, "defect_code": "기공", "file_id": "late", "table_no": 1, "row_no": 1}])
    result = publish_marts(scope)
    assert set(result.partitions) == {("m1", month) for month in MONTHS}
    assert result.changed == [("m1", "2026-02")]
    assert any("기공" in row for row in marts(scope)["mart_machine__defect"])
    assert full_again(scope) == []


def test_a_new_calendar_moves_work_dates_of_every_month(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    for month in MONTHS:
        store(scope, "run", runs(month, [60] * 8))
    publish_marts(scope)
    (tmp_path / "hub.toml").write_text(HUB.replace("08:00", "10:00"), encoding="utf-8")
    apply_hub(tmp_path, tmp_path / "hub.toml", yes=True)
    result = publish_marts(scope)
    assert result.changed == [("m1", month) for month in MONTHS]
    with open_warehouse(scope) as warehouse:
        dates = warehouse.query("SELECT DISTINCT work_date FROM mart_machine__shift ORDER BY 1")["work_date"].to_list()
    assert [day.isoformat() for day in dates] == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_rows_taken_away_leave_the_marts(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    store(scope, "run", [*runs("2026-03", [60] * 8), *runs("2026-03", [60] * 8, machine_id="m2", file_id="other")])
    publish_marts(scope)
    store(scope, "run", runs("2026-03", [60] * 3))
    publish_marts(scope)
    with open_warehouse(scope) as warehouse:
        counts = dict(
            warehouse.query("SELECT machine_id, SUM(run_count) FROM mart_machine__shift GROUP BY 1").iter_rows()
        )
    assert counts == {"m1": 3, "m2": 8}


def test_furnace_load_over_the_end_of_a_month(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    load = {"machine_id": "m1", "batch_id": "b", "started_ts": "2026-03-31T23:00:00Z", "file_id": "r", "table_no": 1}
    ended = datetime(2026, 4, 1, 1, tzinfo=UTC)
    store(scope, "batch", [{**load, "ended_ts": ended, "row_no": 1}])
    start = datetime(2026, 3, 31, 23, tzinfo=UTC)
    reading = [
        {
            "machine_id": "m1",
            "ts": start + timedelta(minutes=minute),
            "furnace_sv_c": 850.0,
            "furnace_temp_z1_c": 850.0 if minute >= 30 else 500.0,
            "furnace_temp_z2_c": 845.0,
            "file_id": "r",
            "table_no": 1,
            "row_no": minute,
        }
        for minute in range(120)
    ]
    store(scope, "reading", reading[:60])
    publish_marts(scope)
    store(scope, "reading", reading[60:])
    result = publish_marts(scope)
    assert result.changed == [("m1", "2026-03")]
    with open_warehouse(scope) as warehouse:
        (soak,) = warehouse.query("SELECT soak_us // 60000000 AS soak_min FROM mart_machine__batch")["soak_min"]
    assert soak == 89
    assert full_again(scope) == []


def test_checks_hold_and_name_what_does_not(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    store(scope, "run", runs("2026-03", [60] * 8))
    assert all(bad.is_empty() for bad in run_checks(scope).values()), "what waits for a refresh is not wrong"
    publish_marts(scope)
    assert all(bad.is_empty() for bad in run_checks(scope).values())
    store(scope, "run", runs("2026-03", [60] * 9))
    Ledger(tmp_path).set_watermark("f", "refresh", Ledger(tmp_path).last_seq("f"))
    bad = run_checks(scope)["assert_run_count_conserved"].to_dicts()
    assert [(row["lake_run_count"], int(row["component_run_count"])) for row in bad] == [(9, 8)]


def counts(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [("m", None, month, count) for month, count in rows],
        schema={"machine_id": pl.String, "source_id": pl.String, "month": pl.String, "run_count": pl.Int64},
        orient="row",
    )


@pytest.mark.parametrize(
    ("change", "months"),
    [
        pytest.param(("run", "2026-01"), {"2026-01", "2026-02", "2026-03"}, id="until six runs were seen"),
        pytest.param(("run", "2026-03"), {"2026-03", "2026-04"}, id="one month with enough"),
        pytest.param(("inspection", "2026-04"), {"2026-01", "2026-02", "2026-03", "2026-04"}, id="every month"),
        pytest.param(("reading", "2026-01"), {"2025-12", "2026-01"}, id="a load that began before"),
        pytest.param(("run", "unknown"), {"unknown"}, id="no time"),
    ],
)
def test_reach_of_a_change(change: tuple[str, str], months: set[str]) -> None:
    known = counts(("2026-01", 9), ("2026-02", 2), ("2026-03", 9), ("2026-04", 9))
    found = affected(known, [Change(1, change[0], "m", change[1])])
    assert {month for _, month in found} == months


def test_months_needed_reach_back_to_six_runs() -> None:
    known = counts(("2026-01", 9), ("2026-02", 9), ("2026-03", 2), ("2026-04", 9))
    assert needed(known, "m", {"2026-04"}) == {"2026-02", "2026-03", "2026-04"}


def test_next_month_over_the_year() -> None:
    assert (next_month("2025-12"), next_month("2026-01", -1)) == ("2026-01", "2025-12")


def test_refresh_as_a_whole_leaves_nothing_to_do(tmp_path: Path) -> None:
    scope = make_firm(tmp_path)
    store(scope, "run", runs("2026-03", [60] * 40))
    first = refresh(scope)
    assert first.changed == [("m1", "2026-03")]
    assert Ledger(tmp_path).changes_since("f", Ledger(tmp_path).watermark("f", "refresh")) == []
    assert refresh(scope).partitions == []
    assert refresh(scope, full=True).changed == []
