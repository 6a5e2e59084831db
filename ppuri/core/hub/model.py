"""The form of the hub file."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Break = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]
Offset = Annotated[str, StringConstraints(pattern=r"^[+-]\d{1,6}:[0-5]\d(:[0-5]\d)?$")]
Every = Annotated[str, StringConstraints(pattern=r"^\d+ ?(s|sec|min|h)$")]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("no such time zone") from error
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Process = Literal["casting", "heat_treatment", "molding", "mold_making", "other"]
Kind = Literal["hpdc", "gravity", "low_pressure", "sand", "injection"]
_FIRST_YEAR, _LAST_YEAR = 1970, 2099
_SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Shift(_Part):
    """One named working interval of a day; it may cross midnight and belongs to the day on which it starts.

    Attributes:
        name: What people call it.
        from_: Local clock of its start; `to` of its end.
        breaks: Planned pauses as `HH:MM-HH:MM`.
        days: Weekdays on which it starts; every day unless said otherwise.
        valid_from: First work date of the set of shifts that carries the same date.
    """

    name: str
    from_: Clock = Field(alias="from")
    to: Clock
    breaks: tuple[Break, ...] = ()
    days: tuple[Weekday, ...] = WEEK
    valid_from: date | None = None


class Span(_Part):
    """A planned interval in local time: overtime, or maintenance."""

    from_: datetime = Field(alias="from")
    to: datetime

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Span":
        if self.from_.tzinfo is not None or self.to.tzinfo is not None:
            raise ValueError("local time of the site is meant; write it without a zone")
        if self.to <= self.from_:
            raise ValueError("it ends before it starts")
        return self


class IdealCycle(_Part):
    """The engineering standard of a cycle, from a work date on, for one tool and part or for all.

    Attributes:
        value: Seconds.
        from_: First work date; None is from the beginning.
        tool_id: Tool that it is for; None is any. `part_id` likewise.
    """

    value: Annotated[float, Field(gt=0)]
    from_: date | None = Field(default=None, alias="from")
    tool_id: str | None = None
    part_id: str | None = None


def _one_or_more(given: Any) -> Any:
    """A plain number stands for a standard without date, tool and part."""
    return given if isinstance(given, list | tuple) else () if given is None else ({"value": given},)


IdealCycles = Annotated[tuple[IdealCycle, ...], BeforeValidator(_one_or_more)]


class Gate(_Part):
    """Plunger and gate of a die-casting machine, from a work date on, for one tool or for all.

    Attributes:
        plunger_mm: Diameter of the plunger.
        gate_mm2: Area of the gate.
        from_: First work date; None is from the beginning.
        tool_id: Tool that they are for; None is any.
    """

    plunger_mm: Annotated[float, Field(gt=0)]
    gate_mm2: Annotated[float, Field(gt=0)]
    from_: date | None = Field(default=None, alias="from")
    tool_id: str | None = None


class Source(_Part):
    """Where files of a machine arrive."""

    kind: Literal["folder"]
    path: str
    every: Every = "15 min"
    expect: str | None = None

    @property
    def every_s(self) -> int:
        """Interval of polling in seconds."""
        number, unit = re.fullmatch(r"(\d+) ?([a-z]+)", self.every).groups()  # type: ignore[union-attr]  # the pattern of Every
        return int(number) * _SECONDS[unit]


class Spec(_Part):
    """Specification limits of one channel."""

    channel: str
    lsl: float | None = None
    usl: float | None = None
    target: float | None = None
    part_id: str | None = None


class ClockError(Span):
    """A stretch in which the clock of a machine was wrong, as that clock itself showed it.

    Attributes:
        offset: What is added to what the machine wrote in between, as `+01:00:00`.
    """

    offset: Offset

    @property
    def offset_us(self) -> int:
        """The offset in microseconds."""
        hours, minutes, seconds = (*self.offset[1:].split(":"), "0")[:3]
        size = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1_000_000
        return -size if self.offset.startswith("-") else size

    @model_validator(mode="after")
    def _corrects_something(self) -> "ClockError":
        if self.offset_us == 0:
            raise ValueError("an offset of zero corrects nothing")
        if not _FIRST_YEAR <= self.from_.year <= self.to.year <= _LAST_YEAR:
            raise ValueError(f"it must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
        return self


class Machine(_Part):
    """One machine; everything but id and name is optional."""

    id: Id
    name: str
    was: tuple[Id, ...] = ()
    aliases: tuple[str, ...] = ()
    ideal_cycle_s: IdealCycles = ()
    cavity_count: int | None = Field(default=None, ge=1, le=256)
    overtime: tuple[Span, ...] = ()
    maintenance: tuple[Span, ...] = ()
    sources: tuple[Source, ...] = ()
    specs: tuple[Spec, ...] = ()
    gates: tuple[Gate, ...] = ()
    clock_errors: tuple[ClockError, ...] = ()

    @model_validator(mode="after")
    def _clock_errors_lie_apart(self) -> "Machine":
        errors = sorted(self.clock_errors, key=lambda error: error.from_)
        for one, other in pairwise(errors):
            if other.from_ < one.to:
                raise ValueError(f"clock_errors from {one.from_} and from {other.from_} overlap")
        return self


class Line(_Part):
    """Machines that are scheduled together."""

    id: Id
    name: str
    process: Process
    kind: Kind | None = None
    machines: tuple[Machine, ...] = ()


class Site(_Part):
    """One plant at one place, with one time zone and one calendar.

    Attributes:
        id: Immutable.
        name: What people call it.
        timezone: Of every naive stamp and of work dates.
        holidays: Whose public holidays are kept; `none` keeps none.
        closed: Further work dates on which no shift starts; `worked` those on which shifts start all the same.
        overtime: Planned time outside shifts; `maintenance` planned time out of use. Both also per machine.
        shifts: Working intervals.
        lines: What stands there.
    """

    id: Id
    name: str
    timezone: Zone = "Asia/Seoul"
    holidays: Literal["KR", "none"] = "KR"
    closed: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    overtime: tuple[Span, ...] = ()
    maintenance: tuple[Span, ...] = ()
    shifts: tuple[Shift, ...] = ()
    lines: tuple[Line, ...] = ()


class Firm(_Part):
    """The owner of the data."""

    id: Id
    name: str
    was: tuple[Id, ...] = ()
    sites: tuple[Site, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Firm":
        machine_ids = [machine.id for site in self.sites for line in site.lines for machine in line.machines]
        line_ids = [line.id for site in self.sites for line in site.lines]
        for ids in (machine_ids, line_ids, [site.id for site in self.sites]):
            _unique(iter(ids))
        return self


class Identity(_Part):
    """The installation itself."""

    id: Id = "hub"
    name: str | None = None


class Hub(_Part):
    """All that is declared in one installation."""

    hub: Identity = Identity()
    firms: tuple[Firm, ...] = ()

    @model_validator(mode="after")
    def _firm_ids_are_unique(self) -> "Hub":
        _unique(firm.id for firm in self.firms)
        return self


def _unique(ids: Iterator[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ValueError(f"id `{name}` is given twice")
        seen.add(name)
