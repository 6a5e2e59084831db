"""Which columns make the instant of a row, told by name and by what they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors import timestamps
from connectors.dictionary import normalise
from connectors.mapping.dateorder import SHORT_DAY, SHORT_STAMP, forms_of
from connectors.mapping.evidence import Column
from connectors.mapping.notes import Notes
from connectors.mapping.numbered import counted, serial_form
from connectors.mapping.origin import day_of_log
from connectors.mapping.splits import split_clock, split_date
from connectors.timestamps.numbers import number
from connectors.timestamps.share import share
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
_ZONE = re.compile(r"(?<![A-Za-z])(UTC|GMT|KST|JST)\s*([+-]\d{1,2}(?::?\d{2})?)?(?![A-Za-z])", re.IGNORECASE)
_NAMED = {"UTC": "+00:00", "GMT": "+00:00", "KST": "+09:00", "JST": "+09:00"}
_COMPACT_CLOCK = r"^\s*(?:[01]?\d|2[0-3])[0-5]\d[0-5]\d\s*$"
_CLOCK_WORDS = ("tid", "zeit", "uhrzeit", "heure", "hora", "time", "시간", "시각", "時刻", "時間")
_NEARLY_ALL = 0.98


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
    """One column that may tell the time; `part` says what it holds where its text alone does not (`timestamps.parts`)."""

    column: Column
    name: str | None
    content: str
    part: str = ""

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
    subsecond = next((part for c in columns if (part := _subsecond(c, names)) is not None), None)
    complete = [c for c in candidates if c.content in ("stamp", *timestamps.NUMERIC_FORMS)]
    if complete:
        lead = min(complete, key=lambda c: rank[c.name])
        rest = tuple(c.header for c in candidates if c is not lead and c.content in ("date", "clock") and _plain(c))
        return _made((lead,), lead, subsecond, rest, notes)
    dates = sorted((c for c in candidates if c.content == "date"), key=lambda c: rank[c.name])
    clocks = sorted((c for c in candidates if c.content == "clock"), key=lambda c: rank[c.name])
    clocks = clocks or ([packed] if dates and (packed := _packed(columns, names)) is not None else [])
    date = dates[:1] or _parts_of(columns, split_date(columns))
    clock = clocks[:1] or (_parts_of(columns, split_clock(columns)) if date else [])
    if date:
        return _made((*date, *clock), (clock or date)[0], subsecond if clock else None, (), notes)
    found = counted(columns, names, notes)
    if found is not None:
        return TimePlan(found.model_copy(update={"zone": _zone(found.columns, notes)}), "event_ts", True)
    return _clocks_alone(clocks, subsecond, notes) or TimePlan(TimeMapping(basis="order"), None, False)


def _clocks_alone(clocks: list[_Candidate], subsecond: tuple[str, str] | None, notes: Notes) -> TimePlan | None:
    """A log of bare clocks: the day stands elsewhere, or is asked for. Clocks under a date's name are no clocks."""
    if not clocks:
        return None
    lead = clocks[0]
    if lead.name == "event_date" and not any(word in normalise(lead.header) for word in _CLOCK_WORDS):
        first = lead.column.cells.drop_nulls()
        notes.remark("date-as-clock", column=lead.header, count=len(first), places=[(None, first[0])])
        return None
    cells = notes.table.records[lead.header]
    mapping = TimeMapping(
        columns=(lead.header,),
        forms=("ymd",),
        subsecond=subsecond,
        zone=_zone((lead.header,), notes),
        day=day_of_log(notes, cells, lead.header),
    )
    return TimePlan(mapping, lead.name, True)


def _parts_of(columns: Sequence[Column], found: dict[str, str]) -> list[_Candidate]:
    known = {column.header: column for column in columns}
    return [_Candidate(known[header], "event_ts", "part", part) for part, header in found.items()]


def _packed(columns: Sequence[Column], names: dict[str, str | None]) -> _Candidate | None:
    """A clock without signs (`081503`, `81503`) or as a fraction of a day, in a column that its name calls a time."""
    for column in columns:
        named = names.get(column.header) in ("event_time", "event_ts") or normalise(column.header) in _CLOCK_WORDS
        if not named or column.content != "number":
            continue
        cells = column.cells.drop_nulls()
        if share(cells.str.contains(_COMPACT_CLOCK)) >= _NEARLY_ALL:
            return _Candidate(column, "event_time", "clock", "compact_clock")
        value = number(cells)
        if share((value.is_between(0, 1, closed="left")).fill_null(value=False)) >= _NEARLY_ALL:
            return _Candidate(column, "event_time", "clock", "serial_clock")
    return None


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
    if name in ("event_date", "event_ts", "event_time"):
        present = column.sample.drop_nulls()
        if name != "event_time" and bool(present.str.contains(SHORT_DAY).all()):
            return _Candidate(column, name, "date")
        if bool(present.str.contains(SHORT_STAMP).all()):
            return _Candidate(column, name, "stamp")
    whole = notes.table.records[column.header]
    form = timestamps.guess_number(whole)
    if form == "excel_serial" and share((number(whole) % 1 == 0).drop_nulls()) == 1.0:
        return _Candidate(column, name, "date", "serial_day")
    return _Candidate(column, name, form) if form else None


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


def _subsecond(column: Column, names: dict[str, str | None]) -> tuple[str, str] | None:
    """Header and unit of a column of parts of a second; one that counts on past the second is none."""
    if names.get(column.header) != "event_subsecond":
        return None
    unit = "us" if normalise(column.header).startswith(("us", "µs", "μs")) else "ms"
    fits = column.values.is_between(0, 1_000 if unit == "ms" else 1_000_000, closed="left")
    return (column.header, unit) if share(fits) >= _NEARLY_ALL else None


def _made(
    parts: tuple[_Candidate, ...],
    lead: _Candidate,
    subsecond: tuple[str, str] | None,
    redundant: tuple[str, ...],
    notes: Notes,
) -> TimePlan:
    first, headers = parts[0], tuple(c.header for c in parts)
    spread = tuple(c.part for c in parts) if any(c.part for c in parts) else ()
    full_years = False
    if first.content in timestamps.NUMERIC_FORMS:
        forms: tuple[str, ...] = (serial_form(first.content, first.column, notes),)
    elif spread and first.part:
        forms = ("ymd",)
    else:
        forms, full_years = forms_of(notes.table.records[first.header], notes)
    mapping = TimeMapping(
        columns=headers,
        forms=forms,
        subsecond=subsecond,
        zone=_zone(headers, notes),
        parts=spread,
        full_years=full_years,
    )
    return TimePlan(mapping, lead.name, (len(parts) > 1 and parts[-1].part != "day") or _has_clock(first), redundant)


def _has_clock(first: _Candidate) -> bool:
    return first.content not in ("date", "part")


def _zone(headers: Sequence[str], notes: Notes) -> str | None:
    """The offset that a header or its unit states: `TIME (UTC+09:00)`, `Time[GMT+9]`, `시간(KST)`."""
    for header in headers:
        found = _ZONE.search(header) or _ZONE.search(notes.table.units.get(header, ""))
        if found:
            return _offset(found[2]) if found[2] else _NAMED[found[1].upper()]
    return None


def _offset(text: str) -> str:
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{text[0]}{int(hours):02}:{minutes}"
