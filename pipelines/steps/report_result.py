"""The result of a firm's month: numbers from the KPI step, parts from the published tables, words from both."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from pipelines.steps.insights import insights
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.receipts import receipts
from pipelines.steps.relations import fill_marts
from pipelines.steps.report_capability import capabilities
from pipelines.steps.report_charts import share_charts, value_charts
from pipelines.steps.report_compare import comparisons
from pipelines.steps.report_names import channel_names, channel_units, kept_names
from ppuri.core.clock import now
from ppuri.core.errors import UsageError
from ppuri.core.hub import MachineRef, current_hub, machine_refs
from ppuri.core.ledger import Ledger
from ppuri.core.results import Insight, KpiRow, Receipt
from ppuri.core.scope import Scope
from ppuri.core.settings import load_settings
from ppuri.core.sqlfiles import describe, read_sql
from ppuri.core.warehouse import one_moment, open_warehouse
from ppuri.reports import words
from ppuri.reports.cards import cards
from ppuri.reports.formulas import formula
from ppuri.reports.parts import days, furnace, hours, losses, machines, quality, span, tallies
from ppuri.reports.parts.span import Ask, Span
from ppuri.reports.types import ControlChart, Definition, Quality, ReportMachine, ReportResult

DAILY = ["cycle_time_p05", "cycle_time_median", "cycle_time_p95"]
MOST_INSIGHTS = 200


@dataclass(frozen=True)
class _Numbers:
    """KPIs of the firm over the period, per machine, per machine and day, and of the month before."""

    firm: list[KpiRow]
    machine: list[KpiRow]
    daily: list[KpiRow]
    before: list[KpiRow]


def collect(scope: Scope, period: str | None = None, compare: str | None = None) -> ReportResult:
    """Gather everything that the report says, all of one moment; arguments and errors as `documents`."""
    with one_moment(scope):
        return _collected(scope, period, compare)


def _collected(scope: Scope, period: str | None, compare: str | None) -> ReportResult:
    refs = machine_refs(current_hub(scope.home), scope.firm_id)
    zone = refs[0].site.timezone if refs else load_settings().timezone
    with open_warehouse(scope) as warehouse:
        fill_marts(warehouse)

        def ask(sql: str, params: Mapping[str, Any]) -> pl.DataFrame:
            return warehouse.query(sql, dict(params))

        known = span.months(ask, zone)
        chosen = _chosen(period, known, zone)
        numbers = _numbers(scope, chosen, known)
        found = _insights(scope, chosen)
        result = _assemble(scope, refs, ask, chosen, numbers, found)
    if compare is None:
        return result
    return result.model_copy(update={"comparison": comparisons(scope, chosen, compare)})


def _chosen(period: str | None, known: list[str], zone: str) -> Span:
    if not known:
        raise UsageError(
            "아직 자료가 없습니다. `ppuri ingest`로 파일을 먼저 넣어 주세요.",
            "There is no data yet. Hand files in first with `ppuri ingest`.",
        )
    given = known[-1] if period is None else period
    try:
        chosen = span.month_span(given, zone)
    except ValueError as error:
        raise UsageError(
            f"기간 {given}을 읽을 수 없습니다. 2026-10처럼 적어 주세요.",
            f"The period {given} cannot be read. Write it like 2026-10.",
        ) from error
    if chosen.period not in known:
        listed = ", ".join(known)
        raise UsageError(
            f"{chosen.period}에는 자료가 없습니다. 자료가 있는 달: {listed}",
            f"There is no data in {chosen.period}. Months with data: {listed}",
        )
    return chosen


def _numbers(scope: Scope, chosen: Span, known: list[str]) -> _Numbers:
    former = span.former(chosen)
    compared = former is not None and former.period in known
    return _Numbers(
        firm=kpi_rows(scope, **chosen.dates),
        machine=kpi_rows(scope, by=["machine"], **chosen.dates),
        daily=[] if chosen.from_date is None else kpi_rows(scope, by=["machine", "day"], names=DAILY, **chosen.dates),
        before=kpi_rows(scope, **former.dates) if compared and former is not None else [],
    )


def _insights(scope: Scope, chosen: Span) -> tuple[Insight, ...]:
    """Return what was found inside the period, refusals last, then by the strength of its evidence."""
    start, end = chosen.params["from_ts"], chosen.params["to_ts"]
    inside = [i for i in insights(scope) if start is None or (i.from_ts < end and i.to_ts >= start)]
    inside.sort(key=lambda i: (i.refused_reason is not None, -_strength(i), i.from_ts, i.insight_id))
    return tuple(inside[:MOST_INSIGHTS])


def _strength(insight: Insight) -> float:
    return max((abs(c.score) for c in insight.contributions), default=0.0)


def _assemble(
    scope: Scope, refs: list[MachineRef], ask: Ask, chosen: Span, numbers: _Numbers, found: tuple[Insight, ...]
) -> ReportResult:
    told = machines.machines([_declared(ref) for ref in refs], machines.counted(ask, chosen))
    files = quality.file_ids(ask, chosen)
    behind = [receipt for receipt in receipts(scope) if receipt.file_id in files]
    mappings = _mappings(scope, behind)
    labels = {**kept_names(mappings, told), **channel_names(ask, told)}
    known = days.Channels(labels, channel_units(ask, told), _specs(refs), _leads(found))
    parts = _parts(scope, ask, chosen, told, known)
    declared = [(ref.machine.id, spec) for ref in refs for spec in ref.machine.specs]
    parts["capabilities"] = capabilities(ask, chosen, told, declared, known)
    parts["cards"] = cards(numbers.firm, numbers.before, _titles(numbers))
    parts["cycle_times"] = days.cycle_times(numbers.daily, told)
    parts["quality"] = _quality(scope, ask, chosen, told, behind, mappings)
    return ReportResult(
        firm_id=scope.firm_id,
        firm_name=refs[0].firm.name if refs else scope.firm_id,
        period=chosen.period,
        from_date=chosen.from_date,
        to_date=chosen.to_date,
        timezone=chosen.zone,
        time_basis=machines.basis([m.time_basis for m in told if m.time_basis]) or "order",
        as_of=_as_of(numbers.firm),
        machines=told,
        kpis=tuple(numbers.firm),
        machine_kpis=tuple(numbers.machine),
        insights=found,
        labels=labels,
        definitions=tuple(_definition(name) for name in dict.fromkeys(row.kpi for row in numbers.firm)),
        sources=quality.sources(behind, _names(told)),
        versions=_versions(numbers.firm),
        **parts,
        **_said(parts, found, told, labels),
    )


def _parts(
    scope: Scope, ask: Ask, chosen: Span, told: tuple[ReportMachine, ...], known: days.Channels
) -> dict[str, Any]:
    batches = furnace.batches(ask, chosen, _names(told))
    return {
        "losses": losses.losses(ask, chosen),
        "stops": losses.stops(ask, chosen),
        "defects": losses.defects(ask, chosen),
        "trends": days.trends(ask, chosen, told, known),
        "hours": hours.hour_maps(ask, chosen, told),
        "charts": _charts(scope, ask, chosen, told, known),
        "batches": batches,
        "profiles": furnace.profiles(ask, chosen, batches, told, known.labels),
        "tallies": tallies.tallies(ask, chosen, _names(told)),
    }


def _said(
    parts: Mapping[str, Any], found: tuple[Insight, ...], told: tuple[ReportMachine, ...], labels: dict[str, str]
) -> dict[str, Any]:
    """Return the sentences, made of the parts that cards and charts show."""
    stopped, defects = parts["stops"] or parts["losses"], parts["defects"]
    return {
        "headline": words.headline(parts["cards"], stopped, defects, found, parts["batches"]),
        "actions": words.actions(found, stopped, defects, parts["quality"], _names(told), labels),
    }


def _names(told: tuple[ReportMachine, ...]) -> dict[str, str]:
    return {machine.machine_id: machine.name for machine in told}


def _titles(numbers: _Numbers) -> dict[str, str]:
    return {row.kpi: describe(f"kpi_{row.kpi}")["name_ko"] for row in numbers.firm}


def _charts(
    scope: Scope, ask: Ask, chosen: Span, told: tuple[ReportMachine, ...], known: days.Channels
) -> tuple[ControlChart, ...]:
    book = Ledger(scope.home)
    values = value_charts(ask, chosen, told, book.facts(scope.firm_id, "chart"), known)
    return (*values, *share_charts(ask, chosen, told, book.facts(scope.firm_id, "quality")))


def _specs(refs: list[MachineRef]) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    return {(ref.machine.id, spec.channel): (spec.lsl, spec.usl) for ref in refs for spec in ref.machine.specs}


def _leads(found: tuple[Insight, ...]) -> dict[str, list[str]]:
    """Return per machine the channels that speak loudest in its insights, most often first."""
    counts: dict[str, Counter[str]] = {}
    for insight in found:
        if insight.contributions and insight.refused_reason is None:
            loudest = max(insight.contributions, key=lambda c: abs(c.score)).channel
            counts.setdefault(insight.machine_id, Counter())[loudest] += 1
    # A channel whose unit nobody knows comes after those that can be read in a unit.
    return {
        machine_id: sorted((channel for channel, _ in counter.most_common()), key=lambda c: c.startswith("x_"))
        for machine_id, counter in counts.items()
    }


def _as_of(rows: list[KpiRow]) -> datetime:
    return max((row.as_of for row in rows), default=now())


def _declared(ref: MachineRef) -> ReportMachine:
    return ReportMachine(
        machine_id=ref.machine.id,
        name=ref.machine.name,
        line_name=ref.line.name,
        process=ref.line.process,
        kind=ref.line.kind,
    )


def _quality(
    scope: Scope,
    ask: Ask,
    chosen: Span,
    told: tuple[ReportMachine, ...],
    behind: list[Receipt],
    mappings: list[dict[str, Any]],
) -> Quality:
    days_held = quality.coverage(ask, chosen, told)
    apart = quality.excluded(ask, {receipt.file_id for receipt in behind})
    return Quality(
        coverage_ratio=quality.total_ratio(days_held),
        coverage=days_held,
        quarantined_count=sum(part.row_count for part in apart),
        excluded=apart,
        cells_nulled=sum(table.cells_nulled for receipt in behind for table in receipt.tables),
        assumptions=quality.assumptions(behind),
        unconfirmed=_unconfirmed(mappings),
        held=tuple(sorted(r.file_name for r in receipts(scope) if r.status == "held")),
    )


def _mappings(scope: Scope, behind: list[Receipt]) -> list[dict[str, Any]]:
    """Return the mappings, as stored, with which the files behind the report were read."""
    book = Ledger(scope.home)
    used = [book.mapping_of(scope.firm_id, r.file_id, table.table_no) for r in behind for table in r.tables]
    return [json.loads(text) for text in sorted({one.mapping_json for one in used if one is not None})]


def _unconfirmed(mappings: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the headers that are kept out of formulas because nobody knows their unit."""
    columns = [column for one in mappings for column in one["columns"]]
    return tuple(sorted({column["header"] for column in columns if column["status"] == "unconfirmed"}))


def _definition(name: str) -> Definition:
    told = describe(f"kpi_{name}")
    return Definition(
        kpi=name,
        title=told["name_ko"],
        formula=formula(name, told["formula"]),
        unit=told["unit"],
        source=told.get("iso22400") or "",
        version=str(told["formula_version"]),
        sql=read_sql(f"kpi_{name}"),
    )


def _versions(rows: list[KpiRow]) -> dict[str, str]:
    formulas = sorted({row.formula_version for row in rows})
    return {"Ppuri": version("ppuri"), "formula": ", ".join(formulas)}
