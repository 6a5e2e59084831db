"""Hotelling's T2 and MEWMA (domain.md section 3.2)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from scipy.signal import lfilter

from models.spc.rules import Floats

Phase = Literal[1, 2]


@dataclass(frozen=True)
class Reference:
    """Mean vector and covariance of phase I.

    Attributes:
        mean: Mean of each channel.
        covariance: Covariance of single values (within subgroups where there are any).
        count: Subgroups or single rows behind them.
        size: Values per subgroup; 1 = single rows.
    """

    mean: Floats
    covariance: Floats
    count: int
    size: int


def of_groups(groups: Floats) -> Reference:
    """Return the reference of subgroups: grand mean and mean of their covariances.

    Args:
        groups: Subgroups x values x channels, nothing missing.
    """
    off = groups - groups.mean(axis=1, keepdims=True)
    covariance = np.einsum("mni,mnj->ij", off, off) / (groups.shape[0] * (groups.shape[1] - 1))
    return Reference(groups.mean(axis=(0, 1)), covariance, groups.shape[0], groups.shape[1])


def of_rows(rows: Floats) -> Reference:
    """Return the reference of single rows; rows with a missing value are left out."""
    kept = rows[np.isfinite(rows).all(axis=1)]
    return Reference(kept.mean(axis=0), np.atleast_2d(np.cov(kept, rowvar=False)), len(kept), 1)


def t2(reference: Reference, rows: Floats) -> Floats:
    """Return n (x - m)' S^-1 (x - m) of each row (a subgroup's mean, or a single row)."""
    off = rows - reference.mean
    out: Floats = reference.size * np.einsum("ri,ri->r", off, np.linalg.solve(reference.covariance, off.T).T)
    return out


def t2_limit(reference: Reference, confidence: float, phase: Phase = 1) -> float:
    """Return the upper limit of T2 for phase I or II.

    Args:
        reference: Baseline.
        confidence: Share of good points below the limit.
        phase: 1 = the baseline itself, 2 = new points.
    """
    m, n, p = reference.count, reference.size, len(reference.mean)
    if n > 1:
        edge = float(stats.f.ppf(confidence, p, m * n - m - p + 1))
        return p * (m - 1 if phase == 1 else m + 1) * (n - 1) / (m * n - m - p + 1) * edge
    if phase == 1:
        return (m - 1) ** 2 / m * float(stats.beta.ppf(confidence, p / 2.0, (m - p - 1) / 2.0))
    return p * (m + 1) * (m - 1) / (m * (m - p)) * float(stats.f.ppf(confidence, p, m - p))


def contributions(reference: Reference, rows: Floats) -> Floats:
    """Return d_j = T2 - T2 without channel j, of each row and channel (Runger, Alt and Montgomery 1996)."""
    whole = t2(reference, rows)
    out = np.empty((len(rows), len(reference.mean)))
    for j in range(len(reference.mean)):
        rest = np.delete(np.arange(len(reference.mean)), j)
        part = Reference(
            reference.mean[rest], reference.covariance[np.ix_(rest, rest)], reference.count, reference.size
        )
        out[:, j] = whole - (t2(part, rows[:, rest]) if len(rest) else 0.0)
    return out


def mewma(reference: Reference, rows: Floats, weight: float = 0.1) -> Floats:
    """Return T2 = Z' Sigma_Z^-1 Z of Z_i = weight x_i + (1 - weight) Z_(i-1) (Lowry and others 1992).

    Args:
        reference: Baseline.
        rows: Rows in order, nothing missing.
        weight: lambda. The limit h4 depends on it and on the number of channels and is given by the caller.
    """
    smooth = lfilter([weight], [1.0, weight - 1.0], rows - reference.mean, axis=0)
    count = np.arange(1, len(rows) + 1)
    grown = weight / (2.0 - weight) * (1.0 - (1.0 - weight) ** (2 * count)) / reference.size
    out: Floats = np.einsum("ri,ri->r", smooth, np.linalg.solve(reference.covariance, smooth.T).T) / grown
    return out
