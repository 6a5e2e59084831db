"""Groups of a frame whose equal rows mostly stand together: a file's machine, month and source, told by a change from row to row.

Hashing three texts of every row of a file of millions costs as much as typing it; comparing neighbours costs next to nothing, and what is left
to be grouped are the few rows at which something changes.
"""

from collections.abc import Sequence

import polars as pl

_RUN = "_run"


def distinct(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return the distinct values of columns."""
    return frame.select(by).filter(_begins(by)).unique()


def grouped(frame: pl.DataFrame, by: Sequence[str], **parts: pl.Expr) -> pl.DataFrame:
    """Group by columns and take `min`, `max` or `sum` of expressions.

    Args:
        frame: The rows.
        by: Columns whose equal values make a group.
        **parts: Name to expression; names that begin with `from_` are minima, with `to_` maxima, all others sums.
    """
    run = frame.select(*by, _begins(by).cum_sum().alias(_RUN), **parts)
    firsts = [pl.col(name).first() for name in by]
    runs = run.group_by(_RUN).agg(*firsts, *(_taken(name) for name in parts))
    return runs.group_by(by).agg(_taken(name) for name in parts)


def _begins(by: Sequence[str]) -> pl.Expr:
    changes = [pl.col(name).ne_missing(pl.col(name).shift(1)) for name in by]
    return pl.any_horizontal(pl.int_range(pl.len()) == 0, *changes)


def _taken(name: str) -> pl.Expr:
    if name.startswith("from_"):
        return pl.col(name).min()
    return pl.col(name).max() if name.startswith("to_") else pl.col(name).sum()
