"""A small table that people add below a log never takes the log's place."""

import io

import xlsxwriter

from connectors import read_export
from connectors.reading.workbook import read_workbook


def log_with(*below: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("기록")
        rows: list[tuple[object, ...]] = [("일시", "1존 PV", "2존 PV")]
        rows += [(f"2026-10-05 08:{at:02d}:00", 860 + at / 10, 866 - at / 10) for at in range(30)]
        for at, row in enumerate([*rows, (), *below]):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def test_the_rows_of_the_log_are_all_there() -> None:
    content = log_with(("불량유형", "수량"), ("미성형", 12), ("기포", 3))
    export = read_export(content)
    stamps = [row for table in export.tables if "일시" in table.records.columns for row in table.records["일시"]]
    assert sum(stamp is not None and stamp.startswith("2026-10-05 08:") for stamp in stamps) == 30
    assert sum(table.record_count for table in export.tables) >= 30


def test_a_sheet_that_people_keep_is_one_to_the_reader_itself() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("10월")
        for at, row in enumerate(
            [("작업일보 2026년 10월 5일",), (), ("설비", "생산수량", "불량수량"), ("1호기", 100, 3)]
        ):
            sheet.write_row(at, 0, row)
    (table,) = read_workbook(out.getvalue(), None, None, file_name="일보.xlsx").tables
    assert table.records.columns == ["설비", "생산수량", "불량수량"]
    assert "2026년 10월 5일" in " ".join(table.preamble.values())
    assert table.source == "일보.xlsx"
