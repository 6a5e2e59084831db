"""The benchmark's ten measures of a file that was read: success, and precision, recall and F1 of header, records and cells."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import lru_cache

from dateutil.parser import ParserError, parse, parserinfo

_TIME = re.compile(r"^(\d{1,2})[: ](\d{1,2})(?:[: ](\d{1,2}))?$")
_PRICE = re.compile(r"^\s*([$€£¥])\s*(\d[\d,]*(?:\.\d+)?)\s*$")
MEASURES = 10

Rows = Sequence[Sequence[str]]


class _Jumps(parserinfo):
    JUMP = [" ", ".", ",", ";", "-", "/", "'"]  # noqa: RUF012  dateutil's own form


def score(expected: Rows, read: Rows | None) -> float:
    """Return the sum of the ten measures, 0 to 10.

    Args:
        expected: Rows of the clean table, names first.
        read: Rows as read, names first; None where reading failed.
    """
    if read is None:
        return 0.0
    if not expected:
        return float(MEASURES)
    header = _measures(map(normal, expected[0]), map(normal, read[0]) if read else ())
    records = _measures(map(_joined, expected[1:]), map(_joined, read[1:]))
    cells = _measures((cell for row in expected for cell in row), (cell for row in read for cell in row))
    return 1 + sum((*header, *records, *cells))


def _measures(expected: Iterable[str], read: Iterable[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of two bags (the benchmark divides by the expected for what it calls precision)."""
    wanted, found = Counter(expected), Counter(read)
    shared = (wanted & found).total()
    if not wanted:
        return 1.0, 1.0, 1.0
    if not shared:
        return 0.0, 0.0, 0.0
    precision, recall = shared / wanted.total(), shared / found.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def _joined(row: Sequence[str]) -> str:
    return "".join(map(normal, row))


@lru_cache(maxsize=1 << 18)
def normal(cell: str) -> str:
    """Return a cell as the benchmark compares it in headers and records: numbers, instants and prices by value."""
    if not cell.strip():
        return cell
    for form in (_number, _clock, _price, _instant):
        told = form(cell)
        if told is not None:
            return told
    return cell.lower()


def _number(cell: str) -> str | None:
    if cell.lower() in ("true", "false"):
        return "1" if cell.lower() == "true" else "0"
    try:
        return str(int(cell))
    except ValueError:
        pass
    try:
        return str(float(cell))
    except ValueError:
        return None


def _clock(cell: str) -> str | None:
    found = _TIME.match(cell)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        return None
    return str(time(int(found[1]), int(found[2]), int(found[3] or 0)))


def _price(cell: str) -> str | None:
    found = _PRICE.match(cell)
    return None if found is None else f"{found[1]}{float(found[2].replace(',', ''))}"


def _instant(cell: str) -> str | None:
    try:
        return str(parse(cell, parserinfo=_Jumps(), default=datetime(2026, 1, 1)))  # noqa: DTZ001  both sides are compared alike
    except (ParserError, OverflowError, TypeError):
        return None
