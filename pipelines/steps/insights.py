"""Step: the insights that are published, the most certain first."""

from ppuri.core.results import Insight
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse


def insights(scope: Scope, kind: str | None = None, machine_id: str | None = None) -> list[Insight]:
    """Return the firm's insights.

    Those with a named cause come first, then by how loudly their first channel speaks.

    Args:
        scope: The firm.
        kind: Only this kind: anomaly, drift, risk or window; several are joined by commas.
        machine_id: Only this machine.
    """
    with open_warehouse(scope) as warehouse:
        found = stored(warehouse)
    kinds = None if kind is None else {part.strip() for part in kind.split(",")}
    kept = [
        one
        for one in found
        if (kinds is None or one.kind in kinds) and (machine_id is None or one.machine_id == machine_id)
    ]
    return sorted(kept, key=_rank)


def stored(warehouse: Warehouse) -> list[Insight]:
    """Return the published insights by id."""
    if "insight" not in warehouse.tables():
        return []
    rows = warehouse.query("SELECT insight_json FROM insight ORDER BY insight_id")
    return [Insight.model_validate_json(text) for text in rows["insight_json"]]


def _rank(insight: Insight) -> tuple[bool, bool, float, str]:
    loud = max((abs(one.score) for one in insight.contributions), default=0.0)
    return insight.refused_reason is not None, insight.cause_code is None, -loud, insight.insight_id
