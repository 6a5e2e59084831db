"""A file as a clean table, and how it would be read; nothing is stored."""

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.steps.inspect import inspect_file, machine_context
from pipelines.steps.read import read_file
from ppuri.core.errors import UsageError
from tests.pipelines.steps.home import HEADER, export, opened, shot

SHOTS = 20


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    return export(tmp_path / "쇼트.csv", [shot(number) for number in range(1, SHOTS + 1)], encoding="cp949")


def test_a_clean_csv_has_the_header_and_every_record(shots: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "clean.csv"
    result = read_file(shots, out)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == (HEADER, SHOTS + 1)
    assert [(written["path"], written["rows"]) for written in result["written"]] == [(str(out), SHOTS)]


def test_a_parquet_file_holds_text(shots: Path, tmp_path: Path) -> None:
    read_file(shots, tmp_path / "clean.parquet")
    frame = pl.read_parquet(tmp_path / "clean.parquet")
    assert frame.columns == HEADER.split(",")
    assert set(frame.dtypes) == {pl.String}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cell_of_a_written_table_runs_as_a_formula(tmp_path: Path, ending: str) -> None:
    lines = ["2026-10-05 08:00:00,1,=1+1", "2026-10-05 08:01:00,2, @SUM(A1)", "2026-10-05 08:02:00,3,-5.5"]
    out = tmp_path / f"clean{ending}"
    read_file(export(tmp_path / "a.csv", lines, header="일시,쇼트번호,비고"), out)
    if ending == ".csv":
        cells = pl.read_csv(out, infer_schema=False)["비고"].to_list()
        assert cells[:2] == ["'=1+1", "' @SUM(A1)"]
    else:
        sheet = openpyxl.load_workbook(out).worksheets[0]
        cells = [cell.value for cell in sheet["C"][1:]]
        assert [cell.data_type for cell in sheet["C"][1:3]] == ["s", "s"]
    assert str(cells[2]) == "-5.5"


@pytest.mark.parametrize(("file", "out"), [("쇼트.csv", "clean.docx"), ("nowhere.csv", "clean.csv")])
def test_wrong_names_are_wrong_usage(shots: Path, tmp_path: Path, file: str, out: str) -> None:
    with pytest.raises(UsageError):
        read_file(shots.with_name(file), tmp_path / out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["쇼트.csv"]


def test_inspecting_says_how_and_writes_nothing(shots: Path, tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    before = sorted(tmp_path.rglob("*"))
    seen = inspect_file(shots, machine_context(scope, "dc3"))
    assert json.loads(json.dumps(seen)) == seen
    (table,) = seen["tables"]
    assert (table["encoding"].lower(), table["delimiter"], table["record_count"]) == ("cp949", ",", SHOTS)
    assert (table["dataset"], table["header_rows"]) == ("run", [1])
    columns = {column["header"]: column["column"] for column in table["mapping"]}
    assert (columns["용탕온도(℃)"], columns["비스켓두께(mm)"]) == ("melt_temp_c", "biscuit_mm")
    assert all(0 <= column["confidence"] <= 1 and column["reason_ko"] for column in table["mapping"])
    assert sorted(tmp_path.rglob("*")) == before
