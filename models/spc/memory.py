"""Charts with memory: EWMA and tabular CUSUM (domain.md section 3.2). Zone rules do not apply to them."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from models.spc.parameters import Points
from models.spc.rules import Bools, Floats, Ints


def ewma(
    values: Floats, center: float, sigma: float, *, weight: float = 0.2, width: float = 3.0, asymptotic: bool = False
) -> Points:
    """Return z_i = weight x_i + (1 - weight) z_(i-1) from z_0 = center, with limits (Roberts 1959).

    Args:
        values: Values in order, or means of subgroups; missing ones are skipped and have no point.
        center: Target.
        sigma: Standard deviation of one value (of one mean: sigma / sqrt n).
        weight: lambda, above 0 and at most 1.
        width: L, limits in standard deviations of the chart.
        asymptotic: Whether limits take their final width from the first point.

    Raises:
        ValueError: When the weight is outside (0, 1].
    """
    if not 0.0 < weight <= 1.0:
        raise ValueError("the weight lies in (0, 1]")
    present = np.isfinite(values)
    count = np.arange(1, int(present.sum()) + 1)
    smooth = np.full(len(values), np.nan)
    scatter = np.full(len(values), np.nan)
    if len(count):
        smooth[present] = lfilter([weight], [1.0, weight - 1.0], values[present] - center) + center
        grown = np.ones(len(count)) if asymptotic else 1.0 - (1.0 - weight) ** (2 * count)
        scatter[present] = sigma * np.sqrt(weight / (2.0 - weight) * grown)
    return Points(smooth, scatter, np.full(len(values), center), center - width * scatter, center + width * scatter)


@dataclass(frozen=True)
class Cusum:
    """Both sums of a tabular CUSUM, in the unit of the values.

    Attributes:
        upper: C+ of each value; `lower` is C-, both at least 0.
        limit: H.
        upper_since: Place of the last zero of C+ before or at each value, -1 where it has none; `lower_since` likewise.
    """

    upper: Floats
    lower: Floats
    limit: float
    upper_since: Ints
    lower_since: Ints

    def signals(self) -> Bools:
        """Return the values at which a sum is strictly above H."""
        out: Bools = (self.upper > self.limit) | (self.lower > self.limit)
        return out


def cusum(
    values: Floats, center: float, sigma: float, *, slack: float = 0.5, limit: float = 5.0, head_start: bool = False
) -> Cusum:
    """Return C+ = max(0, x - (mu + K) + C+) and C- = max(0, (mu - K) - x + C-) with K = k sigma and H = h sigma.

    The recursion is taken in closed form, the running sum minus its lowest value so far, so that nothing loops. The
    shift began right after the last zero.

    Args:
        values: Values in order; missing ones are skipped and NaN in the sums.
        center: mu.
        sigma: Standard deviation of one value.
        slack: k.
        limit: h.
        head_start: Whether both sums start from H / 2 (fast initial response, Lucas and Crosier 1982).
    """
    start = limit * sigma / 2.0 if head_start else 0.0
    present = np.isfinite(values)
    off = values[present] - center
    upper, upper_since = _one_side(off - slack * sigma, start, present)
    lower, lower_since = _one_side(-off - slack * sigma, start, present)
    return Cusum(upper, lower, limit * sigma, upper_since, lower_since)


def _one_side(steps: Floats, start: float, present: Bools) -> tuple[Floats, Ints]:
    total = np.cumsum(steps)
    least = np.minimum.accumulate(np.minimum(total, -start))
    level = total - least
    # Differences of long sums leave dust; the recursion gives exact zeros wherever a new lowest value stands.
    zero = level <= 1e-12 * np.max(np.abs(total), initial=0.0)
    sums, since = np.full(len(present), np.nan), np.full(len(present), -1, dtype=np.int64)
    places = np.flatnonzero(present)
    sums[places] = np.where(zero, 0.0, level)
    since[places] = np.maximum.accumulate(np.where(zero, places, -1)) if len(places) else places
    return sums, since
