"""Which past months say something else under an edited hub: what is dated moves nothing before its date."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from ppuri.core.hub.lookup import MachineRef, machine_refs
from ppuri.core.hub.model import ClockError, Hub

T = TypeVar("T")
# Names and places of files move no value; what carries dates is compared month by month.
_SITE = {"id", "name", "lines", "shifts", "closed", "worked", "overtime", "maintenance"}
_LINE = {"id", "name", "machines"}
_MACHINE = {
    "id",
    "name",
    "was",
    "aliases",
    "sources",
    "ideal_cycle_s",
    "gates",
    "overtime",
    "maintenance",
    "clock_errors",
}


def moved_months(before: Hub, after: Hub, months: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, list[str]]:
    """Return the months with data of which something declared is different.

    Args:
        before: The hub in force.
        after: The hub to be.
        months: Firm to (machine_id, month) with data.

    Returns:
        `<firm>/<machine>` to months, oldest first; months of machines that are not declared in both are not named.
    """
    former = {(firm.id, ref.machine.id): ref for firm in before.firms for ref in machine_refs(before, firm.id)}
    moved: dict[str, list[str]] = {}
    for firm in after.firms:
        for ref in machine_refs(after, firm.id):
            ids = [(f, m) for f in (firm.id, *firm.was) for m in (ref.machine.id, *ref.machine.was)]
            old = next((former[each] for each in ids if each in former), None)
            known = sorted({month for f, m in ids for machine_id, month in months.get(f, ()) if machine_id == m})
            found = [month for month in known if old is not None and _in_month(old, month) != _in_month(ref, month)]
            if found:
                moved[f"{firm.id}/{ref.machine.id}"] = found
    return moved


def _in_month(ref: MachineRef, month: str) -> Any:
    """What is declared of a machine as it holds in one month of UTC, a day of zones on either side included."""
    undated = (
        ref.site.model_dump(exclude=_SITE), ref.line.model_dump(exclude=_LINE), ref.machine.model_dump(exclude=_MACHINE),
    )  # fmt: skip
    if month == "unknown":  # rows without time meet no calendar
        return undated
    first = date.fromisoformat(f"{month}-01") - timedelta(days=1)
    last = (first + timedelta(days=33)).replace(day=1)
    shifts = _in_force(ref.site.shifts, lambda shift: shift.valid_from, first, last)
    cycles: dict[Any, list[Any]] = {}
    for each in ref.machine.ideal_cycle_s:
        cycles.setdefault((each.tool_id, each.part_id), []).append(each)
    standards = {key: _in_force(found, lambda each: each.from_, first, last) for key, found in cycles.items()}
    tools: dict[Any, list[Any]] = {}
    for gate in ref.machine.gates:
        tools.setdefault(gate.tool_id, []).append(gate)
    gates = {key: _in_force(found, lambda each: each.from_, first, last) for key, found in tools.items()}
    spans = [
        sorted((span.from_, span.to) for span in found if span.from_.date() <= last and span.to.date() >= first)
        for found in (ref.site.overtime, ref.site.maintenance, ref.machine.overtime, ref.machine.maintenance)
    ]
    days = [sorted(day for day in found if first <= day <= last) for found in (ref.site.closed, ref.site.worked)]
    clocks = sorted((e.from_, e.to, e.offset) for e in ref.machine.clock_errors if _moves(e, first, last))
    dated = [{key: found for key, found in each.items() if found} for each in (standards, gates)]
    return undated, clocks, shifts, dated, spans, days


def _in_force(
    declared: Iterable[T], since: Callable[[T], date | None], first: date, last: date
) -> list[tuple[date, list[T]]]:
    """What of dated versions holds between two days: a version holds until the next one begins."""
    versions: dict[date, list[T]] = {}
    for each in declared:
        versions.setdefault(since(each) or date.min, []).append(each)
    begins = sorted(versions)
    ends = [*begins[1:], date.max][: len(begins)]
    return [
        (max(begin, first), [_plain(each) for each in versions[begin]])
        for begin, end in zip(begins, ends, strict=True)
        if begin <= last and end > first
    ]


def _plain(declared: T) -> T:
    """The version without its date: when it began is told beside it."""
    dates = {name: None for name in ("valid_from", "from_") if isinstance(getattr(declared, name, None), date)}
    copy: Callable[..., T] = declared.model_copy  # type: ignore[attr-defined]  # parts of the hub are models
    return copy(update=dates) if dates else declared


def _moves(error: ClockError, first: date, last: date) -> bool:
    """Whether the error of a clock takes rows out of these days, or brings some into them."""
    offset = timedelta(microseconds=error.offset_us)
    spans = ((error.from_, error.to), (error.from_ + offset, error.to + offset))
    return any(begin.date() <= last and end.date() >= first for begin, end in spans)
