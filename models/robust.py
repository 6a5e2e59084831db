"""Robust level and spread of channels, rolling references, blocks (statistics.md sections 4 and 7)."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

MAD_TO_SD = 1.4826
WINDOW = 50
CLIP = 10.0


def center(values: Floats) -> Floats:
    """Return the median of each column, NaN left out; NaN where a column holds nothing."""
    return np.array([_quantile(column, 0.5) for column in values.T])


def scale(values: Floats) -> Floats:
    """Return a robust standard deviation of each column that quantised channels do not turn into 0.

    The larger of 1.4826 MAD and a quarter of the normal-equivalent width between the 0.5 % and 99.5 % quantiles
    (statistics.md section 4), and at least half of the channel's resolution; a constant channel gets a thousandth of
    its level, at least 1e-9.
    """
    return np.array([_scale(column) for column in values.T])


def _scale(column: Floats) -> float:
    middle = _quantile(column, 0.5)
    if np.isnan(middle):
        return np.nan
    mad = MAD_TO_SD * _quantile(np.abs(column - middle), 0.5)
    width = (_quantile(column, 0.995) - _quantile(column, 0.005)) / 5.15 / 4.0
    steps = np.diff(np.unique(column[np.isfinite(column)]))
    steps = steps[steps > abs(middle) * 1e-9]
    least = float(steps.min()) / 2.0 if len(steps) else abs(middle) * 1e-3
    return max(mad, width, least, 1e-9)


def _quantile(column: Floats, q: float) -> float:
    kept = np.sort(column[np.isfinite(column)])
    return float(np.quantile(kept, q)) if len(kept) else np.nan


def standardised(values: Floats, middle: Floats, spread: Floats) -> Floats:
    """Return z values clipped at +/-10, NaN where the value is missing."""
    out: Floats = np.clip((values - middle) / spread, -CLIP, CLIP)
    return out


def rolling_reference(values: Floats, accepted: Bools, window: int = WINDOW) -> Floats:
    """Return for every row the median of the last `window` accepted rows before it, per column.

    Args:
        values: Rows in time order, one column per channel.
        accepted: Which rows may serve as a reference.
        window: Accepted rows looked back on.

    Returns:
        As `values`; NaN before the first accepted row.
    """
    if not len(values):
        return values.copy()
    kept = pl.DataFrame(values[accepted], schema=[f"c{n}" for n in range(values.shape[1])], nan_to_null=True)
    medians = kept.select(pl.all().rolling_median(window, min_samples=1)).fill_null(strategy="forward").to_numpy()
    before: Ints = np.cumsum(accepted) - accepted
    out = np.full(values.shape, np.nan)
    known = before > 0
    out[known] = medians[before[known] - 1]
    return out


def row_median(values: Floats) -> Floats:
    """Return the median of each row, NaN left out; NaN where a row holds nothing."""
    out = np.full(len(values), np.nan)
    known = np.isfinite(values).any(axis=1)
    out[known] = np.nanmedian(values[known], axis=1)
    return out


def block_numbers(rows: int, size: int) -> Ints:
    """Return the block of each of `rows` rows, `size` rows each; a last block under half joins the one before."""
    numbers = np.arange(rows) // size
    last = rows // size
    if last and rows % size and rows % size < size / 2:
        numbers[numbers == last] = last - 1
    return numbers


def block_table(values: Floats, numbers: Ints) -> tuple[Floats, Floats]:
    """Return median and spread (normal-equivalent mean absolute deviation from the median) of each block and column.

    Quartiles would jump on quantised channels, whose blocks hold three or four different values.

    Args:
        values: Rows in order, one column per channel, NaN = missing.
        numbers: Block of each row, ascending from 0.

    Returns:
        Two arrays, blocks x channels; NaN where a block holds nothing.
    """
    names = [f"c{n}" for n in range(values.shape[1])]
    frame = pl.DataFrame(values, schema=names, nan_to_null=True).with_columns(pl.Series("block", numbers))
    medians = frame.group_by("block", maintain_order=True).agg(pl.col(names).median()).select(names)
    middle = medians.cast(pl.Float64).fill_null(np.nan).to_numpy()
    off = np.abs(values - middle[numbers])
    known = np.isfinite(off)
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    total = np.add.reduceat(np.where(known, off, 0.0), first, axis=0)
    with np.errstate(invalid="ignore"):
        width = total / np.add.reduceat(known.astype(np.float64), first, axis=0)
    return middle, width * np.sqrt(np.pi / 2.0)


def plain(array: Floats) -> list[Any]:
    """Return an array as nested lists for JSON, NaN as None."""
    return [plain(row) if np.ndim(row) else (None if np.isnan(row) else float(row)) for row in array]


def from_plain(values: list[Any]) -> Floats:
    """Return the array that `plain` wrote."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
