"""Charts of counts: p, np, c, u, Laney's p' and u', exact probability limits (domain.md section 3.2)."""

from typing import Literal

import numpy as np
from scipy import stats

from models.spc.constants import Constants, factors
from models.spc.parameters import Parameters, Points
from models.spc.rules import Floats

Kind = Literal["p", "np", "c", "u"]
LANEY_FROM = 1.1
FALSE_ALARM = 0.0027
# Below one expected piece per sample the normal limits say nothing.
FEW = 1.0


def estimate(
    kind: Kind, counts: Floats, sizes: Floats, *, laney: bool | None = False, constants: Constants = "exact"
) -> Parameters | None:
    """Return the parameters of a chart of counts.

    Args:
        kind: `p` share, `np` pieces, `c` faults per sample, `u` faults per unit.
        counts: Pieces or faults per sample; NaN samples are left out.
        sizes: Pieces or units per sample, all positive (a c chart takes ones).
        laney: Whether to scale by sigma_z (p', u'); None = where sigma_z is above 1.1.
        constants: `exact` or `table`, of the moving ranges behind sigma_z.

    Returns:
        The parameters, center per piece or unit; None without samples.

    Raises:
        ValueError: When a size is not positive, or an np or c chart gets samples of different size.
    """
    if np.any(~(sizes > 0.0)):
        raise ValueError("every sample needs a positive size")
    if kind in ("np", "c") and len(np.unique(sizes)) > 1:
        raise ValueError(f"a chart of kind {kind} needs samples of equal size")
    kept = np.isfinite(counts)
    counts, sizes = counts[kept], sizes[kept]
    if not len(counts):
        return None
    center = float(counts.sum() / sizes.sum())
    sigma_z, method = 1.0, "binomial" if kind in ("p", "np") else "Poisson"
    if laney is not False:
        measured = _sigma_z(kind, counts, sizes, center, constants)
        if measured is not None and (laney or measured > LANEY_FROM):
            sigma_z, method = measured, "Laney"
    return Parameters(kind, center, sigma_z, method, len(counts), int(sizes.sum()), constants)


def draw(parameters: Parameters, counts: Floats, sizes: Floats) -> Points:
    """Return the points with limits center +/- 3 sigma_i sigma_z, at least 0, at most all pieces.

    Args:
        parameters: What `estimate` made.
        counts: Pieces or faults per sample.
        sizes: Pieces or units per sample, all positive.
    """
    times = sizes if parameters.kind in ("np", "c") else np.ones(len(sizes))
    center = parameters.center * times
    sigma = _sigma(parameters.kind, parameters.center, sizes) * parameters.sigma * times
    value = counts / sizes * times
    roof = times if parameters.kind in ("p", "np") else np.inf
    lower, upper = np.maximum(center - 3.0 * sigma, 0.0), np.minimum(center + 3.0 * sigma, roof)
    return Points(value, sigma, center, lower, upper)


def draw_exact(parameters: Parameters, counts: Floats, sizes: Floats, false_alarm: float = FALSE_ALARM) -> Points:
    """Return the points with exact binomial or Poisson limits, for n p below 1.

    Each side errs by at most half of `false_alarm`; a point on a limit is inside.
    """
    half = false_alarm / 2.0
    times = sizes if parameters.kind in ("np", "c") else np.ones(len(sizes))
    if parameters.kind in ("p", "np"):
        of = stats.binom(sizes, parameters.center)
    else:
        of = stats.poisson(sizes * parameters.center)
    lowest = of.ppf(half)
    # ppf gives the smallest k with F(k) >= half: counts below it are rarer than half.
    upper = of.isf(half) / sizes * times
    lower = np.maximum(lowest, 0.0) / sizes * times
    return Points(counts / sizes * times, np.full(len(sizes), np.nan), parameters.center * times, lower, upper)


def needs_exact(parameters: Parameters, sizes: Floats) -> bool:
    """Return whether a sample expects less than one piece, so that normal limits do not hold."""
    return bool(np.any(parameters.center * sizes < FEW))


def _sigma(kind: str, center: float, sizes: Floats) -> Floats:
    """Return the standard deviation of a share or rate: sqrt(p (1 - p) / n_i) or sqrt(u / n_i)."""
    variance = center * (1.0 - center) if kind in ("p", "np") else center
    out: Floats = np.sqrt(variance / sizes)
    return out


def _sigma_z(kind: Kind, counts: Floats, sizes: Floats, center: float, constants: Constants) -> float | None:
    """Return the moving-range sigma of standardised shares (Laney 2002); None where they do not scatter."""
    sigma = _sigma(kind, center, sizes)
    if len(counts) < 2 or not np.all(sigma > 0.0):
        return None
    z = (counts / sizes - center) / sigma
    return float(np.mean(np.abs(np.diff(z)))) / factors(2, constants).d2
