"""Furnace loads cut out of readings: one load lies between two proven rests (domain.md sections 2.1 and 4.3).

Every rule looks a few minutes around a reading and no farther, so cutting a month with its neighbours gives the same
loads as cutting all of history.
"""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.robust import Bools, Floats, Ints

FALL_C = 50.0
FALL_WITHIN = "10m"
RISE_C = 20.0
FLAT_US = 600_000_000
HOLE_US = 6 * 3_600_000_000
SHORTEST_US = 900_000_000


@dataclass(frozen=True)
class Furnace:
    """Readings of one furnace as arrays; rows in time order.

    Attributes:
        ts_us: Instants in microseconds.
        zones: Channel name of each zone.
        temps: Rows x zones in degC, NaN = missing.
        setpoints: Rows x zones; NaN where there is none.
        guide: What tells a load from a rest: the highest setpoint, else the median temperature of the zones.
        has_setpoint: Whether `guide` is a setpoint.
        load_id, recipe_id: As recorded.
    """

    ts_us: Ints
    zones: tuple[str, ...]
    temps: Floats
    setpoints: Floats
    guide: Floats
    has_setpoint: bool
    load_id: pl.Series
    recipe_id: pl.Series


@dataclass(frozen=True)
class Span:
    """Rows of one load: first row, the row after the last, and whether rests prove both ends."""

    first: int
    end: int


def furnace(readings: pl.DataFrame) -> Furnace | None:
    """Return the readings as arrays; None where no zone temperature is recorded.

    Args:
        readings: Rows of one furnace in any order with `ts`, `furnace_temp_z{n}_c` or `furnace_temp_c`, and where
            recorded `furnace_sv_z{n}_c`, `furnace_sv_c`, `load_id`, `recipe_id`.
    """
    zones = sorted((c for c in readings.columns if re.fullmatch(r"furnace_temp_(z\d+_)?c", c)), key=_zone_order)
    zones = [zone for zone in zones if readings[zone].is_not_null().any()]
    if not zones:
        return None
    rows = readings.filter(pl.col("ts").is_not_null()).sort("ts", *zones, nulls_last=True)
    rows = rows.unique("ts", keep="first", maintain_order=True)
    setpoints = [_setpoint(rows, zone) for zone in zones]
    temps = rows.select(zones).cast(pl.Float64).fill_null(np.nan).to_numpy()
    aims = np.column_stack([one.fill_null(np.nan).to_numpy() for one in setpoints])
    has_setpoint = bool(np.isfinite(aims).any())
    guide = pl.DataFrame(aims if has_setpoint else temps, nan_to_null=True)
    level = guide.select(pl.max_horizontal(pl.all())) if has_setpoint else guide.select(_row_median(guide.columns))
    filled = level.to_series().fill_null(strategy="forward").fill_null(strategy="backward")
    texts = [rows[c] if c in rows.columns else pl.Series(c, [None] * rows.height, pl.String) for c in _TEXTS]
    ts_us = rows["ts"].dt.epoch("us").to_numpy()
    return Furnace(ts_us, tuple(zones), temps, aims, filled.cast(pl.Float64).to_numpy(), has_setpoint, *texts)


_TEXTS = ("load_id", "recipe_id")


def _zone_order(name: str) -> tuple[int, str]:
    number = re.search(r"\d+", name)
    return (int(number[0]) if number else 0, name)


def _setpoint(rows: pl.DataFrame, zone: str) -> pl.Series:
    """Return the setpoint of a zone: its own, else the furnace's, else nothing; held between readings."""
    for name in (zone.replace("temp", "sv"), "furnace_sv_c"):
        if name in rows.columns and rows[name].is_not_null().any():
            return rows[name].cast(pl.Float64).fill_null(strategy="forward")
    return pl.Series(zone, [None] * rows.height, pl.Float64)


def _row_median(names: list[str]) -> pl.Expr:
    return pl.concat_list(names).list.drop_nulls().list.median()


def cut(rows: Furnace) -> list[Span]:
    """Return the loads whose beginning and end are proven, in order.

    A load ends where the guide falls by 50 degC within ten minutes (door, quench) and begins at the first rise of
    20 degC after that. Readings more than six hours apart prove nothing; after such a hole the guide must have rested
    for ten minutes first. Where loads are numbered in the readings, each number is one load.
    """
    if rows.load_id.null_count() < rows.load_id.len():
        return _numbered(rows)
    falls = _falls(rows)
    holes = np.concatenate([[0], np.flatnonzero(np.diff(rows.ts_us) > HOLE_US) + 1, [len(rows.ts_us)]])
    spans = []
    for begin, stop in zip(holes[:-1].tolist(), holes[1:].tolist(), strict=True):
        opened, proven = begin, False
        for end in falls[(falls >= begin) & (falls < stop)].tolist():
            first = _start(rows, opened, end, proven=proven)
            if first is not None and rows.ts_us[end] - rows.ts_us[first] >= SHORTEST_US:
                spans.append(Span(first, end))
            opened, proven = end, True
    return spans


def _falls(rows: Furnace) -> Ints:
    """Return the first row of every fall of the guide."""
    frame = pl.DataFrame({"ts": pl.Series(rows.ts_us).cast(pl.Datetime("us")), "guide": rows.guide})
    highest = frame.select(pl.col("guide").rolling_max_by("ts", FALL_WITHIN)).to_series().to_numpy()
    falling = highest - rows.guide >= FALL_C
    return np.flatnonzero(falling & ~np.concatenate([[False], falling[:-1]]))


def _start(rows: Furnace, opened: int, end: int, *, proven: bool) -> int | None:
    """Return the row at which the load between two falls begins; None where that cannot be told."""
    guide = rows.guide[opened:end]
    lowest = np.minimum.accumulate(guide)
    risen = np.flatnonzero(guide >= lowest + RISE_C)
    if not len(risen):
        return None
    rest = opened + int(np.flatnonzero(guide[: risen[0]] == lowest[: risen[0]])[-1])
    if not proven and rows.ts_us[rest] - rows.ts_us[opened] < FLAT_US:
        return None
    return rest + 1 if rows.has_setpoint else rest


def _numbered(rows: Furnace) -> list[Span]:
    """Return one span per stretch of one load number, but for those that touch an end of the readings."""
    number = rows.load_id.fill_null("").rle_id().to_numpy()
    edges = np.concatenate([[0], np.flatnonzero(np.diff(number)) + 1, [len(number)]])
    known = rows.load_id.is_not_null().to_numpy()
    inner = list(zip(edges[1:-2].tolist(), edges[2:-1].tolist(), strict=True))
    return [Span(first, end) for first, end in inner if known[first]]


def hold_us(ts_us: Ints) -> Ints:
    """Return how long each reading holds: until the next, at most three usual distances or a minute; the last 0."""
    gap = np.diff(ts_us, append=ts_us[-1:])
    usual = int(np.median(gap[:-1])) if len(gap) > 1 else 0
    return np.minimum(gap, max(3 * usual, 60_000_000))


def stretches(flags: Bools) -> list[tuple[int, int]]:
    """Return (first, row after the last) of every run of set flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
