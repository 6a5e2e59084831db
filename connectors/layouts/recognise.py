"""Which family a file is of, by its content and never by its name."""

import re
from collections.abc import Sequence
from functools import lru_cache

from connectors.layouts.form import CountedRows, Layout, Role
from connectors.layouts.load import GENERIC, layouts

ROWS_LOOKED_AT = 80
MOST_LETTERS_IN_A_CELL = 80
MOST_LETTERS = 12_000
# Rows that begin with a number or a stamp are records: they prove nothing and are most of a file.
_RECORD = re.compile(r"\s*[\"'+-]?\d")


def recognise(rows: Sequence[Sequence[str]]) -> str | None:
    """Return the folder of the family that the first rows prove, None where they prove none.

    Of several a maker's own marks go before what is measured, then the longest proof.

    Args:
        rows: Cells of the first rows that hold anything.
    """
    said = [cells for cells in rows[:ROWS_LOOKED_AT] if cells and not _RECORD.match(cells[0])]
    head = "\n".join("\t".join(map(_bare, cells)) for cells in said)
    return _proved(head[:MOST_LETTERS], tuple(layouts()))


@lru_cache(maxsize=64)
def _proved(head: str, known: tuple[str, ...]) -> str | None:
    """Return the family of a head; `known` tells one set of layouts from another."""
    proofs = [
        (layout.by_quantities, -proof, name) for name, layout in layouts().items() if (proof := _proof(layout, head))
    ]
    return min(proofs)[2] if proofs else None


def recognise_names(names: Sequence[str]) -> str | None:
    """Return the family that the names of the columns alone prove."""
    return recognise([names])


def _bare(cell: str) -> str:
    return cell[:MOST_LETTERS_IN_A_CELL].strip().strip('"').replace("\n", " ")


def _proof(layout: Layout, head: str) -> int:
    """How many patterns prove a family: those of its longest signature that holds, 0 where none holds."""
    return max(
        (len(each.lines) for each in layout.signature if all(line.search(head) for line in each.lines)), default=0
    )


def counted_rows(counted: CountedRows, rows: Sequence[Sequence[str]]) -> dict[Role, int]:
    """Return the row number by role as the file itself states it; empty where no line states it."""
    line = next((cells for cells in rows[:ROWS_LOOKED_AT] if cells and counted.first.search(_bare(cells[0]))), None)
    if line is None:
        return {}
    numbers = [int(cell) for cell in map(_bare, line[counted.cell :]) if cell.isdigit()]
    for order in counted.orders:
        told = dict(zip(order, numbers, strict=False))
        if len(order) == len(numbers) and told["records"] == max(numbers):
            return told
    return {}


__all__ = ["GENERIC", "counted_rows", "recognise", "recognise_names"]
