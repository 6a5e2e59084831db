"""What a workbook to mend holds: rows with their faults by table, open questions, groups of faults."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from connectors.types import Mapping, Table, TypedTable
from pipelines.steps.mending import wording
from pipelines.steps.mending.marks import ROWS
from ppuri.core.findings import catalogue
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW

# Rows set apart on purpose: nothing about them needs mending.
SETTLED = ("total-row", "repeated-header", "comment-row", "note-row")
MOST_ROWS = 100_000
MOST_GROUPS = 20
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class Spot:
    """One fault of one row; `column` is None where the row as a whole is at fault."""

    row_no: int
    code: str
    column: str | None
    value: str | None


@dataclass(frozen=True)
class Page:
    """The rows of one table that need mending.

    Attributes:
        sheet: Name of its sheet in the workbook.
        headers: The columns of the original, in their order.
        mapping: What they mean.
        rows: Row number to its cells; more cells than headers where the original row has more.
        spots: Row number to its faults.
        left_out: Rows beyond what a workbook takes.
    """

    table_no: int
    sheet: str
    headers: list[str]
    mapping: Mapping
    rows: dict[int, list[str]]
    spots: dict[int, list[Spot]]
    left_out: int = 0

    @property
    def ragged(self) -> bool:
        """Whether a row has cells beyond the last column, or too few."""
        return any(len(cells) != len(self.headers) for cells in self.rows.values())


@dataclass(frozen=True)
class Question:
    """A question or an assumption; `now` is the value taken so far, None while it is open."""

    key: str
    text: str
    choices: tuple[str, ...]
    now: str | None
    preview: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Faults of one kind: how many, where, and the one step that mends them."""

    title: str
    columns: str
    count: int
    how: str


def page(table: Table, mapping: Mapping, typed: TypedTable, sheets: int) -> Page | None:
    """Return the rows of a table that need mending; None where there are none.

    Args:
        table: As read, with earlier mends.
        mapping: What its columns mean.
        typed: What typing made of it.
        sheets: Sheets that the workbook has already.
    """
    spots = _spots(typed)
    numbers = sorted(spots)[:MOST_ROWS]
    if not numbers:
        return None
    name = ROWS if not sheets else f"{ROWS} {sheets + 1}"
    cells = _cells(table, numbers)
    return Page(
        table.table_no, name, table.records.columns, mapping, {n: cells[n] for n in numbers if n in cells}, spots,
        len(spots) - len(numbers),
    )  # fmt: skip


def _spots(typed: TypedTable) -> dict[int, list[Spot]]:
    names = ["row_no", "code", "column_name", "value"]
    frames = [typed.quarantine.filter(~pl.col("code").is_in(SETTLED)).select(names)]
    if typed.spots is not None:
        frames.append(typed.spots.select(names))
    found: dict[int, list[Spot]] = {}
    seen = pl.concat(frames).unique(["row_no", "code", "column_name"], keep="first", maintain_order=True)
    rejected = set(typed.quarantine.filter(pl.col("code").is_in(SETTLED))["row_no"])
    for row_no, code, column, value in seen.iter_rows():
        if row_no not in rejected:
            found.setdefault(row_no, []).append(Spot(row_no, code, column, value))
    return found


def _cells(table: Table, numbers: list[int]) -> dict[int, list[str]]:
    wanted = pl.Series(numbers, dtype=pl.UInt32).implode()
    there = table.row_numbers.cast(pl.UInt32)
    kept = table.records.filter(there.is_in(wanted)).fill_null("")
    found = dict(zip(there.filter(there.is_in(wanted)).to_list(), map(list, kept.iter_rows()), strict=True))
    apart = table.rejected.filter(pl.col("row_no").cast(pl.UInt32).is_in(wanted))
    for row_no, text in apart.select("row_no", "text").iter_rows():
        found[row_no] = _taken_apart(text or "", table.delimiter or "\t")
    return found


def _taken_apart(text: str, delimiter: str) -> list[str]:
    """Cells of a row that did not fit, as far as they can be told."""
    if len(delimiter) != 1:
        return [cell for cell in text.split(delimiter) if cell]
    line = text.replace("\n", " ").replace("\r", " ").replace("\x00", " ")
    if line.count('"') % 2:  # a quote that is never closed says nothing
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def questions(receipt: Receipt) -> list[Question]:
    """Return the open questions of a file, then the assumptions that may be changed."""
    # Handing a workbook in is the word to store: it need not ask for that as well.
    open_ones = [hold for hold in receipt.holds if hold.key != REVIEW]
    asked = [Question(h.key, h.question_ko, h.choices, None, h.preview) for h in open_ones]
    assumed = [Question(a.key, a.text_ko, _with(a.value, a.choices), a.value) for a in receipt.assumptions]
    return [*asked, *(each for each in assumed if each.choices)]


def _with(value: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return choices if not choices or value in choices else (value, *choices)


def groups(pages: Iterable[Page]) -> list[Group]:
    """Return the faults by kind and column; by kind alone where that makes more than twenty."""
    counted: dict[tuple[str, str], int] = {}
    steps: dict[tuple[str, str], str] = {}
    for one in pages:
        for spots in one.spots.values():
            for spot in spots:
                key = (spot.code, spot.column or "")
                counted[key] = counted.get(key, 0) + 1
                if key not in steps:
                    steps[key] = wording.how(spot.code, one.mapping, spot.column)
    if len(counted) <= MOST_GROUPS:
        found = [Group(_title(c), column or "–", n, steps[c, column]) for (c, column), n in counted.items()]
    else:
        found = [_of_code(code, counted, steps) for code in dict.fromkeys(code for code, _ in counted)]
    return sorted(found, key=lambda group: -group.count)


def _of_code(code: str, counted: dict[tuple[str, str], int], steps: dict[tuple[str, str], str]) -> Group:
    mine = {column: n for (other, column), n in counted.items() if other == code}
    names = [column for column in mine if column]
    shown = ", ".join(names[:_NAMES_SHOWN]) + (
        f" 외 {len(names) - _NAMES_SHOWN}개" if len(names) > _NAMES_SHOWN else ""
    )
    step = wording.HOW.get(code) or steps[code, next(iter(mine))]
    return Group(_title(code), shown or "–", sum(mine.values()), step)


def _title(code: str) -> str:
    return catalogue().get(code, {}).get("title_ko", code)
