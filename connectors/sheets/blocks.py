"""Rows of a sheet that a person keeps: titles, one or several tables one under the other, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from connectors.reading.cells import unit_in
from connectors.reading.dialect import Row
from connectors.reading.header import unique_names
from connectors.reading.records import frame_of
from connectors.sheets import words
from connectors.sheets.dates import Day, day_of, days_in
from connectors.types import Table

BETWEEN = "\t"
LEAST_KNOWN = 0.5
MOST_ROWS = 5_000
LEAST_DAYS, LEAST_DATES = 5, 2
_REJECTED = {"row_no": pl.UInt32, "code": pl.String, "text": pl.String}


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    Attributes:
        above: Rows between the table before and this one: titles, dates, approval boxes.
        header: One or two rows of names.
        body: Its records.
        notes: Rows that are no records.
    """

    above: list[Row]
    header: list[Row]
    body: list[Row]
    notes: list[Row]


def blocks(rows: Sequence[Row]) -> list[Block]:
    """Take the rows of a sheet apart; none where no row is a header of a people's sheet."""
    if len(rows) > MOST_ROWS:
        return []
    heads = _heads(rows)
    found = []
    after = 0
    for number, (first, last) in enumerate(heads):
        end = heads[number + 1][0] if number + 1 < len(heads) else len(rows)
        width = max(len(row.cells) for row in rows[first:last])
        above = list(rows[after:first])
        body = list(rows[last:end])
        cut = len(body)
        while cut and number + 1 < len(heads) and _is_title(body[cut - 1], width):
            cut -= 1
        after = last + cut
        body = body[:cut]
        notes = [row for row in body if _is_note(row)]
        lines = {row.line for row in notes}
        found.append(Block(above, list(rows[first:last]), [row for row in body if row.line not in lines], notes))
    return [block for block in found if block.body]


def _heads(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Places of headers as (first row, row below the last)."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(rows) - 1:
        if not is_header(rows[at].cells):
            at += 1
            continue
        last = at + 1
        if last < len(rows) - 1 and _goes_on(rows[at].cells, rows[last].cells):
            last += 1
        found.append((at, last))
        at = last
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row is a header of a people's sheet: mostly words of such sheets, or the days of a month."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2:
        return False
    days = [day for cell in filled if (day := day_of(cell)) is not None]
    months = all(day[1] for day in days)
    if len(days) >= (LEAST_DATES if months else LEAST_DAYS) and _grows(days):
        rest = [cell for cell in filled if day_of(cell) is None]
        return bool(rest) and words.vocabulary(rest).share >= LEAST_KNOWN
    if any(days_in(cell) for cell in filled):
        return False
    known = words.vocabulary(filled)
    numbers = sum(1 for cell in filled if cell.replace(".", "").replace(",", "").isdigit())
    return known.known >= 2 and known.share >= LEAST_KNOWN and not numbers and _named(filled)


def _named(filled: list[str]) -> bool:
    """A record may hold words of these sheets too (주간, 기포, 합계): a header names a column of things or of quantities."""
    named = [words.bare(cell) for cell in filled]
    things = words.IDS | words.DATES | words.STARTS | words.ENDS | words.REASONS | words.BARE
    return any(word in things for word in named) and not words.is_total(filled[0])


def _grows(days: Sequence[Day]) -> bool:
    """Days of a month follow each other; after the last one a new month may begin."""
    ordered = [(year or 0, month or 0, day) for year, month, day in days]
    return all(low < high or low[2] > high[2] + 20 for low, high in pairwise(ordered))


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row below a header is its second row: names under groups, or the numbers of measuring points."""
    filled = [cell.strip() for cell in lower if cell.strip()]
    if len(filled) < 2:
        return False
    grouped = any(not up.strip() and low.strip() for up, low in zip([*upper, *[""] * len(lower)], lower, strict=False))
    same = [cell for up, cell in zip(upper, lower, strict=False) if cell.strip() and up.strip() == cell.strip()]
    rest = [cell for cell in filled if cell not in same]
    points = [cell for cell in rest if cell.isdigit()]
    if points == [str(n) for n in range(1, len(points) + 1)] and len(points) >= 2:
        other = [cell for cell in rest if cell not in points]
        return grouped and (not other or words.vocabulary(other).share >= LEAST_KNOWN)
    return grouped and bool(rest) and not points and words.vocabulary(rest).share > LEAST_KNOWN


def _is_title(row: Row, width: int) -> bool:
    filled = [cell for cell in row.cells if cell.strip()]
    return len(filled) <= max(1, width // 3) and not any(_is_amount(cell) for cell in filled[1:])


def _is_note(row: Row) -> bool:
    """A remark, a signature or a section's title: one text and no amount."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return (len(filled) == 1 and not _is_amount(filled[0])) or (len(filled) <= 3 and filled[0].endswith((":", "：")))


def _is_amount(cell: str) -> bool:
    return cell.strip().replace(",", "").replace(".", "", 1).lstrip("-").isdigit()


def table_of(block: Block, table_no: int, name: str | None) -> Table:
    """Return a block as a table of text.

    Args:
        block: The block.
        table_no: Its number in the file.
        name: Name of the sheet.
    """
    width = max(len(row.cells) for row in [*block.header, *block.body])
    upper = _wide(block.header[0], width)
    lower = _wide(block.header[-1], width) if len(block.header) > 1 else [""] * width
    groups = _groups(upper, lower)
    names = unique_names([_name(up, low, group) for up, low, group in zip(upper, lower, groups, strict=True)])
    while (
        width > 1 and not upper[width - 1] and not lower[width - 1] and not any(_cell(r, width - 1) for r in block.body)
    ):
        width -= 1
    names = names[:width]
    labels = {name: group for name, group in zip(names, groups, strict=False) if group and group != name}
    frame = frame_of([_wide(row, width) for row in block.body], names)
    return Table(
        table_no=table_no,
        name=name,
        records=frame,
        row_numbers=pl.Series("row_no", [row.line for row in block.body], dtype=pl.UInt32),
        rejected=pl.DataFrame(schema=_REJECTED),
        record_count=len(block.body),
        header_rows=tuple(row.line for row in block.header),
        header_roles={"groups": block.header[0].line, "names": block.header[-1].line} if any(lower) else {"names": block.header[0].line},
        units={name: unit for name in names if (unit := unit_in(name)) is not None},
        labels=labels,
        skipped_rows=tuple(row.line for row in block.notes),
        preamble={f"{number}": " ".join(c.strip() for c in row.cells if c.strip()) for number, row in enumerate(block.above)},
    )  # fmt: skip


def _cell(row: Row, at: int) -> str:
    return row.cells[at].strip() if at < len(row.cells) else ""


def _wide(row: Row, width: int) -> list[str]:
    return [_cell(row, at) for at in range(width)]


def _groups(upper: list[str], lower: list[str]) -> list[str]:
    """Group of each column: a cell of the upper row reaches right over the empty ones that have a name below."""
    out, last = [], ""
    for up, low in zip(upper, lower, strict=True):
        last = up or (last if low else "")
        out.append(last if low and low != up else "")
    return out


def _name(up: str, low: str, group: str) -> str:
    return f"{group} {low}" if group else low or up
