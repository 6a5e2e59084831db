"""Capability and performance of a normal characteristic (domain.md section 3.4; ISO 22514-1, -2, -4)."""

from dataclasses import dataclass
from math import inf, sqrt

from scipy import stats

from models.spc.specification import FULL, Reason, Specification, refusal

Interval = tuple[float, float]


@dataclass(frozen=True)
class Indices:
    """Indices of one spread.

    Attributes:
        both: Cp or Pp; None for a one-sided specification.
        lower: CpL or PpL; None without a lower limit. `upper` likewise.
        least: Cpk or Ppk; None for a one-sided specification, which has only its own index.
        intervals: 95 % intervals by the names above: chi-square for `both`, Bissell for the others.
    """

    both: float | None
    lower: float | None
    upper: float | None
    least: float | None
    intervals: dict[str, Interval]


@dataclass(frozen=True)
class Capability:
    """Result of a study.

    Attributes:
        n: Values behind it.
        within: Cp and its kin; None unless the chart is in control.
        overall: Pp and its kin; None where no index is allowed.
        cpm: Taguchi's index on the spread within; None without target or with one limit.
        below: Expected share below the lower limit by the spread within, or the overall one where there is none.
        above: Expected share above the upper limit, likewise.
        reasons: Why something is missing or only preliminary.
    """

    n: int
    within: Indices | None
    overall: Indices | None
    cpm: float | None
    below: float | None
    above: float | None
    reasons: tuple[Reason, ...]


def study(
    specification: Specification,
    *,
    n: int,
    mean: float,
    within: float | None,
    overall: float,
    in_control: bool | None,
    gauge_share: float | None = None,
) -> Capability:
    """Return the indices that the data allow.

    Args:
        specification: Declared limits.
        n: Single values.
        mean: Their mean.
        within: Spread within from the control chart (Rbar / d2, sbar / c4, MRbar / d2).
        overall: Sample standard deviation of all values.
        in_control: Whether the chart is in control; None = nobody looked, which is no stability either.
        gauge_share: Gauge R&R as a share of the tolerance.
    """
    refused = refusal(specification, n, gauge_share)
    if refused is None and not overall > 0.0:
        refused = "no-spread"
    if refused is not None:
        return Capability(n, None, None, None, None, None, (refused,))
    reasons: list[Reason] = ["preliminary"] if n < FULL else []
    if in_control is not True:
        reasons.append("no-stability-check" if in_control is None else "not-in-control")
    stable = within if in_control else None
    if stable is not None and not stable > 0.0:
        stable = None
        reasons.append("no-spread")
    sided = specification.lower is None or specification.upper is None
    if sided:
        reasons.append("one-sided-specification")
    elif specification.target is None:
        reasons.append("no-target")
    below, above = expected_outside(specification, mean, overall if stable is None else stable)
    return Capability(
        n,
        None if stable is None else indices(specification, n, mean, stable),
        indices(specification, n, mean, overall),
        None if stable is None or sided else _cpm(specification, mean, stable),
        below,
        above,
        tuple(reasons),
    )


def indices(specification: Specification, n: int, mean: float, sigma: float) -> Indices:
    """Return Cp = (USL - LSL) / 6 sigma, CpU = (USL - mean) / 3 sigma, CpL, Cpk = the smaller, with intervals."""
    lower = None if specification.lower is None else (mean - specification.lower) / (3.0 * sigma)
    upper = None if specification.upper is None else (specification.upper - mean) / (3.0 * sigma)
    both = None if lower is None or upper is None else (lower + upper) / 2.0
    least = None if lower is None or upper is None else min(lower, upper)
    sides = {"lower": lower, "upper": upper, "least": least}
    intervals = {name: bissell(value, n) for name, value in sides.items() if value is not None}
    if both is not None:
        intervals["both"] = chi_square(both, n)
    return Indices(both, lower, upper, least, intervals)


def chi_square(index: float, n: int, confidence: float = 0.95) -> Interval:
    """Return Cp sqrt(chi2 / (n - 1)) at both ends."""
    tail = (1.0 - confidence) / 2.0
    low, high = stats.chi2.ppf([tail, 1.0 - tail], n - 1)
    return index * sqrt(low / (n - 1)), index * sqrt(high / (n - 1))


def bissell(index: float, n: int, confidence: float = 0.95) -> Interval:
    """Return Cpk (1 +/- z sqrt(1 / (9 n Cpk^2) + 1 / (2 (n - 1)))) (Bissell 1990), also for an index of 0 or below."""
    half = float(stats.norm.isf((1.0 - confidence) / 2.0)) * sqrt(1.0 / (9.0 * n) + index**2 / (2.0 * (n - 1)))
    return index - half, index + half


def expected_outside(specification: Specification, mean: float, sigma: float) -> tuple[float | None, float | None]:
    """Return the shares that a normal characteristic leaves below and above its limits; None without the limit."""
    below, above = specification.lower, specification.upper
    low = float(stats.norm.cdf(((-inf if below is None else below) - mean) / sigma))
    high = float(stats.norm.sf(((inf if above is None else above) - mean) / sigma))
    return None if below is None else low, None if above is None else high


def _cpm(specification: Specification, mean: float, sigma: float) -> float | None:
    """Return (USL - LSL) / (6 sqrt(sigma^2 + (mean - T)^2))."""
    if specification.lower is None or specification.upper is None or specification.target is None:
        return None
    return (specification.upper - specification.lower) / (6.0 * sqrt(sigma**2 + (mean - specification.target) ** 2))
