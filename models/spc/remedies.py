"""Charts that take autocorrelation out of a channel: AR(1) residuals and batch means (domain.md section 3.4)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from models.spc.autocorrelation import lag_one, neighbours
from models.spc.constants import Constants
from models.spc.parameters import Parameters, Points, points
from models.spc.rules import Floats, Ints
from models.spc.variables import individuals


@dataclass(frozen=True)
class Residual:
    """AR(1) model of phase I.

    Attributes:
        phi: Share of the last deviation that remains.
        mean: Level of the channel.
        parameters: Parameters of the chart of residuals.
    """

    phi: float
    mean: float
    parameters: Parameters


def fit_residual(values: Floats, segments: Ints | None = None, constants: Constants = "exact") -> Residual | None:
    """Return the AR(1) model by Yule-Walker, phi = r1, and limits of its residuals; None where there are none."""
    kept = values[np.isfinite(values)]
    if not len(kept):
        return None
    phi, mean = lag_one(values, segments).r1, float(np.mean(kept))
    parameters = individuals(residuals(values, phi, mean, segments), segments, constants=constants)
    return None if parameters is None else Residual(phi, mean, parameters)


def residuals(values: Floats, phi: float, mean: float, segments: Ints | None = None) -> Floats:
    """Return e_i = (x_i - m) - phi (x_(i-1) - m).

    The first value of a segment has no predecessor; its deviation is shrunk by sqrt(1 - phi^2), which gives it the
    variance of the others.
    """
    off = values - mean
    out: Floats = off * sqrt(max(0.0, 1.0 - phi**2))
    paired = neighbours(np.isfinite(values), segments)
    out[1:][paired] = off[1:][paired] - phi * off[:-1][paired]
    return out


def residual_points(model: Residual, values: Floats, segments: Ints | None = None) -> Points:
    """Return the residuals of new values under a fixed model, with its limits."""
    left = residuals(values, model.phi, model.mean, segments)
    return points(left, model.parameters.center, np.full(len(left), model.parameters.sigma))


def batch_means(values: Floats, size: int, segments: Ints | None = None) -> tuple[Floats, Ints]:
    """Return the means of full batches of `size` present values and the place of the last value of each.

    Batches never bridge a segment break; what is left of a segment is left out.
    """
    places = np.flatnonzero(np.isfinite(values))
    marks = np.zeros(len(places), dtype=np.int64) if segments is None else segments[places]
    opened = np.diff(marks, prepend=marks[:1] - 1) != 0
    rank = np.arange(len(places))
    inside = rank - np.maximum.accumulate(np.where(opened, rank, 0)) if len(places) else rank
    ends = np.flatnonzero((inside + 1) % size == 0)
    total = np.concatenate([[0.0], np.cumsum(values[places])])
    return (total[ends + 1] - total[ends + 1 - size]) / size, places[ends]


def batch_size(values: Floats, segments: Ints | None = None, least: int = 20) -> int | None:
    """Return the smallest power of 2 whose batch means pass the lag-1 test; None where fewer than `least` remain."""
    size = 1
    while True:
        averages, _ = batch_means(values, size, segments)
        if len(averages) < least:
            return None
        if lag_one(averages).warning == "none":
            return size
        size *= 2
