"""Rows of several files that speak of the same facts, made into one truth; pure.

The rule (docs/decisions/0003): in the order of receipt a row whose key is there with equal values repeats it, one with other values corrects it.
Rows without an instant are known by their place in the file alone: they repeat, but never correct each other.
The last value holds; of the rows that carry it the one with the smallest file_id stays, so that the order of equal files leaves no trace.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.steps.prepared import SPAN
from pipelines.steps.runs import grouped
from ppuri.core.contracts import LINEAGE, PARTITION, Dataset, ordered

_KEY, _VALUE, _SEQ = "_key", "_value", "_seq"
_HELPERS = (_KEY, _VALUE, _SEQ, SPAN)


@dataclass(frozen=True)
class Part:
    """The rows of one file for one dataset, with the order of receipt of the file."""

    seq: int
    frame: pl.DataFrame


@dataclass(frozen=True)
class Merged:
    """One truth and what became of each row.

    Attributes:
        kept: The rows that hold.
        superseded: Rows whose value was corrected, with `by_file_id`.
        counts: file_id, table_no, accepted, duplicate, changed (records), overlapping (keys that were there before).
    """

    kept: pl.DataFrame
    superseded: pl.DataFrame
    counts: pl.DataFrame


def merge(parts: list[Part], dataset: Dataset) -> Merged:
    """Merge the rows of files.

    Args:
        parts: Typed rows per file; within a file keys are unique.
        dataset: What names a fact and what is its value.
    """
    rows = pl.concat([part.frame.with_columns(pl.lit(part.seq).alias(_SEQ)) for part in parts], how="diagonal")
    skipped = {*dataset.key, *LINEAGE, *PARTITION, _SEQ, SPAN}
    values = sorted(set(rows.columns) - skipped)
    rows = rows.with_columns(
        pl.struct(dataset.key).hash(seed=1).alias(_KEY), pl.struct(values).hash(seed=2).alias(_VALUE)
    )
    timeless = pl.col(dataset.time).is_null()
    rows = rows.with_columns(pl.when(timeless).then(pl.struct(_KEY, _VALUE).hash()).otherwise(_KEY).alias(_KEY))
    rows = rows.sort(_KEY, _SEQ, "table_no", "row_no")
    before = pl.col(_VALUE).shift(1).over(_KEY)
    rows = rows.with_columns(
        first=pl.int_range(pl.len()).over(_KEY) == 0,
        repeats=(pl.col(_VALUE) == before).fill_null(value=False),
        holds=pl.col(_VALUE) == pl.col(_VALUE).last().over(_KEY),
    )
    stays = pl.col("file_id").filter(pl.col("holds")).min().over(_KEY)
    rows = rows.with_columns(by_file_id=stays)
    kept = rows.filter(pl.col("holds") & (pl.col("file_id") == pl.col("by_file_id"))).unique(_KEY, keep="last")
    corrected = rows.filter(~pl.col("holds") & ~pl.col("repeats"))
    marks = ("first", "repeats", "holds", "by_file_id")
    return Merged(
        kept=ordered(kept.drop(*_HELPERS, *marks), dataset),
        superseded=corrected.drop(*_HELPERS, *marks[:3]),
        counts=_counts(rows),
    )


def _counts(rows: pl.DataFrame) -> pl.DataFrame:
    span = pl.col(SPAN)
    return rows.group_by("file_id", "table_no").agg(
        accepted=span.filter(~pl.col("repeats")).sum(),
        duplicate=span.filter(pl.col("repeats")).sum(),
        changed=span.filter(~pl.col("repeats") & ~pl.col("first")).sum(),
        overlapping=span.filter(~pl.col("first")).sum(),
    )


def untouched(parts: list[Part]) -> pl.DataFrame:
    """Return the counts of rows that meet nothing: all accepted."""
    zero = pl.lit(0, dtype=pl.Int64)
    counts = pl.concat([grouped(part.frame, ["file_id", "table_no"], accepted=pl.col(SPAN)) for part in parts])
    return counts.with_columns(duplicate=zero, changed=zero, overlapping=zero)
