"""What the platform takes: KPIs, insights and definitions of one firm as a Data Package."""

import json
from pathlib import Path

from pipelines.steps.insights import insights
from pipelines.steps.kpis import kpi_rows
from ppuri.core.clock import now
from ppuri.core.errors import UsageError
from ppuri.core.hub import current_hub, machine_refs
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe, relations
from ppuri.feed.package import write
from ppuri.feed.tables import insight_lines, insight_table, kpi_table, naming

PREFIX = "kpi_"
TOLD = (
    "id",
    "name_ko",
    "name_en",
    "formula",
    "unit",
    "range",
    "direction",
    "formula_version",
    "description",
    "iso22400",
)


def feed(scope: Scope, out: Path) -> Path:
    """Write the firm's package into a folder; a former package there is replaced as a whole.

    Args:
        scope: The firm.
        out: The package's folder; it may be empty or missing, or hold a former package.

    Returns:
        The folder.

    Raises:
        UsageError: When the folder holds something else, which would be lost.
    """
    if out.exists() and any(out.iterdir()) and not (out / "datapackage.json").exists():
        raise UsageError(
            f"{out} 폴더에 다른 파일이 있습니다. 빈 폴더를 지정해 주세요.",
            f"The folder {out} holds other files. Name an empty one.",
        )
    hub = current_hub(scope.home)
    refs = machine_refs(hub, scope.firm_id)
    named = naming(hub.hub.id, scope.firm_id)
    rows = _rows(scope)
    found = insights(scope)
    return write(
        out.resolve(),
        name=f"{hub.hub.id}-{scope.firm_id}".lower(),
        title=f"{refs[0].firm.name if refs else scope.firm_id} 공정 지표",
        created=max((row.as_of for _, row in rows), default=now()),
        tables=[kpi_table(rows, named), insight_table(found, named)],
        documents={
            "insights.jsonl": ("이상과 제안, 근거까지", insight_lines(found, named)),
            "definitions.json": ("지표 정의", definitions()),
        },
        facts={"id": named(None), "machines": [{"id": named(r.machine.id), "title": r.machine.name} for r in refs]},
    )


def _rows(scope: Scope) -> list[tuple[str, KpiRow]]:
    """Return (`day` or `month`, row) per machine: medians of a month are no sum of days, so both travel."""
    return [(grain, row) for grain in ("day", "month") for row in kpi_rows(scope, by=["machine", grain])]


def definitions() -> str:
    """Return the definition of every KPI as JSON: a list sorted by id."""
    told = [describe(name) for name in relations("kpis") if name.startswith(PREFIX)]
    kept = [{key: one[key] for key in TOLD if key in one} for one in told]
    return json.dumps(sorted(kept, key=lambda one: str(one["id"])), ensure_ascii=False, indent=1) + "\n"
