"""Files whose rows have no instant: asked whether their order, or their cycle times, may stand for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from connectors.mapping.meaning import Meaning
from connectors.mapping.notes import Notes
from connectors.mapping.origin import end_of
from connectors.mapping.settle import settle
from connectors.types import MachineContext, Table, TimeMapping
from connectors.typing.instants import corrected, read_time
from connectors.typing.plausible import ACCEPTED, out_of_range

ORDER: Literal["order"] = "order"
REBUILT, DAY = "rebuilt", "day"
_DURATIONS = ("cycle_time_s", "machine_cycle_time_s")
_LOOKED_AT = 2_000


def without_time(meanings: Sequence[Meaning], notes: Notes) -> TimeMapping:
    """Return how rows without an instant are ordered, as a person answered; until then ask."""
    durations = _durations(meanings, notes)
    if notes.answers.get("time") == REBUILT and durations is not None:
        return TimeMapping(basis="rebuilt", durations=durations, end=end_of(notes) or "")
    if notes.answers.get("time") != ORDER:
        ko = "시각 열이 없습니다. 파일의 줄 순서대로 처리해도 됩니까? (order: 시간·가동률 지표는 계산되지 않습니다"
        en = "There is no time column. May the order of the rows stand for it? (order: no KPI of time"
        if durations is not None:
            ko += f"; rebuilt: 끝난 시각에서 '{durations[0]}' 값을 거꾸로 더해 시각을 만듭니다"
            en += f"; rebuilt: counted backwards from the end over '{durations[0]}'"
        choices = (ORDER,) if durations is None else (ORDER, REBUILT)
        notes.ask("time", choices, f"{ko})", f"{en})", tuple(m.header for m in meanings[:6]))
    return TimeMapping(basis="order")


def _durations(meanings: Sequence[Meaning], notes: Notes) -> tuple[str, float] | None:
    """Header of the cycle times and the microseconds of their unit, where there is one whose unit is settled."""
    for name in _DURATIONS:
        for m in meanings:
            if m.trusted and m.name == name and m.channel is not None:
                settled = settle(m.column, m.channel, m.unit, notes.answers.get(f"unit:{m.header}"))
                if settled.settled:
                    return m.header, settled.scale * 1e6
    return None


def ask_of_days(time: TimeMapping, notes: Notes) -> None:
    """Ask what stands for the time of cycles that only have a date: at midnight they would all fall into one shift."""
    if notes.answers.get("time") == DAY:
        return
    notes.ask(
        "time",
        (ORDER, DAY),
        f"'{time.columns[0]}' 열에는 날짜만 있고 시각이 없습니다. 어떻게 처리할까요? (order: 줄 순서대로, 날짜별 지표 없음; day: 그날 0시로, 근무조와 시간 지표는 믿을 수 없음)",
        f"'{time.columns[0]}' holds days without a clock. What stands for it? (order: the order of the rows, no KPI by day; day: midnight of that day, shifts and KPIs of time cannot be trusted)",
    )


def corrected_by(time: TimeMapping, machine: MachineContext) -> TimeMapping:
    """Return how instants are made, with the declared errors of the machine's clock in force."""
    clocked = time.basis == "clock" and time.columns
    return time.model_copy(update={"corrections": machine.clock_errors if clocked else ()})


def check_range(time: TimeMapping, table: Table, notes: Notes) -> None:
    """Ask where most stamps of a file lie before 2000 or more than a year after it came in."""
    if time.basis != "clock" or not time.columns or notes.answers.get("time_range") == ACCEPTED:
        return
    if notes.holds:  # what is asked first may decide the instants
        return
    height = table.records.height
    few = table.records.gather_every(max(1, height // _LOOKED_AT))
    instants = read_time(replace(table, records=few), time, notes.machine.timezone)
    instants, _ = corrected(instants, time.corrections, notes.machine.timezone)
    known = instants.drop_nulls()
    wrong = known.filter(out_of_range(known, notes.machine.received))
    if len(wrong) <= 0.5 * len(known):
        return
    shown = tuple(f"{moment:%Y-%m-%d %H:%M}" for moment in wrong.head(3).to_list())
    notes.ask(
        "time_range",
        (ACCEPTED,),
        "시각이 대부분 2000년 이전이거나 파일을 받은 날보다 1년 넘게 뒤입니다. 설비 시계가 틀렸다면 허브 파일의 clock_errors에 적어 주십시오. 적힌 그대로 쓰려면 as-written이라고 답해 주십시오.",
        "Most stamps lie before 2000, or more than a year after the file came in. Where the machine's clock was wrong, declare it as clock_errors in the hub file; to use them as they stand, answer as-written.",
        shown,
    )
