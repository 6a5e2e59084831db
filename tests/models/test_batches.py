"""Loads cut out of readings."""

from datetime import timedelta

import polars as pl
import pytest

from models import batches
from models.loads import Load, describe
from tests.models.furnaces import START, ZONES, readings, within

MINUTE_US = 60_000_000


def _loads(rows: pl.DataFrame) -> list[Load]:
    recorded = batches.furnace(rows)
    assert recorded is not None
    return [describe(recorded, span) for span in batches.cut(recorded)]


def _minutes(load: Load) -> tuple[float, float]:
    begin = START.timestamp() * 1e6
    return (load.started_us - begin) / MINUTE_US, (load.ended_us - begin) / MINUTE_US


def test_every_load_between_two_rests_is_cut() -> None:
    found = _loads(readings(3))
    assert [_minutes(load) for load in found] == [(40, 130), (170, 260), (300, 390)]
    assert all(load.setpoint_c == 850.0 and not load.interruptions and not load.burnt for load in found)
    assert all(60 <= load.soak_us / MINUTE_US <= 64 for load in found)
    assert [segment.name for segment in found[0].segments] == ["ramp", "soak", "quench"]


def test_the_first_and_the_last_load_need_a_proven_rest() -> None:
    rows = readings(3)
    running = rows[50 * 6 : -45 * 6]
    assert [_minutes(load) for load in _loads(running)] == [(170, 260)]


def test_cutting_a_part_gives_the_same_loads() -> None:
    rows = readings(6)
    whole, part = _loads(rows), _loads(rows[100 * 6 : 700 * 6])
    assert [load for load in whole if load in part] == part
    assert len(part) == 4


def test_order_and_repeated_instants_do_not_matter() -> None:
    rows = readings(2)
    shuffled = pl.concat([rows, rows.sample(40, seed=1)]).sample(fraction=1.0, shuffle=True, seed=2)
    assert _loads(shuffled) == _loads(rows)


def test_without_setpoints_temperatures_tell() -> None:
    found = _loads(readings(3).drop("furnace_sv_c"))
    assert len(found) == 3
    assert all(abs(load.setpoint_c - 850.0) < 2.0 for load in found if load.setpoint_c is not None)


def test_a_lost_logger_proves_nothing() -> None:
    rows = readings(3)
    lost = rows.with_columns(
        ts=pl.when(pl.int_range(pl.len()) < 200 * 6).then("ts").otherwise(pl.col("ts") + timedelta(hours=9))
    )
    assert len(_loads(lost)) == 2


def test_numbered_loads_are_cut_by_their_number() -> None:
    rows = readings(3).with_columns(load_id=(pl.int_range(pl.len()) // 780).cast(pl.String))
    found = _loads(rows)
    assert [load.load_id for load in found] == ["1", "2"]


def test_empty_cells_and_readings_without_zones() -> None:
    rows = readings(2)
    holes = rows.with_columns(
        pl.when(pl.int_range(pl.len()) % 37 == 0).then(None).otherwise(pl.col(name)).alias(name)
        for name in (*ZONES, "furnace_sv_c")
    )
    assert [_minutes(load) for load in _loads(holes)] == [_minutes(load) for load in _loads(rows)]
    assert batches.furnace(rows.select("ts")) is None
    assert batches.furnace(rows.clear()) is None


def test_soak_counts_the_coldest_zone_and_stops_outside_the_band() -> None:
    rows = readings(1).with_columns(
        pl.when(within(0, 10, 25)).then(pl.col(ZONES[0]) - 15.0).otherwise(ZONES[0]).alias(ZONES[0])
    )
    (plain,), (found,) = _loads(readings(1)), _loads(rows)
    assert (plain.soak_us - found.soak_us) / MINUTE_US == pytest.approx(15.0)
    assert [(s.to_us - s.from_us) / MINUTE_US for s in found.interruptions] == [15.0]
    assert found.lowest_zone == ZONES[0]
    assert found.lowest_c == pytest.approx(-16.2, abs=0.5)


def test_a_minute_outside_is_no_interruption() -> None:
    cold = pl.when(within(0, 10, 10.9)).then(pl.col(ZONES[0]) - 15.0).otherwise(ZONES[0]).alias(ZONES[0])
    assert _loads(readings(1).with_columns(cold))[0].interruptions == ()


def test_overshoot_is_the_hottest_zone_after_entry() -> None:
    hot = pl.when(within(0, 2, 6)).then(pl.col(ZONES[2]) + 18.0).otherwise(ZONES[2]).alias(ZONES[2])
    (found,) = _loads(readings(1).with_columns(hot))
    assert found.overshoot_c == pytest.approx(18.0, abs=2.5)
    assert found.overshoot_zone == ZONES[2]


def test_an_uneven_zone_is_named_with_its_distance() -> None:
    (found,) = _loads(readings(1).with_columns(pl.col(ZONES[1]) - 14.0))
    assert found.uneven_zone == ZONES[1]
    assert found.uneven_c == pytest.approx(-13.5, abs=0.6)
    assert found.uneven_us / MINUTE_US > 50
    assert found.soak_us == 0


@pytest.mark.parametrize("value", [1369.8, None], ids=["full-scale", "missing"])
def test_a_burnt_thermocouple_masks_its_zone_and_not_the_load(value: float | None) -> None:
    burnt = pl.when(within(0, 5, 30)).then(pl.lit(value, pl.Float64)).otherwise(ZONES[1]).alias(ZONES[1])
    (plain,), (found,) = _loads(readings(1)), _loads(readings(1).with_columns(burnt))
    assert [(s.name, (s.to_us - s.from_us) / MINUTE_US) for s in found.burnt] == [(ZONES[1], 25.0)]
    assert found.soak_us == plain.soak_us
    assert found.overshoot_c == plain.overshoot_c
