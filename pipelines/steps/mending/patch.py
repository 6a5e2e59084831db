"""Mended rows laid over a table as it was read; pure. Rows are known by their number in the sheet or text."""

from dataclasses import dataclass, replace

import polars as pl

from connectors.reading.records import told
from connectors.types import Table
from pipelines.steps.mending.marks import SPARE
from ppuri.core.findings import Finding

_ROW, _MENDED = "\x00row", "\x00mended"


@dataclass(frozen=True)
class Patch:
    """The rows of one table that a person changed.

    Attributes:
        table_no: Number of the table in the original file.
        rows: `row_no` Int64, `spare` String (what stood beyond the last column), and the file's columns as text.
    """

    table_no: int
    rows: pl.DataFrame


def patched(table: Table, patches: list[Patch]) -> Table:
    """Return the table with mended rows in place of the original ones, later patches over earlier ones.

    A row that the reader had set apart becomes a record when nothing stands beyond its last column.
    The number of records plus rejected rows stays what it was.
    """
    for patch in patches:
        if patch.table_no == table.table_no and patch.rows.height:
            table = _laid_over(table, patch.rows)
    return table


def _laid_over(table: Table, rows: pl.DataFrame) -> Table:
    headers = table.records.columns
    known = [header for header in headers if header in rows.columns]
    fresh = rows.select(
        pl.col("row_no").cast(pl.UInt32).alias(_ROW),
        *(pl.col(name) if name in known else pl.lit(None, dtype=pl.String).alias(name) for name in headers),
        pl.col(SPARE),
    ).unique(_ROW, keep="first")
    there = table.records.with_columns(table.row_numbers.alias(_ROW))
    renamed = fresh.select(
        _ROW, *(pl.col(name).alias(f"\x00{name}") for name in known), pl.lit(value=True).alias(_MENDED)
    )
    records = there.join(renamed, on=_ROW, how="left", maintain_order="left").with_columns(
        pl.when(_MENDED).then(pl.col(f"\x00{name}")).otherwise(pl.col(name)).alias(name) for name in known
    )
    records = records.select(*headers, _ROW)
    mended = fresh.filter(
        pl.col(SPARE).is_null() & pl.col(_ROW).is_in(table.rejected["row_no"].cast(pl.UInt32).implode())
    )
    records = pl.concat([records, mended.select(*headers, _ROW)]).sort(_ROW, maintain_order=True)
    rejected = table.rejected.filter(~pl.col("row_no").cast(pl.UInt32).is_in(mended[_ROW].implode()))
    return replace(
        table,
        records=records.drop(_ROW),
        row_numbers=records[_ROW].alias(table.row_numbers.name),
        rejected=rejected,
        findings=_retold(table, rejected),
    )


def _retold(table: Table, rejected: pl.DataFrame) -> tuple[Finding, ...]:
    """Findings on the table, those on rejected rows counted again."""
    codes = set(table.rejected["code"])
    if rejected.height == table.rejected.height:
        return table.findings
    rest = [each for each in table.findings if each.code not in codes]
    again = [each.model_copy(update={"table_no": table.table_no}) for each in told(rejected, table.records.width)]
    return (*rest, *again)
