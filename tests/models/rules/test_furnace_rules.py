"""Faults of furnace loads as signals."""

import polars as pl

from models import batches
from models.evidence import Signal
from models.loads import describe
from models.rules.heat_treatment import signals
from tests.models.furnaces import ZONES, readings, within


def _signals(rows: pl.DataFrame) -> list[Signal]:
    recorded = batches.furnace(rows)
    assert recorded is not None
    return signals([describe(recorded, span) for span in batches.cut(recorded)])


def _moved(rows: pl.DataFrame, names: tuple[str, ...], when: pl.Expr, by: float) -> pl.DataFrame:
    return rows.with_columns(pl.when(when).then(pl.col(name) + by).otherwise(name).alias(name) for name in names)


def test_sound_loads_say_nothing() -> None:
    assert _signals(readings(4)) == []
    assert signals([]) == []


def test_an_uneven_zone_over_several_loads_is_one_signal() -> None:
    rows = readings(4)
    (found,) = _signals(_moved(rows, ZONES[2:], pl.int_range(pl.len()) >= 130 * 6, -14.0))
    assert (found.rule, found.cause_code, found.support_n) == ("uneven_zone", "uneven_zone", 3)
    assert found.speakers[0].channel == ZONES[2]


def test_one_uneven_load_names_no_cause() -> None:
    found = _signals(_moved(readings(3), ZONES[:1], within(1, 10, 30), -14.0))
    assert {one.rule: one.cause_code for one in found} == {"uneven_zone": None, "interrupted_soak": "interrupted_soak"}


def test_an_interrupted_soak_says_how_long_and_how_deep() -> None:
    (found,) = _signals(_moved(readings(3), ZONES, within(1, 20, 28), -30.0))
    assert (found.rule, found.cause_code, found.action_code) == ("interrupted_soak", "interrupted_soak", "hold_lot")
    assert found.facts["minutes"] == 8.0
    assert found.facts["lowest_c"] < -28.0


def test_an_overshoot_of_all_zones() -> None:
    (found,) = _signals(_moved(readings(3), ZONES, within(1, 2, 8), 20.0))
    assert (found.rule, found.support_n) == ("overshoot", 1)
    assert 17.0 < found.facts["over_c"] < 22.0


def test_a_burnt_thermocouple_is_one_signal_over_its_loads() -> None:
    rows = readings(3)
    burnt = pl.int_range(pl.len()).is_between(100 * 6, 250 * 6)
    (found,) = _signals(rows.with_columns(pl.when(burnt).then(None).otherwise(ZONES[1]).alias(ZONES[1])))
    assert (found.rule, found.cause_code, found.support_n) == ("thermocouple_burnout", "thermocouple_burnout", 2)
    assert found.speakers[0].channel == ZONES[1]
