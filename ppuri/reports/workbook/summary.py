"""The sheet 요약: one A4 page that says what the report says first."""

from xlsxwriter.workbook import Workbook

from ppuri.reports import format as forms
from ppuri.reports import words
from ppuri.reports.html import worse
from ppuri.reports.types import Card, ReportResult
from ppuri.reports.workbook.kpis import place_of
from ppuri.reports.workbook.sheets import Page
from ppuri.reports.workbook.styles import Styles

COLUMNS = 5
LETTERS_A_LINE = 60


def summary_sheet(book: Workbook, styles: Styles, result: ReportResult) -> None:
    """Write the sheet."""
    page = Page(book, styles, "요약", [19.0] * COLUMNS)
    page.line("월간 공정 KPI 보고서", styles.title)
    machines = " / ".join(machine.name for machine in result.machines)
    page.line(" · ".join(filter(None, (result.firm_name, machines, forms.month_text(result.period)))))
    share = result.quality.coverage_ratio
    page.line(
        f"작성 {forms.instant(result.as_of, result.timezone)} · 보고서 {result.content_hash[:8]} · "
        f"데이터 보유율 {'–' if share is None else forms.percent(share)} · 따로 보관 {forms.plain(result.quality.quarantined_count, 0)}행 · "
        f"원본 {len(result.sources)}개 파일 · {words.BASES[result.time_basis]}",
        styles.muted,
    )
    page.row += 1
    told = " ".join(sentence.text for sentence in result.headline) or "이 기간의 자료가 없습니다."
    page.wrapped(told, _height(told))
    for note in result.notes:
        page.wrapped(f"■ 알림 {note}", _height(note))
    page.row += 1
    _cards(page, result)
    if result.actions:
        page.line("이번에 할 일", styles.part)
        for number, action in enumerate(result.actions, start=1):
            text = f"{number}. {action.title}\n{action.evidence}\n할 일: {action.action}\n확인: {action.check}"
            page.wrapped(text, sum(_height(line) for line in text.split("\n")))
    page.row += 1
    page.line(f"내용 SHA-256 {result.content_hash}", styles.muted)
    page.done()


def _height(text: str) -> float:
    return 13.5 * (1 + len(text) // LETTERS_A_LINE)


def _cards(page: Page, result: ReportResult) -> None:
    """Write the cards side by side; their values are those of the sheet 지표."""
    for column, card in enumerate(result.cards[:COLUMNS]):
        page.sheet.write_string(page.row, column, card.title, page.styles.head())
        _value(page, column, card, result)
        whole = "" if card.with_trials is None else f"{words.TRIALS} {forms.kpi_value(card.with_trials)}"
        ground = card.absent_reason or "자료가 없습니다"
        if card.row is not None and card.row.value is not None:
            ground = card.basis or words.basis_of(card.row)
        page.sheet.write_string(page.row + 2, column, whole, page.styles.text)
        page.sheet.write_string(page.row + 3, column, ground, page.styles.text)
        changed = f"{worse(card)} {forms.change(card.row, card.before)}".strip()
        page.sheet.write_string(page.row + 4, column, changed, page.styles.text)
    page.row += 6


def _value(page: Page, column: int, card: Card, result: ReportResult) -> None:
    if card.row is None or card.row.value is None:
        page.sheet.write_string(page.row + 1, column, "–", page.styles.text)
        return
    style = page.styles.number(forms.kpi_value(card.row), large=True)
    page.sheet.write_formula(page.row + 1, column, place_of(result, card.row), style, card.row.value)
