"""Shift and machine that hold for a whole sheet, told by its title or its tab."""

import re
from dataclasses import replace

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place
from connectors.sheets.routing import id_of, machine_column
from connectors.sheets.work import MACHINE, SHIFT, Work
from connectors.types import MachineContext, Table

_SHIFT = re.compile(r"(?<![가-힣])(주간|야간|[1-3]\s*조|[A-C]\s*조|[1-3]\s*교대)(?![가-힣/])")
_MACHINE = re.compile(r"[가-힣A-Za-z]*\s*\d{1,3}\s*호기|[A-Za-z]{1,4}-?\d{1,3}")


def _around(table: Table) -> list[str]:
    own = [(key, value) for key, value in table.preamble.items() if not key.startswith("^")]
    return [*(value if key.isdigit() else f"{key} {value}" for key, value in own), table.name or ""]


def shift_of(table: Table) -> str | None:
    """Return the one shift that the title or the tab of a sheet names; None where it names none or several."""
    named = {match.group(1) for text in _around(table) for match in _SHIFT.finditer(text)}
    return words.shift(named.pop()) if len(named) == 1 else None


def in_context(work: Work, found: list[Place], machine: MachineContext | None) -> bool:
    """Add shift and machine of the sheet as columns, where no column tells them. Returns whether one was added."""
    table = work.table
    fresh: dict[str, str] = {}
    told = {words.bare(place.header) for place in found}
    shift = shift_of(table)
    if shift is not None and not any(place.shift for place in found) and not told & words.SHIFTS:
        fresh[SHIFT] = shift
    if machine is not None and not any(place.machine for place in found) and machine_column(table) is None:
        named = _machine(table, machine)
        if named is not None:
            fresh[MACHINE] = named
    if fresh:
        records = table.records.with_columns(pl.lit(text).alias(name) for name, text in fresh.items())
        work.table = replace(table, records=records)
        work.made += fresh
    return bool(fresh)


def _machine(table: Table, machine: MachineContext) -> str | None:
    """The other declared machine that a sheet says it is of."""
    texts = {match.group().strip() for text in _around(table) for match in _MACHINE.finditer(text)}
    ids = {text: named for text in texts if (named := id_of(text, machine.machines)) is not None}
    if len(set(ids.values())) != 1 or set(ids.values()) == {machine.machine_id}:
        return None
    return next(iter(ids))
