"""Reference cycles of machine, tool and part that nobody declared, as dated facts with their evidence."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict

from models.reference_cycle import Shown, best_shown
from pipelines.steps.relations import REFERENCE_CYCLE
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.warehouse import Warehouse

FIRST_DAY = date(1970, 1, 1)
SPAN = timedelta(days=90)
STALE = 0.9
# Cycles that lost nothing: no trial, no warm-up, no counter jump. Without a reference yet a night's pause tells itself.
_CYCLES = """
SELECT
    tool_id,
    part_id,
    work_date,
    COALESCE(cycle_s, interval_us / 1000000) AS cycle_s,
    reference_cycle_us
FROM mart_run__interval
WHERE machine_id = $machine_id AND ended_ts IS NOT NULL AND NOT is_trial AND NOT is_warm_up AND NOT is_changeover
    AND missing_cycle_count = 0 AND COALESCE(interval_class IN ('normal', 'slow'), interval_us < 28800000000)
    AND COALESCE(cycle_s, interval_us / 1000000) > 0
ORDER BY ALL
"""


class LearntCycle(BaseModel):
    """The reference cycle of one machine, tool and part.

    Attributes:
        machine_id: The machine; `tool_id` and `part_id` what it ran.
        cycle_s: The cycle in force since it was first learnt.
        shown_s: The best shown of the last 90 days; None where the evidence does not suffice.
        is_stale: Whether the best shown is below 0.9 of what is in force, declared or learnt.
    """

    model_config = ConfigDict(frozen=True)
    machine_id: str
    tool_id: str | None
    part_id: str | None
    cycle_s: float
    shown_s: float | None
    is_stale: bool

    def line(self) -> str:
        """Say it in a sentence."""
        name = " ".join(part for part in (self.machine_id, self.tool_id, self.part_id) if part)
        if self.is_stale:
            return text(
                f"{name}: 기준 사이클 {self.cycle_s:.1f}초보다 빠르게 돌고 있습니다(최근 {self.shown_s:.1f}초). 기준을 확인해 주십시오.",
                f"{name}: runs faster than its reference cycle of {self.cycle_s:.1f} s (lately {self.shown_s:.1f} s); check it.",
            )
        return text(
            f"{name}: 기준 사이클은 {self.cycle_s:.1f}초입니다.", f"{name}: reference cycle {self.cycle_s:.1f} s."
        )


def learn_cycles(ledger: Ledger, firm_id: str, warehouse: Warehouse, machine_id: str) -> list[LearntCycle]:
    """Fix the reference cycle of every tool and part of a machine, once: a reference that moves makes no OEE comparable.

    What is fixed stays; a person changes it by declaring `ideal_cycle_s` in the hub file, which goes before.

    Args:
        ledger: Where the fact goes.
        firm_id: The firm.
        warehouse: Its warehouse, with published marts.
        machine_id: The machine.
    """
    if "mart_run__interval" not in warehouse.tables():
        return []
    frozen = {fact.subject: fact.value for fact in ledger.facts(firm_id, REFERENCE_CYCLE)}
    rows = warehouse.query(_CYCLES, {"machine_id": machine_id})
    found = []
    for part in rows.partition_by("tool_id", "part_id", maintain_order=True):
        tool_id, part_id = part.row(0)[:2]
        subject = "|".join([machine_id, *("-" if name is None else name for name in (tool_id, part_id))])
        last: Any = part["work_date"].max()
        recent = part.filter(pl.col("work_date") > last - SPAN)
        shown = best_shown(recent["cycle_s"].to_numpy(), recent["work_date"].to_physical().to_numpy())
        if shown is not None and subject not in frozen:
            frozen[subject] = _value((machine_id, tool_id, part_id), shown, recent)
            ledger.put_fact(firm_id, REFERENCE_CYCLE, subject, FIRST_DAY, frozen[subject])
        declared = part["reference_cycle_us"].drop_nulls()
        if subject in frozen or len(declared):
            in_force = (declared[-1] if len(declared) else frozen[subject]["cycle_us"]) / 1_000_000
            is_stale = shown is not None and shown.cycle_s < STALE * in_force
            found.append(
                LearntCycle(
                    machine_id=machine_id,
                    tool_id=tool_id,
                    part_id=part_id,
                    cycle_s=in_force,
                    shown_s=None if shown is None else shown.cycle_s,
                    is_stale=is_stale,
                )
            )
    return found


def _value(key: tuple[str, str | None, str | None], shown: Shown, rows: pl.DataFrame) -> dict[str, Any]:
    return {
        "machine_id": key[0],
        "tool_id": key[1],
        "part_id": key[2],
        "cycle_us": round(shown.cycle_s * 1_000_000),
        "evidence": {
            "p05_s": shown.p05_s,
            "mode_s": shown.mode_s,
            "run_count": shown.run_count,
            "day_count": shown.day_count,
            "is_bimodal": shown.is_bimodal,
            "from_date": str(rows["work_date"].min()),
            "to_date": str(rows["work_date"].max()),
        },
    }
