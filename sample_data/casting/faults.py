"""The planted faults of one casting machine, for `truth.json`."""

from typing import Any

from sample_data.bundle import ExportFile, Fault
from sample_data.casting.shots import DRIFT_C, SISTERS, SLOW_S, TOOLS, CastingFaults, Shots
from sample_data.noise import Ints
from sample_data.shifts import iso_utc

DIE_CHANNELS = ["die_temp_fixed_c", "die_temp_moving_c", *(f"die_temp_{place}_c" for place in SISTERS)]
CHANNELS = {"고속속도(m/s)": "fast_speed_m_s", "형체력(ton)": "clamp_force_kn", "금형온도4(℃)": "die_temp_4_c"}


def planted_faults(
    machine_id: str,
    faults: CastingFaults,
    shots: Shots,
    counter: Ints,
    files: list[ExportFile],
    totals: dict[str, Any],
) -> list[Fault]:
    """Return every fault of one machine with what finds it."""
    when = shots.cycles.ended
    whole = (float(when[0]), float(when[-1]))

    def fault(kind: str, how: Any, span: tuple[float, float], **more: Any) -> Fault:
        detail = {"channels": more.pop("channels", []), **more.pop("detail", {})}
        return Fault(
            f"{machine_id}-{kind}",
            "casting",
            kind,
            machine_id,
            iso_utc(span[0]),
            iso_utc(span[1]),
            how,
            detail=detail,
            **more,
        )

    def by_kpi(kind: str, kpi: str, **more: Any) -> Fault:
        facts = {"kpis": [kpi], "expected": totals[kpi], "tolerance": 0.0}
        return fault(kind, "kpi", whole, detail=facts, **more)

    out = [
        by_kpi("trial_shots", "trial_count", channels=DIE_CHANNELS),
        by_kpi("warmup_scrap", "scrap_count", channels=[*DIE_CHANNELS, "melt_temp_c"]),
        by_kpi("late_inspection", "unjudged_count"),
        by_kpi("lost_shots", "missing_cycle_count"),
        fault("micro_stops", "kpi", whole, detail=_micro(totals)),
        fault("tally_disagrees", "kpi", whole, detail=_tally(totals)),
        *_file_faults(files, fault, whole),
    ]
    if (counter[1:] < counter[:-1]).any():
        at = float(when[int((counter[1:] < counter[:-1]).argmax()) + 1])
        facts = {"kpis": ["missing_cycle_count"], "expected": totals["missing_cycle_count"], "tolerance": 0.0}
        out.append(fault("counter_reset", "kpi", (at, at), detail=facts))
    if faults.thermocouple_from is not None:
        out.append(
            fault(
                "thermocouple_drift",
                "insight",
                (faults.thermocouple_from, whole[1]),
                tool_id=TOOLS[0],
                channel="die_temp_2_c",
                channels=["die_temp_2_c"],
                detail={"text": f"-{DRIFT_C:g} degC at the end, sisters stable"},
            )
        )
    if faults.plunger_from is not None:
        channels = ["slow_speed_m_s", "biscuit_mm", "cast_pressure_mpa", "intens_rise_time_ms", "fast_speed_m_s"]
        more = {"text": "spread of slow speed and biscuit grows fourfold"}
        span = (faults.plunger_from, whole[1])
        out.append(fault("plunger_wear", "insight", span, channel="slow_speed_m_s", channels=channels, detail=more))
    if faults.slow is not None:
        channels = ["cycle_time_s", "machine_cycle_time_s"]
        more = {"text": f"+{SLOW_S:g} s"}
        # What was slowed tells the time: stops and changeovers move the shots against the clock of the plan.
        slowed = when[shots.cycles.extra > SLOW_S / 2]
        span = (float(slowed[0]), float(slowed[-1]))
        out.append(fault("slow_cycles", "insight", span, channel=channels[0], channels=channels, detail=more))
    return out


def _micro(totals: dict[str, Any]) -> dict[str, Any]:
    """Micro-stops are told by the intervals, so a lost shot or a slow cycle may move a few."""
    return {"kpis": ["stop_count"], "subject": "micro_stop", "expected": totals["micro_stop_count"], "tolerance": 0.1}


def _tally(totals: dict[str, Any]) -> dict[str, Any]:
    """The sheet's sum, beside which the report shows what the machine counted."""
    told, made = totals["tally"]["produced_count"], totals["produced_count"]
    text = f"sheet {told}, machine {made}"
    return {"kpis": ["tally_produced_count"], "expected": told, "tolerance": 0.0, "text": text}


def _file_faults(files: list[ExportFile], fault: Any, whole: tuple[float, float]) -> list[Fault]:
    """Return what the receipts must say: sentinels, the overlap, the cut row."""
    out = []
    runs = [file for file in files if file.dataset == "run"]
    for header in sorted({header for file in runs for header in file.sentinels}):
        count = sum(file.sentinels.get(header, 0) for file in runs)
        facts = {"column": header, "count": count, "text": "1449" if "금형" in header else "65535"}
        channel = CHANNELS[header]
        out.append(fault(f"sentinel_{channel}", "finding", whole, channel=channel, channels=[channel], detail=facts))
    again = runs[-1]
    cut = sum(file.cut for file in runs)
    out.append(fault("overlap", "finding", whole, detail={"receipt": "duplicate", "count": again.records - cut}))
    if cut:
        name = next(file.name for file in runs if file.cut)
        out.append(
            fault("cut_row", "finding", whole, detail={"receipt": "quarantined", "count": cut, "file_name": name})
        )
    return out
