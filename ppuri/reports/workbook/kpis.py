"""The sheet 지표: every KPI of the firm and of its machines as a number, with its grounds, under a name that stays."""

import re

from xlsxwriter.workbook import Workbook

from ppuri.core.results import KpiRow
from ppuri.reports import format as forms
from ppuri.reports.types import ReportResult
from ppuri.reports.words import reason_text
from ppuri.reports.workbook.sheets import Page
from ppuri.reports.workbook.styles import Styles

HEADERS = (
    "설비",
    "지표",
    "대상",
    "구분",
    "값",
    "단위",
    "95 % 아래",
    "95 % 위",
    "분자",
    "분모",
    "n",
    "등급",
    "까닭",
    "코드",
)
WIDTHS = (16, 24, 16, 7, 13, 7, 10, 10, 11, 11, 10, 6, 30, 26)
VALUE = HEADERS.index("값")
TITLE_ROWS = 3
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


def ordered(result: ReportResult) -> list[KpiRow]:
    """Return the KPIs in the order of the sheet: the firm's first, then each machine's."""
    return [*result.kpis, *result.machine_kpis]


def place_of(result: ReportResult, row: KpiRow) -> str:
    """Return the reference of the cell that holds a KPI's value."""
    return f"='지표'!$E${TITLE_ROWS + 1 + ordered(result).index(row)}"


def kpi_sheet(book: Workbook, styles: Styles, result: ReportResult) -> None:
    """Write the sheet."""
    page = Page(book, styles, "지표", WIDTHS)
    page.line(f"지표 · {result.firm_name} · {forms.month_text(result.period)}", styles.title)
    page.line("비율은 0에서 1까지의 수이고 백분율로 보입니다. 시사출 포함은 코드가 _all로 끝납니다.", styles.muted)
    page.head(HEADERS, numbers=(4, 6, 7, 8, 9, 10), repeat=True)
    titles = {one.kpi: one.title for one in result.definitions}
    machines = {one.machine_id: one.name for one in result.machines}
    for row in ordered(result):
        machine = row.grain.get("machine_id")
        at = page.cells(_cells(row, titles, "전체" if machine is None else machines.get(str(machine), str(machine))))
        name = "_".join(["kpi", row.kpi, *(part for part in (machine, row.subject, row.mode) if part)])
        book.define_name(_NOT_IN_NAMES.sub("_", name), f"='지표'!$E${at + 1}")
    page.sheet.autofilter(TITLE_ROWS - 1, 0, max(page.row - 1, TITLE_ROWS), len(HEADERS) - 1)
    page.done()


def _cells(row: KpiRow, titles: dict[str, str], machine: str) -> list[tuple[float | str | None, str]]:
    form = forms.percent if forms.is_ratio(row) else forms.plain

    def figure(value: float | None) -> tuple[float | str | None, str]:
        return (value, "–" if value is None else form(value))

    def amount(value: float | None) -> tuple[float | str | None, str]:
        return (value, "–" if value is None else forms.plain(value))

    return [
        (None, machine),
        (None, titles.get(row.kpi, row.kpi)),
        (None, row.subject or ""),
        (None, row.mode or ""),
        (row.value, forms.kpi_value(row)),
        (None, forms.unit_text(row.unit)),
        figure(row.ci_low),
        figure(row.ci_high),
        amount(row.numerator),
        amount(row.denominator),
        (row.n, forms.plain(row.n, 0)),
        (None, row.grade or ""),
        (None, reason_text(row)),
        (None, row.kpi),
    ]
