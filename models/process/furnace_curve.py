"""What a furnace did, read off its curve: ramp, soak by the coldest thermocouple, uniformity, recipe, cooling (domain.md section 4.3)."""

from dataclasses import dataclass

import numpy as np

from models.robust import Bools, Floats

# AMS2750 classes by the largest deviation in degC.
CLASSES = ((1, 3.0), (2, 6.0), (3, 8.0), (4, 10.0), (5, 14.0), (6, 28.0))
LOW, HIGH = 0.1, 0.9
CONFORM, FAR = 0.99, 2.0
# A step longer than so many usual ones is a gap of the record.
GAP_STEPS = 3.0
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
        unknown_min: Time in which not every thermocouple could be read, gaps included; the clock stands still.
    """

    longest_min: float
    total_min: float
    unknown_min: float


def soak(minutes: Floats, zones_c: Floats, setpoint_c: float, band_c: float) -> Soak:
    """Return how long the coldest thermocouple was within the band; leaving it stops the clock.

    A sample holds until the next one, but over no gap. Where one of the thermocouples is not known nobody can say which is the coldest: the
    clock stands still. One that is lost for good is to be left out by the caller, who says so in the record.

    Args:
        minutes: Instants, increasing.
        zones_c: One column per thermocouple, NaN where it is not to be trusted.
        setpoint_c: Set point.
        band_c: Half width of the band.
    """
    if len(minutes) < 2:
        return Soak(0.0, 0.0, 0.0)
    steps = np.diff(minutes)
    whole: Bools = np.asarray(np.isfinite(zones_c).all(axis=1))
    away: Floats = np.asarray(np.abs(zones_c.min(axis=1) - setpoint_c))
    known: Bools = whole[:-1] & (steps <= GAP_STEPS * np.median(steps))
    inside: Bools = known & (away[:-1] <= band_c)
    held = np.where(inside, steps, 0.0)
    starts = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(np.int8)))
    sums = np.concatenate(([0.0], np.cumsum(held)))
    runs = sums[starts[1::2]] - sums[starts[::2]]
    return Soak(float(runs.max()) if len(runs) else 0.0, float(held.sum()), float(steps[~known].sum()))


@dataclass(frozen=True)
class Uniformity:
    """How far zones stood apart while soaking.

    Attributes:
        spread_c: Largest difference between two zones at one instant.
        deviation_c: Largest distance of a zone from the set point.
        ams_class: Narrowest class of AMS2750 that holds it; None beyond all, or where never two zones are known together.
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
    narrowest = next((number for number, most in CLASSES if deviation <= most), None)
    return Uniformity(spread, deviation, narrowest if len(several) else None)


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
    """Return the time from leaving 800 to reaching 500 degC of a part by linear interpolation.

    NaN where either is crossed not exactly once, or within a gap of the record.

    Args:
        seconds: Instants, increasing.
        temp_c: Temperature of the part.
    """
    known = np.isfinite(temp_c)
    at, temp = seconds[known], temp_c[known]
    usual = float(np.median(np.diff(seconds))) if len(seconds) > 1 else 0.0
    first, last = (
        _crossing(at, temp, above, level, usual) for above, level in ((temp >= HOT_C, HOT_C), (temp > COOL_C, COOL_C))
    )
    return last - first


def _crossing(at: Floats, temp: Floats, above: Bools, level: float, usual: float) -> float:
    places = np.flatnonzero(above[1:] != above[:-1]) if len(temp) else np.zeros(0, int)
    if len(places) != 1 or above[-1]:
        return float("nan")
    (one,) = places
    if at[one + 1] - at[one] > GAP_STEPS * usual:
        return float("nan")
    share = (temp[one] - level) / (temp[one] - temp[one + 1])
    return float(at[one] + share * (at[one + 1] - at[one]))
