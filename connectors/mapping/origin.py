"""What a file tells once for all of its rows: when it starts, on which day, how far its samples lie apart, when it ends."""

import re
from datetime import date, datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

import polars as pl

from connectors import timestamps
from connectors.mapping.dateorder import forms_of
from connectors.mapping.notes import Notes
from connectors.sheets.dates import days_in
from connectors.timestamps.read import is_offset
from connectors.types import TimeMapping

# Answers that hold for one file; those about a layout hold for the next one too.
PER_FILE = ("start", "date", "end", "time_range")
ARRIVAL = "arrival"
_START = re.compile(r"start|開始|시작|begin|début", re.IGNORECASE)
_DAY = re.compile(r"date|날짜|일자|작업일|日付|datum", re.IGNORECASE)
_INTERVAL = re.compile(r"interval|sampling|주기|간격|間隔|intervalle|cycle", re.IGNORECASE)
_LENGTH = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(us|µs|μs|ms|msec|s|sec|초|min|분|h|hr|시간)\s*$", re.IGNORECASE)
_UNIT_US = {"us": 1, "µs": 1, "μs": 1, "ms": 1_000, "msec": 1_000, "s": 1_000_000, "sec": 1_000_000, "초": 1_000_000,
            "min": 60_000_000, "분": 60_000_000, "h": 3_600_000_000, "hr": 3_600_000_000, "시간": 3_600_000_000}  # fmt: skip


def start_of(notes: Notes, header: str, *, ask: bool = True) -> str | None:
    """Return the start of the recording as ISO text: as answered, or as the preamble states it; else ask for it.

    Args:
        notes: Collects questions.
        header: Column that counts from the start, for the question.
        ask: Whether to ask where nothing tells it.
    """
    told = stamp(notes.answers.get("start", ""))
    if told is not None:
        return told
    stated = _stated_start(notes)
    if stated is None and ask:
        notes.ask(
            "start",
            (),
            f"'{header}' 열은 시작한 때부터 센 값인데 파일에 시작 시각이 없습니다. 언제 시작했습니까? (예: 2026-05-12 08:15, 모르면 order)",
            f"'{header}' counts from the start of the recording, and the file does not tell it. When did it start? (such as 2026-05-12 08:15; order if nobody knows)",
        )
    return stated


def _stated_start(notes: Notes) -> str | None:
    found = [value for key, value in notes.table.preamble.items() if _START.search(key)]
    found = [notes.table.start_text, *found] if notes.table.start_text else found
    texts = [value.replace(",", " ").strip() for value in found]
    kinds = [timestamps.classify(pl.Series([text])) for text in texts]
    whole = next((text for text, kind in zip(texts, kinds, strict=True) if kind == "stamp"), None)
    if whole is None:  # date and clock on lines of their own
        parts = [next((t for t, k in zip(texts, kinds, strict=True) if k == kind), None) for kind in ("date", "clock")]
        whole = None if None in parts else " ".join(part for part in parts if part)
    if whole is None:
        return None
    forms, _ = forms_of(pl.Series([whole]), notes)
    return stamp(whole, forms)


def stamp(text: str, forms: tuple[str, ...] = ("ymd",)) -> str | None:
    """Return a stamp as ISO text on the wall, with its offset where it states one; None where it is none."""
    if not text or timestamps.classify(pl.Series([text])) not in ("stamp", "date"):
        return None
    near, far = (timestamps.read(pl.Series([text]), forms, zone=zone).item() for zone in ("+00:00", "+01:00"))
    if near is None:
        return None
    return str(near.isoformat()) if near == far else str(near.replace(tzinfo=None).isoformat(sep=" "))


def interval_of(notes: Notes, header: str) -> int | None:
    """Return the microseconds between two samples, as answered or as the preamble states them; else ask."""
    stated = [value for key, value in notes.table.preamble.items() if _INTERVAL.search(key)]
    for text in (notes.answers.get("interval"), notes.table.interval_text, *stated):
        found = _LENGTH.match(text or "")
        if found and float(found[1].replace(",", ".")) > 0:
            return round(float(found[1].replace(",", ".")) * _UNIT_US[found[2].lower()])
    notes.ask(
        "interval",
        (),
        f"'{header}' 열은 측정 번호인데 측정 간격이 없습니다. 간격이 얼마입니까? (예: 100ms, 1s)",
        f"'{header}' numbers the samples, and the file does not tell their interval. How long is it? (such as 100ms, 1s)",
    )
    return None


def day_of_log(notes: Notes, clocks: pl.Series, header: str) -> str:
    """Return the day on which a log of bare clocks begins, as ISO text; the file's name is evidence and no proof.

    Args:
        notes: Collects the assumption or the question.
        clocks: The clocks as written.
        header: Their column.
    """
    told = stamp(notes.answers.get("date", ""))
    if told is not None:
        return told[:10]
    stated = _stated_start(notes) if _started(notes) else None
    above = [day for key, value in notes.table.preamble.items() if _DAY.search(key) for day in _full_days(value)]
    named = _full_days(PurePath(notes.table.source or "").stem)
    places = (
        ([date.fromisoformat(stated[:10])] if stated else [], "표 위에 적힌 시작일", "the start above the table"),
        (above, "표 위에 적힌 날짜", "the date above the table"),
        (named, "파일 이름", "the file's name"),
    )
    for days, ko, en in places:
        if len(set(days)) == 1:
            return _assumed_day(notes, days[0], clocks, header, ko, en)
    notes.ask(
        "date",
        (),
        f"'{header}' 열에는 날짜가 없습니다. 첫 행은 어느 날입니까? (예: 2026-05-12, 모르면 order)",
        f"'{header}' holds clocks without a date. On which day does the file begin? (such as 2026-05-12; order if nobody knows)",
        tuple(day.isoformat() for day in dict.fromkeys([*above, *named])),
    )
    return "2000-01-01"


def _full_days(text: str) -> list[date]:
    """Dates whose year is beyond doubt: of four digits, or marked as one (`26년`)."""
    return [day for day in days_in(text) if str(day.year) in text or f"{day.year % 100:02}년" in text]


def _started(notes: Notes) -> bool:
    return notes.table.start_text is not None or any(_START.search(key) for key in notes.table.preamble)


def _assumed_day(notes: Notes, day: date, clocks: pl.Series, header: str, ko: str, en: str) -> str:
    after = timestamps.days_after(timestamps.clock_us(clocks)).max()
    passed = after if isinstance(after, int) else 0
    also_ko = f" 자정을 {passed}번 넘긴 것으로 보았습니다." if passed else ""
    also_en = f" It was taken to pass midnight {passed} times." if passed else ""
    notes.assume(
        "date",
        day.isoformat(),
        (),
        f"'{header}' 열에 날짜가 없어 {ko}에 따라 {day.isoformat()}에 시작한 것으로 보았습니다.{also_ko}",
        f"'{header}' holds no date; by {en} the log was taken to begin on {day.isoformat()}.{also_en}",
    )
    return day.isoformat()


def end_of(notes: Notes) -> str | None:
    """Return the end of the last cycle as ISO text, as answered; `arrival` is when the file came in. Else ask."""
    answer = notes.answers.get("end", "").strip()
    received = notes.machine.received
    if answer == ARRIVAL and received is not None:
        return received.isoformat()
    told = stamp(answer)
    if told is None:
        here = "" if received is None else f"{ARRIVAL} → {_local(received, notes.machine.timezone)}"
        notes.ask(
            "end",
            (),
            "마지막 행의 사이클은 언제 끝났습니까? (예: 2026-05-12 18:00, 파일을 받은 때이면 arrival)",
            "When did the cycle of the last row end? (such as 2026-05-12 18:00; arrival if when the file came in)",
            (here,) if here else (),
        )
    return told


def _local(moment: datetime, zone: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if is_offset(zone) else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def renewed(time: TimeMapping, notes: Notes) -> TimeMapping:
    """Return how the instants of a layout are made, with what this file tells of its start, day or end."""
    if not (time.start or time.day or time.end):
        return time
    header = time.columns[-1] if time.columns else ""
    update: dict[str, object] = {}
    if time.start is not None:
        update["start"] = start_of(notes, header) or time.start
        if timestamps.SAMPLE in time.forms:
            update["step_us"] = interval_of(notes, header) or time.step_us
    if time.day is not None:
        clocks = timestamps.joined(notes.table.records, time.columns, time.parts)
        update["day"] = day_of_log(notes, clocks, header)
    if time.end is not None:
        update["end"] = end_of(notes) or time.end
    return time.model_copy(update=update)
