"""Distributions fitted to a characteristic that is not normal, chosen by Anderson and Darling (domain.md section 3.4)."""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
from scipy import stats

from models.spc.rules import Floats

Name = Literal["normal", "lognormal", "weibull", "rayleigh", "folded-normal", "empirical"]
_POSITIVE: tuple[Name, ...] = ("lognormal", "weibull", "rayleigh", "folded-normal")
_SCIPY: dict[str, Any] = {
    "normal": stats.norm,
    "lognormal": stats.lognorm,
    "weibull": stats.weibull_min,
    "rayleigh": stats.rayleigh,
    "folded-normal": stats.foldnorm,
}
# 5 % points of the modified statistic with fitted parameters (Stephens 1974, 1977). None is tabled for the folded
# normal; it has two parameters as the normal has and takes its point.
_LIMITS: dict[str, float] = {
    "normal": 0.752,
    "lognormal": 0.752,
    "weibull": 0.757,
    "rayleigh": 1.321,
    "folded-normal": 0.752,
}
EMPIRICAL_FROM = 1000


@dataclass(frozen=True)
class Fitted:
    """A distribution with parameters.

    Attributes:
        name: Which; `empirical` = quantiles of the values themselves.
        parameters: Arguments of the distribution of scipy of that name.
        statistic: Modified A-squared; NaN where it was not fitted.
        fits: Whether A-squared is within its 5 % point.
    """

    name: Name
    parameters: tuple[float, ...]
    statistic: float
    fits: bool

    def quantiles(self, shares: tuple[float, ...]) -> tuple[float, ...]:
        """Return the quantiles at some shares; those of `empirical` come from `empirical_quantiles`."""
        return tuple(float(value) for value in _SCIPY[self.name].ppf(np.array(shares), *self.parameters))


def choose(values: Floats, names: tuple[Name, ...] | None = None) -> Fitted | None:
    """Return the fitting distribution with the least A-squared relative to its 5 % point.

    Args:
        values: Values of the characteristic, NaN left out.
        names: Candidates; None = the normal, and on positive values lognormal (porosity, leak), Weibull (times),
            Rayleigh and folded normal (position).

    Returns:
        The distribution; None where none fits.
    """
    kept = np.sort(values[np.isfinite(values)])
    if len(kept) < 3 or kept[0] == kept[-1]:
        return None
    asked: tuple[Name, ...] = ("normal", *_POSITIVE) if names is None else names
    able = [name for name in asked if name == "normal" or kept[0] > 0.0]
    found = [one for one in (fit(name, kept) for name in able) if one.fits]
    return min(found, key=lambda one: one.statistic / _LIMITS[one.name], default=None)


def fit(name: Name, values: Floats) -> Fitted:
    """Return one distribution fitted by maximum likelihood, with its modified A-squared.

    Args:
        name: Which, not `empirical`.
        values: Present values, positive but for the normal.
    """
    if name == "normal":
        parameters: tuple[float, ...] = (float(np.mean(values)), float(np.std(values, ddof=1)))
    elif name == "lognormal":
        logs = np.log(values)
        parameters = (float(np.std(logs, ddof=1)), 0.0, float(np.exp(np.mean(logs))))
    elif name == "rayleigh":
        parameters = (0.0, float(np.sqrt(np.mean(values**2) / 2.0)))
    else:
        # The fit starts near 1, so channels in any unit converge alike.
        level = float(np.mean(values))
        shape, _, scale = _SCIPY[name].fit(values / level, floc=0.0)
        parameters = (float(shape), 0.0, float(scale) * level)
    statistic = _modified(name, len(values), anderson_darling(values, _SCIPY[name](*parameters)))
    return Fitted(name, parameters, statistic, bool(statistic <= _LIMITS[name]))


def anderson_darling(values: Floats, distribution: Any) -> float:
    """Return A^2 = -n - mean of (2 i - 1)(ln F(x_i) + ln(1 - F(x_(n + 1 - i)))) over the sorted values."""
    x = np.sort(values)
    rank = 2.0 * np.arange(1, len(x) + 1) - 1.0
    return float(-len(x) - np.mean(rank * (distribution.logcdf(x) + distribution.logsf(x[::-1]))))


def _modified(name: str, n: int, statistic: float) -> float:
    if name == "weibull":
        return statistic * (1.0 + 0.2 / sqrt(n))
    if name == "rayleigh":
        return statistic * (1.0 + 0.6 / n)
    return statistic * (1.0 + 0.75 / n + 2.25 / n**2)


def empirical_quantiles(values: Floats, shares: tuple[float, ...]) -> tuple[float, ...] | None:
    """Return quantiles of the values themselves; None up to 1000 values, which do not reach 0.135 %."""
    kept = np.sort(values[np.isfinite(values)])
    if len(kept) <= EMPIRICAL_FROM:
        return None
    return tuple(float(value) for value in np.quantile(kept, shares))
