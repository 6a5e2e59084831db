"""The molding firm's exports: weekly cycle files with 오전/오후 stamps, downtime logs; and the truth."""

from typing import Any

import numpy as np
import polars as pl

from sample_data.bundle import Bundle, ExportFile, Fault, Plan
from sample_data.cycles import Cycles, planted_losses, stop_counts
from sample_data.dress import cells, csv_text, korean_stamp, workbook
from sample_data.molding.shots import (
    CAVITIES,
    COOLING_C,
    IDEAL_CYCLE_S,
    LEAK_RATIO,
    LOT_RATIO,
    MATERIAL,
    PARTS,
    TOOLS,
    MoldingFaults,
    MoldingShots,
    make_molding_shots,
)
from sample_data.noise import stream
from sample_data.shifts import THROUGH, at_share, day_text, iso_utc, stamps, windows

DECIMALS = {
    "충전시간(s)": 3,
    "사출시간(s)": 2,
    "계량시간(s)": 2,
    "쿠션(mm)": 2,
    "보압절환위치(mm)": 2,
    "최대스크류회전수(rpm)": 0,
    "제품중량(g)": 2,
}
LOG_HEADER = ("설비명", "시작시간", "종료시간", "정지사유", "비고")
REASONS = ("설비고장", "자재대기", "품질확인", "취출로봇 이상", "노즐막힘")


def simulate(plan: Plan) -> Bundle:
    """Return files, faults and totals of a firm with `plan.machines` machines im1, im2 ..."""
    bundle = Bundle()
    for number in range(plan.machines):
        bundle += _machine(plan, number)
    return bundle


def _machine(plan: Plan, number: int) -> Bundle:
    machine_id = f"im{number + 1}"
    last = number == plan.machines - 1
    spans = windows(plan.hours, THROUGH)
    faults = MoldingFaults(
        change=at_share(spans, 0.22) if number == 0 else None,
        leak=(at_share(spans, 0.60), at_share(spans, 0.78)) if number == 0 else None,
        lot=(at_share(spans, 0.50), at_share(spans, 0.64)) if last else None,
        cooling=(at_share(spans, 0.70), plan.end_s) if last else None,
    )
    shots = make_molding_shots(plan, machine_id, number, faults)
    files = _cycle_files(plan, machine_id, number, shots)
    log = _log_rows(plan, machine_id, number, shots.cycles)
    files.append(_log_file(plan, machine_id, number, log))
    totals = _totals(shots, len(log))
    return Bundle(tuple(files), tuple(_faults(machine_id, shots.cycles, faults, totals)), {machine_id: totals})


def _cycle_files(plan: Plan, machine_id: str, number: int, shots: MoldingShots) -> list[ExportFile]:
    """Return one UTF-8 file with BOM per week; every cycle is two rows that differ in cavity, weight and result."""
    count = shots.count
    cycle_no = np.arange(count, dtype=np.int64) + 310_500 + 50_000 * number
    tool_no = shots.cycles.tool_no.tolist()
    decimals = {header: DECIMALS.get(header, 1) for header in [*shots.channels, "제품중량(g)"]}
    pieces = []
    for cavity in range(CAVITIES):
        scrap = pl.Series(shots.is_scrap[:, cavity])
        good = pl.when(pl.Series(~shots.is_trial)).then(pl.lit("양품"))
        head = {
            "생산일시": stamps(shots.cycles.ended),
            "설비명": pl.Series([f"사출 {number + 1}호기"]).new_from_index(0, count),
            "금형번호": pl.Series(TOOLS).gather(tool_no),
            "품번": pl.Series(PARTS).gather(tool_no),
            "원재료": pl.Series([MATERIAL]).new_from_index(0, count),
            "로트번호": "R26-" + pl.Series(shots.lot_no).cast(pl.String).str.zfill(3),
            "쇼트수": cycle_no,
            "캐비티": np.full(count, cavity + 1),
        }
        tail = {
            "제품중량(g)": shots.weight[:, cavity],
            "판정": pl.select(pl.when(scrap).then(pl.lit("불량")).otherwise(good)).to_series(),
            "불량유형": shots.defect[cavity],
        }
        pieces.append(pl.DataFrame({**head, **shots.channels, **tail}))
    table = pl.concat(pieces).sort("쇼트수", "캐비티").with_columns(korean_stamp("생산일시"))
    text = cells(table, decimals)
    trial = np.repeat(shots.is_trial, CAVITIES)
    text = text.with_columns(pl.when(pl.Series(trial)).then(pl.lit("D")).otherwise(pl.lit("")).alias("시사출"))
    when = np.repeat(shots.cycles.ended, CAVITIES)
    files = []
    for start, end in plan.chunks(when):
        rows = (when >= start) & (when < end)
        content = csv_text(text.filter(pl.Series(rows))).encode("utf-8-sig")
        name = f"{machine_id.upper()}_사출이력_{day_text(start)}{plan.part(start)}.csv"
        files.append(ExportFile(machine_id, name, content, "run", int(rows.sum()), iso_utc(end + 3600.0)))
    return files


def _log_rows(plan: Plan, machine_id: str, number: int, cycles: Cycles) -> list[list[Any]]:
    """Return the stops that somebody wrote down: longer than 5 minutes, in whole minutes, one of eight forgotten."""
    rng = stream(plan.seed, machine_id, "log")
    long = np.flatnonzero(cycles.stop > 300.0)
    long = long[long > 0]
    told = long[rng.random(len(long)) > 0.12]
    start = cycles.ended[told - 1]
    opened = np.floor(start / 60.0) * 60.0
    closed = np.ceil((start + cycles.stop[told]) / 60.0) * 60.0
    picked = rng.integers(0, len(REASONS), len(told))
    change = cycles.since_change[told] == 0
    same_tool = cycles.tool_no[told] == cycles.tool_no[told - 1]
    reasons = np.where(change, np.where(same_tool, "역류방지링 교체", "금형교환"), np.array(REASONS)[picked])
    spans = zip(
        stamps(opened).astype("datetime64[s]").tolist(), stamps(closed).astype("datetime64[s]").tolist(), strict=True
    )
    name = f"사출 {number + 1}호기"
    return [[name, a, b, str(reason), ""] for (a, b), reason in zip(spans, reasons, strict=True)]


def _log_file(plan: Plan, machine_id: str, number: int, rows: list[list[Any]]) -> ExportFile:
    content = workbook(
        f"비가동일지 (사출 {number + 1}호기)",
        "다온정밀 생산팀",
        LOG_HEADER,
        rows,
        merged=(),
        totals=["합계", "", "", f"{len(rows)}건", ""],
    )
    arrives = iso_utc(plan.end_s + 9 * 3600.0)
    return ExportFile(machine_id, f"{machine_id.upper()}_비가동일지.xlsx", content, "event", len(rows), arrives)


def _totals(shots: MoldingShots, logged: int) -> dict[str, Any]:
    scrap = int(shots.is_scrap.sum())
    made = int((~shots.is_trial).sum()) * CAVITIES
    return {
        "run_count": shots.count,
        "trial_count": int(shots.is_trial.sum()),
        "produced_count": made,
        "good_count": made - scrap,
        "scrap_count": scrap,
        "unjudged_count": 0,
        "missing_cycle_count": 0,
        "logged_stop_count": logged,
        "losses_min": planted_losses(shots.cycles, shots.is_trial, np.ones(shots.count, dtype=bool), IDEAL_CYCLE_S),
        **stop_counts(shots.cycles),
    }


def _faults(machine_id: str, cycles: Cycles, faults: MoldingFaults, totals: dict[str, Any]) -> list[Fault]:
    """Return the planted faults of one machine with what finds them."""
    when = cycles.ended

    def fault(kind: str, how: Any, span: tuple[float, float], channels: list[str], **detail: Any) -> Fault:
        channel = channels[0] if channels else None
        first, last = iso_utc(span[0]), iso_utc(span[1])
        more = {"channels": channels, **detail}
        return Fault(
            f"{machine_id}-{kind}", "molding", kind, machine_id, first, last, how, channel=channel, detail=more
        )

    whole = (float(when[0]), float(when[-1]))
    molds = ["mold_temp_1_c", "mold_temp_2_c"]
    count = {"kpis": ["scrap_count"], "expected": totals["scrap_count"], "tolerance": 0.0}
    trial = {"kpis": ["trial_count"], "expected": totals["trial_count"], "tolerance": 0.0}
    out = [
        fault("warmup_scrap", "kpi", whole, [*molds, "oil_temp_c"], **count),
        fault("trial_shots", "kpi", whole, [], **trial),
    ]
    if faults.change is not None:
        at = float(when[int(np.searchsorted(when, faults.change))])
        out.append(fault("job_change", "kpi", (at, at + 7200.0), molds, grain="tool_id", values=list(TOOLS)))
    if faults.leak is not None:
        channels = ["cushion_mm", "weight_g", "switchover_pressure_mpa", "injection_pressure_max_mpa"]
        out.append(
            fault("check_ring_leak", "insight", faults.leak, channels, text=f"cushion {LEAK_RATIO:+.0%}, sd x2.6")
        )
    if faults.lot is not None:
        channels = ["switchover_pressure_mpa", "injection_pressure_max_mpa", "plasticizing_time_s"]
        text = f"lot R26-090, viscosity {LOT_RATIO:+.1%}"
        out.append(fault("resin_lot_change", "insight", faults.lot, channels, text=text))
    if faults.cooling is not None:
        channels = ["mold_temp_2_c", "mold_temp_1_c", "cycle_time_s"]
        text = f"{COOLING_C:+g} degC in mold temperature 2"
        out.append(fault("cooling_drift", "insight", faults.cooling, channels, text=text))
    return out
