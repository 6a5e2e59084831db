"""The sheet 관리도: every control chart, and right of what is printed its points with centre and limits."""

from typing import Any

from xlsxwriter.workbook import Workbook

from ppuri.reports.charts import control
from ppuri.reports.charts.style import ticks
from ppuri.reports.format import instant, percent, plain
from ppuri.reports.types import ControlChart, ControlPoint, ReportResult
from ppuri.reports.workbook.sheets import Page
from ppuri.reports.workbook.styles import ALERT, FONT, INK, PRIMARY, Styles

HEADERS = ("때", "값", "중심", "아래 한계", "위 한계", "규칙")
POINT_WIDTHS = (18, 12, 12, 12, 12, 14)
# Columns under the charts, of the usual width; the points stand to their right.
CHART_COLUMNS = 9
CHART_ROWS, CHARTS_A_PAGE = 18, 3


def control_sheet(book: Workbook, styles: Styles, result: ReportResult) -> None:
    """Write the sheet; nothing where there is no chart."""
    shown = [chart for chart in result.charts if chart.points]
    if not shown:
        return
    page = Page(book, styles, "관리도", [9.0] * CHART_COLUMNS)
    for column, width in enumerate(POINT_WIDTHS, start=CHART_COLUMNS + 1):
        page.sheet.set_column(column, column, width)
    places = [_points(page, chart, result.timezone) for chart in shown]
    for number, (chart, (first, last)) in enumerate(zip(shown, places, strict=True)):
        _chart(page, chart, first, last, number * CHART_ROWS)
    page.sheet.set_h_pagebreaks([at * CHART_ROWS for at in range(CHARTS_A_PAGE, len(shown), CHARTS_A_PAGE)])
    page.row = len(shown) * CHART_ROWS
    page.done()


def _points(page: Page, chart: ControlChart, zone: str) -> tuple[int, int]:
    """Write the points; returns their first and last row."""
    left = CHART_COLUMNS + 1
    page.sheet.write_string(page.row, left, f"{chart.group} {chart.subject}", page.styles.part)
    page.row += 1
    page.head(HEADERS, numbers=(1, 2, 3, 4), left=left)
    first = page.row
    for point in chart.points:
        page.cells(_cells(point, chart, zone), left=left)
    page.row += 1
    return first, page.row - 2


def _chart(page: Page, chart: ControlChart, first: int, last: int, top: int) -> None:
    title = f"{chart.group} {chart.subject} — {control.finding(chart)}"
    left = CHART_COLUMNS + 1
    lines = (
        ("값", 1, PRIMARY, "solid"),
        ("중심", 2, INK, "solid"),
        ("아래", 3, ALERT, "dash"),
        ("위", 4, ALERT, "dash"),
    )
    series: list[dict[str, Any]] = [
        {
            "name": name,
            "categories": [page.name, first, left, last, left],
            "values": [page.name, first, left + column, last, left + column],
            "line": {"color": colour, "width": 1.0, "dash_type": dash},
        }
        for name, column, colour, dash in lines
    ]
    drawn = page.chart({"type": "line"}, series, title, (top, 0))
    shown = [v for p in chart.points for v in (p.value, p.lower, p.upper) if v is not None]
    limits = [v for v in (chart.center, chart.lower, chart.upper) if v is not None]
    scale = ticks(min(*shown, *limits), max(*shown, *limits))
    form = "0.0 %" if chart.kind == "p" else "#,##0" + ("." + "0" * scale.decimals if scale.decimals else "")
    font = {"name": FONT, "size": 9}
    drawn.set_y_axis({"min": scale.values[0], "max": scale.values[-1], "num_format": form, "num_font": font})
    drawn.set_size({"width": 600, "height": 320})
    drawn.show_blanks_as("gap")


def _cells(point: ControlPoint, chart: ControlChart, zone: str) -> list[tuple[float | str | None, str]]:
    form = percent if chart.kind == "p" else plain
    low = point.lower if point.lower is not None else chart.lower
    high = point.upper if point.upper is not None else chart.upper
    when = point.label or (instant(point.ts, zone) if point.ts else f"{point.order}번째")
    values = [(value, "" if value is None else form(value)) for value in (point.value, chart.center, low, high)]
    return [(None, when), *values, (None, ", ".join(point.rules))]
