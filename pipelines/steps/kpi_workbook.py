"""KPI rows as an Excel workbook: 요약, 지표, 정의."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.steps.kpi_files import COLUMNS, shown, title
from ppuri.core.results import KpiRow
from ppuri.core.sqlfiles import describe

FONT = "맑은 고딕"
HEADINGS = {
    "line_id": "라인",
    "machine_id": "설비",
    "tool_id": "금형",
    "part_id": "품목",
    "work_date": "작업일",
    "shift": "조",
    "period": "기간",
    "kpi": "지표 코드",
    "subject": "구분",
    "mode": "방식",
    "value": "값",
    "unit": "단위",
    "direction": "좋은 방향",
    "numerator": "분자",
    "denominator": "분모",
    "ci_low": "95 % 하한",
    "ci_high": "95 % 상한",
    "n": "표본 수",
    "coverage": "자료 비율",
    "grade": "등급",
    "reasons": "이유",
    "provisional": "잠정",
    "revision": "판",
    "formula_version": "산식 판",
    "as_of": "기준 시각 (UTC)",
}
REASONS = {
    "no-production": "생산 기록이 없습니다",
    "no-labels": "판정 기록이 없습니다",
    "low-coverage": "판정한 비율이 절반에 못 미칩니다",
    "provisional": "자료가 95 %에 못 미쳐 잠정값입니다",
    "small-sample": "표본이 30보다 적습니다",
    "no-cycle-time": "사이클타임 기록이 없습니다",
    "no-reference-cycle": "기준 사이클타임이 등록되지 않았습니다",
    "no-setpoint": "설정온도가 없어 유지 시간을 알 수 없습니다",
    "no-zones": "존 온도가 없습니다",
    "no-fast-speed": "단위가 확인된 고속속도가 없습니다",
    "no-gate": "플런저 지름과 게이트 단면적이 등록되지 않았습니다",
    "no-fill-time": "단위가 확인된 충전시간이 없습니다",
    "no-cast-pressure": "단위가 확인된 주조압력이 없습니다",
    "no-transfer-pressure": "단위가 확인된 절환압력과 충전시간이 없습니다",
    "no-biscuit": "비스킷 두께 기록이 없습니다",
    "no-cushion": "쿠션 기록이 없습니다",
    "no-dosing-time": "계량시간과 냉각시간이 함께 기록되지 않았습니다",
    "no-quench-delay": "소입 지연 기록이 없습니다",
    "too-few-runs": "금형과 품번마다 기록이 둘은 있어야 합니다",
    "no-baseline": "기준 상태를 아직 배우지 않았습니다",
    "no-calendar": "조업 시간이 등록되지 않았습니다",
    "no-planned-time": "계획된 시간이 없습니다",
    "unknown-time": "계획 시간의 10 % 넘게 무엇을 했는지 알 수 없습니다",
    "runs-overlap": "여러 설비의 기록이 섞인 날이 있습니다",
    "reference-cycle-suspect": "실제 사이클이 기준보다 5 % 넘게 빠릅니다. 기준 사이클을 확인해 주십시오",
    "labels-missing": "판정하지 않은 것이 5 %를 넘습니다",
    "quality-unknown": "판정한 것이 절반에 못 미쳐 품질을 뺀 값입니다",
    "no-failure": "고장으로 볼 정지가 없었습니다",
    "no-runs-beside": "같은 작업일의 설비 기록이 없습니다",
}
CHART_KPI = "quality_ratio"


def write_workbook(rows: Sequence[KpiRow], grain: Sequence[str], path: Path) -> None:
    """Write the workbook: a summary with a chart, every row, and the definitions behind them.

    Args:
        rows: KPI rows.
        grain: Their grain columns.
        path: File to write.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.formats[0].set_font_name(FONT)
        workbook.formats[0].set_font_size(10)
        styles = _Styles(workbook)
        _summary(workbook, styles, rows, grain)
        _values(workbook, styles, rows, grain)
        _definitions(workbook, styles, rows)


class _Styles:
    def __init__(self, workbook: Workbook) -> None:
        base = {"font_name": FONT, "font_size": 10}
        self.plain: CellFormat = workbook.add_format(base)
        self.title: CellFormat = workbook.add_format({**base, "font_size": 16, "bold": True})
        self.head: CellFormat = workbook.add_format({**base, "bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        self.number: CellFormat = workbook.add_format({**base, "num_format": "#,##0.####"})
        self.ratio: CellFormat = workbook.add_format({**base, "num_format": "0.00%"})
        self.right: CellFormat = workbook.add_format({**base, "align": "right"})
        self.moment: CellFormat = workbook.add_format({**base, "num_format": "yyyy-mm-dd hh:mm"})
        self.wrap: CellFormat = workbook.add_format({**base, "text_wrap": True, "valign": "top"})


def _summary(workbook: Workbook, styles: _Styles, rows: Sequence[KpiRow], grain: Sequence[str]) -> None:
    sheet = workbook.add_worksheet("요약")
    sheet.write(0, 0, "지표 요약", styles.title)
    if rows:
        sheet.write(1, 0, f"기준 시각 {rows[0].as_of:%Y-%m-%d %H:%M} UTC", styles.plain)
    headings = [*(HEADINGS[column] for column in grain), "지표", "구분", "값", "표본 수", "등급", "이유"]
    sheet.write_row(3, 0, headings, styles.head)
    for place, row in enumerate(rows, start=4):
        cells = [*(row.grain[column] or "-" for column in grain), title(row.kpi), row.subject or ""]
        sheet.write_row(place, 0, cells, styles.plain)
        sheet.write(place, len(cells), shown(row), styles.right)
        sheet.write(place, len(cells) + 1, row.n, styles.number)
        reasons = ", ".join(REASONS.get(code, code) for code in row.reasons)
        sheet.write_row(place, len(cells) + 2, [row.grade or "", reasons], styles.plain)
    last = len(headings) - 1
    sheet.set_column(0, last - 1, 16)
    sheet.set_column(last, last, 40)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    chart_at = 5 + len(rows)
    _chart(workbook, sheet, rows, grain, chart_at)
    _page(sheet, chart_at + 16, last)


def _chart(workbook: Workbook, sheet: Worksheet, rows: Sequence[KpiRow], grain: Sequence[str], at: int) -> None:
    """A native column chart of the quality ratio over the grain, fed by the sheet 지표."""
    places = [place for place, row in enumerate(_by_kpi(rows), start=1) if row.kpi == CHART_KPI]
    if not places or not grain:
        return
    value = len(grain) + list(COLUMNS).index("value")
    chart: Any = workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": title(CHART_KPI),
            "categories": ["지표", places[0], 0, places[-1], len(grain) - 1],
            "values": ["지표", places[0], value, places[-1], value],
            "fill": {"color": "#1F5A93"},
        }
    )
    chart.set_title({"name": title(CHART_KPI), "name_font": {"name": FONT, "size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"num_format": "0%", "max": 1})
    chart.set_size({"width": 640, "height": 280})
    sheet.insert_chart(at, 0, chart)


def _by_kpi(rows: Sequence[KpiRow]) -> list[KpiRow]:
    """Rows of one KPI side by side, so that a chart can take them as one range."""
    order = {name: place for place, name in enumerate(dict.fromkeys(row.kpi for row in rows))}
    return sorted(rows, key=lambda row: order[row.kpi])


def _values(workbook: Workbook, styles: _Styles, rows: Sequence[KpiRow], grain: Sequence[str]) -> None:
    sheet = workbook.add_worksheet("지표")
    columns = [*grain, *COLUMNS]
    sheet.write_row(0, 0, [HEADINGS[column] for column in columns], styles.head)
    for place, row in enumerate(_by_kpi(rows), start=1):
        record: dict[str, Any] = {**row.grain, **row.model_dump(exclude={"grain"}), "reasons": "; ".join(row.reasons)}
        for column, name in enumerate(columns):
            sheet.write(place, column, record[name], _style(styles, row, name))
    sheet.set_column(0, len(columns) - 1, 14)
    sheet.freeze_panes(1, len(grain))
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(0)
    _page(sheet, max(len(rows), 1), len(columns) - 1)


def _style(styles: _Styles, row: KpiRow, name: str) -> CellFormat:
    if name == "as_of":
        return styles.moment
    if name in {"ci_low", "ci_high", "coverage"} or (name == "value" and row.unit == "ratio"):
        return styles.ratio
    return styles.number if name in {"value", "numerator", "denominator", "n", "revision"} else styles.plain


def _definitions(workbook: Workbook, styles: _Styles, rows: Sequence[KpiRow]) -> None:
    sheet = workbook.add_worksheet("정의")
    fields = (
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
    headings = ("코드", "이름", "영문 이름", "산식", "단위", "범위", "좋은 방향", "산식 판", "설명", "ISO 22400-2")
    sheet.write_row(0, 0, headings, styles.head)
    used = list(dict.fromkeys(row.kpi for row in rows))
    for place, name in enumerate(used, start=1):
        page = describe(f"kpi_{name}")
        sheet.write_row(place, 0, [page[field] or "" for field in fields], styles.wrap)
    sheet.set_column(0, 7, 16)
    sheet.set_column(8, 9, 48)
    sheet.freeze_panes(1, 0)
    _page(sheet, max(len(used), 1), len(fields) - 1)


def _page(sheet: Worksheet, last_row: int, last_column: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_column)
