"""The first rows of a text, taken apart one by one to find its structure."""

import csv
from io import StringIO

from connectors.reading.counter import Count
from connectors.reading.dialect import Row
from connectors.reading.quotes import MOST_BYTES_IN_A_RECORD
from connectors.reading.structure import LOOKED_AT


def head_rows(
    body: bytes, count: Count, delimiter: str, *, quoted: bool, start: int, most: int = LOOKED_AT
) -> list[Row]:
    """Return the first rows that hold anything.

    Args:
        body: UTF-8 text.
        count: Where its records lie.
        delimiter: One letter.
        quoted: Whether quotes enclose cells.
        start: First record to look at.
        most: How many to look at.
    """
    rows = []
    for record in range(start, min(len(count), start + most)):
        raw = body[count.begins[record] : count.ends[record]]
        if len(raw) <= MOST_BYTES_IN_A_RECORD:
            cells = cells_of(raw.decode(errors="replace"), delimiter, quoted=quoted)
            rows.append(Row(int(count.lines[record]), cells, 1 + raw.count(b"\n")))
        else:
            rows.append(Row(int(count.lines[record]), [""]))
    return rows


def cells_of(text: str, delimiter: str, *, quoted: bool) -> list[str]:
    """Return the cells of one record."""
    if not quoted:
        return text.split(delimiter)
    return next(csv.reader(StringIO(text, newline=""), delimiter=delimiter), [])
