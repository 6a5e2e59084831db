"""How exports look: text cells, delimited files in old encodings, workbooks made by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter

from sample_data.noise import Bools


def cells(frame: pl.DataFrame, decimals: dict[str, int], *, decimal: str = ".") -> pl.DataFrame:
    """Return every column as text; floats get their number of decimals, instants `YYYY-MM-DD hh:mm:ss`."""

    def one(name: str, kind: pl.DataType) -> pl.Expr:
        if kind.is_float():
            places = decimals[name]
            text = pl.col(name).round(places).cast(pl.Decimal(12, places)).cast(pl.String)
            return text.str.replace(".", decimal, literal=True)
        if kind.is_temporal():
            return pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S")
        return pl.col(name).cast(pl.String)

    return frame.select(one(name, kind) for name, kind in frame.schema.items())


def planted(frame: pl.DataFrame, header: str, mask: Bools, text: str) -> pl.DataFrame:
    """Return the text frame with `text` in the marked cells of one column."""
    flag = pl.Series(mask)
    return frame.with_columns(pl.when(flag).then(pl.lit(text)).otherwise(pl.col(header)).alias(header))


def csv_text(frame: pl.DataFrame, *, delimiter: str = ",", header: bool = True) -> str:
    """Return the text frame as delimited text with CRLF line ends."""
    return frame.write_csv(separator=delimiter, include_header=header, line_terminator="\r\n", quote_style="necessary")


def korean_stamp(column: str) -> pl.Expr:
    """Return an instant as `2026-10-05 오후 4:24:03`, where 오전 12 is midnight and 오후 12 is noon."""
    hour = pl.col(column).dt.hour()
    half = pl.when(hour < 12).then(pl.lit("오전")).otherwise(pl.lit("오후"))
    clock = ((hour + 11) % 12 + 1).cast(pl.String)
    rest = pl.col(column).dt.strftime(":%M:%S")
    return (pl.col(column).dt.strftime("%Y-%m-%d ") + half + pl.lit(" ") + clock + rest).alias(column)


def cut_off(content: bytes) -> bytes:
    """Return the file as it is when the copy broke off in the middle of its last record."""
    body = content.rstrip(b"\r\n")
    last = body.rfind(b"\n") + 1
    fields = body[last:].split(b",")
    return body[:last] + b",".join(fields[: len(fields) // 2])


def workbook(
    title: str,
    notes: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    merged: Sequence[int],
    totals: Sequence[Any] | None = None,
) -> bytes:
    """Return a sheet as a clerk keeps it: title over all columns, notes, header, body, 합계 row.

    Args:
        title: Text of the merged title row.
        notes: Text of the row below it.
        header: Column headers.
        rows: Body; dates and datetimes are written as Excel dates.
        merged: Columns in which equal neighbouring cells are merged into one.
        totals: Cells of the last row.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 10, 5)})  # noqa: DTZ001  Excel has no zones
    sheet = book.add_worksheet("Sheet1")
    bold = book.add_format({"bold": True, "align": "center"})
    stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    sheet.merge_range(0, 0, 0, len(header) - 1, title, bold)
    sheet.write(1, 0, notes)
    sheet.write_row(3, 0, header, bold)
    for at, row in enumerate(rows, start=4):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, stamp if isinstance(value, datetime) else day)
            else:
                sheet.write(at, column, value)
    for column in merged:
        for first, last in _equal_runs([row[column] for row in rows]):
            value = rows[first][column]
            form = stamp if isinstance(value, datetime) else day if isinstance(value, date) else None
            sheet.merge_range(first + 4, column, last + 4, column, value, form)
    if totals is not None:
        sheet.write_row(4 + len(rows), 0, totals, bold)
    book.close()
    return buffer.getvalue()


def _equal_runs(values: Sequence[Any]) -> list[tuple[int, int]]:
    """Return (first, last) of every run of at least two equal neighbours."""
    starts = [n for n, value in enumerate(values) if n == 0 or value != values[n - 1]]
    return [(a, b - 1) for a, b in zip(starts, [*starts[1:], len(values)], strict=True) if b - a > 1]
