"""How the cells of a line are told apart."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from connectors.reading.cells import is_value

DELIMITERS = (",", ";", "\t", "|")
BLANKS = "  "
SAMPLE_LINES = 400
SAMPLE_BYTES = 1 << 20
MOST_LETTERS = 20_000
_SEP = re.compile(r"^sep=(.)$", re.IGNORECASE)
_GAP = re.compile(rb" {2,}|\t")


@dataclass(frozen=True)
class Dialect:
    """Delimiter of a text.

    Attributes:
        delimiter: One letter, or two blanks for columns set apart by several blanks.
        sep_line: Whether the first line is `sep=...`.
    """

    delimiter: str
    sep_line: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the text or sheet: number of its first line (from 1), its cells, and the lines it takes."""

    line: int
    cells: list[str]
    height: int = 1

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return sum(1 for cell in self.cells if cell.strip())


def find_dialects(body: bytes, delimiter: str | None = None) -> list[Dialect]:
    r"""Find how the lines of a text may be divided, the likeliest first.

    Args:
        body: UTF-8 with `\n` line ends; its head decides.
        delimiter: As named by a person; None lets the text decide.
    """
    head = body[:SAMPLE_BYTES].decode(errors="ignore").split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    lines = [line[:MOST_LETTERS] for line in head if line.strip()]
    named = _SEP.match(lines[0].strip(' "')) if lines else None
    if delimiter is not None:
        return [Dialect(delimiter, sep_line=named is not None)]
    if named:
        return [Dialect(named[1], sep_line=True)]
    # Blanks and tabs at the ends of lines are taken off where blanks divide; tabs that divide mark empty cells there.
    is_tabbed = sum("\t" in line for line in lines) * 2 >= len(lines)
    scored = {each: _score(lines, each) for each in (*DELIMITERS, *([] if is_tabbed else [BLANKS]))} if lines else {}
    likely = sorted((each for each in scored if scored[each] > 0), key=lambda each: -scored[each])
    return [Dialect(each) for each in likely or [","]]


def _score(lines: list[str], delimiter: str) -> float:
    rows = [split_line(line, delimiter) for line in lines]
    tail = rows[len(rows) // 3 :]
    widths = Counter(len(row) for row in tail if len(row) > 1)
    if not widths:
        return 0.0
    width, agreeing = max(widths.items(), key=lambda item: (item[1], item[0]))
    cells = [cell for row in tail if len(row) == width for cell in row if cell.strip()]
    values = sum(1 for cell in cells if is_value(cell.strip().strip("\"'")))
    return agreeing / len(tail) * (0.2 + values / max(len(cells), 1)) + min(width, 20) * 1e-4


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, quotes within the line respected."""
    if delimiter == BLANKS:
        return re.split(r" {2,}|\t", line.strip())
    return next(csv.reader([line], delimiter=delimiter), [])


def tabbed(body: bytes) -> bytes:
    """Return a text of columns set apart by several blanks with tabs in their place."""
    return b"\n".join(_GAP.sub(b"\t", line.strip(b" \t")) for line in body.split(b"\n"))
