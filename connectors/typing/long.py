"""Long layouts (one row per tag and instant) turned into wide tables."""

from dataclasses import dataclass, replace

import polars as pl

from connectors.dictionary import normalise
from connectors.layouts import named, recognise_names
from connectors.types import Table

ROW, SPAN = "\x00row", "\x00span"


@dataclass(frozen=True)
class Pivoted:
    """A long table as a wide one.

    Attributes:
        table: One record per instant, one column per tag; the time column keeps its header.
        time: Header of the column that holds the instants.
        span: Records of the file per record of `table`.
        invalid: (row number, tag, text) of the first values that the file itself marks as not to be used.
        invalid_count: How many there are.
    """

    table: Table
    time: str
    span: pl.Series
    invalid: tuple[tuple[int, str, str], ...] = ()
    invalid_count: int = 0


def _column(table: Table, words: tuple[str, ...]) -> str | None:
    known = {normalise(header): header for header in reversed(table.records.columns)}
    return next((known[word] for word in map(normalise, words) if word in known), None)


def pivot(table: Table) -> Pivoted | None:
    """Turn a long table into a wide one; None when it is not long or its columns cannot be told.

    A column of exact day numbers is preferred as the instant, because the stamp beside it may hold seconds only.
    A tag that comes twice at one instant opens a further record of that instant.
    """
    declared = named(table.family or recognise_names(table.records.columns)).long
    if table.layout != "long" or declared is None:
        return None
    tag, value, status = (_column(table, words) for words in (declared.tag, declared.value, declared.status))
    days = _column(table, declared.days)
    times = [h for h in table.records.columns if h not in (tag, value, status)]
    if tag is None or value is None or not times:
        return None
    time = days or times[0]
    void = pl.lit(False) if status is None else pl.col(status).str.strip_chars().is_in(list(declared.void))
    usable = ~void.fill_null(value=False)
    frame = table.records.select(
        pl.col(tag).alias("tag"), pl.col(time).alias("time"), pl.col(value).alias("text"), usable.alias("usable")
    ).with_columns(table.row_numbers.alias(ROW))
    frame = _numbered(frame)
    bad = frame.filter(~pl.col("usable"))
    cells = frame.with_columns(pl.when("usable").then("text").alias("text"))
    wide = cells.pivot("tag", index=["instant", "nth"], values="text", aggregate_function="first", maintain_order=True)
    rows = cells.group_by("instant", "nth", maintain_order=True).agg(
        pl.col("time").first(), pl.col(ROW).min(), pl.len().cast(pl.UInt32).alias(SPAN)
    )
    tags = [name for name in wide.columns if name not in ("instant", "nth")]
    records = wide.select(rows["time"].alias(time), *tags)
    places = tuple(bad.select(ROW, "tag", pl.col("text").fill_null("")).head(5).iter_rows())
    as_wide = replace(table, records=records, row_numbers=rows[ROW].cast(pl.UInt32), layout="wide")
    return Pivoted(as_wide, time, rows[SPAN], places, bad.height)


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the number of each instant and how many times its tag has come at it: groups of numbers are found many times as fast as those of texts."""
    frame = frame.with_columns(_ids(frame["time"]).alias("instant"), _ids(frame["tag"]).alias("tag_no"))
    pair = pl.col("instant").cast(pl.UInt64) * (pl.col("tag_no").max().cast(pl.UInt64) + 1) + pl.col("tag_no")
    once = not frame.select(pair.is_duplicated().any()).item()
    nth = pl.col("tag").is_not_null().cast(pl.UInt32) if once else pl.col("tag").cum_count().over("instant", "tag_no")
    return frame.with_columns(nth.alias("nth"))


def _ids(texts: pl.Series) -> pl.Series:
    """Return the number of each text in the order of first appearance; null is one of them."""
    known = texts.unique(maintain_order=True).to_frame().with_row_index("id")
    return texts.to_frame().join(known, on=texts.name, how="left", nulls_equal=True, maintain_order="left")["id"]
