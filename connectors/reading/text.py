"""Delimited text to tables."""

from dataclasses import dataclass, replace

import polars as pl

from connectors.reading.blocks import is_report, read_report
from connectors.reading.content import Content
from connectors.reading.counter import Count, count_records
from connectors.reading.dialect import BLANKS, Dialect, Row, find_dialects, tabbed
from connectors.reading.encoding import Decoded, decode
from connectors.reading.head import head_rows
from connectors.reading.header import Header
from connectors.reading.numeric import Numeric
from connectors.reading.parse import parse
from connectors.reading.quotes import settle_quotes
from connectors.reading.records import Records
from connectors.reading.structure import find_header
from connectors.reading.variants import plain
from connectors.reading.vendors import described, pairs
from connectors.types import Table
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Hold

MOST_COLUMNS = 5_000
MOST_CELLS_LOOKED_AT = 2_000


@dataclass(frozen=True)
class TextRead:
    """What reading a text gave."""

    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    holds: tuple[Hold, ...] = ()


def read_text(
    content: bytes,
    *,
    encoding: str | None,
    delimiter: str | None,
    header_row: int | None,
    numeric: Numeric | None = None,
) -> TextRead:
    """Read a text file.

    Args:
        content: Its bytes.
        encoding: Codec, where a person names it.
        delimiter: Delimiter, where a person names it.
        header_row: Line of the column names, where a person names it.
        numeric: Columns that are known to hold numbers, of which the table then holds the numbers.
    """
    decoded = decode(content, encoding)
    if decoded.body is None:
        return TextRead(findings=decoded.findings, holds=decoded.holds)
    tried: list[TextRead] = []
    for dialect in find_dialects(decoded.body, delimiter):
        known = _content(decoded, dialect)
        count = count_records(known.body, known.separator, quoted=known.quoted)
        tried.append(_read(known, count, 1 if dialect.sep_line else 0, header_row, numeric))
        if tried[-1].tables or tried[-1].findings[0].code != "no-table":
            break
    read = tried[-1] if tried[-1].tables else tried[0]
    return replace(read, findings=(*decoded.findings, *read.findings))


def _content(decoded: Decoded, dialect: Dialect) -> Content:
    body = decoded.body or b""
    body = tabbed(body) if dialect.delimiter == BLANKS else body
    separator = "\t" if dialect.delimiter == BLANKS else dialect.delimiter
    quotes = settle_quotes(plain(body, separator), separator)
    return Content(
        body=quotes.body,
        encoding=decoded.encoding,
        bom=decoded.bom,
        newline=decoded.newline,
        delimiter=dialect.delimiter,
        quoted=quotes.quoted,
        broken=decoded.broken,
        unclosed=quotes.unclosed,
    )


def _read(known: Content, count: Count, start: int, header_row: int | None, numeric: Numeric | None) -> TextRead:
    if len(count) <= start + 1:
        return TextRead(findings=(finding("empty-file"),))
    widest = int(count.cells.max())
    if widest > MOST_COLUMNS and int(count.cells[start]) > MOST_COLUMNS:
        return TextRead(findings=(finding("too-many-columns", width=widest, most=MOST_COLUMNS),))
    rows = head_rows(known.body, count, known.separator, quoted=known.quoted, start=start)
    if is_report(rows):
        every = head_rows(known.body, count, known.separator, quoted=known.quoted, start=start, most=len(count))
        return _reported(read_report(every, known))
    header = find_header(rows, header_row)
    if header is None:
        return TextRead(findings=(finding("no-table"),))
    if header.strays:
        return TextRead(findings=(several_tables(header),))
    first = start + header.first
    records = parse(known, count, header, first, numeric)
    counted = len(count) - first
    if records is None:
        return TextRead(findings=(finding("count-mismatch", counted=counted, parsed="?"),))
    return _checked(known, count, records, header, rows[: header.first], counted)


def _checked(
    known: Content, count: Count, records: Records, header: Header, above: list[Row], counted: int
) -> TextRead:
    """Compare the two counts and make the table."""
    parsed = records.frame.height + records.rejected.height + len(records.skipped)
    if counted != parsed:
        return TextRead(findings=(finding("count-mismatch", counted=counted, parsed=parsed),))
    if counted == len(records.skipped):
        return TextRead(findings=(finding("empty-file"),))
    preamble = [row for row in above if row.line not in header.rows]
    labels, units = described(preamble, header)
    below = max(header.rows)
    table = Table(
        table_no=1,
        name=None,
        records=records.frame,
        row_numbers=records.row_numbers,
        rejected=records.rejected,
        record_count=counted - len(records.skipped),
        header_rows=header.rows,
        header_roles=header.roles,
        units=units,
        labels=labels,
        skipped_rows=tuple(sorted({*records.skipped, *(line for line in count.hollow if line > below)})),
        preamble=pairs(preamble),
        decimal=decimal_of(records.frame, known.delimiter),
        encoding=known.encoding,
        bom=known.bom,
        delimiter=known.delimiter,
        newline=known.newline,
        layout="long" if is_long(header.names) else "wide",
        findings=tuple(each.model_copy(update={"table_no": 1}) for each in records.findings),
        written=records.written,
    )
    return TextRead((table,))


def several_tables(header: Header) -> Finding:
    """Return the finding that refuses a text or sheet with records above its header."""
    places: list[tuple[int | None, str | None]] = [(row.line, "\t".join(row.cells)) for row in header.strays]
    return finding("several-tables", count=len(places), places=places, names=min(header.rows))


def _reported(table: Table) -> TextRead:
    if table.record_count != table.records.height + table.rejected.height:
        mismatch = finding("count-mismatch", counted=table.record_count, parsed=table.records.height)
        return TextRead(findings=(mismatch,))
    return TextRead((table,))


def is_long(names: list[str]) -> bool:
    """Whether a table tells tag, time and value in rows (WinCC)."""
    return {"varname", "varvalue"} <= {name.lower() for name in names}


def decimal_of(frame: pl.DataFrame, delimiter: str) -> str:
    """Return the decimal sign of a table: a comma where numbers hold one comma and no point."""
    if delimiter == ",":
        return "."
    sample = frame.head(MOST_CELLS_LOOKED_AT)
    commas, points = 0, 0
    for name in (name for name, kind in sample.schema.items() if kind == pl.String):
        cells = sample[name].drop_nulls().str.strip_chars()
        commas += int(cells.str.contains(r"^[+-]?\s*\d+,\d+([eE][+-]?\d+)?$").sum())
        points += int(cells.str.contains(r"^[+-]?\s*\d+\.\d+([eE][+-]?\d+)?$").sum())
    return "," if commas > points else "."
