"""A result as one self-contained Korean page: style, charts and tables inside, nothing is fetched."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ppuri.reports import format as forms
from ppuri.reports import tables, words
from ppuri.reports.figures import comparison_panel, coverage_panel, panels
from ppuri.reports.identity import marked
from ppuri.reports.traces import traces
from ppuri.reports.types import ReportResult


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("ppuri.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        plain=forms.plain,
        percent=forms.percent,
        month=forms.month_text,
        short=forms.short,
        kpi=tables.marked,
    )
    return made


def render(result: ReportResult) -> str:
    """Return the page; the same result gives the same bytes."""
    return _environment().get_template("report.html").render(**_view(result))


def _view(result: ReportResult) -> dict[str, Any]:
    zone = result.timezone
    return {
        "result": result,
        "mark": marked(result),
        "as_of": forms.instant(result.as_of, zone),
        "zone": "KST" if zone == "Asia/Seoul" else zone,
        "machines": " / ".join(machine.name for machine in result.machines),
        "basis": words.BASES[result.time_basis],
        "change": forms.change,
        "kpi_value": forms.kpi_value,
        "basis_of": words.basis_of,
        "trials": words.TRIALS,
        "worse": worse,
        "panels": panels(result),
        "coverage": coverage_panel(result),
        "kpis": tables.kpi_grid(result),
        "by_machine": tables.machine_grid(result),
        "capabilities": tables.capability_grid(result),
        "capability_note": words.CAPABILITY_NOTE,
        "insights": tables.insight_grid(result),
        "tallies": tables.tally_grid(result),
        "batches": tables.batch_grid(result),
        "compared": compared_text(result),
        "comparison": comparison_panel(result),
        "comparisons": tables.comparison_grid(result),
        "quality": list(tables.quality_grids(result)),
        "traces": (grounds := traces(result)),
        "traced": {one.definition.kpi for one in grounds},
        "definitions": tables.definition_grid(result),
        "sources": tables.source_grid(result),
    }


def compared_text(result: ReportResult) -> str:
    """Return what is compared with what, and how; an empty text where nothing is."""
    found = result.comparison
    if found is None:
        return ""
    (a, b), (c, d) = found.before, found.after
    days = f"{a:%Y-%m-%d} ~ {b:%Y-%m-%d}과 {c:%Y-%m-%d} ~ {d:%Y-%m-%d}을 교대(교대가 없으면 작업일) 단위로 견줍니다."
    way = "교대를 하나로 세고(쇼트가 아님), 이웃 교대의 닮음과 품번 구성의 차이를 덜어 냅니다. 여러 지표를 함께 보므로 p값을 Holm의 방법으로 고칩니다."
    return f"{days} {way}"


def worse(card: Any) -> str:
    """Return symbol and word of a change: better, worse, or neither."""
    row, before = card.row, card.before
    if row is None or before is None or row.value is None or before.value is None or row.value == before.value:
        return ""
    if row.direction == "none":
        return "▲ 늘었음" if row.value > before.value else "▼ 줄었음"
    better = (row.value > before.value) == (row.direction == "higher")
    return f"{'▲' if row.value > before.value else '▼'} {'나아짐' if better else '나빠짐'}"
