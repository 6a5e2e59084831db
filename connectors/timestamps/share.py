"""Shares of masks, the measure by which columns are judged."""

import polars as pl


def share(mask: pl.Series) -> float:
    """Return the share of true among the values of a Boolean series that are not null; 0 when there are none."""
    known = len(mask) - mask.null_count()
    return int(mask.sum() or 0) / known if known else 0.0
