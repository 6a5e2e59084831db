"""What the columns of a table hold, as far as its plain records show it: whether a mended record fits them."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.reading.cells import is_number, is_stamp, is_value

MOST_RECORDS = 200
MOST_OF_A_COLUMN = 0.6


@dataclass(frozen=True)
class Column:
    """What one column holds.

    Attributes:
        kind: `stamp`, `number`, `text` (never a number), `empty` (never filled) or `any`.
        always: Whether every record has a value in it.
    """

    kind: str
    always: bool

    def fits(self, cell: str) -> bool:
        """Whether a cell can stand in this column."""
        text = cell.strip()
        if not text:
            return not self.always
        if self.kind == "empty":
            return False
        if self.kind == "stamp":
            return is_stamp(text)
        return is_value(text) if self.kind == "number" else self.kind == "any" or not is_number(text)


def columns_seen(records: Sequence[Sequence[str]], width: int) -> list[Column]:
    """Tell the columns by plain records.

    Args:
        records: Cells of some plain records.
        width: How many columns to tell.
    """
    return [_column([cells[at].strip() for cells in records if at < len(cells)]) for at in range(width)]


def _column(cells: list[str]) -> Column:
    filled = [cell for cell in cells if cell]
    if not filled:
        return Column("empty" if cells else "any", always=False)
    always = len(filled) == len(cells)
    stamps, numbers = sum(map(is_stamp, filled)), sum(map(is_number, filled))
    if stamps >= MOST_OF_A_COLUMN * len(filled):
        return Column("stamp", always)
    if sum(map(is_value, filled)) >= MOST_OF_A_COLUMN * len(filled):
        return Column("number", always)
    return Column("text" if not numbers else "any", always)


def fit(columns: Sequence[Column], cells: Sequence[str]) -> bool:
    """Whether the cells of a record fit the columns; cells beyond them must be empty."""
    beyond = cells[len(columns) :]
    return all(map(Column.fits, columns, cells)) and not any(cell.strip() for cell in beyond)
