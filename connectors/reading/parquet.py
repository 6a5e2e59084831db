"""Parquet files to tables: cells as text, like any table."""

from dataclasses import replace
from io import BytesIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from connectors.reading.dialect import Row
from connectors.reading.kinds import HUGE, PARQUET, refusal
from connectors.reading.odd import Odd
from connectors.reading.records import sorted_out
from connectors.reading.structure import find_header
from connectors.reading.workbook import BETWEEN, BookRead, made
from ppuri.core.findings import Finding, finding

MOST_COLUMNS = 5_000
MOST_BYTES = 1 << 32
_TIME_FORM = "%Y-%m-%d %H:%M:%S%.f"


def read_parquet(content: bytes) -> BookRead:
    """Read a Parquet file as one table; its schema is the header.

    Args:
        content: Bytes of the file.
    """
    try:
        told = pq.ParquetFile(BytesIO(content)).metadata
        width, height = told.num_columns, told.num_rows
        size = sum(told.row_group(group).total_byte_size for group in range(told.num_row_groups))
        if width > MOST_COLUMNS:
            return BookRead("parquet", findings=(finding("too-many-columns", width=width, most=MOST_COLUMNS),))
        if size > MOST_BYTES:
            return BookRead(HUGE.name, findings=(refusal(HUGE),))
        frame = pl.read_parquet(BytesIO(content))
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError):
        return BookRead(PARQUET.name, findings=(refusal(PARQUET),))
    if not height:
        return BookRead("parquet", findings=(finding("empty-file"),))
    return _table(frame, height)


def _table(frame: pl.DataFrame, counted: int) -> BookRead:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind in (pl.Binary, pl.Object)]
    texts = frame.drop(nested).select(_text(name, kind) for name, kind in frame.drop(nested).schema.items())
    if not texts.width:
        return BookRead("parquet", findings=(finding("no-table"),))
    header = find_header([Row(1, texts.columns), Row(2, ["" if cell is None else cell for cell in texts.row(0)])], 1)
    if header is None:
        return BookRead("parquet", findings=(finding("no-table"),))
    texts = texts.rename(dict(zip(texts.columns, header.names, strict=False)))
    numbers = pl.int_range(2, texts.height + 2, dtype=pl.UInt32, eager=True).alias("row_no")
    records = sorted_out(texts, numbers, header, Odd(), spare=[], delimiter=BETWEEN)
    parsed = records.frame.height + records.rejected.height + len(records.skipped)
    if parsed != counted:
        return BookRead("parquet", findings=(finding("count-mismatch", counted=counted, parsed=parsed),))
    notes: list[Finding] = [finding("nested-column", table_no=1, column=name, count=counted) for name in nested]
    table = made([Row(1, header.names)], header, records, 1, None)
    return BookRead("parquet", (replace(table, findings=(*table.findings, *notes)),))


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        text = column.dt.to_string(_TIME_FORM + ("%:z" if kind.time_zone else ""))
    elif kind == pl.Boolean:
        text = pl.when(column).then(pl.lit("TRUE")).when(~column).then(pl.lit("FALSE"))
    elif kind.is_float():
        # As a workbook shows it: 650.0 is the count 650.
        text = column.cast(pl.String).str.strip_suffix(".0")
    else:
        text = column.cast(pl.String)
    return pl.when(text.str.strip_chars() != "").then(text).alias(name)
