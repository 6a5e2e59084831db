"""What phase I fixes and what a chart draws: parameters are estimated once, points are only judged by them."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from models.spc.constants import Constants
from models.spc.rules import Bools, Floats

VERSION = "spc-1"
Kind = Literal["individuals", "mean-range", "mean-sd", "p", "np", "c", "u", "known"]


@dataclass(frozen=True)
class Parameters:
    """Parameters of a chart; phase II reads them and never estimates anew (domain.md section 3.4, ISO 7870-2).

    Attributes:
        kind: Chart.
        center: Mean of values, share or rate.
        sigma: Spread within for values; Laney's sigma_z for counts (1 = not scaled).
        method: How sigma was estimated.
        count: Points (subgroups, samples, values) behind the parameters.
        n: Single values or pieces behind them.
        constants: `exact` or `table`.
        version: Version of the formulas.
    """

    kind: Kind
    center: float
    sigma: float
    method: str
    count: int
    n: int
    constants: Constants = "exact"
    version: str = VERSION

    def state(self) -> dict[str, Any]:
        """Return the parameters as JSON, for a dated fact."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Parameters":
        """Return the parameters that `state` wrote."""
        return cls(**state)


def known(center: float, sigma: float) -> Parameters:
    """Return declared parameters (Shewhart chart with given standards).

    Raises:
        ValueError: When sigma is not positive.
    """
    if not sigma > 0.0:
        raise ValueError("sigma is positive")
    return Parameters("known", center, sigma, "declared", 0, 0)


@dataclass(frozen=True)
class Points:
    """Points of a chart with their limits, arrays of equal length.

    Attributes:
        value: What is drawn; NaN where there is nothing.
        sigma: Standard deviation of each point, NaN where exact probability limits stand instead.
        center: Center line at each point.
        lower: Lower limit at each point; `upper` likewise.
    """

    value: Floats
    sigma: Floats
    center: Floats
    lower: Floats
    upper: Floats

    def standardised(self) -> Floats:
        """Return each point in its own sigma from its center; 0 on the center where sigma is 0, else NaN."""
        with np.errstate(invalid="ignore", divide="ignore"):
            z = (self.value - self.center) / self.sigma
        return np.where(self.sigma == 0.0, np.where(self.value == self.center, 0.0, np.nan), z)

    def outside(self) -> Bools:
        """Return the points strictly beyond a limit."""
        out: Bools = (self.value > self.upper) | (self.value < self.lower)
        return out


def points(value: Floats, center: float, sigma: Floats, *, floor: float = -np.inf, roof: float = np.inf) -> Points:
    """Return points with limits at center +/- 3 sigma, kept within floor and roof."""
    lower, upper = np.maximum(center - 3.0 * sigma, floor), np.minimum(center + 3.0 * sigma, roof)
    return Points(value, sigma, np.full(len(value), center), lower, upper)
