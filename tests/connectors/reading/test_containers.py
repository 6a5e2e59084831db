"""One table in every container reads to the same cells; what is no table is refused by name."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import polars as pl
import pytest
import xlsxwriter

from connectors import read_export
from connectors.reading.container import detect
from tests.connectors.reading.biff import book, compound

HEADER = ["시각", "로트", "온도(℃)"]
ROWS = [[f"2026-05-12 08:00:0{at}", f"L{at}", f"{650 + at / 2:g}"] for at in range(6)]
TEXT = "".join(",".join(cells) + "\n" for cells in [HEADER, *ROWS])


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def _xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for number, cells in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, [*cells[:2], cells[2] if number == 0 else float(cells[2])])
    return out.getvalue()


def _xlsm() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_xlsx())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            sheet, macro = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
            new.writestr(name, old.read(name).replace(b"officedocument." + sheet, macro))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return out.getvalue()


def _xls() -> bytes:
    return book([HEADER, *([*cells[:2], float(cells[2])] for cells in ROWS)])


def _parquet() -> bytes:
    out = io.BytesIO()
    frame = pl.DataFrame(
        {
            "시각": [datetime(2026, 5, 12, 8, 0, at) for at in range(6)],
            "로트": [cells[1] for cells in ROWS],
            "온도(℃)": [float(cells[2]) for cells in ROWS],
        }
    )
    frame.write_parquet(out)
    return out.getvalue()


def _html() -> bytes:
    lines = ["".join(f"<td>{cell}</td>" for cell in cells) for cells in [HEADER, *ROWS]]
    return ("<html><body><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table></body></html>").encode()


READABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "csv": (TEXT.encode, "text"),
    "tsv": (TEXT.replace(",", "\t").encode, "text"),
    "utf-16-named-xls": (lambda: TEXT.replace(",", "\t").encode("utf-16"), "text"),
    "xlsx": (_xlsx, "xlsx"),
    "xlsm": (_xlsm, "xlsx"),
    "xls": (_xls, "xls"),
    "html": (_html, "html"),
    "parquet": (_parquet, "parquet"),
    "zip": (lambda: zipped(a__csv=TEXT.encode("cp949")), "zip"),
    "zipped-xlsx": (lambda: zipped(a__xlsx=_xlsx()), "zip"),
    "gzip": (lambda: gzip.compress(TEXT.encode()), "gzip"),
    "two-gzip-members": (lambda: gzip.compress(TEXT[:60].encode()) + gzip.compress(TEXT[60:].encode()), "gzip"),
}


@pytest.mark.parametrize("name", READABLE)
def test_every_container_gives_the_same_cells(name: str) -> None:
    make, container = READABLE[name]
    # The label never decides.
    export = read_export(make(), file_name="x.pdf")
    assert (export.container, [f.code for f in export.findings]) == (container, [])
    (table,) = export.tables
    assert table.records.columns == HEADER
    assert table.records.rows() == [tuple(cells) for cells in ROWS]
    assert (table.record_count, table.rejected.height) == (6, 0)
    assert table.units == {"온도(℃)": "℃"}
    assert table.row_numbers.to_list() == [2, 3, 4, 5, 6, 7]


def _office(*names: str) -> bytes:
    return zipped(**{name.replace(".", "__"): b"<a/>" for name in names})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf": (lambda: b"%PDF-1.7\n", "pdf"),
    "hwp": (lambda: compound({"FileHeader": b"HWP Document File", "HwpSummaryInformation": b"x"}), "hwp"),
    "hwpx": (lambda: _office("mimetype", "Contents/content.hpf"), "hwp"),
    "docx": (lambda: _office("word/document.xml"), "document"),
    "xlsb": (lambda: _office("xl/workbook.bin"), "other-workbook"),
    "locked-xlsx": (lambda: compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}), "locked-workbook"),
    "fasoo": (lambda: b"\x9b DRMONE  This Document is encrypted and protected by Fasoo DRM " + b"\1" * 99, "drm-fasoo"),
    "fasoo-html": (lambda: b"<!-- FasooSecureContainer - Ver 1 -->" + b"\2" * 99, "drm-fasoo"),
    "softcamp": (lambda: b"SCDSA004\x00\x00A\x00" + b"\3" * 99, "drm-softcamp"),
    "markany": (lambda: b"<DOCUMENT SAFER V2.0>" + b"\4" * 99, "drm-markany"),
    "graphtec": (
        lambda: b"HeaderSiz = 512\r\nVendor = GRAPHTEC Corporation\r\n" + bytes(range(256)) * 80,
        "recorder-graphtec",
    ),
    "graphtec-long-head": (
        lambda: (b"Vendor = GRAPHTEC Corporation\r\n" * 200) + bytes(range(256)) * 200,
        "recorder-graphtec",
    ),
    "yokogawa": (lambda: b"\0\1\2YOKOGAWA DAQSTATION\0\0" + bytes(range(32)) * 80, "recorder-yokogawa"),
    "some-binary": (lambda: bytes(range(32)) * 80, "binary"),
    "euromap-job": (lambda: b"JOB A RESPONSE B;\nREPORT C APPEND D.DAT\nPARAMETERS\nActCntCyc;\n", "euromap63-job"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n", "image"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c", "archive"),
    "tar": (lambda: b"a.csv".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 300, "archive"),
    "fake-parquet": (lambda: b"PAR1" + b"\0" * 50 + b"PAR1", "parquet"),
    "cut-gzip": (lambda: gzip.compress(TEXT.encode())[:-9], "gzip"),
    "page-without-table": (lambda: b"<html><body>hello</body></html>", "markup"),
    "xml-of-something": (lambda: b'<?xml version="1.0"?><a><b/></a>', "markup"),
    "locked-xls": (lambda: book([["a", "b"], ["1", 2.0]], locked=True), "locked-workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_by_name_with_a_way_out(name: str) -> None:
    make, container = REFUSED[name]
    export = read_export(make(), file_name="x.csv")
    assert (export.container, export.tables) == (container, ())
    (found,) = export.findings
    assert (found.code, found.severity) == ("file-type", "error")
    assert found.fix_ko.strip() != found.fix_en.strip()


def test_a_text_that_names_a_recorder_stays_a_text() -> None:
    head = "Vendor,GRAPHTEC Corporation\nModel,GL860\n"
    assert detect((head + TEXT * 500).encode()) == ("text", None)


def test_a_cell_that_looks_like_a_directory_entry_decides_nothing() -> None:
    rows: list[list[object]] = [["EncryptedPackage", "로트"], *([f"{at}", "WordDocument"] for at in range(5))]
    assert read_export(book(rows)).container == "xls"


def test_parquet_kinds_become_the_texts_of_a_workbook() -> None:
    out = io.BytesIO()
    pl.DataFrame(
        {
            "a": [1.0, 9.5, None],
            "b": [True, False, None],
            "c": ["", " x", "1E5"],
            "d": pl.Series([0, 1, 2], dtype=pl.Int64).cast(pl.Datetime("us", "Asia/Seoul")),
            "e": [[1], [2], [3]],
        }
    ).write_parquet(out)
    export = read_export(out.getvalue())
    (table,) = export.tables
    assert table.records.rows() == [
        ("1", "TRUE", None, "1970-01-01 09:00:00+09:00"),
        ("9.5", "FALSE", " x", "1970-01-01 09:00:00.000001+09:00"),
        (None, None, "1E5", "1970-01-01 09:00:00.000002+09:00"),
    ]
    assert [(found.code, found.column) for found in table.findings] == [("nested-column", "e")]
