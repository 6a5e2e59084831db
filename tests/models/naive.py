"""Slow and obvious twins of the vectorised statistics."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def beyond(z: Floats, zone: float, needed: int, window: int, segments: NDArray[np.int64] | None = None) -> Bools:
    """One point at a time: beyond the zone, with `needed` of the last `window` of its segment on its side."""
    out = np.zeros(len(z), dtype=bool)
    for i in range(len(z)):
        for side in (1.0, -1.0):
            near = [j for j in range(max(0, i - window + 1), i + 1) if segments is None or segments[j] == segments[i]]
            # A segment number may come back later: only the unbroken stretch that ends here counts.
            stretch = []
            for j in reversed(near):
                if segments is not None and segments[j] != segments[i]:
                    break
                stretch.append(j)
            count = sum(side * z[j] > zone for j in stretch)
            out[i] |= bool(side * z[i] > zone and count >= needed)
    return out


def rolling_reference(values: Floats, accepted: Bools, window: int) -> Floats:
    """Median of the last accepted rows before each row."""
    out = np.full(values.shape, np.nan)
    for i in range(len(values)):
        before = [j for j in range(i) if accepted[j]][-window:]
        for c in range(values.shape[1]):
            known = [values[j, c] for j in before if np.isfinite(values[j, c])]
            if known:
                out[i, c] = np.median(known)
    return out


def blocks(values: Floats, numbers: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Median and normal-equivalent mean absolute deviation of each block."""
    shape = (int(numbers[-1]) + 1, values.shape[1])
    middle, width = np.full(shape, np.nan), np.full(shape, np.nan)
    for block in range(shape[0]):
        for c in range(shape[1]):
            column = values[numbers == block, c]
            column = column[np.isfinite(column)]
            if len(column):
                middle[block, c] = np.median(column)
                width[block, c] = np.mean(np.abs(column - middle[block, c])) * np.sqrt(np.pi / 2)
    return middle, width


def conformal(score: float, calibration: Floats) -> float:
    """Share of calibration scores at least as large, the new one counted."""
    return (1 + sum(one >= score for one in calibration)) / (len(calibration) + 1)


def crowded(flags: Bools, needed: int, within: int) -> Bools:
    """Flags that lie in some window of `within` rows with at least `needed` flags."""
    out = np.zeros(len(flags), dtype=bool)
    for start in range(len(flags)):
        window = [i for i in range(start, min(start + within, len(flags))) if flags[i]]
        if len(window) >= needed:
            out[window] = True
    return out
