"""Slow and obvious twins of the charts."""

import itertools
from math import sqrt

import numpy as np
from scipy import stats

from models.spc.constants import c4, factors


def rule(name: str, z: np.ndarray, segments: np.ndarray) -> list[bool]:
    """Each point by itself, looking back over its own unbroken segment."""
    out = []
    for i in range(len(z)):
        start = i
        while start > 0 and segments[start - 1] == segments[i]:
            start -= 1
        out.append(_completes(name, [float(x) for x in z[start : i + 1]]))
    return out


def _completes(name: str, z: list[float]) -> bool:
    if name in ("N3", "N4"):
        length = 6 if name == "N3" else 14
        if len(z) < length:
            return False
        tail = z[-length:]
        steps = [b - a for a, b in itertools.pairwise(tail)]
        if name == "N3":
            return all(s > 0 for s in steps) or all(s < 0 for s in steps)
        return all(a * b < 0 for a, b in itertools.pairwise(steps))
    if name == "N7":
        return len(z) >= 15 and all(abs(x) <= 1 for x in z[-15:])
    if name == "N8":
        tail = z[-8:]
        return len(z) >= 8 and all(abs(x) > 1 for x in tail) and max(tail) > 1 and min(tail) < -1
    zone, needed, window = {
        "N1": (3, 1, 1), "N2": (0, 9, 9), "N5": (2, 2, 3), "N6": (1, 4, 5),
        "W1": (3, 1, 1), "W2": (2, 2, 3), "W3": (1, 4, 5), "W4": (0, 8, 8),
    }[name]  # fmt: skip
    return any(side * z[-1] > zone and sum(side * x > zone for x in z[-window:]) >= needed for side in (1, -1))


def individuals(values: np.ndarray, segments: np.ndarray) -> tuple[float, float] | None:
    ranges = [
        abs(values[i] - values[i - 1])
        for i in range(1, len(values))
        if segments[i] == segments[i - 1] and np.isfinite(values[i]) and np.isfinite(values[i - 1])
    ]
    kept = [x for x in values if np.isfinite(x)]
    return (sum(kept) / len(kept), sum(ranges) / len(ranges) * sqrt(np.pi) / 2) if ranges else None


def means(groups: np.ndarray, spread: str) -> tuple[float, float] | None:
    kept = [[x for x in row if np.isfinite(x)] for row in groups]
    kept = [row for row in kept if len(row) >= 2]
    if not kept:
        return None
    each = [
        (max(row) - min(row)) / factors(len(row)).d2 if spread == "range" else float(np.std(row, ddof=1)) / c4(len(row))
        for row in kept
    ]
    whole = [x for row in kept for x in row]
    return sum(whole) / len(whole), sum(each) / len(each)


def ewma(values: np.ndarray, center: float, weight: float) -> list[float]:
    out, level = [], center
    for x in values:
        if np.isfinite(x):
            level = weight * x + (1 - weight) * level
        out.append(level if np.isfinite(x) else np.nan)
    return out


def cusum(values: np.ndarray, center: float, slack: float, start: float) -> tuple[list[float], list[float]]:
    up, down, ups, downs = start, start, [], []
    for x in values:
        if np.isfinite(x):
            up, down = max(0.0, x - (center + slack) + up), max(0.0, (center - slack) - x + down)
        ups.append(up if np.isfinite(x) else np.nan)
        downs.append(down if np.isfinite(x) else np.nan)
    return ups, downs


def lag_one(values: np.ndarray, segments: np.ndarray) -> float:
    kept = [x for x in values if np.isfinite(x)]
    mean = sum(kept) / len(kept)
    pairs = [
        (values[i] - mean) * (values[i - 1] - mean)
        for i in range(1, len(values))
        if segments[i] == segments[i - 1] and np.isfinite(values[i]) and np.isfinite(values[i - 1])
    ]
    variance = sum((x - mean) ** 2 for x in kept) / len(kept)
    return max(-0.999, min(0.999, sum(pairs) / len(pairs) / variance))


def batch_means(values: np.ndarray, size: int, segments: np.ndarray) -> list[float]:
    out, held, mark = [], [], None
    for x, segment in zip(values, segments, strict=True):
        if not np.isfinite(x):
            continue
        if segment != mark:
            held, mark = [], segment
        held.append(float(x))
        if len(held) == size:
            out.append(sum(held) / size)
            held = []
    return out


def q_value(values: list[float]) -> float:
    r, before = len(values), values[:-1]
    t = sqrt((r - 1) / r) * (values[-1] - float(np.mean(before))) / float(np.std(before, ddof=1))
    return float(stats.norm.ppf(stats.t.cdf(t, r - 2)))


def anderson_darling(values: np.ndarray, distribution: object) -> float:
    x, n, total = sorted(values), len(values), 0.0
    for i in range(1, n + 1):
        total += (2 * i - 1) * (np.log(distribution.cdf(x[i - 1])) + np.log(1 - distribution.cdf(x[n - i])))  # type: ignore[attr-defined]
    return -n - total / n
