"""Sheets that people keep, through the whole way: stored, asked, answered, mended, counted again."""

from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from pipelines.steps.hold import answer
from pipelines.steps.ingest import ingest
from pipelines.steps.inspect import inspect_file
from pipelines.steps.quarantine import write_workbook
from pipelines.steps.receipts import receipt
from pipelines.steps.verify import verify
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse
from tests.connectors.sheets import books
from tests.connectors.sheets.books import written
from tests.pipelines.steps.home import opened


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home", ("dc1", "dc2"))


def tallies(scope: Scope) -> pl.DataFrame:
    with open_warehouse(scope) as warehouse:
        return warehouse.query("select * from tally order by machine_id, work_date, part_id, measure, reason_code")


def sound(scope: Scope) -> bool:
    return verify(scope.home, scope.firm_id).ok


def test_sheets_of_every_kind_are_stored_and_counted(scope: Scope, tmp_path: Path) -> None:
    sheets = {
        "일보": books.DAILY, "불량": books.DEFECTS, "월": books.MONTH, "조": books.SHIFTS, "블록": books.BLOCKS, "정지": books.STOPS,
        "경도": books.HARDNESS,
    }  # fmt: skip
    paths = [written(tmp_path, rows, f"{name}.xlsx") for name, rows in sheets.items()]
    for path in paths:
        (made,) = ingest(scope, [path], machine_id="dc1")
        assert made.status == "committed", made.holds
        assert made.rows_in == made.accepted + made.quarantined + made.duplicate
        assert sound(scope)


def test_a_sheet_of_two_machines_fills_both(scope: Scope, tmp_path: Path) -> None:
    (made,) = ingest(scope, [written(tmp_path, books.MACHINES)], machine_id="dc1")
    assert made.status == "committed"
    sums = tallies(scope).group_by("machine_id", "measure").agg(pl.col("quantity").sum()).sort("machine_id", "measure")
    assert [(m, k, float(q)) for m, k, q in sums.rows()] == [
        ("dc1", "produced_count", 150.0),
        ("dc1", "scrap_count", 1.0),
        ("dc2", "produced_count", 130.0),
        ("dc2", "scrap_count", 3.0),
    ]
    assert sound(scope)


def test_a_month_is_asked_and_holds_for_its_file_alone(scope: Scope, tmp_path: Path) -> None:
    first = written(tmp_path, books.STOP_MONTH, "비가동 1.xlsx")
    (asked,) = ingest(scope, [first], machine_id="dc1")
    assert [each.key for each in asked.holds] == ["work_month"]
    assert answer(scope, asked.file_id, {"work_month": "2026-10"}).status == "committed"
    assert sound(scope)
    rows = [list(each) for each in books.STOP_MONTH]
    rows[2][1] = 45
    rows[2][-1], rows[4][1], rows[4][-1] = 75, 45, 90
    (next_month,) = ingest(scope, [written(tmp_path, rows, "비가동 2.xlsx")], machine_id="dc1")
    assert [each.key for each in next_month.holds] == ["work_month"]


def test_a_cell_of_a_crosstab_is_mended_where_it_stands(scope: Scope, tmp_path: Path) -> None:
    rows = [list(each) for each in books.DEFECTS]
    rows[3][4] = "둘"
    (made,) = ingest(scope, [written(tmp_path, rows)], machine_id="dc1")
    assert (made.accepted, made.quarantined) == (1, 2)
    write_workbook(scope, made.file_id, tmp_path / "fix.xlsx")
    book = load_workbook(tmp_path / "fix.xlsx")
    sheet = book["고칠 행"]
    names = [cell.value for cell in sheet[1]]
    assert names[3:10] == ["품번", "생산수량", "기포", "미성형", "수축", "이물", "합계"]
    cell = sheet.cell(2, names.index("수축") + 1)
    assert cell.value == "둘"
    assert cell.fill.fgColor.rgb != sheet.cell(2, names.index("기포") + 1).fill.fgColor.rgb
    cell.value = "2"
    book.save(tmp_path / "fix.xlsx")
    (mended,) = ingest(scope, [tmp_path / "fix.xlsx"])
    assert (mended.status, mended.accepted) == ("committed", 1)
    stored = receipt(scope, made.file_id)
    assert stored is not None
    assert (stored.accepted, stored.quarantined) == (2, 1)
    scrap = tallies(scope).filter(pl.col("measure") == "scrap_count")
    assert float(scrap["quantity"].sum()) == 5.0
    assert sound(scope)


def test_inspect_shows_the_tables_of_a_sheet(tmp_path: Path) -> None:
    seen = inspect_file(written(tmp_path, books.BLOCKS))
    assert [each["dataset"] for each in seen["tables"]] == ["tally", "tally", "event"]
