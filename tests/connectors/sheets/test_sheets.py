"""Sheets that people keep, as rows of the lake: nothing lost, nothing doubled, nothing guessed in silence."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sheets import unpivot
from connectors.types import TypedTable
from tests.connectors.sheets import books
from tests.connectors.sheets.books import Rows, kept, typed, written
from tests.connectors.tables import table


def only(path: Path, answers: dict[str, str] | None = None) -> TypedTable:
    (one,) = kept(path).tables
    return typed(one, answers)[1]


def tally(result: TypedTable, *columns: str) -> list[tuple[Any, ...]]:
    assert result.dataset == "tally"
    rows = result.frame.filter(pl.col("measure").is_not_null()).select(*columns, "measure", "quantity")
    return sorted(((*row[:-1], float(row[-1])) for row in rows.rows()), key=str)


def total(result: TypedTable, measure: str) -> float:
    return float(result.frame.filter(pl.col("measure") == measure)["quantity"].sum())


def test_a_daily_sheet_takes_its_day_from_above_and_leaves_subtotals_out(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.DAILY))
    assert set(result.frame["work_date"]) == {date(2026, 10, 5)}
    assert total(result, "produced_count") == 318
    assert total(result, "scrap_count") == 6
    assert result.quarantine["row_no"].to_list() == [7, 10, 11]
    assert set(result.quarantine["code"]) == {"total-row"}
    shifts = result.frame.filter(pl.col("measure") == "good_count").select("shift", "part_id", "quantity").rows()
    assert shifts[1] == ("주간", "HB-2", Decimal("80.000"))
    assert shifts[3] == ("야간", "HB-2", Decimal("49.000"))


def test_a_column_per_defect_becomes_reasons_and_the_sum_column_is_no_quantity(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.DEFECTS))
    assert tally(result, "part_id", "reason_code") == [
        ("HB-1", "기포", "scrap_count", 1.0),
        ("HB-1", "미성형", "scrap_count", 0.0),
        ("HB-1", "수축", "scrap_count", 2.0),
        ("HB-1", "이물", "scrap_count", 0.0),
        ("HB-1", None, "produced_count", 100.0),
        ("HB-2", "기포", "scrap_count", 0.0),
        ("HB-2", "미성형", "scrap_count", 1.0),
        ("HB-2", "이물", "scrap_count", 1.0),
        ("HB-2", None, "produced_count", 80.0),
    ]
    assert total(result, "scrap_count") == 5
    assert result.row_span is not None
    assert (result.accepted_count, result.quarantine.height) == (2, 1)
    assert set(result.frame["row_no"]) == {4, 5}
    assert "total-differs" not in [each.code for each in result.findings]


@pytest.mark.parametrize(("row", "column"), [(3, 6), (5, 2), (5, 1)])
def test_a_total_that_does_not_add_up_is_said_and_never_used(tmp_path: Path, row: int, column: int) -> None:
    rows = [list(each) for each in books.DEFECTS]
    rows[row][column] += 7
    result = only(written(tmp_path, rows))
    (said,) = [each for each in result.findings if each.code == "total-differs"]
    assert said.row == row + 1
    assert total(result, "scrap_count") == 5
    assert total(result, "produced_count") == 180


def test_a_column_of_scrap_beside_its_reasons_is_their_total(tmp_path: Path) -> None:
    rows: Rows = [
        ["일자", "품번", "생산수량", "불량수량", "기포", "수축"],
        [date(2026, 10, 5), "HB-1", 100, 3, 1, 2],
        [date(2026, 10, 5), "HB-2", 80, 4, None, None],
        [date(2026, 10, 6), "HB-2", 80, 9, 1, 2],
    ]
    result = only(written(tmp_path, rows))
    assert total(result, "scrap_count") == 10
    alone = result.frame.filter((pl.col("measure") == "scrap_count") & pl.col("reason_code").is_null())
    assert alone.select("row_no", "quantity").rows() == [(3, Decimal("4.000"))]
    (said,) = [each for each in result.findings if each.code == "total-differs"]
    assert (said.row, said.value) == (4, "불량수량: 9 ≠ 3")


def test_a_month_of_days_takes_year_and_month_from_the_title(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.MONTH))
    assert (total(result, "produced_count"), total(result, "scrap_count")) == (455, 3)
    days = result.frame.filter(pl.col("part_id") == "HB-2")["work_date"]
    assert (days.min(), days.max(), len(days)) == (date(2026, 10, 1), date(2026, 10, 31), 31)
    assert result.accepted_count == 3


@pytest.mark.parametrize(
    ("tab", "name"), [("2026년 10월", "a.xlsx"), ("10월", "비가동_2026.xlsx"), ("Sheet1", "비가동_202610.xlsx")]
)
def test_month_and_year_from_tab_or_file_are_an_assumption(tmp_path: Path, tab: str, name: str) -> None:
    result = only(written(tmp_path, books.STOP_MONTH, name, tab=tab))
    assert tally(result, "work_date", "reason_code") == [
        (date(2026, 10, 1), "금형교환", "stop_min", 30.0),
        (date(2026, 10, 2), "금형교환", "stop_min", 30.0),
        (date(2026, 10, 31), "정전", "stop_min", 15.0),
    ]
    assert [each.key for each in result.assumptions] == ["work_month"]


def test_a_month_told_nowhere_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, books.STOP_MONTH)
    (one,) = kept(path).tables
    mapping, _ = typed(one)
    assert [each.key for each in mapping.holds] == ["work_month"]
    answered = only(path, {"work_month": "2026-10"})
    assert answered.holds == ()
    assert answered.frame["work_date"].max() == date(2026, 10, 31)
    again, _ = typed(one, {"work_month": "vielleicht"})
    assert [each.key for each in again.holds] == ["work_month"]


def test_a_day_told_nowhere_is_asked(tmp_path: Path) -> None:
    rows: Rows = [["생산일보"], ["품번", "생산수량", "불량수량"], ["HB-1", 98, 3], ["HB-2", 80, 0]]
    (one,) = kept(written(tmp_path, rows)).tables
    assert [each.key for each in typed(one)[0].holds] == ["work_date"]
    assert set(typed(one, {"work_date": "2026-10-05"})[1].frame["work_date"]) == {date(2026, 10, 5)}


def test_a_day_that_its_month_does_not_have_sets_the_record_apart(tmp_path: Path) -> None:
    rows = [list(each) for each in books.MONTH]
    rows[0] = ["2026년 9월 생산실적"]
    result = only(written(tmp_path, rows))
    assert result.quarantine.select("row_no", "code").rows() == [(5, "bad-timestamp")]
    assert result.accepted_count == 2


def test_a_group_per_shift_and_its_total(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.SHIFTS))
    assert (total(result, "produced_count"), total(result, "scrap_count")) == (280, 4)
    assert tally(result, "shift", "part_id")[:2] == [
        ("야간", "HB-1", "produced_count", 90.0),
        ("야간", "HB-1", "scrap_count", 2.0),
    ]


def test_a_group_per_machine_goes_to_its_machine(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.MACHINES))
    assert tally(result, "machine_id", "work_date") == [
        ("m1", date(2026, 10, 5), "produced_count", 100.0),
        ("m1", date(2026, 10, 5), "scrap_count", 1.0),
        ("m1", date(2026, 10, 6), "produced_count", 50.0),
        ("m1", date(2026, 10, 6), "scrap_count", 0.0),
        ("m2", date(2026, 10, 5), "produced_count", 90.0),
        ("m2", date(2026, 10, 5), "scrap_count", 2.0),
        ("m2", date(2026, 10, 6), "produced_count", 40.0),
        ("m2", date(2026, 10, 6), "scrap_count", 1.0),
    ]


def test_a_machine_that_nobody_declared_is_asked(tmp_path: Path) -> None:
    rows = [list(each) for each in books.MACHINES]
    rows[1][3] = "9호기"
    (one,) = kept(written(tmp_path, rows)).tables
    assert [each.key for each in typed(one)[0].holds] == ["machine"]


def test_blocks_one_under_the_other_are_tables_and_scrap_counts_once(tmp_path: Path) -> None:
    export = kept(written(tmp_path, books.BLOCKS))
    assert [each.table_no for each in export.tables] == [1, 2, 3]
    made, scrap, stops = (typed(each)[1] for each in export.tables)
    assert [each.dataset for each in (made, scrap, stops)] == ["tally", "tally", "event"]
    assert total(made, "scrap_count") == 0
    assert total(scrap, "scrap_count") == 4
    assert [each.key for each in scrap.assumptions] == ["quantity"]
    assert set(scrap.frame["work_date"]) == {date(2026, 10, 5)}
    assert stops.frame["duration_us"].to_list() == [1_800_000_000] * 2


def test_a_breakdown_that_does_not_add_up_is_said(tmp_path: Path) -> None:
    rows = [list(each) for each in books.BLOCKS]
    rows[4][2] = 9
    rows[6][2] = 10
    first = kept(written(tmp_path, rows)).tables[0]
    assert "total-differs" in [each.code for each in first.findings]


def test_stops_over_midnight_until_24_without_an_end_and_without_a_start(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.STOPS))
    assert result.dataset == "event"
    local = pl.col("started_ts", "ended_ts").dt.convert_time_zone("Asia/Seoul").dt.strftime("%d %H:%M")
    rows = result.frame.select(local, "reason_code", pl.col("duration_us") // 60_000_000).rows()
    assert rows == [
        ("05 08:10", "05 08:40", "금형교환", 30),
        ("05 13:00", "06 00:00", "휴무", 660),
        ("05 15:00", "05 15:15", "청소", 15),
        ("05 23:50", "06 00:20", "정전", 30),
    ]
    assert result.quarantine.select("row_no", "code").rows() == [(8, "bad-timestamp"), (9, "total-row")]


def test_a_night_list_goes_on_after_midnight_as_an_assumption(tmp_path: Path) -> None:
    rows: Rows = [
        ["야간 비가동일지 2026-10-05"],
        ["시작", "종료", "사유"],
        ["21:00", "21:30", "청소"],
        ["23:30", "23:50", "정전"],
        ["01:10", "01:40", "금형교환"],
    ]
    path = written(tmp_path, rows)
    result = only(path)
    days = result.frame["started_ts"].dt.convert_time_zone("Asia/Seoul").dt.day().to_list()
    assert days == [5, 5, 6]
    assert "midnight" in [each.key for each in result.assumptions]
    same = only(path, {"midnight": "same-day"})
    assert sorted(same.frame["started_ts"].dt.convert_time_zone("Asia/Seoul").dt.day().to_list()) == [5, 5, 5]


def test_measuring_points_are_rows_and_the_lot_is_judged_once(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.HARDNESS))
    assert result.dataset == "inspection"
    assert result.frame["hardness_hrc"].to_list()[:5] == [58.1, 58.3, 58.0, 57.9, 58.2]
    assert result.frame["test"].to_list()[:5] == ["1", "2", "3", "4", "5"]
    assert result.frame["result"].drop_nulls().to_list() == ["good", "scrap"]
    assert result.accepted_count == 2


def test_points_of_equal_value_stay_apart_and_missing_ones_make_no_row(tmp_path: Path) -> None:
    result = only(written(tmp_path, books.HARDNESS_FLAT))
    assert result.frame.select("lot_id", "test", "hardness_hrc").rows() == [
        ("L261001", "1", 58.1),
        ("L261001", "2", 58.3),
        ("L261001", "3", 58.0),
        ("L261002", "1", 58.1),
        ("L261002", "2", 58.1),
    ]
    assert result.accepted_count == 2


def test_a_number_beside_a_reason_is_an_assumption_that_can_be_changed(tmp_path: Path) -> None:
    path = written(tmp_path, books.REASONS)
    result = only(path)
    (assumed,) = [each for each in result.assumptions if each.key == "quantity"]
    assert (assumed.value, "produced_count" in assumed.choices) == ("scrap_count", True)
    assert total(result, "scrap_count") == 7
    changed = only(path, {"quantity": "stop_min"})
    assert (total(changed, "stop_min"), total(changed, "scrap_count")) == (7, 0)
    assert "quantity" not in [each.key for each in changed.assumptions]


def test_a_date_written_once_for_several_rows_is_filled_down_as_an_assumption(tmp_path: Path) -> None:
    rows: Rows = [
        ["일자", "품번", "생산수량", "기포", "수축"],
        ["10/5", "HB-1", 100, 1, 2],
        [None, "HB-2", 50, 1, 0],
        ["10/6", "HB-1", 100, 0, 2],
    ]
    result = only(written(tmp_path, rows, "불량_2026년.xlsx"))
    made = result.frame.filter(pl.col("measure") == "produced_count").sort("row_no")
    assert made["work_date"].to_list() == [date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 6)]
    assert {each.key for each in result.assumptions} == {"fill_down", "work_month"}


def test_a_bad_quantity_sets_its_record_apart_under_the_column_it_stands_in(tmp_path: Path) -> None:
    rows = [list(each) for each in books.DEFECTS]
    rows[3][4] = "둘"
    result = only(written(tmp_path, rows))
    bad = result.quarantine.filter(pl.col("code") == "bad-quantity")
    assert bad.select("row_no", "column_name", "value").rows() == [(4, "수축", "둘")]
    assert set(result.frame["row_no"]) == {5}


def test_tabs_of_days_and_shifts(tmp_path: Path) -> None:
    rows: Rows = [["품번", "생산수량", "기포", "수축"], ["HB-1", 100, 1, 2], ["HB-2", 50, 1, 0]]
    path = written(tmp_path, rows, "작업일보_2026년10월.xlsx", tab="5일", more={"6일": [list(row) for row in rows]})
    days = [set(typed(each)[1].frame["work_date"]) for each in kept(path).tables]
    assert days == [{date(2026, 10, 5)}, {date(2026, 10, 6)}]
    path = written(tmp_path, rows, "작업일보_20261005.xlsx", tab="주간", more={"야간": [list(row) for row in rows]})
    shifts = [set(typed(each)[1].frame["shift"]) for each in kept(path).tables]
    assert shifts == [{"주간"}, {"야간"}]


def test_a_machines_log_is_no_sheet_of_people() -> None:
    log = table(
        {
            "일시": [f"2026-10-05 08:{n:02d}:00" for n in range(30)],
            "생산수량": [str(n) for n in range(30)],
            "기포": ["0"] * 30,
            "수축": ["1"] * 30,
        }
    )
    assert unpivot(log) is None
    assert unpivot(table({"Temp": ["1", "2"], "Pressure": ["3", "4"]})) is None


CELL = st.one_of(st.none(), st.integers(0, 99))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=12))
def test_every_crosstab_keeps_its_records_and_its_sum(cells: list[tuple[int | None, ...]]) -> None:
    names = ("기포", "미성형", "수축", "이물")
    columns: dict[str, list[str | None]] = {"일자": [f"2026-10-{n + 1:02d}" for n in range(len(cells))]}
    columns |= {name: [None if row[k] is None else str(row[k]) for row in cells] for k, name in enumerate(names)}
    columns["합계"] = [str(sum(value or 0 for value in row)) for row in cells]
    _, result = typed(table(columns))
    assert result.accepted_count == len(cells)
    assert result.findings == () or "total-differs" not in [each.code for each in result.findings]
    known = result.frame.filter(pl.col("measure") == "scrap_count")
    assert float(known["quantity"].sum()) == sum(value or 0 for row in cells for value in row)
