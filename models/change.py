"""Before and after in units that may be counted as independent, shifts and not shots (domain.md section 7).

A period is a row of units, each with a value and the weight it has in the period's value (the denominator of a share, the cycles behind a
median). The difference of two periods is judged by Welch's t over units: a share that varies from shift to shift more than chance allows
(overdispersion) widens the interval by itself. Shifts that resemble their neighbours tell less than their number: the variance of a mean is
multiplied by 1 + 2 sum (1 - k/n) phi^k of an AR(1) process, with Kendall's correction of the lag-1 estimate, and the degrees of freedom are
those of the effective number of units. The mix of parts is matched by direct standardisation: differences within parts, weighted by what both
periods made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy import stats

from models.spc.rules import Floats

Verdict = Literal["better", "worse", "same", "undecided"]
Refusal = Literal["few-units", "autocorrelation", "no-variation", "no-common-part"]
FEWEST_UNITS = 20
FEWEST_EFFECTIVE = 5.0
MOST_PHI = 0.98
LEVEL = 0.05


@dataclass(frozen=True)
class Units:
    """One period: units in the order of time.

    Attributes:
        values: Value of each unit.
        weights: Weight of each, above 0.
        strata: Part that each unit made, where the mix is to be matched; else empty.
    """

    values: Floats
    weights: Floats
    strata: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What became of a quantity.

    Attributes:
        before, after: Weighted means.
        difference: After less before; of matched parts where the mix was matched.
        interval: Its 95 % interval; None where it is refused.
        p_value: Two-sided; None where it is refused.
        units: Units before and after.
        effective: Units that they are worth, autocorrelation taken off.
        phi: Autocorrelation of neighbouring units.
        unmatched: Parts that only one of the periods made.
        refused: Why nothing can be claimed.
    """

    before: float
    after: float
    difference: float
    interval: tuple[float, float] | None
    p_value: float | None
    units: tuple[int, int]
    effective: tuple[float, float]
    phi: float
    unmatched: tuple[str, ...] = ()
    refused: Refusal | None = None


def change(before: Units, after: Units) -> Change | None:
    """Return the change from one period to the next; None where a period has no unit."""
    if not len(before.values) or not len(after.values):
        return None
    told = _stratified(before, after) if before.strata and after.strata else _plain(before, after)
    units = (len(before.values), len(after.values))
    means = (_mean(before), _mean(after))
    refused = told.refused or ("few-units" if min(units) < FEWEST_UNITS else None)
    if refused is None and min(told.effective) < FEWEST_EFFECTIVE:
        refused = "autocorrelation"
    if refused is None and told.error == 0.0:
        refused = "no-variation"
    if refused is not None:
        return Change(*means, told.difference, None, None, units, told.effective, told.phi, told.unmatched, refused)
    half = told.error * float(stats.t.ppf(1.0 - LEVEL / 2.0, told.freedom))
    p_value = 2.0 * float(stats.t.sf(abs(told.difference) / told.error, told.freedom))
    interval = (told.difference - half, told.difference + half)
    return Change(*means, told.difference, interval, p_value, units, told.effective, told.phi, told.unmatched)


def verdict(
    found: Change, p_value: float | None, *, better: Literal["lower", "higher", "none"], least: float
) -> Verdict:
    """Return what may be said of a change.

    Args:
        found: The change.
        p_value: Its p value, corrected where several quantities are looked at (`holm`).
        better: Which direction is good; `none` is never better nor worse.
        least: Smallest difference that matters in practice, in the unit of the quantity.
    """
    if found.refused is not None or found.interval is None or p_value is None:
        return "undecided"
    if p_value >= LEVEL or abs(found.difference) < least or better == "none":
        return "same"
    return "better" if (found.difference > 0) == (better == "higher") else "worse"


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p values corrected for their number by Holm's steps; None stays None and counts for nothing."""
    known = sorted((p, at) for at, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for step, (p, at) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - step)))
        corrected[at] = highest
    return corrected


@dataclass(frozen=True)
class _Told:
    """Difference with its standard error and degrees of freedom."""

    difference: float
    error: float
    freedom: float
    effective: tuple[float, float]
    phi: float
    unmatched: tuple[str, ...] = ()
    refused: Refusal | None = None


def _mean(units: Units) -> float:
    return float(np.average(units.values, weights=units.weights))


def _residuals(units: Units) -> Floats:
    """Influence of each unit on the weighted mean, times the number of units."""
    influence: Floats = units.weights * (units.values - _mean(units)) / units.weights.mean()
    return influence


def _plain(before: Units, after: Units) -> _Told:
    return _joined([(1.0, _residuals(before), _residuals(after))], _mean(after) - _mean(before))


def _stratified(before: Units, after: Units) -> _Told:
    """Differences within parts, weighted by what both periods made of each."""
    names = sorted(set(before.strata) & set(after.strata))
    unmatched = tuple(sorted(set(before.strata) ^ set(after.strata)))
    if not names:
        return _Told(_mean(after) - _mean(before), 0.0, 1.0, (0.0, 0.0), 0.0, unmatched, "no-common-part")
    parts = [(_only(before, name), _only(after, name)) for name in names]
    made = np.array([one.weights.sum() + two.weights.sum() for one, two in parts])
    shares = made / made.sum()
    differences = [_mean(two) - _mean(one) for one, two in parts]
    pieces = [(float(w), _residuals(one), _residuals(two)) for w, (one, two) in zip(shares, parts, strict=True)]
    told = _joined(pieces, float(np.dot(shares, differences)))
    return _Told(told.difference, told.error, told.freedom, told.effective, told.phi, unmatched)


def _only(units: Units, name: str) -> Units:
    kept = np.array([stratum == name for stratum in units.strata])
    return Units(units.values[kept], units.weights[kept])


def _joined(pieces: list[tuple[float, Floats, Floats]], difference: float) -> _Told:
    phi = _phi([rest for _, one, two in pieces for rest in (one, two)])
    variances, freedom_parts = 0.0, 0.0
    effective = [0.0, 0.0]
    for share, *sides in pieces:
        for at, rest in enumerate(sides):
            n = len(rest)
            factor = _inflation(phi, n)
            # Units that resemble each other scatter less about their own mean than they do in the long run.
            spread = float(np.mean(rest**2)) / max(1.0 - factor / n, 0.02)
            worth = n / factor
            variance = share**2 * spread / worth
            effective[at] += worth
            variances += variance
            freedom_parts += variance**2 / max(worth - 1.0, 0.5)
    freedom = variances**2 / freedom_parts if freedom_parts else 1.0
    return _Told(difference, sqrt(variances), freedom, (effective[0], effective[1]), phi)


def _phi(rests: list[Floats]) -> float:
    """Lag-1 autocorrelation pooled over periods, corrected for their estimated means (Kendall 1954); never below 0."""
    below = sum(float(np.sum(rest**2)) for rest in rests)
    above = sum(float(np.sum(rest[1:] * rest[:-1])) for rest in rests)
    n = np.mean([len(rest) for rest in rests])
    if below == 0.0 or n <= 4:
        return 0.0
    raw = above / below * n / (n - 1)
    return float(np.clip((n * raw + 1.0) / (n - 4.0), 0.0, MOST_PHI))


def _inflation(phi: float, n: int) -> float:
    """Variance of the mean of n values of an AR(1) process, over that of as many independent ones."""
    if phi == 0.0 or n == 1:
        return 1.0
    steps = np.arange(1, n)
    return float(1.0 + 2.0 * np.sum((1.0 - steps / n) * phi**steps))
