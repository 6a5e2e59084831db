"""Cells of a markup table put into their columns, merged areas spread as in a workbook."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from connectors.reading.archive import MOST_CELLS, MOST_COLUMNS
from connectors.reading.sheet import MOST_MERGED_ROWS, Cells, as_cells


class TooLargeError(Exception):
    """A table claims more cells than any export has. Never leaves `connectors.reading`."""


@dataclass
class Grid:
    """A table while its cells arrive.

    Attributes:
        name: Sheet name or caption.
        rows: Column to value, per row.
        numbers: Number of each row, from 1.
        implied: Rows that begin without a mark of their own.
        merged: Column, index of the row and last row number of each cell that reaches down over one column.
        reach: Column to the last row that a cell from above takes in it.
    """

    name: str | None = None
    rows: list[dict[int, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    implied: int = 0
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    reach: dict[int, int] = field(default_factory=dict)
    _column: int = 0
    _count: int = 0

    def row(self, number: int | None = None) -> None:
        """Begin a row.

        Args:
            number: Where the file says it; else the next one.
        """
        last = self.numbers[-1] if self.numbers else 0
        number = last + 1 if number is None or number <= last else number
        self.reach = {column: end for column, end in self.reach.items() if end >= number}
        self.rows.append({})
        self.numbers.append(number)
        self._column = 0

    def cell(self, value: Any, across: int, down: int, column: int | None = None) -> None:
        """Add a cell to the last row.

        Args:
            value: What stands in it.
            across: Columns it takes.
            down: Rows it takes.
            column: From 0, where the file says it; else the next one that is free.

        Raises:
            TooLargeError: When the table grows beyond what any export has.
        """
        if not self.rows:
            self.row()
            self.implied += 1
        at = self._column if column is None else column
        while column is None and at in self.reach:
            at += 1
        self._count += 1
        if at + across > MOST_COLUMNS or self._count > MOST_CELLS:
            raise TooLargeError
        self.rows[-1][at] = value
        self._column = at + across
        if 1 < down <= MOST_MERGED_ROWS:
            last = self.numbers[-1] + down - 1
            self.reach |= dict.fromkeys(range(at, at + across), last)
            if across == 1 and _holds(value):
                self.merged.append((at, len(self.rows) - 1, last))

    def cells(self) -> Cells:
        """Return the table as text.

        Raises:
            TooLargeError: When a few cells far out would fill the machine's memory.
        """
        for at, index, last in self.merged:  # a lot over its shots: it says the same in every row that holds anything
            for row in self.rows[index + 1 : bisect_right(self.numbers, last)]:
                if any(map(_holds, row.values())):
                    row.setdefault(at, self.rows[index][at])
        width = max((max(row) + 1 for row in self.rows if row), default=0)
        if width * len(self.rows) > max(50 * self._count, 2_000_000):
            raise TooLargeError
        return as_cells([[row.get(at) for at in range(width)] for row in self.rows], self.numbers)


def _holds(value: Any) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
