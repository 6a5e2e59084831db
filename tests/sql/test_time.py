"""Time of a machine by definition: a naive twin second by second, and what must not move it (domain.md 1.6, 1.7, 8)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.sql.engine import result

MACHINE = [{"machine_id": "m", "line_id": "l", "timezone": "Asia/Seoul", "ideal_cycle_s": 60.0}]
SHIFT = [
    {"machine_id": "m", "shift": "주간", "from_minute": 480, "to_minute": 1200, "weekdays": "12345"},
    {"machine_id": "m", "shift": "야간", "from_minute": 1200, "to_minute": 1920, "weekdays": "12345"},
]
BREAK = [
    {"machine_id": "m", "from_minute": 720, "to_minute": 780},
    {"machine_id": "m", "from_minute": 0, "to_minute": 60},
]
CLOSED = [{"machine_id": "m", "work_date": "2026-04-02", "is_open": False}]
CALENDAR = {"machine": MACHINE, "shift": SHIFT, "shift_break": BREAK, "calendar_day": CLOSED}
FEW = settings(max_examples=examples(3), deadline=None, phases=[Phase.generate])
LOST = ("setup_us", "micro_stop_us", "stop_us", "down_us", "unknown_us")

lengths = st.one_of(st.integers(30, 95), st.integers(96, 1500), st.integers(1501, 90_000))
walks = st.lists(
    st.tuples(lengths, st.integers(-1, 3), st.sampled_from(["good", "scrap", None])), min_size=1, max_size=14
)


def runs(walk: list[tuple[int, int, str | None]], days: int = 0) -> list[dict[str, Any]]:
    moment, counter, rows = datetime(2026, 3, 30, 23, tzinfo=UTC) + timedelta(days=days), 10, []
    for number, (seconds, step, outcome) in enumerate(walk):
        moment, counter = moment + timedelta(seconds=seconds), counter + step
        rows.append(
            {
                "machine_id": "m",
                "month": f"{moment:%Y-%m}",
                "ended_ts": moment,
                "cycle_counter": counter,
                "piece_no": 1,
                "result": outcome,
                "tool_id": "a" if number % 5 else "b",
                "is_trial": seconds % 7 == 0,
                "piece_count": 1 + seconds % 2,
                "file_id": "f",
                "table_no": 1,
                "row_no": number,
            }
        )
    return rows


def time_of(rows: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    return result("mart_machine__time", {**CALENDAR, "run": rows, **more}).to_dicts()


def is_planned(second: int) -> bool:
    """Whether a second of 2026 is planned, from the words of the calendar above alone."""
    local = datetime.fromtimestamp(second, UTC) + timedelta(hours=9)
    begun = local - timedelta(hours=8)
    closed = begun.isoweekday() > 5 or (begun.month, begun.day) == (4, 2)
    return not closed and local.hour not in (0, 12)


@FEW
@given(walk=walks)
def test_every_second_of_planned_time_is_spent_once(walk: list[tuple[int, int, str | None]]) -> None:
    rows = runs(walk)
    found = time_of(rows)
    first = int(rows[0]["ended_ts"].timestamp()) - 60
    planned = sum(is_planned(second) for second in range(first, int(rows[-1]["ended_ts"].timestamp())))
    total = {name: sum(row[name] for row in found) for name in found[0] if name.endswith("_us")}
    assert total["planned_us"] - total["overtime_us"] == planned * 1_000_000
    for row in found:
        assert row["planned_us"] == row["run_us"] + sum(row[name] for name in LOST)
        assert min(row[name] for name in row if name.endswith("_us")) >= 0


@FEW
@given(walk=walks, seed=st.integers(0, 99))
def test_order_of_rows_and_cuts_into_files_change_nothing(walk: list[tuple[int, int, str | None]], seed: int) -> None:
    rows = runs(walk)
    cut = [{**row, "file_id": f"f{number * 3 // len(rows)}"} for number, row in enumerate(rows)]
    assert time_of(random.Random(seed).sample(cut, len(cut))) == time_of(rows)


@FEW
@given(walk=walks, weeks=st.integers(1, 40))
def test_whole_weeks_shift_the_work_dates_alone(walk: list[tuple[int, int, str | None]], weeks: int) -> None:
    def sums(rows: list[dict[str, Any]], back: int) -> dict[Any, list[int]]:
        added: dict[Any, list[int]] = {}
        for row in rows:
            key = (row["work_date"] - timedelta(days=back), row["shift"], row["tool_id"])
            numbers = [value for value in row.values() if isinstance(value, int)]
            added[key] = [a + b for a, b in zip(added.get(key, [0] * len(numbers)), numbers, strict=True)]
        return added

    closed = [{"machine_id": "m", "work_date": f"{datetime(2026, 4, 2) + timedelta(weeks=weeks):%F}", "is_open": False}]
    assert sums(time_of(runs(walk, 7 * weeks), calendar_day=closed), 7 * weeks) == sums(time_of(runs(walk)), 0)


def kpi(name: str, rows: list[dict[str, Any]]) -> dict[str | None, float | None]:
    """Values of a KPI by mode over the whole of some runs."""
    time = result("int_kpi__time", {**CALENDAR, "run": rows})
    spent = result("int_kpi__spent", {"kpi_time": [{"grain": "{}", **row} for row in time.to_dicts()]}).to_dicts()
    return {row["mode"]: row["value"] for row in result(f"kpi_{name}", {"kpi_spent": spent}).to_dicts()}


@FEW
@given(walk=walks)
def test_oee_is_the_same_in_both_modes(walk: list[tuple[int, int, str | None]]) -> None:
    oee = kpi("oee", runs(walk))
    assert oee["iso"] == oee["tpm"]


def test_a_stop_over_midnight_is_one_stop_of_one_work_date() -> None:
    shift = [{"machine_id": "m", "shift": "야간", "from_minute": 1200, "to_minute": 1920}]
    ends = [(23, 50, 1), (24, 21, 2), (24, 22, 3)]
    start = datetime(2026, 3, 30, 15, tzinfo=UTC) - timedelta(days=0)
    rows = runs([(1, 1, "good")] * 3)
    for row, (hour, minute, counter) in zip(rows, ends, strict=True):
        row |= {"ended_ts": start + timedelta(hours=hour, minutes=minute), "cycle_counter": counter, "is_trial": False}
        row |= {"tool_id": "a"}
    (found,) = result("mart_machine__time", {"machine": MACHINE, "shift": shift, "run": rows}).to_dicts()
    assert (found["work_date"].isoformat(), found["failure_count"], found["stop_us"]) == (
        "2026-03-31",
        1,
        1_800_000_000,
    )


def test_counter_gaps_add_no_cycle_and_lower_the_coverage() -> None:
    (found,) = time_of(
        [{**row, "is_trial": False, "tool_id": "a"} for row in runs([(60, 1, "good"), (240, 4, "good")])]
    )
    assert (found["timed_count"], found["run_us"], found["unknown_us"]) == (2, 120_000_000, 180_000_000)


def test_tools_that_come_in_turn_are_no_changeovers() -> None:
    rows = [{**row, "tool_id": "ab"[n % 2]} for n, row in enumerate(runs([(60, 1, "good")] * 12))]
    found = result("mart_run__interval", {**CALENDAR, "run": rows})
    assert not found["is_changeover"].any()


@pytest.mark.parametrize(
    ("holiday", "worked", "minutes"),
    [
        pytest.param(None, None, 0, id="an ordinary day has planned time"),
        pytest.param("2026-05-05", None, 11, id="work on a public holiday is outside the plan"),
        pytest.param("2026-05-05", True, 0, id="a holiday that is declared worked is planned"),
    ],
)
def test_work_on_a_public_holiday(holiday: str | None, worked: bool | None, minutes: int) -> None:
    rows = [{**row, "tool_id": "a"} for row in runs([(60, 1, "good")] * 11)]
    for number, row in enumerate(rows):
        row |= {"ended_ts": datetime(2026, 5, 5, 0, 1, tzinfo=UTC) + timedelta(minutes=number), "month": "2026-05"}
    found = time_of(
        rows,
        holiday_kept=[{"machine_id": "m", "country": "KR"}],
        public_holiday=[{"country": "KR", "holiday_date": holiday}] if holiday else [],
        calendar_day=[{"machine_id": "m", "work_date": "2026-05-05", "is_open": worked}] if worked else [],
    )
    assert sum(row["overtime_us"] for row in found) == minutes * 60_000_000
    assert sum(row["planned_us"] for row in found) == 11 * 60_000_000
