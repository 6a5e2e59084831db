"""Workbooks: what was typed comes out, what could harm is refused before it is parsed."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from connectors import read_export
from connectors.types import Export

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [(datetime(2026, 5, 12, 8, 0, i), f"L{i}", 650 + i / 2, i) for i in range(6)]


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as made:
        fill(made)
    return out.getvalue()


def shots(made: xlsxwriter.Workbook, name: str = "작업", top: int = 0, left: int = 0) -> None:
    sheet = made.add_worksheet(name)
    for row, cells in enumerate([("시각", "로트", "온도(℃)", "수량"), *ROWS], start=top):
        sheet.write_row(row, left, cells)


def patched(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            body = old.read(member)
            new.writestr(member.filename, change(body) if member.filename == part else body)
    return out.getvalue()


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def plain() -> bytes:
    return book(shots)


def test_cells_are_what_was_typed() -> None:
    (table,) = read_export(plain(), file_name="x.csv").tables
    assert table.records.columns == ["시각", "로트", "온도(℃)", "수량"]
    assert table.records.row(0) == ("2026-05-12 08:00:00", "L0", "650", "0")
    assert table.records.row(1) == ("2026-05-12 08:00:01", "L1", "650.5", "1")
    assert (table.record_count, table.row_numbers.to_list()) == (6, [2, 3, 4, 5, 6, 7])
    assert (table.name, table.units, table.encoding) == ("작업", {"온도(℃)": "℃"}, None)


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ([date(2026, 5, 12), date(2026, 5, 13)], ["2026-05-12", "2026-05-13"]),
        ([datetime(2026, 5, 12), datetime(2026, 5, 12, 0, 0, 1)], ["2026-05-12 00:00:00", "2026-05-12 00:00:01"]),
        ([datetime(2026, 5, 12, 8, 0, 0, 250_000)] * 2, ["2026-05-12 08:00:00.250"] * 2),
        ([1.0, 9.600000381469728], ["1", "9.600000381469728"]),
        ([12345678901234, 1e20], ["12345678901234", "1e+20"]),
        (["000123", "1E5"], ["000123", "1E5"]),
        ([True, False], ["TRUE", "FALSE"]),
        (["  여백 ", None], ["  여백 ", None]),
    ],
    ids=["days", "midnight", "milliseconds", "floats", "large", "texts", "booleans", "blanks"],
)
def test_texts_of_cells(typed: list[object], texts: list[str | None]) -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        for row, cells in enumerate([("값", "번호"), *((cell, 7) for cell in typed)]):
            sheet.write_row(row, 0, cells)

    (table,) = read_export(book(fill)).tables
    assert table.records["값"].to_list() == texts


def test_title_groups_units_totals_and_blank_rows() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "생산 일보")
        sheet.merge_range(2, 0, 3, 0, "시각")
        sheet.merge_range(2, 1, 3, 1, "로트")
        sheet.merge_range(2, 2, 2, 3, "온도")
        sheet.write_row(3, 2, ["1존", "2존", "비고"])
        sheet.write_row(4, 2, ["℃", "℃"])
        for at in range(6):
            sheet.write_row(5 + at, 0, [datetime(2026, 5, 12, 8, at), None, 850.5, 851.0, None])
        sheet.merge_range(5, 1, 7, 1, "L1")
        sheet.merge_range(8, 1, 10, 1, "L2")
        sheet.write_row(13, 0, ["합계", None, 5103, 5106])

    (table,) = read_export(book(fill)).tables
    assert table.records.columns == ["시각", "로트", "1존", "2존", "비고"]
    assert (table.units, table.labels) == ({"1존": "℃", "2존": "℃"}, {"1존": "온도", "2존": "온도", "비고": "온도"})
    assert table.records["로트"].to_list() == ["L1"] * 3 + ["L2"] * 3
    assert table.records["1존"].to_list() == ["850.5"] * 6
    assert table.rejected.select("row_no", "code").rows() == [(14, "total-row")]
    assert (table.record_count, table.row_numbers[0]) == (7, 6)


def test_every_sheet_with_a_table_is_one() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        shots(made, "1호기")
        made.add_worksheet("빈 시트")
        shots(made, "2호기", top=3, left=2)
        made.add_worksheet("표지").write(0, 0, "표지")

    content = book(fill)
    export = read_export(content)
    assert [(t.table_no, t.name, t.record_count) for t in export.tables] == [(1, "1호기", 6), (3, "2호기", 6)]
    assert export.tables[1].row_numbers[0] == 5
    assert export.tables[0].records.equals(export.tables[1].records)
    assert [t.name for t in read_export(content, sheet="2호기").tables] == ["2호기"]
    assert read_export(content, header_row=5, sheet="2호기").tables[0].record_count == 5


def test_rows_beyond_the_declared_size_are_read() -> None:
    content = patched(plain(), SHEET, lambda xml: xml.replace(b'<dimension ref="A1:D7"/>', b'<dimension ref="A1:B2"/>'))
    assert read_export(content).tables[0].records.shape == (6, 4)


def far_cell(place: bytes, row: bytes) -> Callable[[bytes], bytes]:
    cell = b'<row r="' + row + b'"><c r="' + place + b'"><v>1</v></c></row></sheetData>'
    return lambda xml: xml.replace(b"</sheetData>", cell)


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "far-corner": (lambda: patched(plain(), SHEET, far_cell(b"XFD1048576", b"1048576")), "workbook-too-large"),
    "far-column": (lambda: patched(plain(), SHEET, far_cell(b"XFD8", b"8")), "workbook-too-large"),
    "row-beyond-excel": (lambda: patched(plain(), SHEET, far_cell(b"A99999999", b"99999999")), "workbook-too-large"),
    "wide-and-low": (lambda: patched(plain(), SHEET, far_cell(b"ZZ1048576", b"1048576")), "workbook-too-large"),
    "spaces-bomb": (
        lambda: with_part(plain(), "xl/media.xml", b" " * 150_000_000),
        "workbook-too-large",
    ),
    "entities": (
        lambda: patched(
            plain(), "xl/workbook.xml", lambda x: x.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
        ),
        "damaged-workbook",
    ),
    "slip-member": (lambda: with_part(plain(), "../../evil.xml", b"<a/>"), "damaged-workbook"),
    "not-xml": (lambda: patched(plain(), SHEET, lambda xml: xml[: len(xml) // 2]), "damaged-workbook"),
    "plain-zip": (lambda: with_part(b"", "a.csv", b"1,2"), "zip"),
    "cut-zip": (lambda: plain()[:-200], "damaged-workbook"),
    "empty": (lambda: book(lambda made: None), "empty-file"),
    "old-or-locked": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ole"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "pdf"),
    "gzip": (lambda: b"\x1f\x8b\x08" + b"\x00" * 30, "gzip"),
    "parquet": (lambda: b"PAR1" + b"\x00" * 30, "parquet"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "image"),
    "program": (lambda: bytes(range(32)) * 40, "binary"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_with_a_reason(name: str) -> None:
    make, expected = BAD[name]
    content = make()
    begun = time.monotonic()
    export: Export = read_export(content, file_name="x.csv")
    assert time.monotonic() - begun < 5
    assert export.tables == ()
    (found,) = export.findings
    assert found.severity == "error"
    assert found.fix_ko
    assert found.fix_en
    assert expected in {export.container, found.code}


def test_path_and_bytes_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "일보.xlsx"
    path.write_bytes(plain())
    by_path, by_bytes = read_export(path), read_export(plain())
    assert (by_path.file_name, by_path.container) == ("일보.xlsx", "xlsx")
    assert by_path.tables[0].records.equals(by_bytes.tables[0].records)
