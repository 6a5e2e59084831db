"""Workbooks as people in small factories keep them, numbers invented."""

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from connectors import read_export
from connectors.mapping import propose
from connectors.types import Export, MachineContext, Mapping, Table, TypedTable
from connectors.typing import type_table

Rows = list[list[Any]]
MACHINE = MachineContext(
    "m1",
    names=("m1", "다이캐스팅 1호기", "1호기"),
    other_names=("m2", "다이캐스팅 2호기", "2호기"),
    process="casting",
    kind="hpdc",
    machines=(("m1", "m1"), ("다이캐스팅 1호기", "m1"), ("1호기", "m1"), ("다이캐스팅 2호기", "m2"), ("2호기", "m2")),
)
DAYS = list(range(1, 32))

DAILY: Rows = [
    ["작업일보", None, None, None, None, "결재", "담당", "검토", "승인"],
    [],
    ["작업일 : 2026년 10월 5일", None, None, "작업자 : 김철수"],
    ["근무조", "품번", "품명", "계획수량", "생산수량", "양품수량", "불량수량", "비고"],
    ["주간", "HB-1", "커버", 100, 98, 95, 3, None],
    [None, "HB-2", "바디", 80, 80, 80, 0, None],
    ["소계", None, None, 180, 178, 175, 3, None],
    ["야간", "HB-1", "커버", 100, 90, 88, 2, "정전"],
    [None, "HB-2", "바디", 50, 50, 49, 1, None],
    ["소계", None, None, 150, 140, 137, 3, None],
    ["합계", None, None, 330, 318, 312, 6, None],
]
DEFECTS: Rows = [
    ["불량일지"],
    ["일자: 2026-10-05"],
    ["품번", "생산수량", "기포", "미성형", "수축", "이물", "합계"],
    ["HB-1", 100, 1, 0, 2, 0, 3],
    ["HB-2", 80, 0, 1, None, 1, 2],
    ["합계", 180, 1, 1, 2, 1, 5],
]
MONTH: Rows = [
    ["2026년 10월 생산실적"],
    ["품번", "구분", *DAYS, "합계"],
    ["HB-1", "생산", *[10] * 30, None, 300],
    ["HB-1", "불량", *[1] * 3, *[None] * 28, 3],
    ["HB-2", "생산", *[5] * 31, 155],
]
STOP_MONTH: Rows = [
    ["비가동 현황"],
    ["비가동사유", *DAYS, "계"],
    ["금형교환", 30, 30, *[None] * 29, 60],
    ["정전", *[None] * 30, 15, 15],
    ["합계", 30, 30, *[None] * 28, 15, 75],
]
SHIFTS: Rows = [
    ["일일 생산현황"],
    ["2026.10.05"],
    ["품번", "주간", None, "야간", None, "합계", None],
    [None, "생산수량", "불량수량", "생산수량", "불량수량", "생산수량", "불량수량"],
    ["HB-1", 100, 1, 90, 2, 190, 3],
    ["HB-2", 50, 0, 40, 1, 90, 1],
]
MACHINES: Rows = [
    ["설비별 생산현황"],
    ["일자", "1호기", None, "2호기", None],
    [None, "생산", "불량", "생산", "불량"],
    [date(2026, 10, 5), 100, 1, 90, 2],
    [date(2026, 10, 6), 50, 0, 40, 1],
]
BLOCKS: Rows = [
    ["작업일보"],
    ["2026-10-05"],
    ["1. 생산현황"],
    ["품번", "생산수량", "불량수량"],
    ["HB-1", 100, 3],
    ["HB-2", 80, 1],
    ["합계", 180, 4],
    [],
    ["2. 불량현황"],
    ["품번", "불량유형", "수량"],
    ["HB-1", "기포", 2],
    ["HB-1", "수축", 1],
    ["HB-2", "이물", 1],
    [],
    ["3. 비가동현황"],
    ["시작", "종료", "사유", "분"],
    ["22:10", "22:40", "금형교환", 30],
    ["23:50", "00:20", "정전", 30],
]
STOPS: Rows = [
    ["비가동일지"],
    ["작업일", "2026-10-05", None, "설비", "다이캐스팅 1호기"],
    ["No", "시작", "종료", "사유", "시간(분)", "비고"],
    [1, time(8, 10), time(8, 40), "금형교환", 30, None],
    [2, "13:00", "24:00", "휴무", None, None],
    [3, time(15, 0), None, "청소", 15, None],
    [4, time(23, 50), time(0, 20), "정전", 30, None],
    [5, None, None, "회의", 20, None],
    ["합계", None, None, None, 95, None],
]
HARDNESS: Rows = [
    ["경도 검사 성적서"],
    ["검사일: 2026-10-05"],
    ["로트번호", "품명", "경도(HRC)", None, None, None, None, "평균", "판정"],
    [None, None, 1, 2, 3, 4, 5, None, None],
    ["L261001", "샤프트", 58.1, 58.3, 58.0, 57.9, 58.2, 58.1, "합격"],
    ["L261002", "기어", 60.1, 60.2, 60.3, 60.0, 60.1, 60.1, "불합격"],
]
HARDNESS_FLAT: Rows = [
    ["검사일시", "로트번호", "HRC1", "HRC2", "HRC3", "판정"],
    [datetime(2026, 10, 5, 13), "L261001", 58.1, 58.3, 58.0, "합격"],
    [datetime(2026, 10, 5, 14), "L261002", 58.1, 58.1, None, "합격"],
]
REASONS: Rows = [
    ["일자", "품번", "사유", "수량"],
    [date(2026, 10, 5), "HB-1", "기포", 2],
    [date(2026, 10, 5), "HB-2", "수축", 1],
    [date(2026, 10, 6), "HB-2", "수축", 4],
]
MERGED = {id(DAILY): ["A1:E2", "F1:F2", "A5:A6", "A8:A9"], id(HARDNESS): ["A3:A4", "B3:B4", "C3:G3", "H3:H4", "I3:I4"]}


def content(rows: Rows, *, tab: str = "Sheet1", more: dict[str, Rows] | None = None) -> bytes:
    """A workbook of one sheet, or more."""
    book = Workbook()
    for name, each in {tab: rows, **(more or {})}.items():
        sheet = book.create_sheet(name)
        for row in each:
            sheet.append(list(row))
        for area in MERGED.get(id(each), []):
            sheet.merge_cells(area)
    book.remove(book.worksheets[0])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def written(folder: Path, rows: Rows, name: str = "a.xlsx", **options: Any) -> Path:
    """The same in a file."""
    path = folder / name
    path.write_bytes(content(rows, **options))
    return path


def kept(path: Path) -> Export:
    """The export as people's sheets are read."""
    return read_export(path)


def typed(table: Table, answers: dict[str, str] | None = None) -> tuple[Mapping, TypedTable]:
    """Mapping and rows of a table, its records counted."""
    mapping = propose(table, MACHINE, answers=answers)
    result = type_table(table, mapping, MACHINE)
    assert result.in_count == table.record_count == table.records.height + table.rejected.height
    return mapping, result
