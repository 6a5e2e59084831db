"""What a workbook hides: errors, formulas without a value, hidden sheets."""

import xlsxwriter

from connectors import read_export
from connectors.reading.marks import marks
from tests.connectors.reading.test_workbook import SHEET, book, patched, shots


def _marked(made: xlsxwriter.Workbook) -> None:
    shots(made, top=2, left=1)
    sheet = made.worksheets()[0]
    sheet.write_formula(4, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(5, 3, "=B2*2", None, "")
    sheet.write_formula(6, 3, "=B2*2", None, 651.5)


def test_errors_are_texts_and_formulas_without_a_value_are_said() -> None:
    (table,) = read_export(book(_marked)).tables
    assert table.records["온도(℃)"].to_list()[1:4] == ["#DIV/0!", None, "651.5"]
    (found,) = table.findings
    assert (found.code, found.column, found.row, found.count) == ("formula-without-value", "온도(℃)", 6, 1)


def test_a_hidden_sheet_is_read_and_named() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        shots(made)
        shots(made, name="옛자료")
        made.worksheets()[1].hide()

    one, two = read_export(book(fill)).tables
    assert (one.findings, [found.code for found in two.findings]) == ((), ["hidden-sheet"])


def test_parts_under_other_names_have_no_marks_and_harm_nothing() -> None:
    content = book(_marked)
    assert [len(each.errors) + len(each.hollow) for each in marks(content)] == [2]
    moved = patched(content, "xl/_rels/workbook.xml.rels", lambda body: body.replace(b'Id="rId1"', b'Id="other"'))
    assert marks(moved) == []
    assert marks(patched(content, SHEET, lambda body: body.replace(b"<c r", b"<x:c r"))) != []
