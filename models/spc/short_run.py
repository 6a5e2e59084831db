"""Short runs of many parts on one chart: deviation from nominal and Q charts (domain.md section 3.4, ISO 7870-8)."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from models.spc.rules import Floats, Ints
from models.spc.variables import moving_ranges

SAME = 0.05


@dataclass(frozen=True)
class ShortRun:
    """Values of many parts made comparable.

    Attributes:
        z: Deviation from the target of the part, in its sigma; limits are +/- 3.
        moving_range: Ranges of neighbours in z, NaN across a change of part.
        levene_p: p value of equal spread of the parts (Levene, by medians); None below two parts of three values.
        same_sigma: Whether one sigma for all parts may be assumed.
    """

    z: Floats
    moving_range: Floats
    levene_p: float | None
    same_sigma: bool


def deviations(values: Floats, parts: Ints, targets: Floats, sigmas: Floats) -> ShortRun:
    """Return z = (x - target of the part) / sigma of the part, with moving ranges on z.

    Args:
        values: Values in order, NaN = missing.
        parts: Number of the part of each value, from 0.
        targets: Target of each part.
        sigmas: Standard deviation of each part, positive.

    Raises:
        ValueError: When a sigma is not positive.
    """
    if np.any(~(sigmas > 0.0)):
        raise ValueError("every part needs a positive sigma")
    z: Floats = (values - targets[parts]) / sigmas[parts]
    p = _levene(values, parts)
    return ShortRun(z, moving_ranges(z, parts), p, p is not None and p >= SAME)


def _levene(values: Floats, parts: Ints) -> float | None:
    kept = np.isfinite(values)
    groups = [values[kept & (parts == part)] for part in np.unique(parts[kept])]
    groups = [group for group in groups if len(group) >= 3]
    if len(groups) < 2 or all(np.ptp(group) == 0.0 for group in groups):
        return None
    return float(stats.levene(*groups, center="median").pvalue)


def q_values(values: Floats) -> Floats:
    """Return Quesenberry's Q statistics of individuals with mean and spread unknown; standard normal in control.

    Q_r = Phi^-1(G_(r-2)(sqrt((r - 1) / r) (x_r - mean_(r-1)) / s_(r-1))), G the t distribution, from the third value
    (Quesenberry 1991). NaN for the first two, for missing values and while nothing has varied yet.
    """
    out = np.full(len(values), np.nan)
    places = np.flatnonzero(np.isfinite(values))
    if len(places) < 3:
        return out
    # Sums of squares about the first value lose no digits on channels far from 0.
    x = values[places] - values[places[0]]
    r = np.arange(3, len(x) + 1)
    before = r - 1
    mean = np.cumsum(x)[before - 1] / before
    square = np.cumsum(x**2)[before - 1] - before * mean**2
    spread = np.sqrt(np.maximum(square, 0.0) / (before - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.sqrt(before / r) * (x[2:] - mean) / spread
    far = np.where(t > 0.0, -stats.norm.ppf(stats.t.sf(t, r - 2)), stats.norm.ppf(stats.t.cdf(t, r - 2)))
    out[places[2:]] = np.where(spread > 0.0, far, np.nan)
    return out
