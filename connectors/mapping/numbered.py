"""Columns of numbers that tell the time: serials of a sheet, time since a start, numbers of samples."""

from collections.abc import Sequence

import polars as pl

from connectors import timestamps
from connectors.dictionary import normalise
from connectors.mapping.evidence import Column
from connectors.mapping.notes import Notes
from connectors.mapping.origin import interval_of, start_of
from connectors.timestamps.numbers import number
from connectors.timestamps.share import share
from connectors.types import TimeMapping

_ELAPSED_UNITS = {"s": "elapsed_s", "sec": "elapsed_s", "초": "elapsed_s", "ms": "elapsed_ms", "us": "elapsed_us", "µs": "elapsed_us",
                  "min": "elapsed_min", "분": "elapsed_min", "h": "elapsed_h", "hr": "elapsed_h", "시간": "elapsed_h"}  # fmt: skip
_ELAPSED = ("elapsed_s", "event_time", "event_ts")
_SAMPLE_WORDS = (
    "no",
    "number",
    "番号",
    "번호",
    "순번",
    "sample",
    "sampleno",
    "samplenumber",
    "index",
    "point",
    "측정번호",
)
_LONGEST_S = 1e8
_NEARLY_ALL = 0.98
_EARLIEST_SERIAL = (
    36_526  # 2000-01-01 in the system of 1900; the same number of the system of 1904 lies four years later
)
_SYSTEMS_APART = 1_462
_SYSTEMS = ("1900", "1904")


def serial_form(form: str, column: Column, notes: Notes) -> str:
    """Return the form of a column of numbers; which day a sheet's serial counts from is an assumption, or asked."""
    if form != "excel_serial":
        return form
    answer = notes.answers.get("time:serial")
    middle = number(column.cells).median()
    only_1904 = isinstance(middle, float) and middle < _EARLIEST_SERIAL <= middle + _SYSTEMS_APART
    if answer not in _SYSTEMS and only_1904:
        notes.ask(
            "time:serial",
            _SYSTEMS,
            f"'{column.header}' 열은 엑셀 날짜 번호입니다. 1900 기준으로는 2000년 이전이 됩니다. 어느 기준입니까? (1900, 1904)",
            f"'{column.header}' holds serial days of a spreadsheet; counted from 1900 they lie before 2000. Which system is it? (1900, 1904)",
        )
    elif answer not in _SYSTEMS:
        notes.assume(
            "time:serial",
            "1900",
            _SYSTEMS,
            f"'{column.header}' 열을 엑셀 날짜 번호(1900 기준)로 읽었습니다.",
            f"'{column.header}' was read as serial days of a spreadsheet, counted from 1900.",
        )
    return "excel_serial_1904" if answer == "1904" else form


def counted(columns: Sequence[Column], names: dict[str, str | None], notes: Notes) -> TimeMapping | None:
    """Return how instants are counted from the start of the recording, where a column tells seconds or samples since then.

    A column that only numbers its rows is one of samples where start and interval are stated.
    """
    elapsed = next((c for c in columns if _is_elapsed(c, names.get(c.header))), None)
    if elapsed is not None:
        form = _elapsed_form(elapsed, notes)
        return TimeMapping(columns=(elapsed.header,), forms=(form,), start=start_of(notes, elapsed.header) or "")
    sample = next((c for c in columns if _numbers_rows(c)), None)
    if sample is None or start_of(notes, sample.header, ask=False) is None:
        return None
    first = int(number(sample.cells.drop_nulls().head(1)).item())
    step = interval_of(notes, sample.header)
    start = start_of(notes, sample.header) or ""
    # Numbers begin with 0 or 1 at the start; a part of a longer recording begins later and counts from 1.
    return TimeMapping(
        columns=(sample.header,), forms=(timestamps.SAMPLE,), start=start, step_us=step or 1, first_no=min(first, 1)
    )


def _is_elapsed(column: Column, name: str | None) -> bool:
    if name not in _ELAPSED or column.content != "number":
        return False
    values = number(column.cells).drop_nulls()
    return len(values) > 0 and values.is_sorted() and float(values[0]) >= 0 and float(values[-1]) < _LONGEST_S


def _elapsed_form(column: Column, notes: Notes) -> str:
    stated = _ELAPSED_UNITS.get((column.unit or "").strip().lower())
    answer = _ELAPSED_UNITS.get(notes.answers.get("time:elapsed_unit", ""))
    if stated is None and answer is None:
        notes.assume(
            "time:elapsed_unit",
            "s",
            ("s", "ms", "us", "min", "h"),
            f"'{column.header}' 열을 시작한 때부터의 초로 읽었습니다.",
            f"'{column.header}' was read as seconds since the start.",
        )
    return answer or stated or "elapsed_s"


def _numbers_rows(column: Column) -> bool:
    if normalise(column.header) not in _SAMPLE_WORDS or column.content != "number":
        return False
    values = number(column.cells)
    steps: pl.Series = values.diff().drop_nulls()
    return values.null_count() == 0 and len(steps) > 0 and share(steps == 1) >= _NEARLY_ALL and float(values[0]) >= 0
