"""The casting firm's exports: weekly CP949 files, late inspection, the foreman's daily sheet; and the truth."""

from typing import Any

import numpy as np
import polars as pl

from sample_data.bundle import Bundle, ExportFile, Plan
from sample_data.casting.faults import planted_faults
from sample_data.casting.sheet import daily_sheet, tally_totals
from sample_data.casting.shots import IDEAL_CYCLE_S, PARTS, TOOLS, CastingFaults, Shots, make_shots
from sample_data.cycles import Cycles, planted_losses, stop_counts
from sample_data.dress import cells, csv_text, cut_off, planted
from sample_data.noise import DAY_S, Bools, Ints, stream
from sample_data.shifts import START, WITH_BREAKS, at_share, day_text, iso_utc, stamps, windows

DECIMALS = {"저속속도(m/s)": 3, "고속속도(m/s)": 2, "형체력(ton)": 0, "용탕량(g)": 0}
UNJUDGED_S = 0.6 * DAY_S  # the last shots are not inspected yet when the period ends


def simulate(plan: Plan) -> Bundle:
    """Return files, faults and totals of a firm with `plan.machines` machines dc1, dc2 ..."""
    bundle = Bundle()
    for number in range(plan.machines):
        bundle += _machine(plan, number)
    return bundle


def _machine(plan: Plan, number: int) -> Bundle:
    machine_id = f"dc{number + 1}"
    last = number == plan.machines - 1
    spans = windows(plan.hours, WITH_BREAKS)
    slow = at_share(spans, 0.42)
    faults = CastingFaults(
        thermocouple_from=at_share(spans, 0.50) if number == 0 else None,
        plunger_from=at_share(spans, 0.55) if last else None,
        slow=(slow, slow + min(4.5, plan.hours / 10) * 3600.0) if last else None,
    )
    shots = make_shots(plan, machine_id, number, faults)
    counter, lost = _counter(plan, number, shots.cycles)
    frame, marks = _export(plan, machine_id, number, shots, counter)
    files = _weekly(plan, machine_id, frame, marks, lost, shots, cut=last)
    files += _inspections(plan, machine_id, shots, counter, lost)
    files.append(daily_sheet(plan, machine_id, number, shots))
    totals = _totals(plan, machine_id, shots, lost)
    return Bundle(
        tuple(files),
        tuple(planted_faults(machine_id, faults, shots, counter, files, totals)),
        {machine_id: totals},
    )


def _counter(plan: Plan, number: int, cycles: Cycles) -> tuple[Ints, Bools]:
    """Return the shot counter, which restarts once on the first machine, and the shots the logger lost.

    Twice three neighbouring shots are lost, within one calendar day and one die, so that the gap is countable.
    """
    count = len(cycles.ended)
    rng = stream(plan.seed, f"dc{number + 1}", "counter")
    counter = np.arange(count, dtype=np.int64) + 48_214 + 20_000 * number
    if number == 0:
        reset = int(count * 0.63)
        counter[reset:] = np.arange(1, count - reset + 1)
    day = cycles.ended // DAY_S
    plain = (day[4:] == day[:-4]) & (cycles.tool_no[4:] == cycles.tool_no[:-4]) & (counter[4:] - counter[:-4] == 4)
    places = np.flatnonzero(plain) + 1
    first = places[np.searchsorted(places, rng.uniform([0.15, 0.70], [0.25, 0.80]) * count)]
    lost = np.zeros(count, dtype=bool)
    lost[(first[:, None] + np.arange(3)).ravel()] = True
    return counter, lost


def _export(
    plan: Plan, machine_id: str, number: int, shots: Shots, counter: Ints
) -> tuple[pl.DataFrame, dict[str, Bools]]:
    """Return the shot table as text and where sentinels were put."""
    rng = stream(plan.seed, machine_id, "sentinels")
    tool_no = shots.cycles.tool_no.tolist()
    head = {
        "일시": stamps(shots.cycles.ended),
        "설비명": pl.Series([f"{number + 1}호기"]).new_from_index(0, shots.count),
        "금형번호": pl.Series(TOOLS).gather(tool_no),
        "품번": pl.Series([part for part, _ in PARTS]).gather(tool_no),
        "쇼트수": counter,
    }
    decimals = {header: DECIMALS.get(header, 1) for header in shots.channels}
    frame = cells(pl.DataFrame({**head, **shots.channels}), decimals)
    trial = pl.when(pl.Series(shots.is_trial)).then(pl.lit("D")).otherwise(pl.lit("")).alias("시사출")
    frame = frame.with_columns(trial)
    unfitted = np.zeros(shots.count, dtype=bool)
    begin = int(shots.count * 0.2)
    unfitted[begin : begin + max(12, shots.count // 60)] = number == 0
    chance = 0.0008 if plan.hours > 48 else 0.02
    marks = {
        "고속속도(m/s)": rng.random(shots.count) < chance,
        "형체력(ton)": rng.random(shots.count) < chance,
        "금형온도4(℃)": unfitted,
    }
    for header, text in (("고속속도(m/s)", "65535"), ("형체력(ton)", "65535"), ("금형온도4(℃)", "1449")):
        frame = planted(frame, header, marks[header], text)
    unmeasured = rng.random(shots.count) < 0.004
    return planted(frame, "사이클타임(s)", unmeasured, "0"), marks


def _weekly(
    plan: Plan, machine_id: str, frame: pl.DataFrame, marks: dict[str, Bools], lost: Bools, shots: Shots, *, cut: bool
) -> list[ExportFile]:
    """Return one file per week and a re-export; the last week is cut in mid-row on the last machine.

    The further file repeats the last fifth (at most a day) of that span with equal values.
    """
    when = shots.cycles.ended
    files = []
    for start, end in plan.chunks(when):
        files.append(
            _shot_file(machine_id, plan.part(start), (start, end), frame, marks, (when >= start) & (when < end) & ~lost)
        )
    start, end = plan.chunks(when)[-1]
    if cut:
        files[-1] = _shot_file(
            machine_id, plan.part(start), (start, end), frame, marks, (when >= start) & ~lost, cut=True
        )
    again = max(float(when[-1]) - min(DAY_S, (end - start) / 5), start)
    files.append(_shot_file(machine_id, "_재전송", (again, end), frame, marks, (when >= again) & ~lost))
    return files


def _shot_file(
    machine_id: str,
    suffix: str,
    span: tuple[float, float],
    frame: pl.DataFrame,
    marks: dict[str, Bools],
    rows: Bools,
    *,
    cut: bool = False,
) -> ExportFile:
    """Return one export file; a cut one ends in the middle of its last record."""
    content = csv_text(frame.filter(pl.Series(rows))).encode("cp949")
    whole = rows.copy()
    whole[np.flatnonzero(rows)[-1:]] &= not cut
    return ExportFile(
        machine_id=machine_id,
        name=f"{machine_id.upper()}_쇼트이력_{day_text(span[0])}{suffix}.csv",
        content=cut_off(content) if cut else content,
        dataset="run",
        records=int(rows.sum()),
        arrives_ts=iso_utc(span[1] + 3600.0),
        cut=int(cut),
        sentinels={header: int((mask & whole).sum()) for header, mask in marks.items() if (mask & whole).any()},
    )


def _judged(plan: Plan, shots: Shots) -> Bools:
    """Return which shots have a result when the period ends: production but for the last hours."""
    ended = shots.cycles.ended
    judged: Bools = ~shots.is_trial & (ended < ended[-1] - min(UNJUDGED_S, 0.2 * plan.hours * 3600.0))
    return judged


def _inspections(plan: Plan, machine_id: str, shots: Shots, counter: Ints, lost: Bools) -> list[ExportFile]:
    """Return the results, one file per week, written two days after the shot in the order of the shots."""
    when = shots.cycles.ended
    judged = _judged(plan, shots) & ~lost
    checked = when + 2 * DAY_S + 1800.0
    table = pl.DataFrame(
        {
            "검사일시": stamps(checked),
            "생산일시": stamps(when),
            "쇼트번호": counter,
            "금형번호": pl.Series(TOOLS).gather(shots.cycles.tool_no.tolist()),
            "판정": pl.select(
                pl.when(pl.Series(shots.is_scrap)).then(pl.lit("불량")).otherwise(pl.lit("양품"))
            ).to_series(),
            "불량유형": shots.defect,
        }
    )
    text = cells(table, {})
    files = []
    for start, end in plan.chunks(when[judged]):
        rows = judged & (when >= start) & (when < end)
        content = csv_text(text.filter(pl.Series(rows))).encode("cp949")
        name = f"{machine_id.upper()}_검사결과_{day_text(start)}{plan.part(start)}.csv"
        files.append(
            ExportFile(machine_id, name, content, "inspection", int(rows.sum()), iso_utc(end + 2 * DAY_S + 7200.0))
        )
    return files


def _totals(plan: Plan, machine_id: str, shots: Shots, lost: Bools) -> dict[str, Any]:
    """Return the true components of one machine, over the shots that reached a file."""
    there = ~lost
    judged = _judged(plan, shots) & there
    scrap = int((shots.is_scrap & judged).sum())
    return {
        "first_work_date": START.isoformat(),
        "run_count": int(there.sum()),
        "trial_count": int((shots.is_trial & there).sum()),
        "missing_cycle_count": int(lost.sum()),
        "produced_count": int((there & ~shots.is_trial).sum()),
        "good_count": int(judged.sum()) - scrap,
        "scrap_count": scrap,
        "unjudged_count": int((there & ~shots.is_trial & ~judged).sum()),
        "tally": tally_totals(plan, machine_id, shots),
        "warmup_scrap_count": int((shots.is_scrap & shots.is_warmup & judged).sum()),
        "losses_min": planted_losses(shots.cycles, shots.is_trial, there, IDEAL_CYCLE_S),
        **stop_counts(shots.cycles),
    }
