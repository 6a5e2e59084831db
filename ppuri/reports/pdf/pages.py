"""What the document prints, as plain texts: the same functions make them that make the page's."""

from typing import Any

from markupsafe import Markup

from ppuri.reports import format as forms
from ppuri.reports import tables, words
from ppuri.reports.figures import Panel, comparison_panel, coverage_panel, panels
from ppuri.reports.html import compared_text, worse
from ppuri.reports.identity import marked
from ppuri.reports.tables import Grid
from ppuri.reports.types import Card, ReportResult

# A column of texts longer than this shares the width that is left; a shorter one takes what it needs.
LONG_TEXT = 14
MOST_WEIGHT = 40


def pages(result: ReportResult) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the data of the template and the drawings by file name.

    Args:
        result: What the report says.
    """
    drawings: dict[str, str] = {}
    zone = "KST" if result.timezone == "Asia/Seoul" else result.timezone
    share = result.quality.coverage_ratio
    shown, effects = coverage_panel(result), comparison_panel(result)
    data = {
        "title": "월간 공정 KPI 보고서",
        "firm": result.firm_name,
        "period": forms.month_text(result.period),
        "machines": forms.short(" / ".join(machine.name for machine in result.machines), 60),
        "hash": result.content_hash,
        "mark": marked(result),
        "facts": [
            f"작성 {forms.instant(result.as_of, result.timezone)} ({zone}) · 보고서 {result.content_hash[:8]}",
            f"데이터 보유율 {forms.percent(share) if share is not None else '–'} · 따로 보관 {forms.plain(result.quality.quarantined_count, 0)}행 · "
            f"원본 {len(result.sources)}개 파일",
            f"{words.BASES[result.time_basis]} · 산식판 {result.versions.get('formula', '–')}",
        ],
        "headline": [[list(piece) for piece in sentence.pieces] for sentence in result.headline],
        "notes": list(result.notes),
        "cards": [_card(card) for card in result.cards],
        "actions": [action.model_dump() for action in result.actions],
        "kpis": _grid(tables.kpi_grid(result)),
        "machine_kpis": _grid(tables.machine_grid(result)) if len(result.machines) > 1 else None,
        "panels": [_panel(panel, drawings) for panel in panels(result)],
        "absent": _absent(result),
        "capability_note": words.CAPABILITY_NOTE,
        "capabilities": _grid(tables.capability_grid(result)) if result.capabilities else None,
        "compared": compared_text(result),
        "comparison": None if effects is None else _panel(effects, drawings),
        "comparisons": None if result.comparison is None else _grid(tables.comparison_grid(result)),
        "batch_count": len(result.batches),
        "batches": _grid(tables.batch_grid(result)) if result.batches else None,
        "insights": _grid(tables.insight_grid(result)),
        "tallies": _grid(tables.tally_grid(result)) if result.tallies else None,
        "coverage": None if shown is None else _panel(shown, drawings),
        "quality": [
            {"title": title, "empty": empty, "grid": _grid(grid)} for title, empty, grid in tables.quality_grids(result)
        ],
        "held": list(result.quality.held),
        "definitions": _grid(tables.definition_grid(result)),
        "sources": _grid(tables.source_grid(result)),
        "versions": " · ".join(f"{name} {version}" for name, version in result.versions.items()),
    }
    return data, drawings


def _card(card: Card) -> dict[str, str]:
    if card.row is None or card.row.value is None:
        return {"title": card.title, "value": "–", "whole": "", "ground": card.absent_reason or "자료가 없습니다"}
    whole = "" if card.with_trials is None else f"{words.TRIALS} {forms.kpi_value(card.with_trials)}"
    told = {"title": card.title, "value": forms.kpi_value(card.row), "whole": whole}
    told["ground"] = card.basis or words.basis_of(card.row)
    if changed := worse(card):
        told["change"] = f"{changed} {forms.change(card.row, card.before)} (전 {forms.kpi_value(card.before)})"
    return told


def _panel(panel: Panel, drawings: dict[str, str]) -> dict[str, Any]:
    names = [f"figure-{len(drawings) + n}.svg" for n in range(len(panel.drawings))]
    drawings.update(zip(names, map(str, panel.drawings), strict=True))
    return {"title": panel.title, "note": panel.note, "figures": names, "wide": panel.wide}


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[cell.striptags() if isinstance(cell, Markup) else cell for cell in row] for row in grid.rows]
    return {"headers": list(grid.headers), "rows": rows, "numbers": list(grid.numbers), "weights": _weights(grid, rows)}


def _weights(grid: Grid, rows: list[list[str]]) -> list[int]:
    """Return the share of the left width per column; 0 takes what it needs."""
    longest = [max((len(row[at]) for row in rows), default=0) for at in range(len(grid.headers))]
    return [
        0 if at in grid.numbers or length <= LONG_TEXT else min(length, MOST_WEIGHT)
        for at, length in enumerate(longest)
    ]


def _absent(result: ReportResult) -> list[list[str]]:
    missing = []
    if result.stops is None and result.losses is None:
        missing.append(["정지", "정지로 볼 근거(정지 기록, 시각, 가동 상태)가 없습니다."])
    if result.defects is None:
        missing.append(["불량", "불량으로 적힌 것이 없거나 판정 자료가 없습니다."])
    return missing
