"""Several tables one under the other in one text: where each begins, as far as its own names and records prove it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from connectors.reading.cells import is_stamp, is_total, is_value
from connectors.reading.content import Content
from connectors.reading.counter import Count, Places
from connectors.reading.dialect import Row
from connectors.reading.head import head_rows
from connectors.reading.header import Header
from connectors.reading.structure import LOOKED_AT, columns_of, find_header, usual_width

# Rows that may be names are looked at one by one; a text with more of them than this is ragged, not stacked.
MOST_LOOKED_AT = 2_000
ROWS_BELOW = 60
MOST_HEADER_ROWS = 7
VALUE_LIKE = 0.8
SAME_NAMES = 0.6
_TIME_NAME = re.compile(r"시각|시간|일시|날짜|일자|time|date|시작|발생", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Stack:
    """A text in which tables are looked for.

    Attributes:
        known: The text.
        count: Where its records lie.
        start: First record that may belong to a table.
    """

    known: Content
    count: Count
    start: int

    def rows(self, begin: int, end: int, most: int = LOOKED_AT) -> list[Row]:
        """Return the first rows from one record up to another."""
        return head_rows(
            self.known.body,
            self.count,
            self.known.separator,
            quoted=self.known.quoted,
            start=begin,
            most=min(most, end - begin),
        )

    @cached_property
    def gaps(self) -> npt.NDArray[np.bool_]:
        """Whether a line that holds nothing stands above each record."""
        apart = np.ones(len(self.count), np.bool_)
        apart[1:] = self.count.begins[1:] != self.count.ends[:-1] + 1
        return apart


def tables_begin(known: Content, count: Count, start: int) -> list[int]:
    """Return the first record of every table of a text, titles above its names included; one where only one table is proved.

    A further table is proved by a row of names, all text, over records of its own width; below a table that has names and records itself.
    Names that repeat those above over records of the same width are a repeated header of one table.

    Args:
        known: The text.
        count: Where its records lie.
        start: First record that may belong to a table.
    """
    stack = Stack(known, count, start)
    named = [at for at in _candidates(stack) if _is_names(stack.rows(at, at + 1)[0])]
    begins = [start]
    above: Header | None = None
    for place, at in enumerate(named):
        if place and at - named[place - 1] == 1:
            continue
        if above is None or at - begins[-1] <= LOOKED_AT:
            above = _table_above(stack, begins[-1], at)
        end = next((other for other in named[place + 1 :] if other - at >= MOST_HEADER_ROWS), len(count))
        if above is not None and _is_new(stack, above, begins[-1], at, end):
            begins.append(_with_title(stack, at, len(above.names)))
            above = None
    return begins


def _candidates(stack: Stack) -> list[int]:
    """Records that may be names: of another width than the one above, below a gap, or beginning with a letter where most begin with a digit."""
    count, letters = stack.count, np.frombuffer(stack.known.body, np.uint8)
    if len(count) - stack.start < 4:
        return []
    quoted = letters[count.begins] == ord('"')
    first = letters[np.minimum(count.begins + quoted, len(letters) - 1)]
    value_like = ((first >= ord("0")) & (first <= ord("9"))) | np.isin(first, list(b"+-.'"))
    maybe = stack.gaps.copy()
    maybe[1:] |= count.cells[1:] != count.cells[:-1]
    if value_like.mean() >= VALUE_LIKE:
        maybe |= ~value_like
        maybe &= ~value_like
    maybe &= count.cells >= 2
    maybe[: stack.start + 1] = False
    maybe[-1] = False
    found: Places = np.flatnonzero(maybe)
    return [] if len(found) > MOST_LOOKED_AT else found.tolist()


def _is_names(row: Row) -> bool:
    """Whether a row can be the names of a table: cells of letters, each another, none a value."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    if len(filled) < 2 or len(filled) < 0.6 * len(row.cells) or len(set(filled)) < len(filled):
        return False
    if filled[0].startswith("#") or is_total(filled[0]) or any(map(is_value, filled)):
        return False
    return all(_LETTER.search(cell) for cell in filled)


def _table_above(stack: Stack, begin: int, at: int) -> Header | None:
    """Return the header of the table above a row, where there is one with records."""
    rows = stack.rows(begin, at)
    header = find_header(rows)
    if header is None or header.strays:
        return None
    records = [row for row in rows[header.first :] if len(row.cells) >= len(header.names)]
    return header if len(records) > 1 and _is_table(records, len(header.names)) else None


def _is_table(records: list[Row], width: int) -> bool:
    """Whether rows are records and no pairs of a key and a value."""
    keyed = width == 2 and not is_value(records[0].cells[0].strip())
    return not keyed and bool(columns_of(records, is_stamp) or (width > 2 and columns_of(records, is_value)))


def _is_new(stack: Stack, above: Header, begin: int, at: int, end: int) -> bool:
    """Whether a row of names begins a table of its own below another."""
    rows = stack.rows(at, end, ROWS_BELOW)
    header = find_header(rows)
    if header is None or header.strays or rows[0].line not in header.rows or header.first > MOST_HEADER_ROWS:
        return False
    if any(header.extra):
        return False
    records = rows[header.first :]
    width = usual_width(records)
    values = columns_of(records, is_value)
    if not len(header.names) <= width <= len(header.names) + 1 or not values:
        return False
    earlier = stack.rows(begin, at)
    records_above = earlier[next(i for i, row in enumerate(earlier) if row.line > max(above.rows)) :]
    stamped = bool(columns_of(records_above, is_stamp))
    if not stamped and columns_of(records, is_stamp):
        # A table of channels or settings in the preamble of a recorder's log belongs to the log.
        return False
    names = [name.strip() for name in header.names]
    if len(names) != len(above.names):
        return stamped or bool(stack.gaps[at])
    same = sum(name == other.strip() for name, other in zip(names, above.names, strict=True))
    if same >= SAME_NAMES * len(names):
        return False
    titled = _with_title(stack, at, len(above.names)) != at
    return bool(stack.gaps[at]) or titled or names[0] == above.names[0].strip() or bool(_TIME_NAME.search(names[0]))


def _with_title(stack: Stack, at: int, width: int) -> int:
    """Return the first of the few narrow rows right above a row of names: the title of its table."""
    top = at
    while top > stack.start + 1 and at - top < MOST_HEADER_ROWS:
        row = stack.rows(top - 1, top)[0]
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        most = 1 if width < 4 else 2
        if not 0 < len(cells) <= most or is_value(cells[0]) or is_total(cells[0]):
            break
        top -= 1
    return top


def pieces(known: Content, count: Count, begins: Sequence[int]) -> list[tuple[Content, Count]]:
    """Cut a text and its count where its tables begin; the lines keep their numbers.

    Args:
        known: The text.
        count: Where its records lie.
        begins: First record of every table.
    """
    if len(begins) == 1:
        return [(known, count)]
    cut = []
    for place, begin in enumerate(begins):
        end = begins[place + 1] if place + 1 < len(begins) else len(count)
        first = 0 if place == 0 else int(count.lines[begin])
        beyond = int(count.lines[end]) if end < len(count) else int(count.lines[-1]) + known.body.count(b"\n") + 1
        lines = range(first, beyond)
        begin = 0 if place == 0 else begin
        part = Count(
            count.begins[begin:end],
            count.ends[begin:end],
            count.cells[begin:end],
            count.lines[begin:end],
            tuple(line for line in count.hollow if line in lines),
        )
        cut.append((known.within(lines), part))
    return cut
