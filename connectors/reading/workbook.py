"""Workbooks to tables: every sheet that holds one, cells as text."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from connectors.reading.archive import bounded
from connectors.reading.dialect import Row
from connectors.reading.header import Header
from connectors.reading.kinds import DAMAGED, LOCKED, Kind, refusal
from connectors.reading.marks import marks
from connectors.reading.odd import Odd
from connectors.reading.preamble import described, pairs, recording
from connectors.reading.records import Records, emptied, sorted_out
from connectors.reading.sheet import Cells, sheet_cells
from connectors.reading.structure import LOOKED_AT, find_header
from connectors.reading.text import decimal_of, is_long, several_tables
from connectors.sheets.kept import MOST_BYTES, as_kept
from connectors.types import Table
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Hold

# A row of a sheet has no delimiter of its own; this one goes between the cells of a rejected row's text.
BETWEEN = "\t"


@dataclass(frozen=True)
class BookRead:
    """What reading a workbook gave.

    Attributes:
        container: `xlsx`, or the name of what was refused.
        tables: A table per sheet that holds one, numbered as the sheets.
        findings: On the file.
        holds: Questions on the file.
    """

    container: str
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    holds: tuple[Hold, ...] = ()


def read_workbook(
    content: bytes, sheet: str | None, header_row: int | None, *, container: str = "xlsx", file_name: str = ""
) -> BookRead:
    """Read the sheets of a workbook; those that people keep as such.

    Args:
        content: Bytes of an xlsx or xls file.
        sheet: Only this sheet.
        header_row: Row of the column names, where a person names it.
        container: `xlsx`, or `xls` for a binary workbook.
        file_name: Its name, where a people's sheet may tell its day.
    """
    # A binary workbook has no more than 65,536 rows of 256 columns; what an xlsx may claim is looked at first.
    refused = bounded(content) if container == "xlsx" else None
    sheets = refused or _sheets(content, sheet, container)
    if isinstance(sheets, Kind):
        return BookRead(sheets.name, findings=(refusal(sheets),))
    read = tables_of(sheets, container, header_row)
    named = {name or "": cells for _, name, cells in sheets}
    if header_row is None and len(content) <= MOST_BYTES:
        tables, findings = as_kept(read.tables, read.findings, named, file_name)
        read = replace(read, tables=tables, findings=findings)
    return replace(read, tables=tuple(_remarked(table, named[table.name or ""]) for table in read.tables))


def _remarked(table: Table, cells: Cells) -> Table:
    """Say what a table's sheet hides: itself, or formulas without a value."""
    said = [finding("hidden-sheet", table_no=table.table_no, sheet=table.name)] if cells.hidden else []
    rows, names = set(table.row_numbers.to_list()) if cells.hollow else set(), table.records.columns
    places: dict[str, list[tuple[int | None, str | None]]] = {}
    for row, column in cells.hollow:
        if row in rows and 0 <= column < len(names):
            places.setdefault(names[column], []).append((row, None))
    said += [
        finding("formula-without-value", table_no=table.table_no, column=name, count=len(found), places=found)
        for name, found in places.items()
    ]
    return replace(table, findings=(*table.findings, *said)) if said else table


def tables_of(sheets: list[tuple[int, str | None, Cells]], container: str, header_row: int | None) -> BookRead:
    """Make a table of every sheet that holds one.

    Args:
        sheets: Number, name and cells of each.
        container: What the file is.
        header_row: Row of the column names, where a person names it.
    """
    tables: list[Table] = []
    findings: list[Finding] = []
    for number, name, cells in sheets:
        if not cells.texts.height:
            continue
        table = _table(cells, number, name, header_row)
        if isinstance(table, Table):
            tables.append(table)
        else:
            findings.append(table)
    if tables:
        return BookRead(container, tuple(tables), tuple(f for f in findings if f.code != "no-table"))
    return BookRead(container, findings=tuple(findings[:1]) or (finding("empty-file"),))


def _sheets(content: bytes, sheet: str | None, container: str) -> list[tuple[int, str | None, Cells]] | Kind:
    """Return number, name and cells of the sheets, or why the file cannot be opened."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        hidden = {told.name for told in book.sheets_metadata if told.visible != SheetVisibleEnum.Visible}
        marked = dict(enumerate(marks(content) if container == "xlsx" else [], start=1))
        named = [(number, name) for number, name in enumerate(book.sheet_names, start=1) if sheet in (None, name)]
        return [
            (number, name, sheet_cells(book.get_sheet_by_name(name), marked.get(number), hidden=name in hidden))
            for number, name in named
        ]
    except PasswordError:
        return LOCKED
    except (CalamineError, ValueError, OSError):
        return DAMAGED
    except BaseException as fault:
        # A panic of the parser's Rust code is no Exception; a damaged file must not end the worker.
        if type(fault).__name__ != "PanicException":
            raise
        return DAMAGED


def _table(cells: Cells, number: int, name: str | None, header_row: int | None) -> Table | Finding:
    head = cells.head(LOOKED_AT)
    header = find_header(head, header_row)
    if header is None:
        return finding("no-table", table_no=number)
    if header.strays:
        return several_tables(header).model_copy(update={"table_no": number})
    frame, numbers, odd = _fitted(cells, header)
    records = sorted_out(frame, numbers, header, odd, spare=[], delimiter=BETWEEN)
    counted = cells.filled - header.first
    parsed = records.frame.height + records.rejected.height + len(records.skipped)
    if counted != parsed:
        return finding("count-mismatch", table_no=number, counted=counted, parsed=parsed)
    return made(head, header, records, number, name)


def _fitted(cells: Cells, header: Header) -> tuple[pl.DataFrame, pl.Series, Odd]:
    """Return the rows below the header that fit it, their numbers, and those that do not."""
    width = len(header.names)
    texts, numbers = cells.texts.slice(header.first), cells.numbers.slice(header.first)
    beyond = [(pl.col(name).str.strip_chars() != "").fill_null(value=False) for name in texts.columns[width:]]
    garbled = numbers.is_in(list(cells.garbled))
    apart = texts.select(garbled | pl.any_horizontal(pl.lit(value=False), *beyond)).to_series()
    shown = texts.filter(apart).select(pl.concat_str(pl.all().fill_null(""), separator=BETWEEN)).to_series()
    codes = ["garbled-row" if each else "ragged-row" for each in garbled.filter(apart)]
    odd = Odd(rejected=list(zip(numbers.filter(apart), codes, shown, strict=True)))
    missing = (pl.lit(None, pl.String).alias(str(at)) for at in range(texts.width, width))
    good = texts.filter(~apart).with_columns(missing)[:, :width]
    named = good.rename(dict(zip(good.columns, header.names, strict=True)))
    return emptied(named), numbers.filter(~apart), odd


def made(head: list[Row], header: Header, records: Records, number: int, name: str | None) -> Table:
    """Return the table of what a sheet holds.

    Args:
        head: First rows of the sheet; those above the first record are looked at.
        header: Its header.
        records: Its records.
        number: Number of the table.
        name: Of the sheet.
    """
    preamble = [row for row in head[: header.first] if row.line not in header.rows]
    labels, units = described(preamble, header)
    start, interval = recording(preamble, header.family)
    facts: dict[str, Any] = {"table_no": number}
    return Table(
        table_no=number,
        name=name,
        records=records.frame,
        row_numbers=records.row_numbers,
        rejected=records.rejected,
        record_count=records.frame.height + records.rejected.height,
        header_rows=header.rows,
        header_roles=header.roles,
        units=units,
        labels=labels,
        skipped_rows=records.skipped,
        preamble=pairs(preamble),
        decimal=decimal_of(records.frame, BETWEEN),
        layout="long" if is_long(header) else "wide",
        family=header.family,
        start_text=start,
        interval_text=interval,
        findings=tuple(each.model_copy(update=facts) for each in records.findings),
    )
