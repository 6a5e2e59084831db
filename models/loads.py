"""What happened in one furnace load: ramp, soak, quench, and what went wrong (domain.md section 4.3)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.batches import Furnace, Span, hold_us, stretches
from models.robust import Bools, Floats, Ints, row_median

BAND_C = 10.0
JUMP_C = 100.0
INTERRUPTED_US = 60_000_000
UNEVEN_US = 300_000_000
BURNT_US = 60_000_000


@dataclass(frozen=True)
class Segment:
    """A stretch of a load: `ramp`, `soak`, `quench`, `interruption`, or the zone of a burnt thermocouple."""

    name: str
    from_us: int
    to_us: int


@dataclass(frozen=True)
class Load:
    """One furnace load; temperatures in degC, durations in microseconds.

    Attributes:
        started_us: Instant of charging; `ended_us` of the quench or unloading.
        setpoint_c: Highest setpoint, or without setpoints the level held.
        soak_us: Time in which the coldest valid zone was within the band; leaving it stops the clock.
        segments: Ramp, soak (first to last time in the band), quench.
        interruptions: Times below the band for more than a minute within the soak, `lowest_c` the deepest deviation in
            them and `lowest_zone` where.
        spread_max_c: Largest difference between zones while the middle zone soaked; None where it never did.
        uneven_us: How long that difference was beyond the band; `uneven_zone` is the zone that was farthest off and
            `uneven_c` by how much, in the median.
        overshoot_c: Most that the hottest zone was above its setpoint after the middle zone came in, `overshoot_zone`
            which one that was.
        burnt: Thermocouples that gave nothing credible for a minute and more while others were fine.
        reading_count: Readings of the load.
    """

    started_us: int
    ended_us: int
    load_id: str | None
    recipe_id: str | None
    setpoint_c: float | None
    soak_us: int
    segments: tuple[Segment, ...]
    interruptions: tuple[Segment, ...]
    lowest_c: float | None
    lowest_zone: str | None
    spread_max_c: float | None
    uneven_us: int
    uneven_zone: str | None
    uneven_c: float | None
    overshoot_c: float | None
    overshoot_zone: str | None
    burnt: tuple[Segment, ...]
    reading_count: int


def describe(rows: Furnace, span: Span, band_c: float = BAND_C) -> Load:
    """Return what happened in one load.

    Args:
        rows: Readings of the furnace.
        span: The load.
        band_c: Half width of the band around the setpoint, degC.
    """
    part = slice(span.first, span.end)
    ts, temps = rows.ts_us[part], rows.temps[part]
    valid = credible(temps)
    soak_c = _soak_level(rows, part, temps, valid)
    deviation = np.where(
        valid, temps - np.where(np.isfinite(rows.setpoints[part]), rows.setpoints[part], soak_c), np.nan
    )
    at_level = rows.guide[part] >= soak_c - band_c
    coldest, middle, hottest = _coldest_middle_hottest(deviation)
    held = hold_us(ts)
    with np.errstate(invalid="ignore"):
        soaking = at_level & (np.abs(coldest) <= band_c)
        near = at_level & (np.abs(middle) <= band_c)
        low = at_level & (coldest < -band_c)
    found = _interrupted(held, soaking, low)
    interrupted = np.zeros(len(ts), dtype=bool)
    for first, end in found:
        interrupted[first:end] = True
    spread, uneven_us, zone, off = _uneven(rows.zones, deviation, coldest, hottest, middle, near, held, band_c)
    entered = np.flatnonzero(near)
    later = at_level & (np.arange(len(ts)) >= (entered[0] if len(entered) else len(ts)))
    return Load(
        int(ts[0]),
        int(rows.ts_us[min(span.end, len(rows.ts_us) - 1)]),
        _first_text(rows.load_id[part].to_list()),
        _first_text(rows.recipe_id[part].to_list()),
        None if np.isnan(soak_c) else soak_c,
        int(held[soaking].sum()),
        _segments(rows, span, soaking),
        tuple(Segment("interruption", int(ts[a]), int(ts[b - 1] + held[b - 1])) for a, b in found),
        *_extreme(rows.zones, deviation, interrupted, np.nanmin),
        spread,
        uneven_us,
        zone,
        off,
        *_extreme(rows.zones, deviation, later, np.nanmax),
        _burnt(rows.zones, ts, held, valid),
        len(ts),
    )


def credible(temps: Floats) -> Bools:
    """Return which cells a thermocouple in order may have given: not missing, within 100 degC of the zones' median.

    With two zones nobody can tell which is right, so only missing cells are masked.
    """
    present = np.isfinite(temps)
    with np.errstate(invalid="ignore"):
        off = np.abs(temps - row_median(temps)[:, None]) > JUMP_C
    known = present.sum(axis=1) >= 3
    out: Bools = present & ~(off & known[:, None])
    return out


def _soak_level(rows: Furnace, part: slice, temps: Floats, valid: Bools) -> float:
    if rows.has_setpoint:
        return float(np.nanmax(rows.guide[part]))
    _, middle, _ = _coldest_middle_hottest(np.where(valid, temps, np.nan))
    known = np.sort(middle[np.isfinite(middle)])
    return float(np.quantile(known, 0.9)) if len(known) else np.nan


def _coldest_middle_hottest(values: Floats) -> tuple[Floats, Floats, Floats]:
    out = np.full((3, len(values)), np.nan)
    known = np.isfinite(values).any(axis=1)
    rows = values[known]
    out[:, known] = np.nanmin(rows, axis=1), np.nanmedian(rows, axis=1), np.nanmax(rows, axis=1)
    return out[0], out[1], out[2]


def _largest(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else None


def _interrupted(held: Ints, soaking: Bools, low: Bools) -> list[tuple[int, int]]:
    """Return (first, row after the last) of the times below the band between first entry and last exit."""
    inside = np.flatnonzero(soaking)
    if not len(inside):
        return []
    within = low.copy()
    within[: inside[0]] = False
    within[inside[-1] :] = False
    return [(a, b) for a, b in stretches(within) if int(held[a:b].sum()) > INTERRUPTED_US]


def _extreme(
    zones: tuple[str, ...], deviation: Floats, rows: Bools, pick: Callable[[Floats], float]
) -> tuple[float | None, str | None]:
    """Return the extreme deviation in some rows and the zone that has it; None where there is none."""
    part = deviation[rows]
    if not np.isfinite(part).any():
        return None, None
    value = float(pick(part))
    return value, zones[int(np.flatnonzero((part == value).any(axis=0))[0])]


def _uneven(
    zones: tuple[str, ...],
    deviation: Floats,
    coldest: Floats,
    hottest: Floats,
    middle: Floats,
    near: Bools,
    held: Ints,
    band_c: float,
) -> tuple[float | None, int, str | None, float | None]:
    spread = np.where(near, hottest - coldest, np.nan)
    largest = _largest(spread)
    if largest is None or len(zones) < 2:
        return largest, 0, None, None
    with np.errstate(invalid="ignore"):
        wide = spread > band_c
    if not wide.any():
        return largest, 0, None, None
    apart = deviation[wide] - middle[wide, None]
    typical = np.array(
        [np.median(column[np.isfinite(column)]) if np.isfinite(column).any() else 0.0 for column in apart.T]
    )
    worst = int(np.argmax(np.abs(typical)))
    return largest, int(held[wide].sum()), zones[worst], float(typical[worst])


def _segments(rows: Furnace, span: Span, soaking: Bools) -> tuple[Segment, ...]:
    """Return ramp, soak and quench; the quench lasts while the guide temperature falls, at most to the last reading."""
    ts = rows.ts_us[span.first : span.end]
    end_us = int(rows.ts_us[min(span.end, len(rows.ts_us) - 1)])
    inside = np.flatnonzero(soaking)
    if not len(inside):
        return (Segment("ramp", int(ts[0]), end_us),)
    soak_from, soak_to = int(ts[inside[0]]), int(ts[inside[-1]])
    _, middle, _ = _coldest_middle_hottest(rows.temps[span.end : span.end + 200])
    falling = np.flatnonzero(np.diff(middle) > 0)
    quench_end = span.end + (int(falling[0]) if len(falling) else max(len(middle) - 1, 0))
    out = [Segment("ramp", int(ts[0]), soak_from), Segment("soak", soak_from, soak_to)]
    if len(middle):
        out.append(Segment("quench", end_us, int(rows.ts_us[quench_end])))
    return tuple(out)


def _burnt(zones: tuple[str, ...], ts: Ints, held: Ints, valid: Bools) -> tuple[Segment, ...]:
    found = []
    for at, zone in enumerate(zones):
        others = np.delete(valid, at, axis=1).any(axis=1) if len(zones) > 1 else np.zeros(len(ts), dtype=bool)
        for a, b in stretches(~valid[:, at] & others):
            if int(held[a:b].sum()) >= BURNT_US:
                found.append(Segment(zone, int(ts[a]), int(ts[b - 1] + held[b - 1])))
    return tuple(found)


def _first_text(values: list[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
