"""Several tables one under the other in one text: read as several where names and records prove it, never mixed."""

import pytest

from connectors import read_export
from connectors.types import Export
from tests.connectors.reading.pollution import HEADER, lines, put, text

SHOTS = "시각,온도(℃),사이클,판정"
STOPS = "일시,정지(분),사유"
SCRAP = "불량유형,수량,비율"


def shots(count: int = 9) -> list[str]:
    return [f"2026-05-12 08:00:{i:02},65{i}.1,4{i}.2,양품" for i in range(count)]


def stops(count: int = 5) -> list[str]:
    return [f"2026-05-12 09:00:{i:02},{i},청소" for i in range(count)]


def made(*parts: str | list[str]) -> Export:
    """The lines of the parts, read."""
    whole = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    return read_export(text(whole).encode())


def told(export: Export) -> list[tuple[int, tuple[int, ...], int, int]]:
    """Number, header rows, records and rows set apart of each table."""
    return [(t.table_no, t.header_rows, t.records.height, t.rejected.height) for t in export.tables]


@pytest.mark.parametrize(
    ("parts", "header_rows"),
    [
        ((SHOTS, shots(), "", STOPS, stops()), (1, 12)),
        ((SHOTS, shots(), STOPS, stops()), (1, 11)),
        ((SHOTS, shots(), "", "[정지 내역]", STOPS, stops()), (1, 13)),
        ((SHOTS, shots(), "정지 내역", STOPS, stops()), (1, 12)),
        ((SHOTS, shots(), "", SCRAP, "기포,3,0.1", "크랙,2,0.2"), (1, 12)),
        ((SCRAP, "기포,3,0.1", "크랙,2,0.2", "", "라인,생산,불량", "1,300,5", "2,200,1"), (1, 5)),
        ((SHOTS, shots(), "", "항목,평균,최대", "온도,650.1,660.2"), (1, 12)),
        (("설비,3호기", "", SHOTS, shots(), "", STOPS, stops(1)), (3, 14)),
    ],
    ids=["gap", "no-gap", "title", "title-no-gap", "no-stamps-below", "no-stamps", "summary", "preamble"],
)
def test_each_table_is_read_on_its_own(parts: tuple[str | list[str], ...], header_rows: tuple[int, ...]) -> None:
    export = made(*parts)
    assert tuple(rows[0] for _, rows, _, _ in told(export)) == header_rows
    assert [found.code for found in export.findings] == ["stacked-tables"]
    names = [part for part in parts if part in (SHOTS, STOPS, SCRAP, "라인,생산,불량", "항목,평균,최대")]
    assert [",".join(table.records.columns) for table in export.tables] == names
    below = [line for part in parts if isinstance(part, list) for line in part]
    read = [",".join(cell or "" for cell in row) for table in export.tables for row in table.records.rows()]
    assert [line for line in read if line.startswith("2026")] == below


def test_row_numbers_units_and_what_is_set_apart_belong_to_their_table() -> None:
    rows = [*shots(3), "2026-05-12 08:00:03,653.1", *shots(9)[4:], "합계,5900,300,"]
    export = made("설비,3호기", "", SHOTS, rows, "", STOPS.replace("(분)", ""), ",min,", stops(), "# 끝")
    first, second = export.tables
    assert first.row_numbers.to_list() == [4, 5, 6, 8, 9, 10, 11, 12]
    assert first.rejected.select("row_no", "code").rows() == [(7, "ragged-row"), (13, "total-row")]
    assert second.row_numbers.to_list() == [17, 18, 19, 20, 21]
    assert second.rejected.select("row_no", "code").rows() == [(22, "comment-row")]
    assert (first.units, second.units) == ({"온도(℃)": "℃"}, {"정지": "min"})
    assert (first.header_rows, second.header_rows) == ((3,), (15, 16))
    assert first.preamble == second.preamble == {"설비": "3호기"}
    assert {found.table_no for found in second.findings} == {2}


def test_names_of_another_machine_are_never_mixed_in() -> None:
    """Same width, same kinds of values, no gap: the names alone tell the tables apart."""
    pressure = [f"2026-05-12 08:00:{i:02},8{i}.1" for i in range(5)]
    heat = [f"2026-05-12 08:00:{i:02},65{i}.1" for i in range(5)]
    export = made("시각,온도", heat, "일시,압력", pressure)
    assert [table.records.columns for table in export.tables] == [["시각", "온도"], ["일시", "압력"]]
    assert [table.records.height for table in export.tables] == [5, 5]


@pytest.mark.parametrize(
    ("parts", "records", "apart"),
    [
        ((SHOTS, shots(), SHOTS, shots()), 18, ["repeated-header"]),
        ((SHOTS, shots(), "", SHOTS, shots()), 18, ["repeated-header"]),
        ((SHOTS, shots(), "통신,오류,점검,중지", shots()), 19, []),
        ((SHOTS, shots(), "생산수량,300", "불량,5"), 9, ["ragged-row", "ragged-row"]),
        ((SCRAP, "기포,3,0.1", "크랙,2,0.2", "", SHOTS, shots()), 9, []),
    ],
    ids=["again", "again-below-a-gap", "texts-in-a-record", "pairs-below", "settings-above-a-log"],
)
def test_one_table_stays_one(parts: tuple[str | list[str], ...], records: int, apart: list[str]) -> None:
    (table,) = made(*parts).tables
    assert table.records.height == records
    assert table.rejected["code"].to_list() == apart


@pytest.mark.parametrize("bad", [1, 4, 12, 30])
@pytest.mark.parametrize("above", [0, 2, 5])
def test_unreadable_stamps_are_records_all_the_same(bad: int, above: int) -> None:
    whole = lines()
    for line in range(1 + above, 1 + above + bad):
        whole[line] = "??," + whole[line].split(",", 1)[1]
    (table,) = read_export(text(whole).encode()).tables
    assert (table.records.columns, table.records.height, table.rejected.height) == (HEADER, 60, 0)
    assert table.records["시각"].to_list().count("??") == bad


@pytest.mark.parametrize(
    ("fresh", "code"),
    [
        ("# 점검 중", "comment-row"),
        ("통신 끊김", "note-row"),
        ("#2026-05-12 08:00:05,M-A001,650.1,45.2,양품", "comment-row"),
        ("2026-05-12 08:15:00;M-A001;650.1;45.2;양품", "other-delimiter"),
        ("2026-05-12 08:15:00\tM-A001\t650.1\t45.2\t양품", "other-delimiter"),
        ("2026-05-12 08:15:00,,M-A001,650.1,45.2,", "ragged-row"),
        ("2026-05-12 08:15:00,M-A001,650.1", "ragged-row"),
    ],
    ids=["comment", "note", "commented-out", "semicolon", "tab", "shifted", "short"],
)
def test_a_row_that_is_no_record_is_set_apart_with_its_reason(fresh: str, code: str) -> None:
    (table,) = read_export(text(put(21, fresh)).encode()).tables
    assert table.rejected.select("row_no", "code", "text").rows() == [(21, code, fresh)]
    assert [found.code for found in table.findings] == [code]
    assert table.records.height == 59


def test_text_below_the_table_is_no_broken_record() -> None:
    (table,) = made(lines(), "", "작성자: 홍길동", "이상").tables
    assert table.rejected.select("row_no", "code").rows() == [(63, "note-row"), (64, "note-row")]
    assert table.records.height == 60


def test_a_doubled_delimiter_at_the_end_is_taken_off_only_where_the_cells_fit() -> None:
    rows = [f"{line}," for line in lines()]
    rows[10] += ","
    rows[20] = rows[20].replace(",", ",,", 1)
    (table,) = read_export(text(rows).encode()).tables
    assert table.rejected.select("row_no", "code").rows() == [(21, "ragged-row")]
    assert table.records.height == 59
