"""Factors of control charts, exact or as printed (domain.md section 3.1)."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, sqrt
from typing import Literal

import numpy as np
from scipy import stats

Constants = Literal["exact", "table"]


@dataclass(frozen=True)
class Factors:
    """Factors for subgroups of n normal values.

    Attributes:
        n: Values per subgroup.
        d2: Mean of the range in sigma; `d3` its standard deviation.
        c4: Mean of the sample standard deviation in sigma.
    """

    n: int
    d2: float
    d3: float
    c4: float

    @property
    def a2(self) -> float:
        """3 / (d2 sqrt n): mean chart from ranges."""
        return 3.0 / (self.d2 * sqrt(self.n))

    @property
    def a3(self) -> float:
        """3 / (c4 sqrt n): mean chart from standard deviations."""
        return 3.0 / (self.c4 * sqrt(self.n))

    @property
    def e2(self) -> float:
        """3 / d2: individuals chart."""
        return 3.0 / self.d2

    @property
    def b3(self) -> float:
        """Lower factor of the chart of standard deviations, at least 0."""
        return max(0.0, 1.0 - 3.0 * sqrt(1.0 - self.c4**2) / self.c4)

    @property
    def b4(self) -> float:
        """Upper factor of the chart of standard deviations."""
        return 1.0 + 3.0 * sqrt(1.0 - self.c4**2) / self.c4

    @property
    def d3_lower(self) -> float:
        """D3, the lower factor of the chart of ranges, at least 0."""
        return max(0.0, 1.0 - 3.0 * self.d3 / self.d2)

    @property
    def d4(self) -> float:
        """D4, the upper factor of the chart of ranges."""
        return 1.0 + 3.0 * self.d3 / self.d2


@lru_cache(maxsize=256)
def factors(n: int, constants: Constants = "exact") -> Factors:
    """Return the factors for subgroups of n values.

    Args:
        n: Values per subgroup, at least 2.
        constants: `exact` = by formula; `table` = d2 and d3 to three and four decimals and c4 to four, as printed in
            tables (2.326, 1.128), and all other factors from these.

    Raises:
        ValueError: Below two values there is no spread.
    """
    if n < 2:
        raise ValueError("a subgroup needs at least two values")
    d2, d3 = _range_moments(n)
    if constants == "table":
        return Factors(n, round(d2, 3), round(d3, 4), round(c4(n), 4))
    return Factors(n, d2, d3, c4(n))


def c4(n: int) -> float:
    """Return sqrt(2 / (n - 1)) Gamma(n / 2) / Gamma((n - 1) / 2) (domain.md section 3.1)."""
    return sqrt(2.0 / (n - 1)) * exp(lgamma(n / 2.0) - lgamma((n - 1) / 2.0))


def _range_moments(n: int) -> tuple[float, float]:
    """Return mean and standard deviation of the range of n standard normal values, by integration.

    E W = integral of 1 - F(w) and E W^2 = 2 integral of w (1 - F(w)) with
    F(w) = n integral phi(x) (Phi(x + w) - Phi(x))^(n - 1) dx (Tippett 1925).
    """
    nodes, weights = np.polynomial.legendre.leggauss(200)
    w, w_weight = 8.0 * (nodes + 1.0), 8.0 * weights
    x = np.linspace(-9.0, 9.0, 601)
    inner = stats.norm.pdf(x) * (stats.norm.cdf(x[None, :] + w[:, None]) - stats.norm.cdf(x)) ** (n - 1)
    beyond = 1.0 - n * np.sum(inner, axis=1) * (x[1] - x[0])
    mean = float(np.sum(w_weight * beyond))
    square = 2.0 * float(np.sum(w_weight * w * beyond))
    return mean, sqrt(square - mean**2)
