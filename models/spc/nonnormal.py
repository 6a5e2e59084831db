"""Performance of a characteristic that is not normal, by quantiles (ISO 22514-2 method; domain.md section 3.4)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.spc.distributions import Name, choose, empirical_quantiles
from models.spc.rules import Floats
from models.spc.specification import FULL, Reason, Specification, refusal

SHARES = (0.00135, 0.5, 0.99865)
Quantiles = tuple[float, ...]


@dataclass(frozen=True)
class Performance:
    """Result by quantiles.

    Attributes:
        n: Values behind it.
        distribution: Distribution that gave the quantiles; None where no index is allowed.
        quantiles: Values at 0.135 %, 50 % and 99.865 %.
        pp: (USL - LSL) / (X99.865 - X0.135); None for a one-sided specification.
        lower: PpkL = (X50 - LSL) / (X50 - X0.135); `upper` is PpkU = (USL - X50) / (X99.865 - X50).
        ppk: The smaller; None for a one-sided specification.
        reasons: Why something is missing or only preliminary.
        method: How it was computed; Z-bench would give other numbers.
    """

    n: int
    distribution: Name | None
    quantiles: Quantiles | None
    pp: float | None
    lower: float | None
    upper: float | None
    ppk: float | None
    reasons: tuple[Reason, ...]
    method: Literal["ISO 22514-2 quantiles"] = "ISO 22514-2 quantiles"


def performance(
    values: Floats,
    specification: Specification,
    *,
    names: tuple[Name, ...] | None = None,
    gauge_share: float | None = None,
) -> Performance:
    """Return the indices by quantiles of the best fitting distribution.

    Where no distribution fits, the values themselves give the quantiles, if there are more than 1000.

    Args:
        values: Values of the characteristic, NaN left out.
        specification: Declared limits.
        names: Distributions to try; None = all.
        gauge_share: Gauge R&R as a share of the tolerance.
    """
    kept = values[np.isfinite(values)]
    refused = refusal(specification, len(kept), gauge_share)
    if refused is None and np.ptp(kept) == 0.0:
        refused = "no-spread"
    if refused is not None:
        return _refused(len(kept), (refused,))
    preliminary: tuple[Reason, ...] = ("preliminary",) if len(kept) < FULL else ()
    chosen = choose(kept, names)
    if chosen is not None:
        return of_quantiles(chosen.quantiles(SHARES), specification, len(kept), chosen.name, preliminary)
    reached = empirical_quantiles(kept, SHARES)
    if reached is None:
        return _refused(len(kept), ("no-distribution-fits", "quantile-out-of-reach"))
    return of_quantiles(reached, specification, len(kept), "empirical", ("no-distribution-fits", *preliminary))


def of_quantiles(
    quantiles: Quantiles, specification: Specification, n: int, name: Name, reasons: tuple[Reason, ...] = ()
) -> Performance:
    """Return the indices from the values at 0.135 %, 50 % and 99.865 %.

    Args:
        quantiles: The three values, ascending.
        specification: Declared limits.
        n: Values behind the quantiles.
        name: Where they come from.
        reasons: Reasons known already.
    """
    low, middle, high = quantiles
    if not low < middle < high:
        return _refused(n, (*reasons, "no-spread"))
    lower = None if specification.lower is None else (middle - specification.lower) / (middle - low)
    upper = None if specification.upper is None else (specification.upper - middle) / (high - middle)
    if specification.lower is None or specification.upper is None or lower is None or upper is None:
        return Performance(n, name, quantiles, None, lower, upper, None, (*reasons, "one-sided-specification"))
    pp = (specification.upper - specification.lower) / (high - low)
    return Performance(n, name, quantiles, pp, lower, upper, min(lower, upper), reasons)


def _refused(n: int, reasons: tuple[Reason, ...]) -> Performance:
    return Performance(n, None, None, None, None, None, None, reasons)
