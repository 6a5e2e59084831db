"""KPI rows and insights as the feed's tables; machines are named `<hub>/<firm>/<machine>`."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl

from ppuri.core.results import Insight, KpiRow
from ppuri.feed.fields import INSIGHT_FIELDS, INSIGHT_KEY, KPI_FIELDS, KPI_KEY, Field
from ppuri.feed.package import FeedTable

Naming = Callable[[str | None], str]
EXTRA_TEXT = "xt_"


def naming(hub_id: str, firm_id: str) -> Naming:
    """Return the function that turns a machine id into its id in the feed; without a machine the firm's id."""

    def name(machine_id: str | None) -> str:
        return "/".join(part for part in (hub_id, firm_id, machine_id) if part)

    return name


def kpi_table(rows: Iterable[tuple[str, KpiRow]], named: Naming) -> FeedTable:
    """Return the KPI table.

    Args:
        rows: (`day` or `month`, row) with machine_id and work_date or period in the row's grain.
        named: From machine id to the feed's id.
    """
    told = [_kpi(grain, row, named) for grain, row in rows]
    return FeedTable("kpis", "지표", KPI_FIELDS, KPI_KEY, _frame(told, KPI_FIELDS))


def insight_table(insights: Sequence[Insight], named: Naming) -> FeedTable:
    """Return insights as a flat table, one row each with the channel that speaks loudest."""
    told = [_insight(insight, named) for insight in insights]
    return FeedTable(
        "insights", "이상과 제안", INSIGHT_FIELDS, INSIGHT_KEY, _frame(told, INSIGHT_FIELDS), parquet=False
    )


def insight_lines(insights: Sequence[Insight], named: Naming) -> str:
    """Return insights as JSON lines, whole, sorted by id, with the feed's machine id beside."""
    lines = [
        json.dumps(
            {"id": named(i.machine_id), **_public(i).model_dump(mode="json")}, ensure_ascii=False, sort_keys=True
        )
        for i in sorted(insights, key=lambda i: i.insight_id)
    ]
    return "".join(f"{line}\n" for line in lines)


def _public(insight: Insight) -> Insight:
    """Return the insight without texts of columns that no channel fits: they may hold names of people."""
    kept = [c for c in insight.contributions if not c.channel.startswith(EXTRA_TEXT)]
    return insight.model_copy(update={"contributions": kept})


def _frame(told: list[dict[str, Any]], fields: tuple[Field, ...]) -> pl.DataFrame:
    return pl.DataFrame(told, schema={field.name: field.kind for field in fields}, orient="row")


def _kpi(grain: str, row: KpiRow, named: Naming) -> dict[str, Any]:
    period = row.grain.get("work_date") if grain == "day" else row.grain.get("period")
    given = {field.name: getattr(row, field.name, None) for field in KPI_FIELDS}
    return {
        **given,
        "id": named(row.grain.get("machine_id")),
        "grain": grain,
        "period": period or "unknown",
        "reasons": "; ".join(row.reasons) or None,
    }


def _insight(insight: Insight, named: Naming) -> dict[str, Any]:
    public = _public(insight)
    lead = max(public.contributions, key=lambda c: abs(c.score), default=None)
    given = {field.name: getattr(public, field.name, None) for field in INSIGHT_FIELDS}
    return {
        **given,
        "id": named(public.machine_id),
        "channel": lead.channel if lead else None,
        "score": lead.score if lead else None,
    }
