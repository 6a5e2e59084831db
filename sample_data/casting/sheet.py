"""작업일보: the foreman's daily sheet, kept by hand, whose quantities do not quite agree with the machine."""

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from sample_data.bundle import ExportFile, Plan
from sample_data.casting.shots import PARTS, Shots, shift_key
from sample_data.dress import workbook
from sample_data.noise import stream
from sample_data.shifts import START, iso_utc

HEADER = ("작업일자", "근무조", "품번", "품명", "생산수량", "양품수량", "불량수량", "비가동시간(분)", "작업자", "비고")
FOREMEN = ("주간반장", "야간반장")


def daily_sheet(plan: Plan, machine_id: str, number: int, shots: Shots) -> ExportFile:
    """Return the workbook: one row per work date, shift and part, dates merged, a 합계 row at the end."""
    rows = _rows(plan, machine_id, shots)
    sums: list[Any] = ["합계", "", "", "", *(sum(row[k] for row in rows) for k in (4, 5, 6, 7)), "", ""]
    content = workbook(
        f"다이캐스팅 작업일보 ({number + 1}호기)",
        "한빛금속 1공장    결재: 담당 / 팀장",
        HEADER,
        rows,
        merged=(0,),
        totals=sums,
    )
    return ExportFile(
        machine_id, f"{machine_id.upper()}_작업일보.xlsx", content, "tally", len(rows), iso_utc(plan.end_s + 36_000.0)
    )


def tally_totals(plan: Plan, machine_id: str, shots: Shots) -> dict[str, int]:
    """Return what the sheet adds up to."""
    rows = _rows(plan, machine_id, shots)
    return {"produced_count": sum(row[4] for row in rows), "scrap_count": sum(row[6] for row in rows)}


def _rows(plan: Plan, machine_id: str, shots: Shots) -> list[list[Any]]:
    """Return the body. Some shifts are rounded to tens, some miscounted, and a part of the scrap is never written."""
    grain = shift_key(shots.cycles)
    counts = (
        grain.with_columns(
            made=pl.Series(~shots.is_trial).cast(pl.Int64),
            scrap=pl.Series(shots.is_scrap).cast(pl.Int64),
            idle=pl.Series(shots.cycles.stop),
        )
        .group_by("work_day", "night", "tool_no")
        .agg(pl.col("made", "scrap", "idle").sum())
        .filter(pl.col("made") > 0)
        .sort("work_day", "night", "tool_no")
    )
    rng = stream(plan.seed, machine_id, "sheet")
    size = counts.height
    made = counts["made"].to_numpy()
    rounded = np.where(rng.random(size) < 0.35, np.round(made / 10) * 10, made)
    told = rounded.astype(np.int64) + np.where(rng.random(size) < 0.25, rng.integers(-4, 5, size), 0)
    scrap = np.minimum(rng.binomial(counts["scrap"].to_numpy(), 0.85), told)
    idle = (np.round(counts["idle"].to_numpy() / 300.0) * 5).astype(np.int64)
    keys = counts.select("work_day", "night", "tool_no").rows()
    return [
        [
            START + timedelta(days=day),
            "야간" if night else "주간",
            *PARTS[tool],
            int(told[k]),
            int(told[k] - scrap[k]),
            int(scrap[k]),
            int(idle[k]),
            FOREMEN[night],
            "금형교환" if k and keys[k - 1][2] != tool else "",
        ]
        for k, (day, night, tool) in enumerate(keys)
    ]
