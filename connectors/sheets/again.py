"""Workbooks that people keep, read once more as such: titles, several tables on a sheet, headers of days and groups."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from connectors.reading.archive import bounded
from connectors.reading.dialect import Row
from connectors.reading.sheet import sheet_cells
from connectors.sheets import words
from connectors.sheets.blocks import MOST_ROWS, Block, blocks, table_of
from connectors.sheets.columns import number, places
from connectors.sheets.context import shift_of
from connectors.sheets.unpivot import unpivot
from connectors.types import Export, Table
from ppuri.core.findings import Finding, finding

MOST_BYTES = 4_000_000
INHERITED = "^"


def read_as_kept(export: Export, source: Path) -> Export:
    """Return an export with the tables of its people's sheets in place of what the general reader made of them.

    A sheet is told anew where it holds several tables, or one that only its title, its days or its groups explain;
    every other sheet stays as it was read.

    Args:
        export: As read.
        source: Its file.
    """
    named = replace(export, tables=tuple(replace(table, source=export.file_name) for table in export.tables))
    if export.container not in ("xlsx", "xls") or export.byte_count > MOST_BYTES or export.holds:
        return named
    if named.tables and all(table.record_count > MOST_ROWS for table in named.tables):
        return named
    sheets = _sheets(source.read_bytes(), export.container)
    kept: list[Table] = []
    for place, (name, rows) in enumerate(sheets, start=1):
        before = [table for table in named.tables if table.name == name]
        kept += _told(rows, name, place, before, export.file_name) or before
    if [t.records.columns for t in kept] == [t.records.columns for t in named.tables] and len(sheets) >= len(kept):
        return replace(named, tables=tuple(kept)) if kept else named
    numbered = tuple(replace(table, table_no=at) for at, table in enumerate(kept, start=1))
    return replace(named, tables=numbered, findings=_left(named.findings, numbered))


def _left(findings: Sequence[Finding], tables: Sequence[Table]) -> tuple[Finding, ...]:
    """What refused the file for want of a table falls away with the table found."""
    return tuple(
        each for each in findings if not (tables and each.code in ("no-table", "several-tables", "empty-file"))
    )


def _sheets(content: bytes, container: str) -> list[tuple[str, list[Row]]]:
    if container == "xlsx" and bounded(content) is not None:
        return []
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return [(name, sheet_cells(book.get_sheet_by_name(name)).rows) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError):
        return []
    except BaseException as fault:
        # A panic of the parser's Rust code is no Exception; the general reader has said what is wrong.
        if type(fault).__name__ != "PanicException":
            raise
        return []


def _told(rows: list[Row], name: str, number: int, before: list[Table], source: str) -> list[Table]:
    """Return the tables of a people's sheet; none where the general reader's stays."""
    if not 2 <= len(rows) <= MOST_ROWS:
        return []
    tables = _tables(blocks(rows), number, name, source)
    if not tables or any(unpivot(table) is None for table in tables):
        return []
    plain = len(tables) == 1 and len(before) == 1 and before[0].records.columns == tables[0].records.columns
    if plain and not tables[0].preamble and before[0].record_count == tables[0].record_count:
        return before
    return tables


def _tables(found: list[Block], number: int, name: str, source: str) -> list[Table]:
    """Tables of the blocks; what stands above the first holds for those below, where they say nothing themselves."""
    tables: list[Table] = []
    above: dict[str, str] = {}
    for block in found:
        table = table_of(block, number, name)
        table = replace(table, preamble={**table.preamble, **above}, source=source)
        if tables and tables[-1].records.columns == table.records.columns and shift_of(tables[-1]) == shift_of(table):
            tables[-1] = _joined(tables[-1], table)
        else:
            tables.append(table)
        above |= {f"{INHERITED}{len(above)}{key}": value for key, value in table.preamble.items()}
    return _broken_down(tables)


def _joined(first: Table, second: Table) -> Table:
    """One table that goes on below a repeated header."""
    return replace(
        first,
        records=pl.concat([first.records, second.records]),
        row_numbers=pl.concat([first.row_numbers, second.row_numbers]),
        record_count=first.record_count + second.record_count,
        skipped_rows=(*first.skipped_rows, *second.header_rows, *second.skipped_rows),
    )


def _broken_down(tables: list[Table]) -> list[Table]:
    """Scrap of one table whose reasons stand in another of the same sheet is their total: it must not count twice."""
    reasons = next((amounts for table in tables if (amounts := _by_reason(table)) is not None), None)
    return tables if reasons is None else [_as_total(table, reasons) for table in tables]


def _by_reason(table: Table) -> float | None:
    """Sum of the quantities that stand beside defects."""
    named = {words.bare(name): name for name in reversed(table.records.columns)}
    reason = next((named[word] for word in words.DEFECT_REASONS if word in named), None)
    count = next((named[word] for word in (*sorted(words.BARE), "불량수량", "불량수") if word in named), None)
    if reason is None or count is None:
        return None
    return float(number(table, count).filter(_parts(table)).sum())


def _parts(table: Table) -> pl.Series:
    """Rows that are no totals."""
    return pl.Series([not any(cell and words.is_total(cell) for cell in row[:4]) for row in table.records.iter_rows()])


def _as_total(table: Table, reasons: float) -> Table:
    column = next((p.header for p in places(table) if p.measure == words.SCRAP and not p.apart and not p.total), None)
    if column is None or _by_reason(table) is not None or any(p.reason for p in places(table)):
        return table
    said = float(number(table, column).filter(_parts(table)).sum())
    found: tuple[Finding, ...] = ()
    if abs(said - reasons) > 0.5:
        found = (finding("total-differs", table_no=table.table_no, count=1, places=[(table.header_rows[0], f"{column}: {said:g} ≠ {reasons:g}")]),)  # fmt: skip
    return replace(table, labels={**table.labels, column: f"{words.SCRAP} 합계"}, findings=(*table.findings, *found))
