"""What SQL needs to know of the hub, as frames."""

from datetime import date
from typing import Any

import polars as pl

from ppuri.core.hub.apply import current_hub
from ppuri.core.hub.lookup import MachineRef, machine_refs
from ppuri.core.hub.model import WEEK, Shift
from ppuri.core.scope import Scope

MACHINE = {
    "machine_id": pl.String,
    "machine_name": pl.String,
    "line_id": pl.String,
    "line_name": pl.String,
    "site_id": pl.String,
    "process": pl.String,
    "kind": pl.String,
    "timezone": pl.String,
    "ideal_cycle_s": pl.Float64,
    "cavity_count": pl.Int32,
}
SHIFT = {
    "machine_id": pl.String,
    "shift": pl.String,
    "from_minute": pl.Int32,
    "to_minute": pl.Int32,
    "valid_from": pl.Date,
    "break_minutes": pl.Int32,
    "weekdays": pl.String,
}
BEGINNING = date(1970, 1, 1)


def calendar_frames(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return the firm's machines and shifts.

    Returns:
        `machine`: one row per machine. `shift`: one row per machine and shift; minutes of the local day, `to_minute` above
        1440 where the shift crosses midnight, `weekdays` the ISO numbers of the days on which it starts.
    """
    refs = machine_refs(current_hub(scope.home), scope.firm_id)
    shifts = [_shift(ref.machine.id, shift) for ref in refs for shift in ref.site.shifts]
    return {
        "machine": pl.DataFrame([_machine(ref) for ref in refs], schema=MACHINE),
        "shift": pl.DataFrame(shifts, schema=SHIFT),
    }


def _machine(ref: MachineRef) -> dict[str, Any]:
    return {
        "machine_id": ref.machine.id,
        "machine_name": ref.machine.name,
        "line_id": ref.line.id,
        "line_name": ref.line.name,
        "site_id": ref.site.id,
        "process": ref.line.process,
        "kind": ref.line.kind,
        "timezone": ref.site.timezone,
        "ideal_cycle_s": _standing(ref),
        "cavity_count": ref.machine.cavity_count,
    }


def _shift(machine_id: str, shift: Shift) -> dict[str, Any]:
    begins, ends = _minute(shift.from_), _minute(shift.to)
    return {
        "machine_id": machine_id,
        "shift": shift.name,
        "from_minute": begins,
        "to_minute": ends if ends > begins else ends + 1440,
        "valid_from": shift.valid_from or BEGINNING,
        "break_minutes": sum(_length(pause) for pause in shift.breaks),
        "weekdays": "".join(str(WEEK.index(day) + 1) for day in shift.days),
    }


def _standing(ref: MachineRef) -> float | None:
    """The standard that is bound to no date, tool and part."""
    plain = (one.value for one in ref.machine.ideal_cycle_s if (one.from_, one.tool_id, one.part_id) == (None,) * 3)
    return next(plain, None)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _length(pause: str) -> int:
    begins, ends = (_minute(clock) for clock in pause.split("-"))
    return (ends - begins) % 1440
