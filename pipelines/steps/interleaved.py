"""Rows of two machines in one: a file whose instants fall between those that are there, though nothing is missing there; pure."""

import polars as pl

from pipelines.steps.merge import Part
from ppuri.core.contracts import READING, RUN, Dataset

# Fewer instants say nothing about how close together they stand.
FEWEST = 20
MOST_ROWS, MOST_SHARE = 20, 0.05


def interleaved(new: list[Part], there: list[Part], dataset: Dataset) -> set[str]:
    """Return the ids of files whose rows stand between rows of earlier files as those of another machine would.

    A row is between when no row has its instant and the two around it are less than one and a half usual steps apart:
    where a row is missing, they are two steps apart. A file is named when more than 20 of its rows and more than 5 % of
    those inside the time of the others are between.

    Args:
        new: Rows of the files in question, in the order of receipt.
        there: Rows that are stored.
        dataset: Their table; only runs and readings follow one another.
    """
    if dataset.name not in (RUN.name, READING.name):
        return set()
    found, known = set(), [_instants(part, dataset) for part in there]
    for part in sorted(new, key=lambda each: each.seq):
        own = _instants(part, dataset)
        if known and _is_between(own, pl.concat(known).unique()):
            found |= set(part.frame["file_id"].unique())
        known.append(own)
    return found


def _instants(part: Part, dataset: Dataset) -> pl.DataFrame:
    by = ["machine_id", "source_id"]
    return part.frame.select(*by, ts=pl.col(dataset.time).to_physical()).drop_nulls("ts").unique()


def _is_between(own: pl.DataFrame, there: pl.DataFrame) -> bool:
    by = ["machine_id", "source_id"]
    stamps = there.sort("ts").with_columns(next=pl.col("ts").shift(-1).over(by, order_by="ts"))
    usual = stamps.group_by(by).agg(
        step=(pl.col("next") - pl.col("ts")).median(), many=pl.len(), last=pl.col("ts").max()
    )
    later = stamps.rename({"ts": "before"})
    met = own.sort("ts").join_asof(later, left_on="ts", right_on="before", by=by, check_sortedness=False)
    inside = met.join(usual, on=by, nulls_equal=True).filter(
        pl.col("before").is_not_null() & (pl.col("ts") <= pl.col("last")) & (pl.col("many") >= FEWEST)
    )
    close = (pl.col("next") - pl.col("before")) * 2 < pl.col("step") * 3
    between = inside.filter((pl.col("ts") != pl.col("before")) & close).height
    return between > MOST_ROWS and between > MOST_SHARE * inside.height
