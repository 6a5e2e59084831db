"""A stamp spread over columns of its own for year, month, day, hour, minute and second."""

from collections.abc import Sequence

import polars as pl

from connectors.dictionary import normalise
from connectors.mapping.evidence import Column
from connectors.timestamps.share import share

_WORDS = {
    "year": ("년", "연", "연도", "년도", "year", "yyyy", "yy", "jahr", "année", "年"),
    "month": ("월", "month", "monat", "mois", "月"),
    "day": ("일", "day", "tag", "jour", "日"),
    "hour": ("시", "hour", "hr", "hh", "stunde", "heure", "時"),
    "minute": ("분", "minute", "min", "mi", "分"),
    "second": ("초", "second", "sec", "ss", "sekunde", "seconde", "秒"),
}
_RANGES = {"year": (0, 2100), "month": (1, 12), "day": (1, 31), "hour": (0, 24), "minute": (0, 59), "second": (0, 60)}
_NEARLY_ALL = 0.98
_CALENDAR, _CLOCK = ("year", "month", "day"), ("hour", "minute", "second")


def split_date(columns: Sequence[Column]) -> dict[str, str]:
    """Return part to header of year, month and day; empty unless all three are there."""
    return _complete(columns, _CALENDAR, _CALENDAR)


def split_clock(columns: Sequence[Column]) -> dict[str, str]:
    """Return part to header of hour, minute and, where it is there, second; empty without the first two."""
    return _complete(columns, _CLOCK, _CLOCK[:2])


def _complete(columns: Sequence[Column], parts: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, str]:
    found = {part: header for part in parts if (header := _header(columns, part)) is not None}
    return found if all(part in found for part in needed) else {}


def _header(columns: Sequence[Column], part: str) -> str | None:
    for column in columns:
        if normalise(column.header) in _WORDS[part] and _fits(column.cells, part):
            return column.header
    return None


def _fits(cells: pl.Series, part: str) -> bool:
    present = cells.drop_nulls()
    bare = present.str.strip_chars().str.replace(r"\s*[년월일시분초]$", "")
    value = bare.cast(pl.Float64, strict=False)
    low, high = _RANGES[part]
    whole = value == value.floor() if part != "second" else value.is_not_null()
    return len(present) > 0 and share((value.is_between(low, high) & whole).fill_null(value=False)) >= _NEARLY_ALL
