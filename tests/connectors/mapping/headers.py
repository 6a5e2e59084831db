"""Headers one by one in a plausible table: what each becomes, and whether that is right."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from connectors.mapping import propose
from connectors.types import ColumnMapping, MachineContext, Mapping
from tests.connectors.tables import table

ROWS = 40
KINDS = {"casting": "hpdc", "molding": "injection"}
Verdict = Literal["right", "suggested", "asked", "wrong"]


@dataclass(frozen=True)
class Case:
    """One header of a list.

    Attributes:
        process: Of the machine.
        header: As a factory writes it.
        values: Cells, repeated down the column.
        channels: Names that are right; `time` for the instant, `ask` for "not without a person's word".
        kind: Of the machine, where it is not the usual one of the process.
    """

    process: str
    header: str
    values: tuple[str, ...]
    channels: frozenset[str]
    kind: str | None = None


def cases(path: Path) -> list[Case]:
    """Read a list of headers."""
    with path.open(encoding="utf-8", newline="") as opened:
        return [
            Case(r["process"], r["header"], tuple(r["values"].split("|")), frozenset(r["channel"].split("/")))
            for r in csv.DictReader(opened)
        ]


def proposed(case: Case) -> Mapping:
    """Propose a mapping for a table of a stamp and the header alone, without any settings."""
    stamps: list[str | None] = [f"2025-03-02 {8 + i // 20:02}:{i % 20:02}:{(i * 17) % 60:02}" for i in range(ROWS)]
    cells: list[str | None]
    if case.values == ("+1",):
        cells = [str(i + 1) for i in range(ROWS)]
    elif case.values[0].count(":") == 2:
        cells = stamps
    else:
        cells = [case.values[i % len(case.values)] for i in range(ROWS)]
    own: dict[str, list[str | None]] = {case.header: cells}
    beside: dict[str, list[str | None]] = {} if "time" in case.channels else {"기록시각": stamps}
    kind = case.kind or KINDS.get(case.process)
    return propose(table(beside | own), MachineContext("-", process=case.process, kind=kind))


def silent(found: ColumnMapping, mapping: Mapping) -> str | None:
    """Name the meaning that a column gets without a person's word; None when it has none."""
    if found.status == "unconfirmed" or found.status in ("suggested", "extra"):
        return None
    if found.header in mapping.time.columns:
        return "time"
    return found.channel


def verdict(case: Case) -> tuple[Verdict, ColumnMapping]:
    """Judge what becomes of a header: `asked` where it is left to a person without the right suggestion."""
    mapping = proposed(case)
    found = next(c for c in mapping.columns if c.header == case.header)
    meant = silent(found, mapping)
    if meant is None:
        if "ask" in case.channels:
            return "right", found
        return ("suggested" if found.channel in case.channels else "asked"), found
    return ("right" if meant in case.channels else "wrong"), found
