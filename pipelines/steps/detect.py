"""Step: runs and loads judged by the facts that `learn` wrote; scores and insights are published."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from models import drift, monitor, rules
from pipelines.steps.commits import committed
from pipelines.steps.groups import groups, machine_ids, mount, samples
from pipelines.steps.insights import stored
from pipelines.steps.learn import FURNACE, MONITOR, QUALITY
from pipelines.steps.loads import instant, loads
from pipelines.steps.report_names import channel_names, channel_units
from pipelines.steps.signals import Judged, joined, judge_group, judge_loads, judge_quality, merged
from pipelines.steps.words import Naming, summary
from ppuri.core.contracts import INSIGHT, LINEAGE, PARTITION, TS, ordered
from ppuri.core.hub import MachineRef, current_hub, machine_refs
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Lease, Ledger
from ppuri.core.results import Contribution, Insight
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse
from ppuri.reports.types import ReportMachine

WATERMARK, SCORE = "detect", "mart_run__score"
_INPUTS = ("run", "reading", "batch", "inspection")
_SCORE_SCHEMA: dict[str, pl.DataType] = {
    **PARTITION,
    "ended_ts": TS,
    "tool_id": pl.String(),
    "score": pl.Float64(),
    "p_value": pl.Float64(),
    "is_anomaly": pl.Boolean(),
    "is_out_of_limit": pl.Boolean(),
    "top_channel": pl.String(),
    "is_warm_up": pl.Boolean(),
    **LINEAGE,
}
Facts = dict[str, dict[str, dict[str, Any]]]


def detect(scope: Scope) -> list[Insight]:
    """Judge every machine whose data or facts changed, and publish scores and insights.

    Without facts nothing is judged and nothing written. The same data and facts give the same result, and what is
    already there is not written again.

    Args:
        scope: The firm.

    Returns:
        All insights of the firm.

    Raises:
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    facts = _facts(ledger, scope.firm_id)
    if not any(facts.values()):
        return []
    refs = {ref.machine.id: ref for ref in machine_refs(current_hub(scope.home), scope.firm_id)}
    with ledger.lease(scope.firm_id) as held:
        seq = ledger.last_seq(scope.firm_id)
        hashes = _hashes(facts)
        with open_warehouse(scope) as warehouse:
            mount(warehouse, scope)
            touched, there = _touched(ledger, scope.firm_id, hashes), machine_ids(warehouse)
            known = stored(warehouse)
            judged = {
                one: _judge(warehouse, scope.firm_id, refs[one], facts, known)
                for one in there
                if one in touched and one in refs
            }
            # Of a machine whose rows all left, nothing that was found stays.
            judged |= {one: (pl.DataFrame(schema=_SCORE_SCHEMA), []) for one in touched - set(there)}
            scores = _frames(warehouse, SCORE, {one: table for one, (table, _) in judged.items()})
            rows = {one: _rows(found) for one, (_, found) in judged.items()}
            found_rows = _frames(warehouse, INSIGHT.name, rows)
        seq = _publish(scope, ledger, held, {SCORE: scores, INSIGHT.name: found_rows}, seq)
        ledger.set_state(scope.firm_id, WATERMARK, hashes)
        ledger.set_watermark(scope.firm_id, WATERMARK, seq)
    kept = [one for one in known if one.machine_id not in judged]
    return sorted([*kept, *(one for _, found in judged.values() for one in found)], key=lambda one: one.insight_id)


def _facts(ledger: Ledger, firm_id: str) -> Facts:
    """Return kind, then subject to the newest fact."""
    return {kind: {f.subject: f.value for f in ledger.facts(firm_id, kind)} for kind in (MONITOR, QUALITY, FURNACE)}


def _hashes(facts: Facts) -> dict[str, str]:
    """Return machine to the hash of its facts."""
    told: dict[str, list[str]] = {}
    for kind, subjects in sorted(facts.items()):
        for subject, value in sorted(subjects.items()):
            text = json.dumps([kind, subject, value], sort_keys=True)
            told.setdefault(subject.split("|")[0], []).append(text)
    versions = f"{monitor.VERSION} {drift.VERSION} {rules.VERSION}"
    return {one: hashlib.sha256("\n".join([versions, *texts]).encode()).hexdigest()[:16] for one, texts in told.items()}


def _touched(ledger: Ledger, firm_id: str, hashes: dict[str, str]) -> set[str]:
    former: dict[str, str] = ledger.state(firm_id, WATERMARK) or {}
    changes = ledger.changes_since(firm_id, ledger.watermark(firm_id, WATERMARK))
    moved = {one for one, value in hashes.items() if former.get(one) != value}
    return moved | {change.machine_id for change in changes if change.table in _INPUTS}


def _judge(
    warehouse: Warehouse, firm_id: str, ref: MachineRef, facts: Facts, known: list[Insight]
) -> tuple[pl.DataFrame, list[Insight]]:
    """Return the scores of one machine's runs and its insights."""
    machine_id = ref.machine.id
    tables, judged, last_us = [pl.DataFrame(schema=_SCORE_SCHEMA)], [], 0
    own = groups(warehouse, machine_id)
    for group in own:
        last_us = max(last_us, 0 if group.ended_us is None else int(group.ended_us[-1]))
        fact = facts[MONITOR].get(group.subject)
        if fact is not None:
            table, found = judge_group(group, fact, ref.line.process)
            tables.append(table.select([pl.col(name).cast(kind) for name, kind in _SCORE_SCHEMA.items()]))
            judged += found
    if machine_id in facts[QUALITY]:
        judged += judge_quality(machine_id, samples(warehouse, machine_id), facts[QUALITY][machine_id], own)
    if machine_id in facts[FURNACE]:
        found_loads = loads(warehouse, machine_id)
        last_us = max([last_us, *(load.ended_us for load in found_loads)])
        judged += judge_loads(machine_id, found_loads, facts[FURNACE][machine_id])
    naming = _naming(warehouse, ref)
    statuses = {one.insight_id: one.status for one in known}
    by_id: dict[str, Judged] = {}
    for one in merged(judged):
        key = _insight_id(firm_id, machine_id, one)
        by_id[key] = joined(by_id[key], one) if key in by_id else one
    insights = [_insight(key, one, naming, last_us) for key, one in sorted(by_id.items())]
    return pl.concat(tables), [
        one.model_copy(update={"status": statuses.get(one.insight_id, "open")}) for one in insights
    ]


def _insight_id(firm_id: str, machine_id: str, judged: Judged) -> str:
    signal = judged.signal
    day = f"{instant(signal.from_us):%Y-%m-%d}"
    group = signal.tool_id or machine_id
    return hashlib.sha256("|".join([firm_id, machine_id, signal.kind, signal.rule, group, day]).encode()).hexdigest()[
        :16
    ]


def _insight(insight_id: str, judged: Judged, naming: Naming, last_us: int) -> Insight:
    signal, fact = judged.signal, judged.fact
    summary_ko, summary_en = summary(signal, naming)
    budget: dict[str, Any] = {"rule": signal.rule}
    if signal.rule == "anomaly":
        fitted = fact["monitor"]
        budget |= {"false_alarm_ratio": fitted["budget"], "mode": fitted["mode"], "n": len(fitted["calibration"])}
    elif signal.kind == "drift":
        budget |= {"limit_sigma": 4.5, "block": fact["drift"]["block"]}
    return Insight(
        insight_id=insight_id,
        kind=signal.kind,
        machine_id=naming.machine_id,
        tool_id=signal.tool_id,
        from_ts=instant(signal.from_us),
        to_ts=instant(signal.to_us),
        summary_ko=summary_ko,
        summary_en=summary_en,
        baseline={"group": judged.group, **fact.get("baseline", {})},
        contributions=[
            Contribution(
                channel=one.channel,
                value=one.value,
                baseline=one.baseline,
                score=round(one.score, 3),
            )
            for one in signal.speakers
        ],
        cause_code=signal.cause_code,
        action_code=signal.action_code,
        interval=signal.interval,
        support_n=signal.support_n,
        p_value=signal.p_value,
        budget=budget,
        refused_reason=signal.refused_reason,
        model_version=str(fact.get("version", "quality-1")),
        as_of=instant(max(last_us, signal.to_us)),
    )


def _naming(warehouse: Warehouse, ref: MachineRef) -> Naming:
    machine = ReportMachine(
        machine_id=ref.machine.id, name=ref.machine.name, process=ref.line.process, kind=ref.line.kind
    )

    def ask(sql: str, params: Mapping[str, Any]) -> pl.DataFrame:
        return warehouse.query(sql, dict(params) or None)

    return Naming(
        ref.machine.id,
        ref.machine.name,
        channel_names(ask, [machine]),
        channel_units(ask, [machine]),
        ref.site.timezone,
    )


def _rows(found: list[Insight]) -> pl.DataFrame:
    made = [
        {
            "machine_id": one.machine_id,
            "month": f"{one.from_ts:%Y-%m}",
            "insight_id": one.insight_id,
            "from_ts": one.from_ts,
            "insight_json": one.model_dump_json(),
        }
        for one in found
    ]
    return (
        ordered(pl.DataFrame(made, schema_overrides=INSIGHT.fixed), INSIGHT)
        if made
        else pl.DataFrame(schema=INSIGHT.fixed)
    )


def _frames(warehouse: Warehouse, table: str, made: dict[str, pl.DataFrame]) -> dict[Partition, pl.DataFrame]:
    """Return the partitions whose rows are different from what is published."""
    out: dict[Partition, pl.DataFrame] = {}
    present = table in warehouse.tables()
    for machine_id, frame in made.items():
        former = frame.clear()
        if present:
            names = ", ".join(f'"{name}"' for name in frame.columns)
            query = f"SELECT {names} FROM {table} WHERE machine_id = $machine_id"  # noqa: S608  our own names
            former = warehouse.query(query, {"machine_id": machine_id})
        for month in sorted({*frame["month"], *former["month"]}):
            new, old = (_month(part, month) for part in (frame, former))
            if not new.equals(old.cast(frame.schema)):
                out[machine_id, month] = new
    return out


def _month(frame: pl.DataFrame, month: str) -> pl.DataFrame:
    keys = ["insight_id"] if "insight_id" in frame.columns else list(LINEAGE)
    return frame.filter(pl.col("month") == month).sort(keys)


def _publish(
    scope: Scope, ledger: Ledger, held: Lease, tables: dict[str, dict[Partition, pl.DataFrame]], seq: int
) -> int:
    """Commit what is different and make it visible; return the number of the publication."""
    lake, published = Lake(scope), ledger.published(scope.firm_id)
    versions = {}
    for table, parts in tables.items():
        if parts:
            before = lake.put_back(table, published.get(table))
            transaction = f"detect:{held.epoch}:{seq}:{table}"
            rows = pl.concat(parts.values())
            versions[table] = committed(lake, table, rows, replace=list(parts), before=before, transaction=transaction)
    if not versions:
        return seq
    return ledger.publish(
        held, versions, changes=[(table, *place) for table, parts in tables.items() for place in parts]
    )
