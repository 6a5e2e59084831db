"""Sheets that people keep, taken as such: titles, several tables on a sheet, headers of days and groups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from connectors.layouts import named
from connectors.reading.dialect import Row
from connectors.reading.sheet import Cells
from connectors.sheets import words
from connectors.sheets.blocks import MOST_ROWS, Block, blocks, table_of
from connectors.sheets.columns import number, places
from connectors.sheets.context import shift_of
from connectors.sheets.unpivot import unpivot
from connectors.types import Table
from ppuri.core.findings import Finding, finding

MOST_BYTES = 4_000_000
# People write no seconds.
_SECONDS = re.compile(r"\d:\d\d:\d\d")
INHERITED = "^"
_AMOUNTS, _RECORDS = 2, 3  # a title seldom holds two numbers, and three such rows are no titles


def as_kept(
    tables: Sequence[Table], findings: Sequence[Finding], sheets: Mapping[str, Cells], file_name: str
) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Return the tables of a workbook with those of its people's sheets in place of what the general reader made of them.

    A sheet is told anew where it holds several tables, or one that only its title, its days or its groups explain;
    every other sheet stays as it was read.

    Args:
        tables: Of the general reader.
        findings: Its remarks on the file; what refused it for want of a table falls away with a table found.
        sheets: Cells of every sheet by its name, in the workbook's order.
        file_name: Of the workbook; a sheet may tell its day there.
    """
    kept: list[Table] = []
    for place, (name, cells) in enumerate(sheets.items(), start=1):
        before = [table for table in tables if (table.name or "") == name]
        told = _told(cells.rows, name, place, before, file_name) if 2 <= cells.texts.height <= MOST_ROWS else []
        kept += told or before
    if [t.records.columns for t in kept] == [t.records.columns for t in tables] and len(sheets) >= len(kept):
        return tuple(kept) or tuple(tables), tuple(findings)
    numbered = tuple(replace(table, table_no=at) for at, table in enumerate(kept, start=1))
    return numbered, _left(findings, numbered)


def _left(findings: Sequence[Finding], tables: Sequence[Table]) -> tuple[Finding, ...]:
    """What refused the file for want of a table falls away with the table found."""
    return tuple(
        each for each in findings if not (tables and each.code in ("no-table", "several-tables", "empty-file"))
    )


def _told(rows: list[Row], name: str, number: int, before: list[Table], source: str) -> list[Table]:
    """Return the tables of a people's sheet; none where the general reader's stays, as it does for a machine's own export."""
    if len(before) == 1 and _of_machine(before[0]):
        return []
    tables = _tables(blocks(rows), number, name, source)
    if not tables or any(unpivot(table) is None for table in tables):
        return []
    if any(_lost(table, tables) for table in before):
        return []
    plain = len(tables) == 1 and len(before) == 1 and before[0].records.columns == tables[0].records.columns
    if plain and not tables[0].preamble and before[0].record_count == tables[0].record_count:
        return before
    return tables


def _of_machine(table: Table) -> bool:
    """Whether a layout proves a machine's own export: by its maker's marks, or by what is measured at instants to the second."""
    if table.family is None or table.records.is_empty():
        return False
    cells = [cell for cell in table.records.row(0) if cell]
    return not named(table.family).by_quantities or any(_SECONDS.search(cell) for cell in cells)


def _lost(before: Table, tables: list[Table]) -> bool:
    """Whether records of the general reader would stand above a small table of people's as if they were its title."""
    rows = {row for t in tables for row in (*t.row_numbers.to_list(), *t.header_rows, *t.skipped_rows)}
    left = before.records.filter(~before.row_numbers.is_in(list(rows)))
    numbers = left.select(pl.sum_horizontal(pl.all().cast(pl.Float64, strict=False).is_not_null())).to_series()
    return int((numbers >= _AMOUNTS).sum()) >= _RECORDS


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
