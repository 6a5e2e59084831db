"""A count of records that knows nothing of the parser: ends of lines outside quotes, by vectors over the bytes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 24
QUOTE, LINE_END = ord('"'), ord("\n")
# Lines of nothing but delimiters are short; longer ones are stripped one by one.
MOST_STEPS = 4096

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Count:
    """Where the records of a text lie. All arrays have one entry per record, in order.

    Attributes:
        begins: First byte.
        ends: Byte behind the last, without the line end.
        cells: Cells, by the delimiters outside quotes.
        lines: Number of the first line, from 1.
        hollow: Lines that hold blanks and delimiters and nothing else; they are no records.
    """

    begins: Places
    ends: Places
    cells: Places
    lines: Places
    hollow: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.begins)


def count_records(body: bytes, delimiter: str, *, quoted: bool) -> Count:
    r"""Count the records of a text that hold anything.

    Args:
        body: UTF-8 with `\n` line ends; with `quoted` its quotes are balanced.
        delimiter: One ASCII letter.
        quoted: Whether delimiters and line ends between quotes belong to a cell.
    """
    ends, cells, lines_above = _line_ends(body, ord(delimiter), quoted=quoted and b'"' in body)
    begins = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1)) if len(ends) else ends
    lines = np.concatenate((np.ones(1, np.int64), lines_above[:-1] + 1)) if len(ends) else ends
    filled = _filled(body, begins, ends, b' \t\r\n"' + delimiter.encode())
    hollow = lines[~filled & (ends > begins)]
    return Count(begins[filled], ends[filled], cells[filled], lines[filled], tuple(hollow.tolist()))


def _line_ends(body: bytes, delimiter: int, *, quoted: bool) -> tuple[Places, Places, Places]:
    """Return of each record its end, its cells and the line ends up to its own."""
    ends: list[Places] = []
    cells: list[Places] = []
    above: list[Places] = []
    inside, open_cells, seen = 0, 0, 0
    for start in range(0, len(body), BLOCK):
        block = np.frombuffer(body, np.uint8, min(BLOCK, len(body) - start), start)
        marks = (block == delimiter) | (block == LINE_END)
        places = np.flatnonzero(marks | (block == QUOTE) if quoted else marks)
        kinds = block[places]
        is_end = kinds == LINE_END
        line_no = np.cumsum(is_end) + seen if quoted else None
        if line_no is not None:
            quotes = np.cumsum(kinds == QUOTE) + inside
            inside = int(quotes[-1] & 1) if len(quotes) else inside
            outside = ((quotes & 1) == 0) & (kinds != QUOTE)
            seen += int(is_end.sum())
            places, is_end, line_no = places[outside], is_end[outside], line_no[outside]
        at = np.flatnonzero(is_end)
        found = np.diff(at, prepend=-1)
        if len(found):
            found[0] += open_cells
        open_cells = len(is_end) - 1 - int(at[-1]) if len(at) else open_cells + len(is_end)
        ends.append(places[at] + start)
        cells.append(found)
        if line_no is not None:
            above.append(line_no[at])
        else:  # every line ends a record
            above.append(np.arange(seen + 1, seen + 1 + len(at), dtype=np.int64))
            seen += len(at)
    if body and not body.endswith(b"\n"):
        ends.append(np.array([len(body)]))
        cells.append(np.array([open_cells + 1]))
        above.append(np.array([seen + 1]))
    none = [np.zeros(0, np.int64)]
    return np.concatenate(ends or none), np.concatenate(cells or none), np.concatenate(above or none)


def _filled(body: bytes, begins: Places, ends: Places, blank: bytes) -> npt.NDArray[np.bool_]:
    """Whether each record holds a byte beyond blanks, quotes and delimiters."""
    filled = np.zeros(len(begins), np.bool_)
    letters = np.frombuffer(body, np.uint8)
    empty = np.zeros(256, np.bool_)
    empty[list(blank)] = True
    left = np.flatnonzero(begins < ends)
    places = begins[left]
    for _ in range(MOST_STEPS):
        if not len(left):
            return filled
        told = ~empty[letters[places]]
        filled[left[told]] = True
        left, places = left[~told], places[~told] + 1
        more = places < ends[left]
        left, places = left[more], places[more]
    for record, place in zip(left.tolist(), places.tolist(), strict=True):
        filled[record] = bool(body[place : int(ends[record])].strip(blank))
    return filled
