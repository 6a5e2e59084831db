"""A workbook to mend on its way back: whose it is, which rows a person changed, which questions were answered."""

import json
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from connectors.reading.archive import bounded
from connectors.reading.sheet import sheet_cells
from pipelines.steps.mending.marks import ANSWERS, BOOK_MARK, PRINT, SPARE, fingerprint, own_names, plain
from pipelines.steps.mending.patch import Patch

MOST_OUTLINE_BYTES = 1 << 20


@dataclass(frozen=True)
class Mended:
    """What a person made of a workbook.

    Attributes:
        firm_id, file_id: Whose rows these are, as the workbook says.
        patches: Changed rows by table.
        untouched: Rows left as they were.
        strange: Sheet and row of rows that cannot be placed: no number of an original row, or one that stands twice.
        answers: Key of a question to what was written.
    """

    firm_id: str
    file_id: str
    patches: list[Patch] = field(default_factory=list)
    untouched: int = 0
    strange: list[tuple[str, int]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


@dataclass
class _Told:
    """The hidden sheet."""

    facts: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


def is_mended(path: Path) -> bool:
    """Say whether a file is one of our workbooks; looks at the list of its sheets only."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return False
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as outline:
            return f'name="{BOOK_MARK}"'.encode() in outline.read(MOST_OUTLINE_BYTES)
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False


def read(content: bytes) -> Mended | None:
    """Read a workbook of ours; None where it cannot be opened or its hidden sheet is not whole.

    Args:
        content: Its bytes.
    """
    if bounded(content) is not None:
        return None
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = {name: _table(book, name) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError):
        return None
    told = _told(sheets.get(BOOK_MARK, []))
    if not {"firm", "file"} <= set(told.facts):
        return None
    mended = Mended(told.facts["firm"], told.facts["file"], answers=_answers(sheets.get(ANSWERS, []), told.questions))
    untouched = 0
    for (sheet, table_no), headers in told.columns.items():
        patch, same = _patch(sheets.get(sheet, []), headers, table_no, sheet, mended.strange)
        untouched += same
        if patch is not None:
            mended.patches.append(patch)
    return Mended(mended.firm_id, mended.file_id, mended.patches, untouched, mended.strange, mended.answers)


def _table(book: CalamineWorkbook, name: str) -> list[tuple[int, list[str]]]:
    """Rows of a sheet as text, with their numbers."""
    cells = sheet_cells(book.get_sheet_by_name(name))
    return [(row.line, row.cells) for row in cells.rows]


def _told(rows: list[tuple[int, list[str]]]) -> _Told:
    told = _Told()
    for _, cells in rows:
        kind, rest = cells[0], [*cells[1:], "", "", ""]
        if kind == "column" and rest[1].isdigit():
            told.columns.setdefault((rest[0], int(rest[1])), []).append(json.loads(rest[2]))
        elif kind == "question":
            told.questions.append(json.loads(rest[2]))
        else:
            told.facts[kind] = rest[0]
    return told


def _answers(rows: list[tuple[int, list[str]]], keys: list[str]) -> dict[str, str]:
    """Answers by the number of the question, so that rows may be sorted."""
    found: dict[str, str] = {}
    for _, cells in rows[1:]:
        number, answer = plain(cells[0]), plain(cells[3] if len(cells) > 3 else "")
        if answer and number.isdigit() and 0 < int(number) <= len(keys):
            found[keys[int(number) - 1]] = answer
    return found


def _patch(
    rows: list[tuple[int, list[str]]],
    headers: list[str],
    table_no: int,
    sheet: str,
    strange: list[tuple[str, int]],
) -> tuple[Patch | None, int]:
    if not rows:
        return None, 0
    at = _columns(rows[0][1], headers)
    if at is None:
        strange.append((sheet, 1))
        return None, 0
    number, cells_at, spare_at, print_at = at
    changed: dict[int, list[str | None]] = {}
    seen: set[int] = set()
    untouched = 0
    for line, cells in rows[1:]:
        wide = [*cells, *[""] * (max(number, print_at, spare_at or 0, *cells_at) + 1 - len(cells))]
        row_no = plain(wide[number]).removesuffix(".0").replace(",", "")
        texts = [wide[each] for each in cells_at]
        spare = [] if spare_at is None else [wide[spare_at]]
        was, _, _ = plain(wide[print_at]).partition(":")
        if not row_no.isdigit() or row_no != was or int(row_no) in seen:
            strange.append((sheet, line))
            continue
        seen.add(int(row_no))
        if fingerprint(int(row_no), [*texts, *spare]) == plain(wide[print_at]):
            untouched += 1
        else:
            changed[int(row_no)] = [text.strip() or None for text in [*texts, *(spare or [""])]]
    if not changed:
        return None, untouched
    frame = pl.DataFrame(list(changed.values()), schema=dict.fromkeys([*headers, SPARE], pl.String), orient="row")
    return Patch(table_no, frame.with_columns(pl.Series("row_no", list(changed), dtype=pl.Int64))), untouched


def _columns(names: list[str], headers: list[str]) -> tuple[int, list[int], int | None, int] | None:
    """Where the columns stand now: a person may have put others between them; None where one is missing."""
    shown = [plain(name) for name in names]
    number, *_ = own_names(headers)
    wanted = [plain(header) for header in headers]
    at: list[int] = []
    for header in wanted:
        place = next((i for i, name in enumerate(shown) if name == header and i not in at), None)
        if place is None:
            return None
        at.append(place)
    if number not in shown or PRINT not in shown:
        return None
    spare = shown.index(SPARE) if SPARE in shown and SPARE not in wanted else None
    return shown.index(number), at, spare, len(shown) - 1 - shown[::-1].index(PRINT)
