"""The planned time of a firm's machines beyond its shifts, and the reference cycles and gates that people declared, as frames for SQL."""

from collections.abc import Iterable
from importlib.metadata import version

import polars as pl

from ppuri.core.hub.apply import current_hub
from ppuri.core.hub.calendars import BEGINNING
from ppuri.core.hub.lookup import MachineRef, machine_refs
from ppuri.core.scope import Scope

BREAK = {"machine_id": pl.String(), "from_minute": pl.Int32(), "to_minute": pl.Int32(), "valid_from": pl.Date()}
DAY = {"machine_id": pl.String(), "work_date": pl.Date(), "is_open": pl.Boolean()}
SPAN = {
    "machine_id": pl.String(),
    "from_local": pl.Datetime("us"),
    "to_local": pl.Datetime("us"),
    "is_overtime": pl.Boolean(),
}
KEPT = {"machine_id": pl.String(), "country": pl.String()}
REFERENCE = {
    "machine_id": pl.String(),
    "tool_id": pl.String(),
    "part_id": pl.String(),
    "valid_from": pl.Date(),
    "cycle_us": pl.Int64(),
    "basis": pl.String(),
}
GATE = {
    "machine_id": pl.String(),
    "tool_id": pl.String(),
    "valid_from": pl.Date(),
    "plunger_mm": pl.Float64(),
    "gate_mm2": pl.Float64(),
}


def planned_frames(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return what is declared of planned time beside shifts.

    Returns:
        `shift_break`: minutes of the local day, `to_minute` above 1440 over midnight. `calendar_day`: work dates that are
        closed, or worked all the same. `calendar_span`: overtime and maintenance in local time. `holiday_kept`: whose
        public holidays a machine keeps.
    """
    refs = machine_refs(current_hub(scope.home), scope.firm_id)
    days = [
        (ref.machine.id, day, is_open)
        for ref in refs
        for is_open, dates in ((False, ref.site.closed), (True, ref.site.worked))
        for day in dates
    ]
    spans = [
        (ref.machine.id, span.from_, span.to, is_overtime)
        for ref in refs
        for is_overtime, found in (
            (True, (*ref.site.overtime, *ref.machine.overtime)),
            (False, (*ref.site.maintenance, *ref.machine.maintenance)),
        )
        for span in found
    ]
    kept = [(ref.machine.id, ref.site.holidays) for ref in refs if ref.site.holidays != "none"]
    return {
        "shift_break": pl.DataFrame(list(_breaks(refs)), schema=BREAK, orient="row"),
        "calendar_day": pl.DataFrame(days, schema=DAY, orient="row"),
        "calendar_span": pl.DataFrame(spans, schema=SPAN, orient="row"),
        "holiday_kept": pl.DataFrame(kept, schema=KEPT, orient="row"),
    }


def standard_cycles(scope: Scope) -> pl.DataFrame:
    """Return the declared reference cycles that are bound to a date, tool or part: `REFERENCE`, basis `standard`."""
    rows = [
        (ref.machine.id, one.tool_id, one.part_id, one.from_ or BEGINNING, round(one.value * 1_000_000), "standard")
        for ref in machine_refs(current_hub(scope.home), scope.firm_id)
        for one in ref.machine.ideal_cycle_s
        if (one.from_, one.tool_id, one.part_id) != (None, None, None)
    ]
    return pl.DataFrame(rows, schema=REFERENCE, orient="row")


def gates(scope: Scope) -> pl.DataFrame:
    """Return plunger and gate of every tool that they are declared for, dated: `GATE`."""
    rows = [
        (ref.machine.id, one.tool_id, one.from_ or BEGINNING, one.plunger_mm, one.gate_mm2)
        for ref in machine_refs(current_hub(scope.home), scope.firm_id)
        for one in ref.machine.gates
    ]
    return pl.DataFrame(rows, schema=GATE, orient="row")


def public_holidays(years: Iterable[int]) -> pl.DataFrame:
    """Return the public holidays of the countries that a hub may name, substitute days included.

    Args:
        years: Years wanted.

    Returns:
        `country` and `holiday_date`.
    """
    from holidays import country_holidays

    wanted = sorted(set(years))
    days = sorted(country_holidays("KR", years=wanted)) if wanted else []
    return pl.DataFrame(
        [("KR", day) for day in days], schema={"country": pl.String, "holiday_date": pl.Date}, orient="row"
    )


def holiday_edition() -> str:
    """Return what tells one edition of the public holidays from the next: the government adds days during the year."""
    return version("holidays")


def _breaks(refs: list[MachineRef]) -> Iterable[tuple[object, ...]]:
    for ref in refs:
        for shift in ref.site.shifts:
            for pause in shift.breaks:
                begins, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in pause.split("-"))
                upto = ends if ends > begins else ends + 1440
                yield ref.machine.id, begins, upto, shift.valid_from or BEGINNING
