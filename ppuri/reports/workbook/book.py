"""The sheets of the workbook in their order."""

from io import BytesIO

from xlsxwriter.workbook import Workbook

from ppuri.reports import format as forms
from ppuri.reports import words
from ppuri.reports.html import compared_text
from ppuri.reports.identity import marked
from ppuri.reports.tables import (
    Grid,
    batch_grid,
    capability_grid,
    comparison_grid,
    definition_grid,
    hour_grid,
    insight_grid,
    quality_grids,
    source_grid,
)
from ppuri.reports.types import ReportResult
from ppuri.reports.workbook.control import control_sheet
from ppuri.reports.workbook.kpis import kpi_sheet
from ppuri.reports.workbook.losses import loss_sheet
from ppuri.reports.workbook.sheets import Page
from ppuri.reports.workbook.styles import Styles
from ppuri.reports.workbook.summary import summary_sheet

NARROW, WIDE = 10.0, 34.0


def render_xlsx(result: ReportResult) -> bytes:
    """Return the workbook; the same result gives the same bytes.

    Args:
        result: What the report says.
    """
    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        # A workbook carries the instant of its making: that of the result, so that the same result gives the same file.
        book.set_properties(
            {
                "title": f"월간 공정 KPI 보고서 · {result.firm_name} · {forms.month_text(result.period)}",
                "comments": marked(result),
                "created": result.as_of.replace(tzinfo=None),
            }
        )
        styles = Styles(book)
        # The cards of the summary point at the cells of the KPIs, whose places are known before.
        summary_sheet(book, styles, result)
        kpi_sheet(book, styles, result)
        loss_sheet(book, styles, result)
        control_sheet(book, styles, result)
        if result.capabilities:
            told = (words.CAPABILITY_NOTE, capability_grid(result), "")
            _grid(book, styles, "공정능력", [told])
        if result.comparison is not None:
            told = (compared_text(result), comparison_grid(result), "두 기간에 함께 있는 지표가 없습니다.")
            _grid(book, styles, "전후비교", [told])
        if result.batches:
            _grid(book, styles, "배치", [("배치", batch_grid(result, len(result.batches)), "")])
        if result.hours:
            _grid(book, styles, "요일과 시각", [(given.machine, hour_grid(given), "") for given in result.hours])
        _grid(
            book, styles, "이상", [("이상과 제안", insight_grid(result, len(result.insights)), "찾은 것이 없습니다.")]
        )
        parts = [(title, grid, empty) for title, empty, grid in quality_grids(result)]
        _grid(book, styles, "고칠 행", parts)
        parts = [
            ("지표 정의", definition_grid(result), "정의가 없습니다."),
            ("원본 파일", source_grid(result), "파일이 없습니다."),
        ]
        _grid(book, styles, "정의", parts)
    return target.getvalue()


def _grid(book: Workbook, styles: Styles, name: str, parts: list[tuple[str, Grid, str]]) -> None:
    """Write tables one under the other."""
    width = max(len(grid.headers) for _, grid, _ in parts)
    page = Page(book, styles, name, [_width(parts, column) for column in range(width)])
    for title, grid, empty in parts:
        page.line(title, styles.part)
        if not grid.rows:
            page.line(empty, styles.muted)
        else:
            page.head(grid.headers, numbers=grid.numbers, repeat=len(parts) == 1)
            for row in grid.rows:
                page.cells([(None, cell) for cell in row])
        page.row += 1
    page.done()


def _width(parts: list[tuple[str, Grid, str]], column: int) -> float:
    cells = [row[column] for _, grid, _ in parts for row in (grid.headers, *grid.rows) if column < len(row)]
    return min(max(NARROW, max((len(cell) * 1.6 for cell in cells), default=0)), WIDE)
