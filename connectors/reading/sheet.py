"""Cells of one sheet as text: what was typed, not how a number format rounds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineSheet

from connectors.reading.dialect import Row

# Merged areas larger than this are decoration.
MOST_MERGED_ROWS = 10_000
_EXACT = 1e15


@dataclass(frozen=True)
class Cells:
    """A sheet as text.

    Attributes:
        rows: Rows that hold anything, empty columns on the right left out.
        filled: The same rows, counted before any cell was made text.
        garbled: Numbers of the rows with bytes that the file's encoding does not have.
    """

    rows: list[Row]
    filled: int
    garbled: frozenset[int] = frozenset()


def sheet_cells(sheet: CalamineSheet) -> Cells:
    """Return the cells of a sheet."""
    if sheet.start is None:
        return Cells([], 0)
    top, left = sheet.start
    values = sheet.to_python(skip_empty_area=True)
    _fill_merged(values, sheet, top, left)
    return as_cells(values, range(top + 1, top + 1 + len(values)))


def as_cells(values: list[list[Any]], numbers: Sequence[int]) -> Cells:
    """Return values as text.

    Args:
        values: Rows of texts, numbers, instants and None.
        numbers: The number of each row.
    """
    filled = sum(1 for row in values if any(_holds(cell) for cell in row))
    days = _day_columns(values)
    texts = [[_text(cell, day=at in days) for at, cell in enumerate(row)] for row in values]
    width = max((at + 1 for row in texts for at, cell in enumerate(row) if cell.strip()), default=0)
    rows = [Row(number, row[:width]) for number, row in zip(numbers, texts, strict=True)]
    return Cells([row for row in rows if row.filled], filled)


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


def _day_columns(values: list[list[Any]]) -> set[int]:
    """Columns whose every date stands at midnight: days, not instants."""
    days: set[int] = set()
    instants: set[int] = set()
    for row in values:
        for at, cell in enumerate(row):
            if isinstance(cell, datetime):
                (days if cell.time() == time() else instants).add(at)
            elif isinstance(cell, date):
                days.add(at)
    return days - instants


def _text(cell: Any, *, day: bool) -> str:
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, date):
        return _stamp(cell if isinstance(cell, datetime) else datetime.combine(cell, time()), day=day)
    if isinstance(cell, time):
        return cell.isoformat(timespec="milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, timedelta):
        return _duration(cell)
    return str(cell)


def _stamp(instant: datetime, *, day: bool) -> str:
    if day:
        return instant.strftime("%Y-%m-%d")
    # Day numbers are exact to some microseconds; milliseconds are what Excel shows at most.
    rounded = instant + timedelta(microseconds=round(instant.microsecond, -3) - instant.microsecond)
    return rounded.isoformat(sep=" ", timespec="milliseconds" if rounded.microsecond else "seconds")


def _duration(span: timedelta) -> str:
    seconds = round(span.total_seconds(), 3)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{rest:06.3f}".removesuffix(".000")
