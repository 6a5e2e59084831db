"""Charts of measured values: individuals, means with ranges, means with standard deviations (domain.md section 3.2)."""

from typing import Literal

import numpy as np

from models.spc.constants import Constants, c4, factors
from models.spc.parameters import Parameters, Points, points
from models.spc.rules import Floats, Ints

Spread = Literal["range", "sd"]
Method = Literal["moving-range", "sd"]
# Nelson: ranges above 3.5 MRbar come from jumps and may be left out once (SAS/QC).
LARGE_RANGE = 3.5


def moving_ranges(values: Floats, segments: Ints | None = None) -> Floats:
    """Return |x_i - x_(i-1)|, NaN for the first value and across a segment break (domain.md section 3.2).

    Args:
        values: Values in order; NaN breaks as well.
        segments: Number of the segment of each value; None = one segment.
    """
    ranges: Floats = np.abs(np.diff(values, prepend=np.nan))
    if segments is not None and len(values):
        ranges[1:][segments[1:] != segments[:-1]] = np.nan
    return ranges


def individuals(
    values: Floats,
    segments: Ints | None = None,
    *,
    method: Method = "moving-range",
    constants: Constants = "exact",
    drop_large: bool = False,
) -> Parameters | None:
    """Return the parameters of an individuals chart.

    Args:
        values: Values of phase I in order; NaN are left out.
        segments: Number of the segment of each value; moving ranges never bridge two.
        method: `moving-range` = MRbar / d2; `sd` = s / c4.
        constants: `exact` or `table`.
        drop_large: Whether ranges above 3.5 MRbar are left out of MRbar.

    Returns:
        The parameters; None where there is no range or no second value.
    """
    kept = values[np.isfinite(values)]
    ranges = moving_ranges(values, segments)
    ranges = ranges[np.isfinite(ranges)]
    if not len(ranges):
        return None
    if drop_large:
        ranges = ranges[ranges <= LARGE_RANGE * np.mean(ranges)]
    if method == "sd":
        sigma, how = float(np.std(kept, ddof=1)) / c4(len(kept)), "s / c4"
    else:
        sigma, how = float(np.mean(ranges)) / factors(2, constants).d2, "MRbar / d2"
    return Parameters("individuals", float(np.mean(kept)), sigma, how, len(kept), len(kept), constants)


def individual_points(parameters: Parameters, values: Floats) -> Points:
    """Return values with limits center +/- 3 sigma."""
    return points(values, parameters.center, np.full(len(values), parameters.sigma))


def moving_range_points(parameters: Parameters, values: Floats, segments: Ints | None = None) -> Points:
    """Return moving ranges with center d2 sigma and limits D3 and D4 of n = 2."""
    ranges = moving_ranges(values, segments)
    known = factors(2, parameters.constants)
    center = known.d2 * parameters.sigma
    return points(ranges, center, np.full(len(ranges), known.d3 * parameters.sigma), floor=0.0)


def means(groups: Floats, *, spread: Spread = "range", constants: Constants = "exact") -> Parameters | None:
    """Return the parameters of a chart of means, from subgroups of consecutive shots of one cavity.

    Unequal sizes: the center weighs each subgroup by its size, sigma is the mean of R_i / d2(n_i) or s_i / c4(n_i).

    Args:
        groups: Subgroups x values, NaN = missing.
        spread: `range` for X-bar R, `sd` for X-bar S.
        constants: `exact` or `table`.

    Returns:
        The parameters; None where no subgroup holds two values.
    """
    sizes = np.isfinite(groups).sum(axis=1)
    wide = sizes >= 2
    if not wide.any():
        return None
    kept = groups[wide]
    sigma = float(np.mean(_spreads(kept, spread) / _factor(sizes[wide], spread, constants)))
    return Parameters(
        "mean-range" if spread == "range" else "mean-sd",
        float(np.nanmean(kept)),
        sigma,
        "Rbar / d2" if spread == "range" else "sbar / c4",
        int(wide.sum()),
        int(sizes[wide].sum()),
        constants,
    )


def mean_points(parameters: Parameters, groups: Floats) -> Points:
    """Return the mean of each subgroup with limits center +/- 3 sigma / sqrt(n_i)."""
    sizes = np.isfinite(groups).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(np.isfinite(groups), groups, 0.0).sum(axis=1) / sizes
        sigma = np.where(sizes > 0, parameters.sigma / np.sqrt(sizes), np.nan)
    return points(value, parameters.center, sigma)


def spread_points(parameters: Parameters, groups: Floats, *, spread: Spread = "range") -> Points:
    """Return the range or standard deviation of each subgroup with center and limits for its own size."""
    sizes = np.isfinite(groups).sum(axis=1)
    value = np.full(len(groups), np.nan)
    wide = sizes >= 2
    value[wide] = _spreads(groups[wide], spread)
    center = _factor(sizes, spread, parameters.constants) * parameters.sigma
    scatter = _scatter(sizes, spread, parameters.constants) * parameters.sigma
    return Points(value, scatter, center, np.maximum(center - 3.0 * scatter, 0.0), center + 3.0 * scatter)


def _spreads(groups: Floats, spread: Spread) -> Floats:
    if spread == "sd":
        out: Floats = np.nanstd(groups, axis=1, ddof=1)
        return out
    ranges: Floats = np.nanmax(groups, axis=1) - np.nanmin(groups, axis=1)
    return ranges


def _factor(sizes: Ints, spread: Spread, constants: Constants) -> Floats:
    of = {int(n): factors(int(n), constants) for n in np.unique(sizes) if n >= 2}
    known = {n: one.d2 if spread == "range" else one.c4 for n, one in of.items()}
    return np.array([known.get(int(n), np.nan) for n in sizes])


def _scatter(sizes: Ints, spread: Spread, constants: Constants) -> Floats:
    of = {int(n): factors(int(n), constants) for n in np.unique(sizes) if n >= 2}
    known = {n: one.d3 if spread == "range" else float(np.sqrt(1.0 - one.c4**2)) for n, one in of.items()}
    return np.array([known.get(int(n), np.nan) for n in sizes])
