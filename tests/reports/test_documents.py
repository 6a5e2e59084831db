"""Page, PDF and workbook of one result say the same digits, and each is sound in its kind."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ppuri.core.results import KpiRow
from ppuri.reports import words
from ppuri.reports.format import kpi_value, plain
from ppuri.reports.html import render
from ppuri.reports.pdf import render_pdf
from ppuri.reports.pdf.pages import pages
from ppuri.reports.types import ReportResult
from ppuri.reports.workbook import render_xlsx
from tests.reports.builder import bare, make


@pytest.fixture(scope="module")
def result() -> ReportResult:
    return make()


@pytest.fixture(scope="module")
def paper(result: ReportResult) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(result)))


@pytest.fixture(scope="module")
def text(paper: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in paper.pages)


@pytest.fixture(scope="module")
def book(result: ReportResult) -> Any:
    return openpyxl.load_workbook(BytesIO(render_xlsx(result)))


def firm_rows(result: ReportResult) -> list[KpiRow]:
    return [row for row in result.kpis if row.value is not None and not row.kpi.endswith("_all")]


def shown(cell: Any) -> str:
    """What Excel shows for a number under the formats of the workbook."""
    form = re.fullmatch(r"#,##0(?:\.(0+))?( %)?(?:\"(.*)\")?", cell.number_format)
    assert form is not None, cell.number_format
    value = cell.value * 100 if form[2] else cell.value
    return plain(value, len(form[1] or "")) + (form[2] or "") + (form[3] or "")


def test_every_kpi_has_the_same_digits_in_page_pdf_and_workbook(result: ReportResult, text: str, book: Any) -> None:
    page = render(result)
    titles = {one.kpi: one.title for one in result.definitions}
    assert len(firm_rows(result)) > 4
    for row in firm_rows(result):
        told = kpi_value(row)
        title = titles.get(row.kpi, row.kpi)
        assert re.search(rf">{re.escape(told)}</data>", page), row.kpi
        assert re.search(rf"{re.escape(title)}\s+{re.escape(told)}", text), row.kpi
        ((sheet, place),) = book.defined_names[f"kpi_{row.kpi}"].destinations
        cell = book[sheet][place]
        assert (cell.value, shown(cell)) == (row.value, told)


def test_both_numbers_stand_wherever_one_does(result: ReportResult, text: str, book: Any) -> None:
    both = [card for card in result.cards if card.with_trials is not None]
    assert both
    for card in both:
        whole = f"시사출 포함 {kpi_value(card.with_trials)}"
        assert whole in render(result)
        assert whole in text
        assert any(cell.value == whole for row in book["요약"].iter_rows() for cell in row)


def test_the_pdf_is_tagged_korean_and_numbered(paper: PdfReader, text: str, result: ReportResult) -> None:
    root: Any = paper.trailer["/Root"]
    assert root["/Lang"] == "ko"
    assert root["/MarkInfo"]["/Marked"]
    assert result.firm_name in text
    for number, page in enumerate(paper.pages, start=1):
        assert f"{number} / {len(paper.pages)}" in page.extract_text()


def test_every_font_of_the_pdf_is_embedded(paper: PdfReader) -> None:
    held: list[Any] = [page["/Resources"] for page in paper.pages]
    fonts = [font.get_object() for one in held for font in one["/Font"].values()]
    kinds = [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts]
    assert kinds
    for font in kinds:
        told = font["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(told), font["/BaseFont"]


def test_charts_of_the_pdf_are_drawn_not_photographed(paper: PdfReader) -> None:
    held: list[Any] = [page["/Resources"] for page in paper.pages]
    parts = [part.get_object() for one in held for part in one.get("/XObject", {}).values()]
    assert all(part["/Subtype"] != "/Image" for part in parts)


def test_the_workbook_has_native_charts_and_prints_on_a4(book: Any) -> None:
    assert book.sheetnames == [
        "요약",
        "지표",
        "손실",
        "관리도",
        "공정능력",
        "배치",
        "요일과 시각",
        "이상",
        "고칠 행",
        "정의",
    ]
    assert all(sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9 for sheet in book)
    assert all(sheet.print_area for sheet in book)
    assert len(book["손실"]._charts) >= 1
    assert len(book["관리도"]._charts) >= 1


def test_shares_of_losses_are_live_formulas(book: Any) -> None:
    formulas = [cell.value for row in book["손실"].iter_rows() for cell in row if cell.data_type == "f"]
    assert any("SUM(" in formula for formula in formulas)


def test_no_text_of_a_factory_becomes_a_formula(result: ReportResult) -> None:
    source = result.sources[0].model_copy(update={"name": "=HYPERLINK(1)"})
    made = openpyxl.load_workbook(BytesIO(render_xlsx(result.model_copy(update={"sources": (source,)}))))
    (cell,) = [cell for row in made["정의"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("given", [make(), bare()], ids=["everything", "nothing"])
def test_the_same_result_gives_the_same_bytes(given: ReportResult) -> None:
    assert render_pdf(given) == render_pdf(given)
    assert render_xlsx(given) == render_xlsx(given)


def test_names_that_mean_something_to_the_typesetter_stay_text(result: ReportResult) -> None:
    odd = 'A#1 $x$ *굵게* _밑줄_ `코드` @참조 <표> [괄호] \\ "따옴표" //'
    paper = PdfReader(BytesIO(render_pdf(result.model_copy(update={"firm_name": odd}))))
    assert odd in paper.pages[0].extract_text()


def test_capability_has_the_same_digits_everywhere_and_waits_where_the_chart_is_not_stable(
    result: ReportResult, text: str, book: Any
) -> None:
    page, cells = render(result), {cell.value for row in book["공정능력"].iter_rows() for cell in row}
    for told in ("1.34 (1.26 ~ 1.42)", "1.31 (1.23 ~ 1.39)", "1.41", "1.38"):
        assert f">{told}</td>" in page
        assert told in " ".join(text.split())
        assert told in cells
    withheld = "○ 판정 보류: 한계 밖의 점이 우연보다 많아 안정된 공정이 아닙니다. 한계 밖 9점."
    assert withheld in page
    assert withheld in cells
    assert "판정 보류" in text


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_the_font_of_the_pdf_has_every_sign_that_the_report_uses(result: ReportResult) -> None:
    grades = tuple(row.model_copy(update={"grade": grade}) for row, grade in zip(result.kpis, "ABCD", strict=False))
    data, _ = pages(result.model_copy(update={"kpis": grades, "notes": tuple(words.CAPABILITY.values())}))
    shown = {key: value for key, value in data.items() if key not in ("mark", "hash")}
    signs = {sign for text in strings(shown) for sign in text if not sign.isspace()}
    document = PdfReader(BytesIO(render_pdf(result.model_copy(update={"notes": ("".join(sorted(signs)),)}))))
    told = "".join(page.extract_text() for page in document.pages)
    assert {"×", "▲", "●", "℃"} <= signs
    assert signs - set(told) == set()
