"""Small exports whose stamps are written in any form, and how they are read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from connectors import read_export
from connectors.mapping import propose
from connectors.types import MachineContext, Mapping, TypedTable
from connectors.typing import type_table
from ppuri.core.contracts import DATASETS

MACHINE = MachineContext("dc3", ("dc3", "다이캐스팅 3호기"), process="casting", kind="hpdc")
START = datetime(2026, 5, 12, 8, 15, 3)
START_UTC = datetime(2026, 5, 11, 23, 15, 3)
Form = Callable[[datetime, int], str]


@dataclass(frozen=True)
class Read:
    """What became of one export."""

    mapping: Mapping
    typed: TypedTable

    @property
    def instants(self) -> list[datetime | None]:
        """The instants of its rows, without their zone (UTC)."""
        name = DATASETS[self.mapping.dataset].time
        return self.typed.frame[name].dt.replace_time_zone(None).to_list()

    @property
    def holds(self) -> list[str]:
        """Keys of its questions."""
        return [hold.key for hold in self.typed.holds]

    @property
    def assumed(self) -> dict[str, str]:
        """Keys and values of its assumptions about time."""
        return {a.key: a.value for a in self.typed.assumptions if a.key.startswith("time:") or a.key == "date"}

    @property
    def codes(self) -> set[str]:
        """Codes of its findings."""
        return {found.code for found in self.typed.findings}


def moments(count: int = 40, step_s: float = 37) -> list[datetime]:
    """Instants on the wall, evenly apart."""
    return [START + timedelta(seconds=step_s * number) for number in range(count)]


def export(header: str, rows: list[str], *, delimiter: str = ",", above: str = "") -> bytes:
    """A text with three zones beside its time columns."""
    values = [delimiter.join((str(859 + i % 7), str(860 + i % 5), str(861 + i % 3))) for i in range(len(rows))]
    head = delimiter.join([header, "Zone1(℃)", "Zone2(℃)", "Zone3(℃)"])
    lines = [above + head, *(delimiter.join(pair) for pair in zip(rows, values, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def written(header: str, form: Form, *, count: int = 40, step_s: float = 37, delimiter: str = ",") -> bytes:
    """A text whose stamps a form writes."""
    rows = [form(moment, number) for number, moment in enumerate(moments(count, step_s))]
    return export(header, rows, delimiter=delimiter)


def read(
    content: bytes,
    *,
    answers: dict[str, str] | None = None,
    machine: MachineContext = MACHINE,
    name: str = "log.csv",
    remembered: Mapping | None = None,
) -> Read:
    """Read, map and type the first table of an export."""
    (table, *_) = read_export(content, file_name=name).tables
    mapping = propose(table, machine, file_name=name, answers=answers, remembered=remembered)
    return Read(mapping, type_table(table, mapping, machine))


def serial(moment: datetime, epoch: datetime = datetime(1899, 12, 30)) -> float:
    """Day number of a sheet."""
    return (moment - epoch).total_seconds() / 86_400


def half(moment: datetime) -> tuple[str, int]:
    """Half of the day and hour of twelve."""
    return ("오전" if moment.hour < 12 else "오후"), moment.hour % 12 or 12


def steps_s(instants: list[datetime | None]) -> list[float]:
    """Seconds between neighbours."""
    series = pl.Series(instants, dtype=pl.Datetime("us"))
    return [micros / 1e6 for micros in series.diff().drop_nulls().dt.total_microseconds().to_list()]
