"""What a furnace did, read off its curve: ramp, soak by the coldest thermocouple, uniformity, recipe, cooling (domain.md section 4.3)."""

from dataclasses import dataclass

import numpy as np

from models.robust import Bools, Floats

# AMS2750 classes by the largest deviation in degC.
CLASSES = ((1, 3.0), (2, 6.0), (3, 8.0), (4, 10.0), (5, 14.0), (6, 28.0))
LOW, HIGH = 0.1, 0.9
CONFORM, FAR = 0.99, 2.0
HOT_C, COOL_C = 800.0, 500.0


def ramp_c_per_min(minutes: Floats, temp_c: Floats) -> float:
    """Return the slope between a tenth and nine tenths of a step by least squares; NaN without two samples there.

    Args:
        minutes: Instants of the step, increasing.
        temp_c: Temperature.
    """
    known = np.isfinite(temp_c) & np.isfinite(minutes)
    at, temp = minutes[known], temp_c[known]
    if len(temp) < 2 or temp[0] == temp[-1]:
        return float("nan")
    share = (temp - temp[0]) / (temp[-1] - temp[0])
    inner = (share >= LOW) & (share <= HIGH)
    if inner.sum() < 2 or np.ptp(at[inner]) == 0:
        return float("nan")
    centred = at[inner] - at[inner].mean()
    return float((centred * (temp[inner] - temp[inner].mean())).sum() / (centred**2).sum())


@dataclass(frozen=True)
class Soak:
    """Time in the band by the coldest valid thermocouple.

    Attributes:
        longest_min: The longest run.
        total_min: All runs together.
        unknown_min: Time in which no thermocouple could be read; the clock stands still.
    """

    longest_min: float
    total_min: float
    unknown_min: float


def soak(minutes: Floats, zones_c: Floats, setpoint_c: float, band_c: float) -> Soak:
    """Return how long the coldest valid thermocouple was within the band; leaving it stops the clock.

    A sample holds until the next one.

    Args:
        minutes: Instants, increasing.
        zones_c: One column per thermocouple, NaN where it is not to be trusted.
        setpoint_c: Set point.
        band_c: Half width of the band.
    """
    if len(minutes) < 2:
        return Soak(0.0, 0.0, 0.0)
    known: Bools = np.asarray(np.isfinite(zones_c).any(axis=1))
    coldest = np.full(len(minutes), np.nan)
    coldest[known] = np.nanmin(zones_c[known], axis=1)
    inside: Bools = (np.abs(coldest - setpoint_c) <= band_c)[:-1]
    steps = np.diff(minutes)
    held = np.where(inside, steps, 0.0)
    starts = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    sums = np.concatenate(([0.0], np.cumsum(held)))
    runs = sums[starts[1::2]] - sums[starts[::2]]
    unknown = float(steps[~known[:-1]].sum())
    return Soak(float(runs.max()) if len(runs) else 0.0, float(held.sum()), unknown)


@dataclass(frozen=True)
class Uniformity:
    """How far zones stood apart while soaking.

    Attributes:
        spread_c: Largest difference between two zones at one instant.
        deviation_c: Largest distance of a zone from the set point.
        ams_class: Narrowest class of AMS2750 that holds it; None beyond all, or where nothing is known.
    """

    spread_c: float
    deviation_c: float
    ams_class: int | None


def uniformity(zones_c: Floats, setpoint_c: float) -> Uniformity:
    """Return the uniformity of soaking zones.

    Args:
        zones_c: One column per thermocouple, only samples of the soak.
        setpoint_c: Set point.
    """
    several = zones_c[np.isfinite(zones_c).sum(axis=1) > 1]
    spread = float((np.nanmax(several, axis=1) - np.nanmin(several, axis=1)).max()) if len(several) else float("nan")
    away = np.abs(zones_c[np.isfinite(zones_c)] - setpoint_c)
    deviation = float(away.max()) if len(away) else float("nan")
    return Uniformity(spread, deviation, next((number for number, most in CLASSES if deviation <= most), None))


@dataclass(frozen=True)
class Conformance:
    """Whether one segment followed its recipe.

    Attributes:
        inside_ratio: Share of known samples within the band; NaN without any.
        far_count: Samples further away than two bands.
        passed: At least 99 % inside and none far.
    """

    inside_ratio: float
    far_count: int
    passed: bool


def conformance(temp_c: Floats, recipe_c: Floats, band_c: float) -> Conformance:
    """Compare a segment with its recipe sample by sample, aligned on the start of the segment and not warped.

    Args:
        temp_c: Measured.
        recipe_c: Wanted at the same instants.
        band_c: Half width of the band.
    """
    away = np.abs(temp_c - recipe_c)
    away = away[np.isfinite(away)]
    if not len(away):
        return Conformance(float("nan"), 0, False)
    inside, far = float((away <= band_c).mean()), int((away > FAR * band_c).sum())
    return Conformance(inside, far, inside >= CONFORM and far == 0)


def t85_s(seconds: Floats, temp_c: Floats) -> float:
    """Return the time from 800 to 500 degC of a part by linear interpolation; NaN where either is crossed not exactly once.

    Args:
        seconds: Instants, increasing.
        temp_c: Temperature of the part.
    """
    known = np.isfinite(temp_c)
    first, last = (_crossing(seconds[known], temp_c[known], level) for level in (HOT_C, COOL_C))
    return last - first


def _crossing(at: Floats, temp: Floats, level: float) -> float:
    above = temp > level
    places = np.flatnonzero(above[1:] != above[:-1]) if len(temp) else np.zeros(0, int)
    if len(places) != 1 or above[-1]:
        return float("nan")
    (one,) = places
    share = (temp[one] - level) / (temp[one] - temp[one + 1])
    return float(at[one] + share * (at[one + 1] - at[one]))
