"""What the layout of a recognised family says of the rows of a text or sheet."""

from collections.abc import Sequence

import polars as pl

from connectors.layouts import named, recognise
from connectors.layouts.recognise import counted_rows
from connectors.reading.dialect import Row


def family_of(rows: Sequence[Row]) -> str | None:
    """Return the family that the first rows prove, or None."""
    return recognise([row.cells for row in rows])


def declared_block(rows: Sequence[Row], family: str | None) -> tuple[list[Row], int, dict[int, str]] | None:
    """Return the header block where the file itself proves which rows it is; else None, and the block is to be found.

    Args:
        rows: The first rows that hold anything.
        family: As recognised.

    Returns:
        The rows, the index of the first record, and what rows say by their number as far as the file counts them.
    """
    layout = named(family)
    counted = counted_rows(layout.counted, [row.cells for row in rows]) if layout.counted else {}
    if counted:
        roles = {line: str(role) for role, line in counted.items() if role not in ("records", "other")}
        block = [row for row in rows if row.line in roles]
        first = next((at for at, row in enumerate(rows) if row.line >= counted["records"]), len(rows))
        whole = first < len(rows) and any(row.line == counted["names"] for row in block)
        return (block, first, roles) if whole and max(row.line for row in block) < counted["records"] else None
    certain = [rule for rule in layout.rows if rule.certain and rule.first is not None]

    def belongs(row: Row) -> bool:
        return any(rule.first is not None and rule.first.search(row.cells[0].strip()) for rule in certain)

    begin = next((at for at, row in enumerate(rows) if belongs(row)), None)
    if begin is None:
        return None
    first = next((at for at in range(begin, len(rows)) if not belongs(rows[at])), len(rows))
    return (list(rows[begin:first]), first, {}) if first < len(rows) else None


def footer_at(body: bytes, family: str | None) -> int:
    """Return where the line begins that ends the records of this family; the end of the text where none does."""
    lines = (f"\n{word}".encode() for word in named(family).records.footer)
    return min((at + 1 for line in lines if (at := body.find(line)) >= 0), default=len(body))


def is_control(cells: Sequence[str], family: str | None) -> bool:
    """Whether a row of this family is no record but a mark of the recorder."""
    control = named(family).records
    if control.control is not None and control.control.search(cells[0]):
        return True
    return control.control_cell is not None and any(control.control_cell.search(cell.strip()) for cell in cells)


def control_rows(frame: pl.DataFrame, family: str | None) -> pl.Expr:
    """Return where a row of a frame of text cells is a mark of the recorder."""
    control = named(family).records
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    tests = []
    if control.control is not None and frame.dtypes[0] == pl.String:
        tests.append(pl.first().str.contains(control.control.pattern))
    if control.control_cell is not None:
        tests += [pl.col(name).str.contains(control.control_cell.pattern) for name in texts]
    if not tests:
        return pl.repeat(value=False, n=pl.len(), dtype=pl.Boolean)
    return pl.any_horizontal(tests).fill_null(value=False)
