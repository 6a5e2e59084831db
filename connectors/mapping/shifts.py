"""Columns that become something else in mid-file: another unit, or the sensor of the column beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.dictionary import Channel, entry
from connectors.mapping.settle import Settlement
from connectors.types import MachineContext, Mapping, Table
from connectors.typing.numbers import parse
from ppuri.core.units import conversion

_MOST = 20_000  # values of a column that are looked at
_LEAST = 20  # values of a column that is looked at
_END = 0.05  # share of the values at either end that tells the level there
_PURE = 0.98  # share of the values on the right side of the middle, before and behind the change
_BETWEEN = 0.01  # share of the values that may lie between the levels: a furnace that heats up has many
_NEAR = 0.03  # how well a conversion must meet the level behind the change
_EXACT = 0.003  # the same where the values do not vary at all, as setpoints do
_CROSS = 0.25  # how far a level may be from the other column's, of the distance of the two

# What is said of one file and not of the next one of the same layout.
OF_ONE_FILE = ("unit-changes", "columns-cross")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """One settled column of a table.

    Attributes:
        header: Its name in the file.
        values: Its sample in file order, nulls where there is no number.
        channel: What it means.
        settlement: Its unit.
    """

    header: str
    values: pl.Series
    channel: Channel
    settlement: Settlement


@dataclass(frozen=True)
class Shift:
    """A change in mid-file.

    Attributes:
        code: Of the finding: `unit-changes` or `columns-cross`.
        headers: Columns concerned.
        position: Of the first value behind the change, in the sample.
        units: Unit before and behind the change.
    """

    code: str
    headers: tuple[str, ...]
    position: int
    units: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class _Jump:
    at: int
    before: float
    after: float
    steady: bool


def shifts(levels: Sequence[Level]) -> list[Shift]:
    """Return the columns that jump from one level to another in one row, where a unit or another column explains it."""
    jumps = {level.header: jump for level in levels if (jump := _jump(level.values)) is not None}
    moved = [level for level in levels if level.header in jumps]
    crossed = [_crossing(one, two, jumps) for one, two in combinations(moved, 2)]
    found = [shift for shift in crossed if shift is not None]
    taken = {header for shift in found for header in shift.headers}
    changed = [_changed(level, jumps[level.header]) for level in moved if level.header not in taken]
    return [*found, *(shift for shift in changed if shift is not None)]


def moved(table: Table, mapping: Mapping, machine: MachineContext) -> bool:
    """Whether a column becomes something else within one block of a file; of many rows a part evenly spread is looked at.

    Args:
        table: The block.
        mapping: Of the whole file.
        machine: The machine that it belongs to.
    """
    few = table.records.gather_every(-(-max(1, table.records.height) // _MOST))
    levels = []
    for column in mapping.columns:
        channel = entry(column.channel, machine.process, machine.kind) if column.channel else None
        judged = channel is not None and channel.unit is not None and channel.numeric and column.statistic != "sd"
        if channel is None or not judged or column.status != "mapped" or column.header not in few.columns:
            continue
        cells = few[column.header]
        values = cells if cells.dtype == pl.Float64 else parse(cells, table.decimal, unit=column.unit).values
        levels.append(
            Level(column.header, values, channel, Settlement(column.unit, column.scale, column.offset, "stated"))
        )
    return bool(shifts(levels))


def _jump(values: pl.Series) -> _Jump | None:
    present = values.is_not_null().arg_true()
    numbers: Floats = values.drop_nulls().cast(pl.Float64).to_numpy()
    if len(numbers) < _LEAST:
        return None
    end = max(5, round(_END * len(numbers)))
    first, last = float(np.median(numbers[:end])), float(np.median(numbers[-end:]))
    if first == last:
        return None
    behind = numbers > (first + last) / 2 if last > first else numbers < (first + last) / 2
    right = np.cumsum(~behind) + (behind.sum() - np.cumsum(behind))
    at = int(np.argmax(right)) + 1
    if not 1 <= at < len(numbers) or right[at - 1] < _PURE * len(numbers):
        return None
    before, after = numbers[:at][~behind[:at]], numbers[at:][behind[at:]]
    if min(len(before), len(after)) < 3:
        return None
    low, high = float(np.median(before)), float(np.median(after))
    part = (numbers - low) / (high - low)
    if ((part > 0.25) & (part < 0.75)).sum() > _BETWEEN * len(numbers):
        return None
    steady = float(np.ptp(before)) == 0 or float(np.ptp(after)) == 0
    return _Jump(int(present[at]), low, high, steady)


def _changed(level: Level, jump: _Jump) -> Shift | None:
    """The unit that turns one level into the other."""
    unit = level.channel.unit
    own = level.settlement.unit or unit
    if unit is None or own is None:
        return None
    near = _EXACT if jump.steady else _NEAR
    for other in level.channel.accepts:
        told = conversion(other, unit)
        if told is None or told == (level.settlement.scale, level.settlement.offset):
            continue
        for one, two, units in ((jump.before, jump.after, (own, other)), (jump.after, jump.before, (other, own))):
            stored = one * level.settlement.scale + level.settlement.offset
            turned = two * told[0] + told[1]
            if stored and abs(turned - stored) <= near * abs(stored):
                return Shift("unit-changes", (level.header,), jump.at, units)
    return None


def _crossing(one: Level, two: Level, jumps: dict[str, _Jump]) -> Shift | None:
    """Two columns of one unit that take each other's level in the same row."""
    a, b = jumps[one.header], jumps[two.header]
    if one.channel.unit != two.channel.unit or one.channel.unit is None or a.at != b.at:
        return None
    apart = abs(a.before - b.before)
    if max(abs(a.after - b.before), abs(b.after - a.before)) > _CROSS * apart:
        return None
    return Shift("columns-cross", (one.header, two.header), a.at)
