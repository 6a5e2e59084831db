"""Average run lengths by integral equations, solved on Gauss-Legendre nodes (domain.md section 3.5, SPC-23)."""

from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

_NODES = 80
IN_CONTROL = 1.0 / (2.0 * float(stats.norm.sf(3.0)))


def cusum_arl(limit: float, shift: float = 0.0, slack: float = 0.5) -> float:
    """Return the ARL of a two-sided tabular CUSUM from zero start (van Dobben de Bruyn 1968).

    1 / ARL = 1 / ARL+ + 1 / ARL-.

    Args:
        limit: h.
        shift: Shift of the mean in sigma.
        slack: k.
    """
    return 1.0 / (1.0 / _one_sided(limit, shift, slack) + 1.0 / _one_sided(limit, -shift, slack))


def _one_sided(limit: float, shift: float, slack: float) -> float:
    """Solve L(u) = 1 + L(0) Phi(k - u - shift) + integral over (0, h) of L(y) phi(y + k - u - shift) dy (Page 1954)."""
    nodes, weights = _grid(0.0, limit)
    places = np.concatenate([[0.0], nodes])
    system = np.zeros((len(places), len(places)))
    system[:, 0] = stats.norm.cdf(slack - places - shift)
    system[:, 1:] = weights * stats.norm.pdf(nodes[None, :] + slack - places[:, None] - shift)
    return float(np.linalg.solve(np.eye(len(places)) - system, np.ones(len(places)))[0])


def ewma_arl(weight: float, width: float, shift: float = 0.0) -> float:
    """Return the ARL of an EWMA with asymptotic limits, started on its center (Crowder 1987).

    Args:
        weight: lambda.
        width: L.
        shift: Shift of the mean in sigma.
    """
    edge = width * sqrt(weight / (2.0 - weight))
    nodes, weights = _grid(-edge, edge)

    def kernel(start: NDArray[np.float64]) -> NDArray[np.float64]:
        at = (nodes[None, :] - (1.0 - weight) * start[:, None]) / weight - shift
        out: NDArray[np.float64] = weights * stats.norm.pdf(at) / weight
        return out

    lengths = np.linalg.solve(np.eye(_NODES) - kernel(nodes), np.ones(_NODES))
    return float(1.0 + kernel(np.zeros(1))[0] @ lengths)


def individuals_arl(width: float, phi: float = 0.0) -> float:
    """Return the ARL of a chart with limits +/- width overall standard deviations on a stationary AR(1) process.

    Args:
        width: L.
        phi: Lag-1 autocorrelation.
    """
    scatter = sqrt(1.0 - phi**2)
    nodes, weights = _grid(-width, width)
    kernel = weights * stats.norm.pdf((nodes[None, :] - phi * nodes[:, None]) / scatter) / scatter
    lengths = np.linalg.solve(np.eye(_NODES) - kernel, np.ones(_NODES))
    return float(1.0 + np.sum(weights * stats.norm.pdf(nodes) * lengths))


@lru_cache(maxsize=256)
def tuned_width(phi: float, length: float = IN_CONTROL) -> float:
    """Return L at which limits of +/- L overall standard deviations on AR(1) have the ARL of 3 sigma limits.

    Args:
        phi: Lag-1 autocorrelation, kept below 0.95 in size, where the kernel is too narrow for the nodes.
        length: ARL wanted, 370.4 by default.
    """
    at = min(abs(phi), 0.95)
    return float(brentq(lambda width: individuals_arl(width, at) - length, 1.0, 3.5))


def _grid(low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return (high - low) / 2.0 * nodes + (high + low) / 2.0, (high - low) / 2.0 * weights
