"""Control charts for individuals and shares that the rules and reports use (domain.md sections 3.1 to 3.3).

The full set of charts stands in `models.spc`.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from models.spc.constants import Constants
from models.spc.rules import Floats, alarms
from models.spc.variables import moving_ranges

__all__ = ["Individuals", "Shares", "alarms", "individuals", "moving_ranges", "shares"]

LANEY_FROM = 1.1
_D2: dict[Constants, float] = {"exact": 2.0 / sqrt(pi), "table": 1.128}
_D4: dict[Constants, float] = {"exact": 1.0 + 3.0 * sqrt(pi / 2.0 - 1.0), "table": 3.267}


@dataclass(frozen=True)
class Individuals:
    """Limits of an individuals chart.

    Attributes:
        center: Mean of the values, in their unit.
        sigma: Spread within, from moving ranges of two.
        lower: center - 3 sigma; `upper` likewise.
        range_center: Mean moving range.
        range_upper: Upper limit of a moving range.
        n: Values behind the limits.
    """

    center: float
    sigma: float
    lower: float
    upper: float
    range_center: float
    range_upper: float
    n: int

    def standardised(self, values: Floats) -> Floats:
        """Return the values as multiples of sigma from the center; 0 or NaN where sigma is 0."""
        if self.sigma == 0.0:
            return np.where(values == self.center, 0.0, np.nan)
        out: Floats = (values - self.center) / self.sigma
        return out


@dataclass(frozen=True)
class Shares:
    """Limits of a p chart with a sample size of its own for every point.

    Attributes:
        center: Share over all samples.
        sigma: Binomial standard deviation of each point.
        sigma_z: Laney's moving-range sigma of the standardised shares; 1 where it is not used.
        lower: Lower limit of each point, at least 0; `upper` likewise, at most 1.
    """

    center: float
    sigma: Floats
    sigma_z: float
    lower: Floats
    upper: Floats

    def standardised(self, counts: Floats, sizes: Floats) -> Floats:
        """Return the shares as multiples of each point's own sigma from the center."""
        with np.errstate(invalid="ignore", divide="ignore"):
            out: Floats = (counts / sizes - self.center) / (self.sigma * self.sigma_z)
        return out


def individuals(
    values: Floats, segments: NDArray[np.int64] | None = None, constants: Constants = "exact"
) -> Individuals | None:
    """Return I-MR limits: mean +/- 3 MRbar / d2 (domain.md section 3.2).

    Args:
        values: Values of phase I in order; NaN are left out.
        segments: Number of the segment of each value; moving ranges never bridge two segments.
        constants: `exact`, or the rounded ones of printed tables.

    Returns:
        The limits; None where there is no moving range.
    """
    ranges = moving_ranges(values, segments)
    ranges = ranges[np.isfinite(ranges)]
    if not len(ranges):
        return None
    kept = values[np.isfinite(values)]
    center, range_center = float(np.mean(kept)), float(np.mean(ranges))
    sigma = range_center / _D2[constants]
    return Individuals(
        center,
        sigma,
        center - 3.0 * sigma,
        center + 3.0 * sigma,
        range_center,
        _D4[constants] * range_center,
        len(kept),
    )


def shares(counts: Floats, sizes: Floats, *, laney: bool | None = None, constants: Constants = "exact") -> Shares:
    """Return p chart limits; Laney's p' where the shares scatter more than binomially (domain.md section 3.2).

    Args:
        counts: Pieces concerned per sample.
        sizes: Pieces per sample, all positive.
        laney: Whether to scale by sigma_z; None = where sigma_z is above 1.1.
        constants: `exact`, or the rounded ones of printed tables.

    Raises:
        ValueError: When a size is not positive.
    """
    if not len(sizes) or np.any(sizes <= 0):
        raise ValueError("every sample needs a positive size")
    center = float(counts.sum() / sizes.sum())
    sigma: Floats = np.sqrt(center * (1.0 - center) / sizes)
    sigma_z = 1.0
    if laney is not False and len(sizes) > 1 and 0.0 < center < 1.0:
        measured = float(np.mean(np.abs(np.diff((counts / sizes - center) / sigma)))) / _D2[constants]
        sigma_z = measured if laney or measured > LANEY_FROM else 1.0
    half = 3.0 * sigma * sigma_z
    return Shares(center, sigma, sigma_z, np.maximum(center - half, 0.0), np.minimum(center + half, 1.0))
