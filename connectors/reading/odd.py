"""Records that do not fit their header: mended where that is certain, else set apart with a code."""

from dataclasses import dataclass, field

import numpy as np

from connectors.reading.content import Content
from connectors.reading.counter import Count, Places
from connectors.reading.head import cells_of
from connectors.reading.quotes import MOST_BYTES_IN_A_RECORD
from connectors.reading.vendors import is_control

LONGEST_TEXT = 10_000


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


def sort_odd(content: Content, count: Count, records: Places, *, named: int, usual: int) -> Odd:
    """Sort the records that are not plainly of the usual width.

    Args:
        content: The text.
        count: Where its records lie.
        records: Those to look at.
        named: Columns that have a name.
        usual: Cells of most records; more than `named` where every line ends in a delimiter.
    """
    odd = Odd()
    broken = set(records_at(count, list(content.broken)).tolist())
    separator = content.separator.encode()
    for record in records.tolist():
        raw = content.body[count.begins[record] : count.ends[record]]
        line, cells = int(count.lines[record]), int(count.cells[record])
        last = content.cut and record == len(count) - 1
        if line in content.unclosed:
            odd.rejected.append((line, "unclosed-quote", content.unclosed[line][:LONGEST_TEXT]))
        elif record in broken or len(raw) > MOST_BYTES_IN_A_RECORD:
            code = "oversized-row" if record not in broken else "truncated-row" if last else "garbled-row"
            odd.rejected.append((line, code, _shown(raw)))
        elif is_control(cells_of(raw.decode(errors="replace"), content.separator, quoted=content.quoted)):
            odd.skipped.append(line)
        elif cells > usual and raw.endswith(separator * (cells - usual)):
            odd.mended[record] = raw[: len(raw) - (cells - usual)]
        elif named <= cells <= usual:
            odd.mended[record] = raw + separator * (usual - cells)
        else:
            odd.rejected.append((line, "truncated-row" if last and cells < named else "ragged-row", _shown(raw)))
    return odd


def _shown(raw: bytes) -> str:
    return raw[:LONGEST_TEXT].decode(errors="replace")
