"""The sheet 손실: what time and pieces were lost to, as bars whose shares are live formulas."""

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from ppuri.reports.charts import pareto
from ppuri.reports.format import amount, plain
from ppuri.reports.types import Pareto, ReportResult
from ppuri.reports.workbook.sheets import Page
from ppuri.reports.workbook.styles import CONTEXT, PRIMARY, Styles

HEADERS = ("이름", "양", "몫", "누적", "비고")
WIDTHS = (26, 13, 9, 9, 30)
CHART_ROWS = 16


def loss_sheet(book: Workbook, styles: Styles, result: ReportResult) -> None:
    """Write the sheet; nothing where there is no loss to show."""
    shown = [one for one in (result.losses, result.stops, result.defects) if one is not None and one.bars and one.total]
    if not shown:
        return
    page = Page(book, styles, "손실", WIDTHS)
    for loss in shown:
        _table(page, loss)
    page.done(last_row=page.row, last_column=len(WIDTHS) + 7)


def _table(page: Page, loss: Pareto) -> None:
    top = page.row
    page.line(f"{loss.subject} — {pareto.finding(loss)}", page.styles.part)
    page.line(f"전체 {amount(loss.total, loss.unit)}. {loss.basis}".strip(), page.styles.muted)
    page.head(HEADERS, numbers=(1, 2, 3))
    first, last = page.row, page.row + len(loss.bars) - 1
    total = f"SUM({_cell(first, 1)}:{_cell(last, 1)})"
    reached = 0.0
    for bar in loss.bars:
        reached += bar.value
        at = page.cells([(None, bar.label), (bar.value, plain(bar.value)), (None, ""), (None, ""), (None, bar.detail)])
        share = page.styles.number("0.0 %")
        page.sheet.write_formula(at, 2, f"={_cell(at, 1)}/{total}", share, bar.value / loss.total)
        upto = f"=SUM({_cell(first, 1)}:{_cell(at, 1, fixed_row=False)})/{total}"
        page.sheet.write_formula(at, 3, upto, share, reached / loss.total)
    bars = {
        "categories": [page.name, first, 0, last, 0],
        "values": [page.name, first, 1, last, 1],
        "points": [{"fill": {"color": CONTEXT if bar.open else PRIMARY}} for bar in loss.bars],
        "data_labels": {"value": True},
        "gap": 40,
    }
    chart = page.chart({"type": "bar"}, [bars], f"{loss.subject} — {pareto.finding(loss)}", (top, len(WIDTHS)))
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 520, "height": 300})
    page.row = max(page.row, top + CHART_ROWS) + 1


def _cell(row: int, column: int, *, fixed_row: bool = True) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed_row, col_abs=True))
