from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.sql.engine import result

MACHINE = [{"machine_id": "m", "line_id": "l", "timezone": "Asia/Seoul", "ideal_cycle_s": 60.0}]
SHIFT = [
    {"machine_id": "m", "shift": "주간", "from_minute": 480, "to_minute": 1200},
    {"machine_id": "m", "shift": "야간", "from_minute": 1200, "to_minute": 1920},
]
FEW = settings(max_examples=8, deadline=None, phases=[Phase.generate])
gap = st.integers(1, 100_000)
steps = st.lists(st.tuples(gap, st.integers(-2, 4), st.sampled_from(["good", "scrap", "rework", None])), max_size=25)


def runs(walk: list[tuple[int, int, str | None]], days: int = 0) -> list[dict[str, Any]]:
    moment, counter, rows = datetime(2026, 3, 31, 12, tzinfo=UTC) + timedelta(days=days), 10, []
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
                "tool_id": "a" if seconds % 5 else "b",
                "is_trial": seconds % 7 == 0,
                "piece_count": 1 + seconds % 2,
                "file_id": "f",
                "table_no": 1,
                "row_no": number,
            }
        )
    return rows


def components(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return result("mart_machine__shift", {"machine": MACHINE, "shift": SHIFT, "run": rows}).rows()


@FEW
@given(walk=steps, seed=st.integers(0, 99))
def test_order_of_rows_does_not_matter(walk: list[tuple[int, int, str | None]], seed: int) -> None:
    rows = runs(walk)
    mixed = random.Random(seed).sample(rows, len(rows))
    assert components(mixed) == components(rows)


@FEW
@given(walk=steps, days=st.integers(-400, 400))
def test_whole_days_shift_the_work_dates_alone(walk: list[tuple[int, int, str | None]], days: int) -> None:
    def plain(rows: list[tuple[Any, ...]], back: int) -> dict[Any, list[int]]:
        # A UTC month may now end elsewhere, so rows of one work date are added up first.
        added: dict[Any, list[int]] = {}
        for _, _, work_date, shift, tool_id, _, *numbers in rows:
            key = (work_date - timedelta(days=back), shift, tool_id)
            added[key] = [a + b for a, b in zip(added.get(key, [0] * len(numbers)), numbers, strict=True)]
        return added

    assert plain(components(runs(walk, days)), days) == plain(components(runs(walk)), 0)


@FEW
@given(walk=steps)
def test_quantities_and_time_are_conserved(walk: list[tuple[int, int, str | None]]) -> None:
    rows = runs(walk)
    given_tables = {"machine": MACHINE, "shift": SHIFT, "run": rows}
    frame = result("mart_machine__shift", given_tables)
    assert frame["produced_count_all"].sum() == sum(row["piece_count"] for row in rows)
    parts = frame.select("good_count_all", "scrap_count_all", "rework_count_all", "unjudged_count_all")
    assert sum(parts.sum().row(0)) == frame["produced_count_all"].sum() if rows else True
    elapsed = result("mart_run__interval", given_tables)["elapsed_us"].sum()
    assert elapsed == (int((rows[-1]["ended_ts"] - rows[0]["ended_ts"]).total_seconds()) * 1_000_000 if rows else 0)


@pytest.mark.parametrize(
    ("bad", "n", "low", "high"),
    [
        pytest.param(0, 50, 0.0, 0.071348, id="STAT-3 0 of 50"),
        pytest.param(15, 50, 0.191036, 0.437504, id="STAT-3 15 of 50"),
        pytest.param(62, 1200, 0.040512, 0.065683, id="STAT-1 before"),
        pytest.param(38, 1250, 0.022227, 0.041450, id="STAT-1 after"),
    ],
)
def test_wilson_interval_as_published(bad: int, n: int, low: float, high: float) -> None:
    value = {
        "kpi": "scrap_ratio",
        "grain": "{}",
        "subject": None,
        "mode": None,
        "value": bad / n,
        "numerator": float(bad),
    }
    rest = {"denominator": float(n), "n": n, "coverage": 1.0, "reason": None, "is_ratio": True}
    row = result("int_kpi__grounds", {"kpi_value": [{**value, **rest}]}).to_dicts()[0]
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
    turned = {**value, "numerator": float(n - bad), "value": 1 - bad / n}
    other = result("int_kpi__grounds", {"kpi_value": [{**turned, **rest}]}).to_dicts()[0]
    assert other["ci_high"] == pytest.approx(1 - low, abs=1e-6)


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    rows = runs([(1, 1, "good")] * 1)
    for moment, work_date, shift in (
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), "2026-03-31", "야간"),
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), "2026-03-31", "야간"),
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), "2026-04-01", "주간"),
    ):
        (row,) = components([{**rows[0], "ended_ts": moment}])
        assert (row[2].isoformat(), row[3]) == (work_date, shift)
