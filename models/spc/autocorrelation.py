"""Autocorrelated channels: the lag-1 test and what to do about it (domain.md section 3.4).

Moving ranges of neighbours that resemble each other are too small by sqrt(1 - r1), so that the limits of a plain
individuals chart are too narrow. Three remedies: limits from the overall spread with a width tuned to the same run
length (here), a chart of AR(1) residuals, a chart of the means of batches (`models.spc.remedies`).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from models.spc.arl import tuned_width
from models.spc.constants import Constants, c4
from models.spc.parameters import Parameters
from models.spc.rules import Bools, Floats, Ints
from models.spc.variables import individuals

Warned = Literal["none", "autocorrelated"]
MOST = 0.999


@dataclass(frozen=True)
class Autocorrelation:
    """Result of the lag-1 test.

    Attributes:
        r1: Lag-1 autocorrelation, 0 where it cannot be told.
        n: Values behind it.
        limit: 2 / sqrt(n).
        warning: `autocorrelated` where r1 is above the limit.
        mean_inflation: Factor on the width of the interval of a mean, sqrt((1 + r1) / (1 - r1)).
    """

    r1: float
    n: int
    limit: float
    warning: Warned
    mean_inflation: float


def lag_one(values: Floats, segments: Ints | None = None) -> Autocorrelation:
    """Return the lag-1 test; pairs never bridge a segment break or a missing value.

    r1 = mean of (x_i - m)(x_(i+1) - m) over pairs / mean of (x_i - m)^2.

    Args:
        values: Values in order, NaN = missing.
        segments: Number of the segment of each value.
    """
    kept = np.isfinite(values)
    n, paired = int(kept.sum()), neighbours(kept, segments)
    if not paired.any():
        return Autocorrelation(0.0, n, np.inf, "none", 1.0)
    off = values - np.mean(values[kept])
    variance = float(np.mean(off[kept] ** 2))
    # A constant channel whose mean does not round to it exactly still has no correlation.
    if variance <= (1e-12 * (1.0 + float(np.max(np.abs(values[kept]))))) ** 2:
        return Autocorrelation(0.0, n, 2.0 / sqrt(n), "none", 1.0)
    r1 = float(np.clip(np.mean(off[1:][paired] * off[:-1][paired]) / variance, -MOST, MOST))
    warning: Warned = "autocorrelated" if r1 > 2.0 / sqrt(n) else "none"
    return Autocorrelation(r1, n, 2.0 / sqrt(n), warning, sqrt((1.0 + r1) / (1.0 - r1)))


@dataclass(frozen=True)
class Widened:
    """Limits that hold on an autocorrelated channel.

    Attributes:
        parameters: Center and sigma; sigma is L s / (3 c4), so that center +/- 3 sigma are the limits.
        lower: Lower limit; `upper` likewise.
        width: L, limits in overall standard deviations; 3 where nothing was widened.
        test: Lag-1 test that decided.
    """

    parameters: Parameters
    lower: float
    upper: float
    width: float
    test: Autocorrelation


def widened(values: Floats, segments: Ints | None = None, constants: Constants = "exact") -> Widened | None:
    """Return individuals limits, from the overall spread where neighbours resemble each other.

    Args:
        values: Values of phase I in order; NaN are left out.
        segments: Number of the segment of each value.
        constants: `exact` or `table`.

    Returns:
        The limits; None where there is no moving range.
    """
    plain = individuals(values, segments, constants=constants)
    if plain is None:
        return None
    test = lag_one(values, segments)
    width, made = 3.0, plain
    if test.warning != "none":
        kept = values[np.isfinite(values)]
        width = tuned_width(round(test.r1, 3))
        sigma = float(np.std(kept, ddof=1)) / c4(len(kept)) * width / 3.0
        # The remedy is for limits that are too narrow; it never narrows them.
        if sigma > plain.sigma:
            how = "L s / (3 c4), AR(1)"
            made = Parameters("individuals", plain.center, sigma, how, plain.count, plain.n, constants)
    return Widened(made, made.center - 3.0 * made.sigma, made.center + 3.0 * made.sigma, width, test)


def corrected_sigma(sigma: float, r1: float) -> float:
    """Return a moving-range sigma freed of its bias: sigma / sqrt(1 - r1)."""
    return sigma / sqrt(1.0 - min(r1, MOST))


def neighbours(kept: Bools, segments: Ints | None) -> Bools:
    """Return which values, from the second, have a present predecessor in their own segment."""
    paired: Bools = kept[1:] & kept[:-1]
    return paired if segments is None else paired & (segments[1:] == segments[:-1])
