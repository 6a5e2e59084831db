"""Bad inputs 1 to 22 of reliability.md section 4: every row comes out exactly, is set apart, or the file is refused."""

import pytest

from connectors import read_export
from tests.connectors.reading.pollution import CASES, HEADER, clean


@pytest.mark.parametrize("name", CASES)
def test_outcome(name: str) -> None:
    case = CASES[name]()
    export = read_export(case.content)
    assert read_export(case.content).sha256 == export.sha256
    if case.refused or case.held:
        assert case.held == "header_row" or export.tables == ()
        assert [found.code for found in export.findings if found.severity == "error"] == (
            [case.refused] if case.refused else []
        )
        assert [hold.key for hold in export.holds] == ([case.held] if case.held else [])
        return
    (table,) = export.tables
    rows = clean()
    assert table.records.columns == HEADER
    assert table.records.rows() == [tuple(rows[index]) for index in case.kept]
    assert table.rejected.select("row_no", "code").rows() == list(case.rejected)
    assert table.record_count == len(case.kept) + len(case.rejected)
    assert {found.code for found in table.findings} == {code for _, code in case.rejected} | set(case.remarks)
    assert tuple(found.code for found in export.findings) == case.notes
    assert table.units.get("용탕온도(℃)") == "℃"


@pytest.mark.parametrize(
    ("content", "encoding", "rejected"),
    [
        (CASES["3-one-bad-byte-cp949"]().content, "cp949", [(11, "garbled-row")]),
        (CASES["4-mojibake-of-utf8"]().content, "repaired", []),
        (CASES["4-mojibake-of-cp949"]().content, "repaired", []),
        (CASES["2-two-encodings"]().content, "utf-8", [(n, "garbled-row") for n in range(32, 62)]),
    ],
    ids=["bad-byte", "mojibake-utf8", "mojibake-cp949", "two-encodings"],
)
def test_an_answer_settles_the_encoding(content: bytes, encoding: str, rejected: list[tuple[int, str]]) -> None:
    (table,) = read_export(content, encoding=encoding).tables
    rows, apart = clean(), {line for line, _ in rejected}
    assert table.records.rows() == [tuple(row) for line, row in enumerate(rows, start=2) if line not in apart]
    assert table.rejected.select("row_no", "code").rows() == rejected


def test_an_answer_tells_whether_a_file_has_names() -> None:
    content = CASES["18-no-header"]().content
    (asked,) = read_export(content).tables
    (nameless,) = read_export(content, header_row=0).tables
    (named,) = read_export(content, header_row=1).tables
    assert read_export(content, header_row=0).holds == ()
    assert nameless.records.equals(asked.records)
    assert nameless.records.columns == ["column_1", "column_2", "column_3", "column_4", "column_5"]
    assert nameless.records.rows() == [tuple(row) for row in clean()]
    assert (nameless.header_rows, nameless.row_numbers[0], nameless.record_count) == ((), 1, 60)
    assert (named.records.columns, named.records.height) == (clean()[0], 59)


def test_an_unknown_codec_asks_again() -> None:
    export = read_export(CASES["1-utf8"]().content, encoding="klingon")
    assert ([hold.key for hold in export.holds], export.tables) == (["encoding"], ())


def test_a_named_header_row_makes_a_headless_file_readable() -> None:
    content = "메모\n1,2,3\n4,5,6\n7,8,9\n".encode()
    (table,) = read_export(content, header_row=2).tables
    assert (table.records.columns, table.records.height) == (["1", "2", "3"], 2)
