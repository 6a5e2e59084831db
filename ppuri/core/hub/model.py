"""The form of the hub file."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Break = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]
Every = Annotated[str, StringConstraints(pattern=r"^\d+ ?(s|sec|min|h)$")]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("no such time zone") from error
    return name


Zone = Annotated[str, AfterValidator(_zone)]
Process = Literal["casting", "heat_treatment", "molding", "mold_making", "other"]
Kind = Literal["hpdc", "gravity", "low_pressure", "sand", "injection"]
_SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Shift(_Part):
    """One named working interval of a day; it may cross midnight and belongs to the day on which it starts."""

    name: str
    from_: Clock = Field(alias="from")
    to: Clock
    breaks: tuple[Break, ...] = ()
    valid_from: date | None = None


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


class Machine(_Part):
    """One machine; everything but id and name is optional."""

    id: Id
    name: str
    was: tuple[Id, ...] = ()
    aliases: tuple[str, ...] = ()
    ideal_cycle_s: float | None = Field(default=None, gt=0)
    cavity_count: int | None = Field(default=None, ge=1, le=256)
    sources: tuple[Source, ...] = ()
    specs: tuple[Spec, ...] = ()


class Line(_Part):
    """Machines that are scheduled together."""

    id: Id
    name: str
    process: Process
    kind: Kind | None = None
    machines: tuple[Machine, ...] = ()


class Site(_Part):
    """One plant at one place, with one time zone."""

    id: Id
    name: str
    timezone: Zone = "Asia/Seoul"
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
