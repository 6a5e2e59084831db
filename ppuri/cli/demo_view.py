"""What the demo prints: receipts, KPIs, insights, reports, and what was planted beside what was found."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table as Grid
from rich.text import Text

from ppuri.cli.views import MARKS, insight_grid, stored_sentence
from ppuri.core.language import text

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.steps.demo import DemoFirm, DemoResult, Planted
    from ppuri.core.results import KpiRow, Receipt

TOP_INSIGHTS = 5
# What each kind of firm looks at first; a KPI without a value is left out of its table.
FIRST_KPIS = {
    "casting": (
        "produced_count",
        "good_count",
        "scrap_count",
        "quality_ratio",
        "quality_ratio_all",
        "cycle_time_median",
        "stop_min",
        "anomaly_ratio",
    ),
    "heat_treatment": ("batch_count", "soak_min_median", "zone_spread_max_c", "quality_ratio"),
    "molding": ("produced_count", "good_count", "scrap_count", "quality_ratio", "cycle_time_median", "stop_min"),
}


def show(result: "DemoResult", console: "Console") -> None:
    """Print the result of the demo.

    Args:
        result: What the demo made.
        console: Where to.
    """
    for firm in result.firms:
        console.rule(Text(f"{firm.name} · {firm.firm_id}"), align="left")
        for receipt in firm.receipts:
            console.print(f"{MARKS[receipt.status]} {receipt.file_name}: {_became(receipt)}", markup=False)
        console.print(kpi_grid(firm))
        console.print(insight_grid(firm.insights[:TOP_INSIGHTS]))
        if len(firm.insights) > TOP_INSIGHTS:
            more = len(firm.insights) - TOP_INSIGHTS
            console.print(
                text(
                    f"… 외 {more}건: ppuri insights --firm {firm.firm_id}",
                    f"… {more} more: ppuri insights --firm {firm.firm_id}",
                ),
                markup=False,
            )
    console.rule(Text(text("심은 것과 찾은 것", "Planted and found")), align="left")
    console.print(planted_grid(fault for firm in result.firms for fault in firm.planted))
    for line in ending(result):
        console.print(line, markup=False)


def _became(receipt: "Receipt") -> str:
    if receipt.status == "committed":
        return stored_sentence(receipt)
    reasons = [hold.question_ko if text("ko", "en") == "ko" else hold.question_en for hold in receipt.holds]
    reasons += [found.message for found in receipt.findings if found.severity == "error"]
    return reasons[0] if reasons else receipt.status


def kpi_grid(firm: "DemoFirm") -> Grid:
    """First KPIs of one firm: a row per KPI, a column per machine."""
    from pipelines.steps.kpi_files import shown, title

    machines = list(dict.fromkeys(row.grain["machine_id"] or "-" for row in firm.kpis))
    values: dict[str, dict[str, KpiRow]] = {}
    for row in firm.kpis:
        if row.subject is None and row.mode is None and row.value is not None:
            values.setdefault(row.kpi, {})[row.grain["machine_id"] or "-"] = row
    grid = Grid(title=text("지표 (설비별, 전체 기간)", "KPIs (per machine, whole range)"), title_justify="left")
    grid.add_column(text("지표", "KPI"))
    for machine in machines:
        grid.add_column(machine, justify="right")
    for kpi in (kpi for kpi in FIRST_KPIS[firm.process] if kpi in values):
        cells = (values[kpi].get(machine) for machine in machines)
        grid.add_row(title(kpi), *(shown(cell) if cell else "-" for cell in cells))
    return grid


def planted_grid(faults: Iterable["Planted"]) -> Grid:
    """Every planted fault: found by what, or missed."""
    grid = Grid()
    for head in (
        "",
        text("심은 것", "planted"),
        text("설비", "machine"),
        text("찾은 길", "found by"),
        text("근거", "evidence"),
    ):
        grid.add_column(head)
    for fault in faults:
        evidence = fault.evidence[0] if fault.evidence else text("찾지 못함", "missed")
        grid.add_row("●" if fault.found else "✕", Text(fault.kind), fault.machine_id, fault.how_found, Text(evidence))
    return grid


def ending(result: "DemoResult") -> list[str]:
    """Return the counts, false insights, the paths of the reports and what to do next."""
    lines = [
        text(
            f"심은 것 {result.planted_count}건 중 {result.found_count}건을 찾았고, 잘못 찾은 것은 {result.false_count}건입니다.",
            f"{result.found_count} of {result.planted_count} planted faults found, {result.false_count} false.",
        )
    ]
    false = [insight for firm in result.firms for insight in firm.false]
    lines += [f"  ✕ {insight.machine_id} {text(insight.summary_ko, insight.summary_en)}" for insight in false]
    lines.append(text("보고서:", "Reports:"))
    lines += [f"  {firm.report}" for firm in result.firms if firm.report]
    spent = sum(result.seconds.values())
    lines.append(text(f"{spent:.0f}초 걸렸습니다.", f"It took {spent:.0f} s."))
    return lines
