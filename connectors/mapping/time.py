"""Which columns make the instant of a row, told by name and by what they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from connectors import timestamps
from connectors.dictionary import normalise
from connectors.mapping.evidence import Column
from connectors.mapping.notes import Notes
from connectors.types import TimeMapping

# Which column leads when several could: the end of a cycle before its start, named before unnamed.
_RANK: dict[str | None, int] = {
    name: rank
    for rank, name in enumerate(
        (
            "ended_ts",
            "event_ts",
            "inspected_ts",
            "discharge_ts",
            "event_time",
            "event_date",
            None,
            "started_ts",
            "charge_ts",
            "elapsed_s",
        )
    )
}
_ZONE = re.compile(r"(?:UTC|GMT)\s*([+-]\d{1,2}(?::?\d{2})?)", re.IGNORECASE)
_START = re.compile(r"start|開始|시작|begin|début", re.IGNORECASE)
_DATE_PART = r"^('?\d{1,4}(?:\s*[-/.년]\s*\d{1,2}\s*[-/.월]\s*\d{1,4}[.일]?|\d{0,4}))"
_SHORT_DAY = r"^\s*\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s*$"
_CLOCK_WORDS = ("tid", "zeit", "uhrzeit", "heure", "hora", "time", "시간", "시각", "時刻", "時間")


@dataclass(frozen=True)
class TimePlan:
    """Columns of the instant and what follows from them.

    Attributes:
        mapping: As remembered; without columns when there is no time.
        name: Dictionary name of the leading column (`started_ts`, `event_ts` ...), None for an unnamed one.
        has_clock: Whether instants are finer than a day.
        redundant: Further date and clock columns that the instant makes superfluous.
    """

    mapping: TimeMapping
    name: str | None
    has_clock: bool
    redundant: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    column: Column
    name: str | None
    content: str

    @property
    def header(self) -> str:
        return self.column.header


def plan(columns: Sequence[Column], names: dict[str, str | None], notes: Notes, *, by_start: bool = False) -> TimePlan:
    """Choose the time columns.

    Args:
        columns: All columns of the table.
        names: Header to the dictionary's time entry, for columns that a name or a person made time;
            None for columns whose name says nothing.
        notes: Collects assumptions and questions.
        by_start: Whether the start leads, as in lists of stops.
    """
    rank = {**_RANK, "started_ts": -1} if by_start else _RANK
    candidates = _undotted([c for column in columns if (c := _candidate(column, names, notes)) is not None])
    subsecond = next(((h, _subsecond_unit(h)) for h, n in names.items() if n == "event_subsecond"), None)
    complete = [c for c in candidates if c.content in ("stamp", *timestamps.NUMERIC_FORMS)]
    if complete:
        lead = min(complete, key=lambda c: rank[c.name])
        rest = tuple(c.header for c in candidates if c is not lead and c.content in ("date", "clock") and _plain(c))
        return _made((lead,), lead, subsecond, rest, notes)
    dates = sorted((c for c in candidates if c.content == "date"), key=lambda c: rank[c.name])
    clocks = sorted((c for c in candidates if c.content == "clock"), key=lambda c: rank[c.name])
    if dates and clocks:
        return _made((dates[0], clocks[0]), clocks[0], subsecond, (), notes)
    if dates:
        return _made((dates[0],), dates[0], None, (), notes)
    return TimePlan(TimeMapping(basis="order"), None, False)


def _plain(candidate: _Candidate) -> bool:
    return candidate.name in (None, "event_ts", "event_date", "event_time")


def _candidate(column: Column, names: dict[str, str | None], notes: Notes) -> _Candidate | None:
    name = names.get(column.header)
    if column.header not in names or name == "event_subsecond":
        return None
    if column.content in ("stamp", "date", "clock", "dotted"):
        return _Candidate(column, name, column.content)
    if column.content != "number" or name is None:
        return None
    if name in ("event_date", "event_ts") and bool(column.sample.drop_nulls().str.contains(_SHORT_DAY).all()):
        return _Candidate(column, name, "date")
    whole = notes.table.records[column.header]
    form = timestamps.guess_number(whole)
    if form is None and _elapsed(column, name) and _start(notes) is not None:
        form = "elapsed_s"
    return _Candidate(column, name, form) if form else None


def _elapsed(column: Column, name: str) -> bool:
    values = column.values
    if name not in ("elapsed_s", "event_time", "event_ts") or values.is_empty():
        return False
    return bool(values.is_sorted()) and 0 <= float(values[0]) < 1e7


def _start(notes: Notes) -> str | None:
    """Return the start instant that the preamble states, as ISO text, asking for its date order where it is open."""
    for key, value in notes.table.preamble.items():
        if _START.search(key) and timestamps.classify(pl.Series([value.replace(",", " ")])) == "stamp":
            text = timestamps.tidy(pl.Series([value.replace(",", " ")]))
            order = _order(text, notes)
            instant = timestamps.read(text, order, zone="+00:00").item()
            return instant.replace(tzinfo=None).isoformat(sep=" ") if instant else None
    return None


def _undotted(candidates: list[_Candidate]) -> list[_Candidate]:
    """Decide which of the columns like `12.05.26` are dates and which are clocks."""
    dotted = [c for c in candidates if c.content == "dotted"]
    if not dotted:
        return candidates
    clocks = {c.header for c in dotted if c.name == "event_time" or any(w in normalise(c.header) for w in _CLOCK_WORDS)}
    if not clocks and len(dotted) > 1:
        clocks = {max(dotted, key=lambda c: c.column.sample.n_unique()).header}
    has_date = any(c.content in ("date", "stamp") for c in candidates)
    if not clocks and len(dotted) == 1 and has_date:
        clocks = {dotted[0].header}
    return [
        c if c.content != "dotted" else _Candidate(c.column, c.name, "clock" if c.header in clocks else "date")
        for c in candidates
    ]


def _subsecond_unit(header: str) -> str:
    return "us" if normalise(header).startswith(("us", "µs", "μs")) else "ms"


def _made(
    parts: tuple[_Candidate, ...],
    lead: _Candidate,
    subsecond: tuple[str, str] | None,
    redundant: tuple[str, ...],
    notes: Notes,
) -> TimePlan:
    first = parts[0]
    start = _start(notes) if first.content == "elapsed_s" else None
    if first.content in timestamps.NUMERIC_FORMS:
        forms: tuple[str, ...] = (first.content,)
    else:
        forms = _order(_dates(notes.table.records[first.header]), notes)
    zone = _ZONE.search(lead.header)
    mapping = TimeMapping(
        columns=tuple(c.header for c in parts),
        forms=forms,
        subsecond=subsecond,
        zone=_offset(zone.group(1)) if zone else None,
        start=start,
    )
    return TimePlan(mapping, lead.name, len(parts) > 1 or first.content != "date", redundant)


def _offset(text: str) -> str:
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{text[0]}{int(hours):02}:{minutes}"


def _dates(texts: pl.Series) -> pl.Series:
    """Return the tidied dates of a column, each once: the order is decided by the whole column."""
    dates = texts.str.strip_chars().str.extract(_DATE_PART, 1)
    distinct = dates.drop_nulls().unique()
    return timestamps.tidy(distinct if len(distinct) else texts.drop_nulls().head(1))


def _order(tidied: pl.Series, notes: Notes) -> tuple[str, ...]:
    answer = notes.answers.get("date_order") or notes.answers.get("time:date_order")
    if answer in timestamps.ORDERS:
        return (answer,)
    order = timestamps.decide(tidied)
    if not order.choices:
        return ("compact6",) if bool(tidied.str.contains(_SHORT_DAY).all()) else ("ymd",)
    if order.settled:
        if order.ground in ("only_one", "span", "apostrophe"):
            _assume(order.choices[0], order.ground, notes)
        return order.choices
    preview = tuple(
        f"{text} → " + " / ".join(f"{o}: {_shown(text, o)}" for o in order.choices) for text in tidied.head(3).to_list()
    )
    notes.ask(
        "date_order",
        order.choices,
        "날짜의 연·월·일 순서를 파일만으로는 알 수 없습니다. 어느 순서입니까? (dmy 일/월/연, mdy 월/일/연, ymd 연/월/일)",
        "The file alone does not prove the order of day, month and year. Which one is it? (dmy, mdy, ymd)",
        preview,
    )
    return (order.choices[0],)


def _shown(text: str, order: str) -> str:
    instant = timestamps.read(pl.Series([text]), (order,), zone="+00:00").item()
    return instant.strftime("%Y-%m-%d") if instant else "?"


def _assume(order: str, ground: str, notes: Notes) -> None:
    why = {
        "only_one": ("다른 순서로는 읽히지 않는 날짜가 있습니다", "other orders leave dates that do not exist"),
        "span": ("다른 순서로 읽으면 기간이 여러 해로 흩어집니다", "other orders would spread the log over years"),
        "apostrophe": ("앞의 ' 표시는 연도를 줄인 것입니다", "the leading ' marks a shortened year"),
    }[ground]
    notes.assume(
        "time:date_order",
        order,
        timestamps.ORDERS,
        f"날짜 순서를 {order}로 읽었습니다: {why[0]}.",
        f"Dates were read in the order {order}: {why[1]}.",
    )
