"""Cells of one sheet as text: what was typed, not how a number format rounds it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any

import polars as pl
from python_calamine import CalamineSheet

from connectors.reading.dialect import Row
from connectors.reading.marks import Marks
from connectors.reading.values import texts_of

# Merged areas larger than this are decoration.
MOST_MERGED_ROWS = 10_000


@dataclass(frozen=True)
class Cells:
    """A sheet as text.

    Attributes:
        texts: Text columns; a cell with nothing is null. Rows with nothing and empty columns on the right are left out.
        numbers: UInt32 row number of each, from 1.
        filled: Rows that hold anything, counted before any cell was made text.
        garbled: Numbers of the rows with bytes that the file's encoding does not have.
        hollow: Row number and column (from 0) of formulas without a value.
        hidden: Whether the sheet is hidden.
    """

    texts: pl.DataFrame
    numbers: pl.Series
    filled: int
    garbled: frozenset[int] = frozenset()
    hollow: tuple[tuple[int, int], ...] = ()
    hidden: bool = False

    def head(self, most: int) -> list[Row]:
        """Return the first rows one by one."""
        texts = self.texts.head(most).fill_null("").iter_rows()
        return [Row(line, list(cells)) for line, cells in zip(self.numbers.head(most), texts, strict=True)]

    @cached_property
    def rows(self) -> list[Row]:
        """All rows one by one; for sheets that people keep, which are short."""
        return self.head(self.texts.height)


def sheet_cells(sheet: CalamineSheet, marked: Marks | None = None, *, hidden: bool = False) -> Cells:
    """Return the cells of a sheet.

    Args:
        sheet: As parsed.
        marked: Its cells that hold an error or a formula without a value.
        hidden: Whether it is hidden.
    """
    if sheet.start is None:
        return as_cells([], [])
    top, left = sheet.start
    values = sheet.to_python(skip_empty_area=True)
    for (row, column), error in (marked.errors if marked else {}).items():
        if 0 <= row - top < len(values) and 0 <= column - left < len(values[row - top]):
            values[row - top][column - left] = error
    _fill_merged(values, sheet, top, left)
    hollow = tuple((row + 1, column - left) for row, column in (marked.hollow if marked else ()))
    return replace(as_cells(values, range(top + 1, top + 1 + len(values))), hollow=hollow, hidden=hidden)


def as_cells(values: list[list[Any]], numbers: Sequence[int]) -> Cells:
    """Return values as text.

    Args:
        values: Rows of texts, numbers, instants and None.
        numbers: The number of each row.
    """
    columns = [texts_of(column) for column in zip_longest(*values)]
    lines = pl.Series("row_no", numbers, dtype=pl.UInt32)
    if not columns:
        return Cells(pl.DataFrame(), lines.clear(), 0)
    held = columns[0].held.copy()
    for column in columns[1:]:
        held |= column.held
    frame = pl.DataFrame({str(at): column.texts for at, column in enumerate(columns)})
    blank = frame.select(pl.all().str.strip_chars() == "").fill_null(value=True)
    width = max((at + 1 for at, name in enumerate(frame.columns) if not blank[name].all()), default=0)
    kept = ~blank.select(pl.all_horizontal(pl.all())).to_series()
    return Cells(frame[:, :width].filter(kept), lines.filter(kept), int(held.sum()))


def _holds(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _fill_merged(values: list[list[Any]], sheet: CalamineSheet, top: int, left: int) -> None:
    """Cells merged downwards say the same in every row: a lot over its shots."""
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
        if first_column != last_column or last_row - first_row > MOST_MERGED_ROWS:
            continue
        column = first_column - left
        rows = [row for row in range(first_row - top, last_row - top + 1) if 0 <= row < len(values)]
        if not rows or column < 0 or first_row < top or column >= len(values[rows[0]]):
            continue
        for row in rows[1:]:
            if any(_holds(cell) for cell in values[row]):
                values[row][column] = values[rows[0]][column]
