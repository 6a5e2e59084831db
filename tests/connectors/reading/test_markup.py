"""Web pages and XML workbooks named .xls: merged cells, nested tables, encodings, harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.reading import html_table
from connectors.reading.merged import Grid, TooLargeError
from connectors.types import Table
from tests.effort import examples

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def page(body: str, charset: str = "utf-8") -> str:
    return f'<html><head><meta charset="{charset}"><style>td {{x}}</style></head><body>{body}</body></html>'


def only(content: bytes) -> Table:
    (table,) = read_export(content).tables
    return table


def shots(count: int = 5) -> str:
    return "".join(f"<tr><td>2026-05-12 08:00:0{at}</td><td>{at}.5</td><td>양품</td></tr>" for at in range(count))


HEAD = "<tr><th>시각</th><th>온도(℃)</th><th>판정</th></tr>"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_every_encoding(codec: str) -> None:
    table = only(page(f"<table>{HEAD}{shots()}</table>", "euc-kr").encode(codec))
    assert table.records.columns == ["시각", "온도(℃)", "판정"]
    assert table.records.row(4) == ("2026-05-12 08:00:04", "4.5", "양품")


def test_what_a_page_says_of_itself_settles_what_its_bytes_leave_open() -> None:
    text = page(
        "<table><tr><td>材</td><td>刃</td></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    asked = read_export(text.encode("cp932"))
    assert [hold.key for hold in asked.holds] == ["encoding"]
    said = only(text.replace("utf-8", "shift_jis").encode("cp932"))
    assert said.records.columns == ["材", "刃"]


def test_lines_with_broken_bytes_are_set_apart() -> None:
    lines = page(f"<table>\n{HEAD}\n" + shots(9).replace("</tr>", "</tr>\n") + "</table>").encode("cp949")
    table = only(lines.replace(b"5.5</td><td>", b"5.5</td><td>\xff"))
    assert (table.records.height, table.rejected.select("row_no", "code").rows()) == (8, [(7, "garbled-row")])
    assert table.record_count == 9


def test_merged_cells_as_in_a_workbook() -> None:
    body = (
        "<table><tr><th rowspan=2>시각<th rowspan=2>로트<th colspan=2>온도</tr><tr><th>1존(℃)<th>2존(℃)</tr>"
        "<tr><td>2026-05-12 08:00:00<td rowspan=2>L1<td>1.5<td>2.5</tr><tr><td>2026-05-12 08:00:01<td>3.5<td>4.5</tr>"
        "<tr><td>2026-05-12 08:00:02<td>L2<td>5.5<td>6.5</tr></table>"
    )
    table = only(page(body).encode())
    assert table.records.columns == ["시각", "로트", "1존(℃)", "2존(℃)"]
    assert table.records["로트"].to_list() == ["L1", "L1", "L2"]
    assert table.records["2존(℃)"].to_list() == ["2.5", "4.5", "6.5"]


def test_tables_of_a_page_are_tables_of_the_file() -> None:
    layout = f"<table><tr><td><table><caption>1호기</caption>{HEAD}{shots(3)}</table></td></tr></table>"
    export = read_export(page(f"{layout}<p>x</p><table><caption>2호기</caption>{HEAD}{shots(4)}</table>").encode())
    assert [(table.name, table.record_count) for table in export.tables] == [("1호기", 3), ("2호기", 4)]


def test_texts_of_cells() -> None:
    body = (
        '<table><tr><td>값<td>번호</tr><tr><td>1&lt;2&nbsp;<br>x<td>1</tr><tr><td x:num="1.23456">1.23<td>2</tr>'
        "<tr><td x:num=\"0.5\">50%<td>3</tr><tr><td><!-- <tr> --><b>가</b> 나<script>alert('<td>')</script><td>4</tr></table>"
    )
    assert only(page(body).encode()).records["값"].to_list() == ["1<2 x", "1.23456", "50%", "가 나"]


def test_a_page_without_end_tags_or_end() -> None:
    text = "<table><tr><td>시각<td>수량<tr><td>2026-05-12<td>1<tr><td>2026-05-13<td>2<tr><td>2026-05-14<td>3"
    assert only(text.encode()).records["수량"].to_list() == ["1", "2", "3"]


def sheet(rows: str, head: str = "", name: str = "작업") -> bytes:
    workbook = f'<Workbook xmlns="{NAMESPACE}" xmlns:ss="{NAMESPACE}">'
    body = f'<Worksheet ss:Name="{name}"><Table>{rows}</Table></Worksheet></Workbook>'
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<?mso-application progid="Excel.Sheet"?>{workbook}{body}'.encode()
    )


def cell(value: str, kind: str = "String", marks: str = "") -> str:
    return f'<Cell{marks}><Data ss:Type="{kind}">{value}</Data></Cell>'


XML_HEAD = "<Row>" + cell("시각") + cell("로트") + cell("온도", marks=' ss:Index="4"') + "</Row>"


def test_xml_workbook() -> None:
    rows = [
        f'<Row ss:Index="{at + 3}">{cell(f"2026-05-12T08:00:0{at}.500", "DateTime")}'
        + (cell("L1", marks=' ss:MergeDown="2"') if at == 0 else "")
        + cell(f"{at}.25", "Number", ' ss:Index="4"')
        + "</Row>"
        for at in range(5)
    ]
    comment = '<Row><Cell><Comment><ss:Data>메모</ss:Data></Comment><Data ss:Type="String">합계</Data></Cell></Row>'
    table = only(sheet(XML_HEAD + "".join(rows) + comment))
    assert (table.name, table.row_numbers.to_list()) == ("작업", [3, 4, 5, 6, 7])
    assert table.records.columns == ["시각", "로트", "column_3", "온도"]
    assert table.records.row(0) == ("2026-05-12 08:00:00.500", "L1", None, "0.25")
    assert table.records["로트"].to_list() == ["L1", "L1", "L1", None, None]
    assert table.rejected.select("row_no", "code").rows() == [(8, "total-row")]


BOMB = '<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (sheet(f"<Row>{cell('&d;')}</Row>", BOMB), "unsafe-markup"),
        (sheet(f"<Row>{cell('&b;')}</Row>", EXTERNAL), "unsafe-markup"),
        (sheet(XML_HEAD)[:-30], "damaged-workbook"),
        (sheet(f"<Row>{cell('x', marks=' ss:Index=' + chr(34) + '16384' + chr(34))}</Row>"), "workbook-too-large"),
        (
            sheet(XML_HEAD + f"<Row>{cell('x', marks=' ss:MergeAcross=' + chr(34) + '99999999' + chr(34))}</Row>"),
            "workbook-too-large",
        ),
        (page(f"<table>{HEAD}<tr><td colspan=99999999>x</tr></table>").encode(), "workbook-too-large"),
    ],
    ids=["entities", "external-entity", "cut", "far-column", "wide-merge", "wide-span"],
)
def test_refused(content: bytes, kind: str) -> None:
    export = read_export(content)
    assert (export.container, export.tables) == (kind, ())


def test_a_far_row_costs_nothing() -> None:
    rows = "".join(f'<Row ss:Index="{99_999_990 + at}">{cell(f"{at}", "Number")}{cell("1")}</Row>' for at in range(3))
    table = only(sheet("<Row>" + cell("번호") + cell("값") + "</Row>" + rows))
    assert table.row_numbers.to_list() == [99_999_990, 99_999_991, 99_999_992]


def test_rows_that_the_counter_sees_and_the_parser_does_not_refuse_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_table, "row_count", lambda text: 99)
    export = read_export(page(f"<table>{HEAD}{shots()}</table>").encode())
    assert ([found.code for found in export.findings], export.tables) == (["count-mismatch"], ())


def test_too_many_cells_far_apart_are_too_large() -> None:
    grid = Grid()
    for _ in range(2_000):
        grid.row()
        grid.cell("x", 1, 1, 0)
    grid.cell("x", 1, 1, 4_000)
    with pytest.raises(TooLargeError):
        grid.cells()


@given(st.text(st.sampled_from(list("<>/tablerdh =\"'&;#1가\n!-")), max_size=300))
@settings(max_examples=examples(200), deadline=None)
def test_any_markup_is_read_or_refused(rest: str) -> None:
    export = read_export(f"<table>{rest}".encode())
    assert export.tables or export.findings or export.holds
    for table in export.tables:
        assert table.record_count == table.records.height + table.rejected.height
