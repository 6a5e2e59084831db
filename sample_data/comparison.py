"""Compare what was found with what was planted: the only reader of `truth.json`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SLACK = timedelta(hours=1)
LEADING = 0.5  # a channel speaks for an insight when its score is at least half of the highest
_GRAINS = ("line_id", "machine_id", "tool_id", "part_id", "work_date", "shift", "period")
# Words in an insight's cause_code that name a planted fault whatever its channels are called.
_CAUSES = {
    "thermocouple_drift": ("thermocouple", "tc_drift", "sensor_drift"),
    "plunger_wear": ("plunger", "tip_wear"),
    "slow_cycles": ("slow_cycle",),
    "interrupted_soak": ("interrupt",),
    "overshoot": ("overshoot",),
    "uneven_zone": ("uneven", "uniformity"),
    "check_ring_leak": ("check_ring",),
    "resin_lot_change": ("resin", "lot_change", "viscosity"),
    "cooling_drift": ("cooling",),
}


@dataclass(frozen=True)
class Match:
    """One planted fault with what speaks for it; nothing speaks for a missed one."""

    fault: dict[str, Any]
    evidence: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether anything speaks for the fault."""
        return bool(self.evidence)


@dataclass(frozen=True)
class Comparison:
    """What was planted, and what became of it.

    Attributes:
        planted: Every planted fault, in the order of `truth.json`.
        false: Insights that no planted fault explains.
    """

    planted: tuple[Match, ...]
    false: tuple[dict[str, Any], ...] = field(default=())

    @property
    def found(self) -> tuple[Match, ...]:
        """Planted faults that something speaks for."""
        return tuple(match for match in self.planted if match.found)

    @property
    def missed(self) -> tuple[Match, ...]:
        """Planted faults that nothing speaks for."""
        return tuple(match for match in self.planted if not match.found)


def read_truth(folder: Path) -> dict[str, Any]:
    """Return the truth of a simulated firm; for `compare` alone."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def compare(
    truth: dict[str, Any],
    *,
    receipts: list[dict[str, Any]],
    kpis: list[dict[str, Any]],
    insights: list[dict[str, Any]],
) -> Comparison:
    """Match evidence with planted faults.

    A fault to be found by insight needs one on its machine that overlaps it in time and whose leading channels or
    cause name it. One to be found by KPI needs a KPI whose sum over the machine equals the truth. One to be found by
    finding needs the count on a receipt. An insight that fits any planted fault, however that one is to be found, is
    not false.

    Args:
        truth: As `read_truth` returns it.
        receipts: Receipts as JSON objects.
        kpis: KPI rows as flat JSON objects with `machine_id`; several grains may be mixed.
        insights: Insights as JSON objects.
    """
    faults = truth["faults"]
    usable = [one for one in insights if not one.get("refused_reason") and one.get("kind") != "window"]
    fits = {fault["id"]: [one["insight_id"] for one in usable if _explains(fault, one)] for fault in faults}
    planted = tuple(Match(fault, _evidence(fault, fits[fault["id"]], receipts, kpis)) for fault in faults)
    explained = {insight_id for ids in fits.values() for insight_id in ids}
    return Comparison(planted, tuple(one for one in usable if one["insight_id"] not in explained))


def _evidence(
    fault: dict[str, Any], insight_ids: list[str], receipts: list[dict[str, Any]], kpis: list[dict[str, Any]]
) -> tuple[str, ...]:
    if fault["how_found"] == "kpi":
        return _kpi_evidence(fault, kpis)
    if fault["how_found"] == "finding":
        return _receipt_evidence(fault, receipts)
    return tuple(f"insight {insight_id}" for insight_id in insight_ids)


def _explains(fault: dict[str, Any], insight: dict[str, Any]) -> bool:
    """Return whether an insight can be about a fault: machine, tool, time, and channel or cause."""
    if insight["machine_id"] != fault["machine_id"]:
        return False
    if fault["tool_id"] and insight.get("tool_id") and fault["tool_id"] != insight["tool_id"]:
        return False
    if _instant(insight["from_ts"]) > _instant(fault["to_ts"]) + SLACK:
        return False
    if _instant(insight["to_ts"]) < _instant(fault["from_ts"]) - SLACK:
        return False
    cause = (insight.get("cause_code") or "").lower().replace("-", "_")
    if any(word in cause for word in _CAUSES.get(fault["kind"], ())):
        return True
    channels = [*fault["detail"]["channels"], *fault["detail"].get("features", ())]
    return any(name == channel or name.startswith(f"{channel}_") for name in _leading(insight) for channel in channels)


def _leading(insight: dict[str, Any]) -> list[str]:
    """Return the channels whose score is near the highest one."""
    shares = [(one["channel"], abs(one["score"])) for one in insight.get("contributions") or []]
    highest = max((score for _, score in shares), default=0.0)
    return [channel for channel, score in shares if score >= LEADING * highest]


def _kpi_evidence(fault: dict[str, Any], kpis: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the KPI that tells the truth: per grain the rows of the machine are added up."""
    detail = fault["detail"]
    rows = [row for row in kpis if row.get("machine_id") == fault["machine_id"]]
    if "grain" in detail:
        there = {row.get(detail["grain"]) for row in rows}
        return (f"{detail['grain']} {', '.join(detail['values'])}",) if there.issuperset(detail["values"]) else ()
    for name in detail["kpis"]:
        for value in _sums(row for row in rows if row["kpi"] == name and row.get("subject") == detail.get("subject")):
            if abs(value - detail["expected"]) <= detail["tolerance"] * abs(detail["expected"]):
                return (f"kpi {name} = {value:g}",)
    return ()


def _sums(rows: Iterable[dict[str, Any]]) -> list[float]:
    """Return the sum of the values for each grain that the rows have."""
    sums: dict[tuple[str, ...], float] = {}
    for row in rows:
        grain = tuple(name for name in _GRAINS if name in row)
        sums[grain] = sums.get(grain, 0.0) + (row["value"] or 0.0)
    return list(sums.values())


def _receipt_evidence(fault: dict[str, Any], receipts: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the count on the receipts of the machine that tells of the fault."""
    detail = fault["detail"]
    name = detail.get("file_name")
    mine = [
        receipt
        for receipt in receipts
        if receipt.get("machine_id") == fault["machine_id"]
        and (name is None or Path(receipt["file_name"]).name == name)
    ]
    if "receipt" in detail:
        total = sum(receipt[detail["receipt"]] for receipt in mine)
        return (f"{detail['receipt']} {total}",) if total == detail["count"] else ()
    findings = [one for receipt in mine for one in receipt["findings"] if one.get("column") == detail["column"]]
    total = sum(one["count"] for one in findings)
    codes = ", ".join(sorted({one["code"] for one in findings}))
    return (f"finding {codes}: {detail['column']} {total}",) if detail["count"] and total >= detail["count"] else ()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
