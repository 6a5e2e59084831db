"""Step: baselines, monitors and control limits as dated facts of the ledger."""

from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict

from models import drift, monitor
from models.robust import Bools, Floats
from models.rules.general import CYCLES
from models.rules.quality import Samples, limits_of
from models.spc import autocorrelation
from pipelines.steps.groups import Group, groups, machine_ids, mount, samples
from pipelines.steps.loads import instant, loads
from pipelines.steps.reference import LearntCycle, learn_cycles
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse

MONITOR, CHART, QUALITY, FURNACE = "monitor", "chart", "quality", "furnace"
LEAST, SHARE, FLOOR = 200, 0.3, monitor.MIN_RUNS
FIRST_DAY = date(1970, 1, 1)


class LearntGroup(BaseModel):
    """What was learnt of one group, or why nothing was.

    Attributes:
        machine_id: The machine; `tool_id` and `recipe_id` of the group.
        run_count: Accepted runs of the baseline.
        channels: Channels monitored.
        refused_ko: Why there is no monitor; `refused_en` likewise.
    """

    model_config = ConfigDict(frozen=True)
    machine_id: str
    tool_id: str | None = None
    recipe_id: str | None = None
    run_count: int
    channels: list[str] = []
    refused_ko: str | None = None
    refused_en: str | None = None


class Learnt(BaseModel):
    """What `learn` wrote."""

    model_config = ConfigDict(frozen=True)
    firm_id: str
    groups: list[LearntGroup]
    furnaces: dict[str, int] = {}
    cycles: list[LearntCycle] = []

    def lines(self) -> list[str]:
        """Say it in sentences."""
        out = [_line(group) for group in self.groups]
        out += [cycle.line() for cycle in self.cycles]
        out += [
            text(f"{machine_id}: 배치 {count}개를 봅니다.", f"{machine_id}: watches {count} furnace loads.")
            for machine_id, count in self.furnaces.items()
        ]
        return out or [text("배울 자료가 없습니다.", "There is nothing to learn from.")]


def _line(group: LearntGroup) -> str:
    name = " ".join(part for part in (group.machine_id, group.tool_id, group.recipe_id) if part)
    if group.refused_ko and group.refused_en:
        return f"{name}: {text(group.refused_ko, group.refused_en)}"
    return text(
        f"{name}: 양품 {group.run_count:,}회를 기준으로 채널 {len(group.channels)}개를 봅니다.",
        f"{name}: watches {len(group.channels)} channels against {group.run_count:,} good runs.",
    )


def learn(scope: Scope) -> Learnt:
    """Fix the baseline of every group from what is published, and write it as facts.

    The baseline of a group are its first max(200, 30 %) accepted runs (good, no trial, no warm-up), at least 60. The
    same data give the same facts, and an equal fact is not written twice.

    Args:
        scope: The firm.
    """
    ledger = Ledger(scope.home)
    learnt: list[LearntGroup] = []
    furnaces: dict[str, int] = {}
    cycles: list[LearntCycle] = []
    with open_warehouse(scope) as warehouse:
        mount(warehouse, scope)
        for machine_id in machine_ids(warehouse):
            cycles += learn_cycles(ledger, scope.firm_id, warehouse, machine_id)
            learnt += [_learn_group(ledger, scope.firm_id, group) for group in groups(warehouse, machine_id)]
            _learn_quality(ledger, scope.firm_id, machine_id, samples(warehouse, machine_id))
            count = _learn_furnace(ledger, scope.firm_id, machine_id, warehouse)
            if count:
                furnaces[machine_id] = count
    return Learnt(firm_id=scope.firm_id, groups=learnt, furnaces=furnaces, cycles=cycles)


def baseline_rows(accepted: Bools) -> int:
    """Return how many rows, from the first, the baseline spans: up to its last accepted run; 0 below 60 of them."""
    places = np.flatnonzero(accepted)
    wanted = min(len(places), max(LEAST, round(SHARE * len(places))))
    return int(places[wanted - 1]) + 1 if wanted >= FLOOR else 0


def watched(group: Group) -> tuple[str, ...]:
    """Return the channels of a run monitor: cycle times are judged by intervals and by their own drift instead."""
    return tuple(name for name in group.channels if name not in CYCLES)


def _learn_group(ledger: Ledger, firm_id: str, group: Group) -> LearntGroup:
    rows, accepted = baseline_rows(group.accepted), group.accepted
    names = watched(group)
    made = monitor.fit(names, group.columns(names)[:rows], accepted[:rows]) if rows else None
    known = LearntGroup(
        machine_id=group.machine_id, tool_id=group.tool_id, recipe_id=group.key[2], run_count=int(accepted[:rows].sum())
    )
    if made is None:
        return known.model_copy(
            update={
                "run_count": int(accepted.sum()),
                "refused_ko": f"기준으로 삼을 양품 기록이 {int(accepted.sum())}회뿐입니다. {FLOOR}회가 필요합니다.",
                "refused_en": f"only {int(accepted.sum())} good runs for a baseline, {FLOOR} are needed",
            }
        )
    steady = group.is_steady[:rows]
    drifting = tuple(sorted({*made.channels, *(name for name in CYCLES if name in group.channels)}))
    reference = drift.fit(drifting, group.columns(drifting)[:rows][steady])
    span = _span(group, rows)
    since = span[0].date() if span else FIRST_DAY
    value = {
        "version": f"{monitor.VERSION} {drift.VERSION}",
        "baseline": {
            "rule": f"first max({LEAST}, {SHARE:.0%}) accepted runs",
            "from_ts": span[0].isoformat() if span else None,
            "to_ts": span[1].isoformat() if span else None,
            "run_count": made.n,
        },
        "monitor": made.state(),
        "drift": None if reference is None else reference.state(),
        "reference_cycle": _cycle(group, rows),
    }
    ledger.put_fact(firm_id, MONITOR, group.subject, since, value)
    ledger.put_fact(firm_id, CHART, group.subject, since, _limits(group, made.channels, rows))
    return known.model_copy(update={"channels": list(made.channels)})


def _span(group: Group, rows: int) -> tuple[datetime, datetime] | None:
    if group.ended_us is None:
        return None
    return instant(int(group.ended_us[0])), instant(int(group.ended_us[rows - 1]))


def _cycle(group: Group, rows: int) -> dict[str, Any] | None:
    """Evidence for the reference cycle: P5 and median of normal baseline cycles (domain.md section 2.3)."""
    name = next((name for name in CYCLES if name in group.channels), None)
    if name is None:
        return None
    cycles = group.columns((name,))[:rows, 0][group.accepted[:rows]]
    cycles = np.sort(cycles[np.isfinite(cycles) & (cycles > 0)])
    if not len(cycles):
        return None
    low, middle = np.quantile(cycles, [0.05, 0.5])
    return {"channel": name, "p05_s": float(low), "median_s": float(middle), "run_count": len(cycles)}


def _limits(group: Group, names: tuple[str, ...], rows: int) -> dict[str, Any]:
    """Return limits of individuals per channel, wider where neighbours resemble each other (domain.md sections 3.2, 3.4); no range bridges a stop."""
    accepted = group.accepted[:rows]
    segments = np.cumsum(group.phases.since == 0)[:rows][accepted]
    values: Floats = group.columns(names)[:rows][accepted]
    found = {name: autocorrelation.widened(values[:, n], segments) for n, name in enumerate(names)}
    return {
        name: {
            "center": one.parameters.center,
            "sigma": one.parameters.sigma,
            "lower": one.lower,
            "upper": one.upper,
            "n": one.parameters.n,
        }
        for name, one in found.items()
        if one is not None
    }


def _learn_quality(ledger: Ledger, firm_id: str, machine_id: str, all_samples: Samples) -> None:
    """Limits of the chart of scrap shares, from the first 30 % of the work dates, at least eight."""
    wanted = min(len(all_samples.judged), max(8, round(SHARE * len(all_samples.judged))))
    base = Samples(*(getattr(all_samples, name)[:wanted] for name in ("from_us", "to_us", "scrap", "judged")))
    limits = limits_of(base)
    if limits is not None:
        since = instant(int(base.from_us[0])).date()
        ledger.put_fact(firm_id, QUALITY, machine_id, since, {**limits, "sample_count": wanted})


def _learn_furnace(ledger: Ledger, firm_id: str, machine_id: str, warehouse: Warehouse) -> int:
    found = loads(warehouse, machine_id)
    if found:
        value = {"version": "furnace-1", "load_count": len(found), **_usual(found)}
        ledger.put_fact(firm_id, FURNACE, machine_id, instant(found[0].started_us).date(), value)
    return len(found)


def _usual(found: list[Any]) -> dict[str, float | None]:
    frame = pl.DataFrame(
        {"spread_c": [load.spread_max_c for load in found], "soak_min": [load.soak_us / 6e7 for load in found]},
        schema={"spread_c": pl.Float64, "soak_min": pl.Float64},
    )
    middle = frame.median().row(0, named=True)
    return {f"{name}_median": value for name, value in middle.items()}
