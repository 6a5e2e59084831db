"""Records that do not fit their header: mended where that is certain, else set apart with a code."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from connectors.reading.cells import is_total, is_value
from connectors.reading.content import Content
from connectors.reading.counter import Count, Places
from connectors.reading.declared import is_control
from connectors.reading.dialect import DELIMITERS
from connectors.reading.fit import MOST_RECORDS, Column, columns_seen, fit
from connectors.reading.head import cells_of
from connectors.reading.quotes import MOST_BYTES_IN_A_RECORD

LONGEST_TEXT = 10_000
FIRST_CELLS = 4


@dataclass
class Odd:
    """What became of the odd records.

    Attributes:
        mended: Record to its bytes with the usual number of cells.
        rejected: Line, code and text of those set apart.
        skipped: Lines of rows that are no records.
    """

    mended: dict[int, bytes] = field(default_factory=dict)
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def records_at(count: Count, lines: list[int]) -> Places:
    """Return the records that lines belong to; a cell may run over several lines."""
    if not lines or not len(count):
        return np.zeros(0, np.int64)
    return np.maximum(np.searchsorted(count.lines, np.array(sorted(lines)), side="right") - 1, 0).astype(np.int64)


def sort_odd(
    content: Content, count: Count, records: Places, *, named: int, usual: int, plain: Places, family: str | None = None
) -> Odd:
    """Sort the records that are not plainly of the usual width.

    Args:
        content: The text.
        count: Where its records lie.
        records: Those to look at.
        named: Columns that have a name.
        usual: Cells of most records; more than `named` where every line ends in a delimiter.
        plain: The records of the usual width.
        family: Layout of the file, which says what rows are no records.
    """
    odd = Odd()
    if not len(records):
        return odd
    sorter = _Sorter(content, count, named, usual, plain, family)
    for record in records.tolist():
        sorter.place(record, odd)
    return odd


@dataclass
class _Sorter:
    content: Content
    count: Count
    named: int
    usual: int
    plain: Places
    family: str | None

    def __post_init__(self) -> None:
        self.broken = set(records_at(self.count, list(self.content.broken)).tolist())

    @cached_property
    def columns(self) -> list[Column]:
        step = max(len(self.plain) // MOST_RECORDS, 1)
        return columns_seen([self.cells(self.raw(record)) for record in self.plain[::step].tolist()], self.named)

    def raw(self, record: int) -> bytes:
        return self.content.body[self.count.begins[record] : self.count.ends[record]]

    def cells(self, raw: bytes, delimiter: str | None = None) -> list[str]:
        text = raw.decode(errors="replace")
        return cells_of(text, delimiter or self.content.separator, quoted=self.content.quoted)

    def place(self, record: int, odd: Odd) -> None:
        """Put one record where it belongs."""
        raw, line = self.raw(record), int(self.count.lines[record])
        if line in self.content.unclosed:
            odd.rejected.append((line, "unclosed-quote", self.content.unclosed[line][:LONGEST_TEXT]))
            return
        last = self.content.cut and int(self.count.ends[record]) == len(self.content.body)
        if record in self.broken or len(raw) > MOST_BYTES_IN_A_RECORD:
            code = "oversized-row" if record not in self.broken else "truncated-row" if last else "garbled-row"
            odd.rejected.append((line, code, _shown(raw)))
            return
        cells = self.cells(raw)
        if is_control(cells, self.family):
            odd.skipped.append(line)
            return
        mended = self.mended(raw, cells, last=last)
        if mended is not None:
            odd.mended[record] = mended
        else:
            odd.rejected.append((line, self.code(raw, cells, last=last), _shown(raw)))

    def mended(self, raw: bytes, cells: list[str], *, last: bool) -> bytes | None:
        """Return the record with the usual number of delimiters at its end, where nothing but those was wrong."""
        separator = self.content.separator.encode()
        more = len(cells) - self.usual
        if more > 0:
            trimmed = raw[:-more] if raw.endswith(separator * more) else None
            return trimmed if trimmed is not None and fit(self.columns, cells[: self.usual]) else None
        if len(cells) < self.named or cells[0].lstrip().startswith("#"):
            whole = len(cells) == self.usual and fit(self.columns, cells)
            return raw if whole else None
        if last and not cells[self.named - 1].strip() and self.columns[self.named - 1].always:
            return raw + separator * -more if any(map(is_total, cells[:FIRST_CELLS])) else None
        return raw + separator * -more

    def code(self, raw: bytes, cells: list[str], *, last: bool) -> str:
        """Say why a record is set apart."""
        if cells[0].lstrip().startswith("#"):
            return "comment-row"
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 and not is_value(filled[0]) and not self.columns[0].fits(cells[0]):
            return self.divided(raw, cells) or "note-row"
        if last and len(cells) <= self.named:
            return "truncated-row"
        return self.divided(raw, cells) or "ragged-row"

    def divided(self, raw: bytes, cells: list[str]) -> str | None:
        """Whether another delimiter divides a record that is too short as the rest are divided."""
        others = (each for each in DELIMITERS if each != self.content.separator and each.encode() in raw)
        fits = len(cells) < self.named and any(self.named <= len(self.cells(raw, d)) <= self.usual for d in others)
        return "other-delimiter" if fits else None


def _shown(raw: bytes) -> str:
    return raw[:LONGEST_TEXT].decode(errors="replace")
