"""Delimited text to tables."""

from dataclasses import dataclass, replace

import polars as pl

from connectors.dictionary import normalise
from connectors.layouts import named
from connectors.reading.bare import NO_NAMES, asked, nameless, names_alone, no_records, unnamed
from connectors.reading.blocks import block_family, read_blocks
from connectors.reading.content import Content
from connectors.reading.counter import Count, count_records
from connectors.reading.dialect import BLANKS, Dialect, Row, find_dialects, tabbed
from connectors.reading.encoding import Decoded, decode
from connectors.reading.head import head_rows
from connectors.reading.header import Header
from connectors.reading.numeric import Numeric
from connectors.reading.parse import parse
from connectors.reading.preamble import described, pairs, recording
from connectors.reading.quotes import settle_quotes
from connectors.reading.records import Records
from connectors.reading.stack import pieces, tables_begin
from connectors.reading.structure import find_header, usual_width
from connectors.reading.variants import plain
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
        tried.append(_tables(known, count, 1 if dialect.sep_line else 0, header_row, numeric))
        if not tried[-1].holds and (tried[-1].tables or tried[-1].findings[0].code != "no-table"):
            break
    read = _likeliest(tried)
    return replace(read, findings=(*decoded.findings, *read.findings))


def _likeliest(tried: list[TextRead]) -> TextRead:
    """Choose among the delimiters: the first with names, unless its names are a record under a likelier one."""
    named = next((read for read in tried if read.tables and not read.holds), None)
    nameless = next((read for read in tried if read.holds), None)
    if named is not None and nameless is not None:
        rows = nameless.tables[0].row_numbers
        below = len(rows) > 0 and min(named.tables[0].header_rows, default=0) >= int(rows[0])
        named = None if below else named
    return named or nameless or tried[0]


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


def _tables(known: Content, count: Count, start: int, header_row: int | None, numeric: Numeric | None) -> TextRead:
    if len(count) <= start:
        return TextRead(findings=(finding("empty-file"),))
    widest = int(count.cells.max())
    if widest > MOST_COLUMNS and int(count.cells[start]) > MOST_COLUMNS:
        return TextRead(findings=(finding("too-many-columns", width=widest, most=MOST_COLUMNS),))
    rows = head_rows(known.body, count, known.separator, quoted=known.quoted, start=start)
    family = block_family(rows)
    if family is not None:
        every = head_rows(known.body, count, known.separator, quoted=known.quoted, start=start, most=len(count))
        return _reported(read_blocks(every, known, family))
    begins = tables_begin(known, count, start) if header_row is None else [start]
    if len(begins) == 1:
        return _read(known, count, rows, start, header_row, numeric)
    reads = []
    for number, (piece, part) in enumerate(pieces(known, count, begins)):
        top = 0 if number else start
        head = head_rows(piece.body, part, piece.separator, quoted=piece.quoted, start=top)
        reads.append(_read(piece, part, head, top, None, None))
    return _stacked(reads)


def _stacked(reads: list[TextRead]) -> TextRead:
    """Number the tables of one text; what stands above the first holds for those below, where they say nothing themselves."""
    failed = next((read for read in reads if not read.tables or read.holds), None)
    if failed is not None:
        return TextRead(findings=failed.findings or (finding("no-table"),))
    tables = [read.tables[0] for read in reads]
    for number, table in enumerate(tables, start=1):
        findings = tuple(each.model_copy(update={"table_no": number}) for each in table.findings)
        above = tables[0]
        tables[number - 1] = replace(
            table,
            table_no=number,
            preamble={**above.preamble, **table.preamble},
            findings=findings,
            family=table.family or above.family,
            start_text=table.start_text or above.start_text,
            interval_text=table.interval_text or above.interval_text,
        )
    places: list[tuple[int | None, str | None]] = [
        (min(table.header_rows), ", ".join(table.records.columns)) for table in tables
    ]
    return TextRead(tuple(tables), (finding("stacked-tables", count=len(tables), places=places),))


def _read(
    known: Content, count: Count, rows: list[Row], start: int, header_row: int | None, numeric: Numeric | None
) -> TextRead:
    """Read one table: the text, or its piece where it holds several."""
    header = find_header(rows, header_row)
    if header is None:
        return _half_a_table(known, count, rows, start, header_row)
    if header.strays:
        return TextRead(findings=(several_tables(header),))
    return _records(known, count, rows, start, header, numeric)


def _records(
    known: Content, count: Count, rows: list[Row], start: int, header: Header, numeric: Numeric | None
) -> TextRead:
    first = start + header.first
    records = parse(known, count, header, first, numeric)
    counted = len(count) - first
    if records is None:
        return TextRead(findings=(finding("count-mismatch", counted=counted, parsed="?"),))
    return _checked(known, count, records, header, rows[: header.first], counted)


def _half_a_table(known: Content, count: Count, rows: list[Row], start: int, header_row: int | None) -> TextRead:
    """Read names without records, or records without names, of which a person is asked."""
    names = names_alone(rows) if header_row is None and len(rows) == len(count) - start else None
    if names is not None:
        return _checked(known, count, no_records(names), names, rows, 0)
    header = nameless(rows) if header_row in (None, NO_NAMES) else None
    if header is None and header_row == NO_NAMES and rows:
        header = unnamed(usual_width(rows))
    if header is None:
        return TextRead(findings=(finding("no-table"),))
    read = _records(known, count, rows, start, header, None)
    return read if header_row == NO_NAMES or not read.tables else replace(read, holds=(asked(rows[header.first :]),))


def _checked(
    known: Content, count: Count, records: Records, header: Header, above: list[Row], counted: int
) -> TextRead:
    """Compare the two counts and make the table."""
    parsed = records.frame.height + records.rejected.height + len(records.skipped)
    if counted != parsed:
        return TextRead(findings=(finding("count-mismatch", counted=counted, parsed=parsed),))
    if counted and counted == len(records.skipped):
        return TextRead(findings=(finding("empty-file"),))
    preamble = [row for row in above if row.line not in header.rows]
    labels, units = described(preamble, header)
    start, interval = recording(preamble, header.family)
    below = max(header.rows, default=0)
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
        layout="long" if is_long(header) else "wide",
        findings=tuple(each.model_copy(update={"table_no": 1}) for each in records.findings),
        written=records.written,
        family=header.family,
        start_text=start,
        interval_text=interval,
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


def is_long(header: Header) -> bool:
    """Whether a table tells tag, time and value in rows, as its layout declares."""
    declared, names = named(header.family).long, {normalise(name) for name in header.names}
    return declared is not None and all(
        any(normalise(word) in names for word in words) for words in (declared.tag, declared.value)
    )


def decimal_of(frame: pl.DataFrame, delimiter: str) -> str:
    """Return the decimal sign of a table: a comma where numbers hold one comma and no point."""
    # Between commas a number with a comma stands in quotes; three digits behind it may be thousands and prove nothing.
    behind = r"(\d{1,2}|\d{4,})" if delimiter == "," else r"\d+"
    sample = frame.head(MOST_CELLS_LOOKED_AT)
    commas, points = 0, 0
    for name in (name for name, kind in sample.schema.items() if kind == pl.String):
        cells = sample[name].drop_nulls().str.strip_chars()
        commas += int(cells.str.contains(rf"^[+-]?\s*\d+,{behind}([eE][+-]?\d+)?$").sum())
        points += int(cells.str.contains(r"^[+-]?\s*\d+\.\d+([eE][+-]?\d+)?$").sum())
    return "," if commas > points else "."
