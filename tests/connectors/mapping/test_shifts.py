"""Columns that become something else in mid-file, by evidence alone; what only looks like it stays."""

import random

import polars as pl
import pytest

from connectors.dictionary import entry
from connectors.mapping import propose
from connectors.mapping.settle import Settlement
from connectors.mapping.shifts import Level, shifts
from connectors.types import MachineContext
from tests.connectors.tables import table

MACHINE = MachineContext("dc1", process="casting", kind="hpdc")
DRAW = random.Random(5)


def level(name: str, values: list[float], unit: str | None = None) -> Level:
    channel = entry(name, "casting", "hpdc")
    assert channel is not None
    return Level(name, pl.Series(name, values), channel, Settlement(unit or channel.unit, 1.0, 0.0, "stated"))


def noise(around: float, count: int = 40, sd: float = 1.0) -> list[float]:
    return [around + DRAW.gauss(0, sd) for _ in range(count)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cast_pressure_mpa", [*noise(71), *noise(710, sd=10)]),
        ("cast_pressure_mpa", [*noise(710, sd=10), *noise(71)]),
        ("melt_temp_c", [*noise(652), *noise(652 * 1.8 + 32)]),
        ("die_temp_fixed_c", [180.0] * 30 + [180.0 + 273.15] * 30),
    ],
)
def test_a_unit_that_changes_is_found_at_its_row(name: str, values: list[float]) -> None:
    (found,) = shifts([level(name, values)])
    assert (found.code, found.headers) == ("unit-changes", (name,))
    assert found.position == len(values) // 2


@pytest.mark.parametrize(
    "values",
    [
        noise(652, 80),
        [*noise(652), *noise(700)],  # another recipe: no unit explains it
        [180 + 4.2 * at for at in range(80)],  # heating up, through every level
        [*noise(71, 79), 65535.0],  # a spike is no level
        [71.0] * 10 + [None] * 80,
    ],
    ids=["steady", "recipe", "ramp", "spike", "few"],
)
def test_what_no_unit_explains_stays(values: list[float]) -> None:
    assert shifts([level("melt_temp_c", values)]) == []


def test_two_sensors_that_change_places_are_found() -> None:
    fixed, moving = [*noise(182), *noise(140)], [*noise(140), *noise(182)]
    (found,) = shifts([level("die_temp_fixed_c", fixed), level("die_temp_moving_c", moving)])
    assert (found.code, found.position) == ("columns-cross", 40)
    assert shifts([level("die_temp_fixed_c", fixed), level("die_temp_moving_c", noise(140, 80))]) == []


def shots(*pressures: float) -> dict[str, list[str | None]]:
    stamps = [f"2026-10-05 08:{at // 60:02d}:{at % 60:02d}" for at in range(len(pressures))]
    return {
        "일시": list(stamps),
        "쇼트수": [str(48214 + at) for at in range(len(pressures))],
        "주조압력(MPa)": [f"{p:.1f}" for p in pressures],
        "사이클타임(s)": [f"{58 + at % 3 / 10}" for at in range(len(pressures))],
    }


def test_a_remembered_mapping_still_looks_for_it_and_forgets_it_for_the_next_file() -> None:
    sound, changed = shots(*noise(71, 80)), shots(*noise(71), *noise(710, sd=9))
    first = propose(table(sound), MACHINE)
    second = propose(table(changed), MACHINE, remembered=first)
    third = propose(table(sound), MACHINE, remembered=second)
    for mapping, said in ((first, []), (second, [("unit-changes", 42)]), (third, [])):
        assert [(f.code, f.row) for f in mapping.findings] == said
        column = next(c for c in mapping.columns if c.header == "주조압력(MPa)")
        assert (column.column, column.status) == (
            ("x_cast_pressure", "unconfirmed") if said else ("cast_pressure_mpa", "mapped")
        )


def test_a_person_who_names_the_unit_is_believed() -> None:
    changed = table(shots(*noise(71), *noise(710, sd=9)))
    mapping = propose(changed, MACHINE, answers={"unit:주조압력(MPa)": "bar"})
    assert [f.code for f in mapping.findings] == []


@pytest.mark.parametrize(("answer", "column"), [(None, None), ("left", "ended_ts"), ("keep", None)])
def test_names_one_column_beside_their_values_are_asked(answer: str | None, column: str | None) -> None:
    values = list(shots(*noise(71, 30)).values())
    shifted = table(dict(zip(["순번", "일시", "쇼트수", "주조압력(MPa)"], values, strict=True)))
    mapping = propose(shifted, MACHINE, answers={"header": answer} if answer else None)
    asked = [hold.key for hold in mapping.holds]
    assert ("header" in asked) is (answer is None)
    if column:
        assert mapping.columns[0].column == column
        assert [c.header for c in mapping.columns][:3] == ["일시", "쇼트수", "주조압력(MPa)"]
