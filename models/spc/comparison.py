"""Before and after: two shares, two means (domain.md section 7, STAT-1 and STAT-2)."""

from dataclasses import dataclass
from math import asin, sqrt

import numpy as np
from scipy import stats

from models.events import ratio_interval
from models.spc.rules import Floats


@dataclass(frozen=True)
class Shares:
    """Comparison of two shares.

    Attributes:
        first: Share of the first sample; `second` likewise.
        z: Pooled z statistic; NaN where both shares are 0 or both 1. `p_value` is its two-sided p.
        fisher_p: Two-sided p of Fisher's exact test.
        interval: Newcombe's 95 % interval of first - second.
        effect: Cohen's h.
    """

    first: float
    second: float
    z: float
    p_value: float
    fisher_p: float
    interval: tuple[float, float]
    effect: float


def shares(first: int, first_n: int, second: int, second_n: int) -> Shares | None:
    """Return the comparison of first / first_n with second / second_n; None where a sample is empty."""
    if first_n <= 0 or second_n <= 0:
        return None
    p, q = first / first_n, second / second_n
    pooled = (first + second) / (first_n + second_n)
    scatter = sqrt(pooled * (1.0 - pooled) * (1.0 / first_n + 1.0 / second_n))
    z = (p - q) / scatter if scatter else float("nan")
    (p_low, p_high), (q_low, q_high) = ratio_interval(first, first_n), ratio_interval(second, second_n)
    interval = (p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2), p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2))
    table = [[first, first_n - first], [second, second_n - second]]
    effect = 2.0 * asin(sqrt(p)) - 2.0 * asin(sqrt(q))
    p_value = 2.0 * float(stats.norm.sf(abs(z)))
    return Shares(p, q, z, p_value, float(stats.fisher_exact(table).pvalue), interval, effect)


@dataclass(frozen=True)
class Means:
    """Comparison of two samples of independent values; on autocorrelated ones it errs too often.

    Attributes:
        difference: Mean of the first less mean of the second.
        t: Welch's t; `df` its degrees of freedom, `p_value` two-sided.
        interval: 95 % interval of the difference.
        u: Mann-Whitney U of the first; `u_p_value` two-sided.
    """

    difference: float
    t: float
    df: float
    p_value: float
    interval: tuple[float, float]
    u: float
    u_p_value: float


def means(first: Floats, second: Floats) -> Means | None:
    """Return the comparison; None where a sample has no two values or nothing varies.

    Args:
        first: Values before, NaN left out.
        second: Values after, NaN left out.
    """
    a, b = first[np.isfinite(first)], second[np.isfinite(second)]
    if min(len(a), len(b)) < 2 or (np.ptp(a) == 0.0 and np.ptp(b) == 0.0):
        return None
    welch = stats.ttest_ind(a, b, equal_var=False)
    ranks = stats.mannwhitneyu(a, b, alternative="two-sided")
    low, high = welch.confidence_interval(0.95)
    return Means(
        float(np.mean(a) - np.mean(b)),
        float(welch.statistic),
        float(welch.df),
        float(welch.pvalue),
        (float(low), float(high)),
        float(ranks.statistic),
        float(ranks.pvalue),
    )
