from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from rich.table import Table

from pipelines.steps.kpis import GRAINS, explain, kpi_names, kpi_rows, write_kpis
from pipelines.steps.refresh import publish_marts
from ppuri.core.errors import UsageError
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from tests.pipelines.steps.firm import make_firm, store
from tests.pipelines.steps.test_refresh import runs

ADDITIVE = [name for name in kpi_names() if name.endswith(("_count", "_count_all")) and not name.startswith("anomaly")]
FIELDS = {"kpi", "subject", "mode", "value", "unit", "direction", "numerator", "denominator", "ci_low", "ci_high", "n"}
FIELDS |= {"coverage", "grade", "reasons", "provisional", "revision", "formula_version", "as_of"}


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = make_firm(tmp_path_factory.mktemp("home"))
    lengths = [60, 61, 95, 63, 400, 5000, 62, 66, 77, 30000, 41, 58] * 12
    store(made, "run", runs("2026-03", lengths))
    store(made, "run", runs("2026-04", lengths))
    store(made, "run", runs("2026-04", lengths[:40], machine_id="m2", file_id="=2호기"))
    wrote = {"machine_id": "m1", "measure": "produced_count", "quantity": "500", "file_id": "t", "table_no": 1}
    store(made, "tally", [{**wrote, "work_date": date(2026, 3, 1), "month": "2026-03", "row_no": 1}])
    publish_marts(made)
    return made


def value(rows: list[KpiRow], name: str, subject: str | None = None, **grain: str) -> float | None:
    (found,) = [row for row in rows if (row.kpi, row.subject) == (name, subject) and grain.items() <= row.grain.items()]
    return found.value


@pytest.mark.parametrize("by", ["machine", "tool", "part", "day", "shift", "week", "month", "line"])
def test_parts_of_a_grain_add_up_to_the_whole(scope: Scope, by: str) -> None:
    whole = {(row.kpi, row.subject): row.value for row in kpi_rows(scope, names=ADDITIVE) if "tally" not in row.kpi}
    parts: dict[tuple[str, str | None], float] = {}
    for row in kpi_rows(scope, by=[by], names=ADDITIVE):
        if "tally" not in row.kpi and row.value is not None:
            parts[row.kpi, row.subject] = parts.get((row.kpi, row.subject), 0) + row.value
    assert {key: number for key, number in whole.items() if number is not None} == parts


def test_a_period_split_at_any_day_adds_up(scope: Scope) -> None:
    names = ["produced_count", "good_count", "scrap_count_all", "run_count"]
    whole = [row.value for row in kpi_rows(scope, names=names)]
    for day in (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1)):
        before = [row.value or 0 for row in kpi_rows(scope, names=names, to_date=day)]
        after = [
            row.value or 0 for row in kpi_rows(scope, names=names, from_date=date.fromordinal(day.toordinal() + 1))
        ]
        assert [a + b for a, b in zip(before, after, strict=True)] == whole


def test_quantities_and_ratios_agree(scope: Scope) -> None:
    for row in kpi_rows(scope, by=["tool", "day"], names=["quality_ratio", "scrap_ratio", "rework_ratio"]):
        if row.value is None:
            assert row.reasons
            continue
        assert row.numerator is not None
        assert row.denominator
        assert row.value == row.numerator / row.denominator
        assert row.ci_low is not None
        assert row.ci_high is not None
        assert 0 <= row.ci_low <= row.value <= row.ci_high <= 1


@pytest.mark.parametrize(
    ("by", "columns"),
    [
        pytest.param([], [], id="whole range"),
        pytest.param(["tool", "machine"], ["machine_id", "tool_id"], id="in one order"),
        pytest.param(["work_date", "shift"], ["work_date", "shift"], id="column names"),
        pytest.param(["week"], ["period"], id="week"),
    ],
)
def test_rows_have_exactly_the_columns_asked_for(scope: Scope, by: list[str], columns: list[str]) -> None:
    rows = kpi_rows(scope, by=by)
    assert all(list(row.grain) == columns for row in rows)
    assert all(set(row.flat()) == FIELDS | set(columns) for row in rows)
    assert list(rows[0].flat())[: len(columns)] == columns


def test_every_kpi_of_the_surface_is_there(scope: Scope) -> None:
    named = {row.kpi for row in kpi_rows(scope)}
    assert {"run_count", "trial_count", "missing_cycle_count", "produced_count_all", "quality_ratio"} <= named
    assert {"availability", "performance", "oee", "mtbf", "mttr", "cycle_time_median"} <= named


def test_labels_that_are_missing_are_not_good(tmp_path: Path) -> None:
    made = make_firm(tmp_path)
    rows: list[dict[str, Any]] = runs("2026-03", [60] * 40)
    for number, row in enumerate(rows):
        row |= {"result": "good" if number < 36 else None, "piece_count": 1, "is_trial": False}
        row["tool_id"] = "thin" if number >= 34 else "thick"
    store(made, "run", rows)
    publish_marts(made)
    whole = kpi_rows(made, by=["tool"], names=["quality_ratio", "unjudged_count"])
    assert value(whole, "quality_ratio", tool_id="thick") == 1.0
    assert value(whole, "quality_ratio", tool_id="thin") is None
    (thin,) = [row for row in whole if row.kpi == "quality_ratio" and row.grain["tool_id"] == "thin"]
    assert (thin.grade, thin.provisional, thin.coverage) == ("D", True, 2 / 6)
    assert "low-coverage" in thin.reasons
    assert value(whole, "unjudged_count", tool_id="thin") == 4


def test_without_baseline_there_is_no_anomaly_count(scope: Scope) -> None:
    (row,) = kpi_rows(scope, names=["anomaly_count"])
    assert (row.value, row.grade, row.reasons[0]) == (None, "D", "no-baseline")


def test_the_daily_sheet_stands_beside_the_runs(scope: Scope) -> None:
    rows = kpi_rows(
        scope, by=["machine", "day"], names=["tally_produced_count", "tally_difference_count", "produced_count"]
    )
    day = {"machine_id": "m1", "work_date": "2026-03-01"}
    produced = value(rows, "produced_count", **day)
    assert produced is not None
    assert value(rows, "tally_produced_count", **day) == 500
    assert value(rows, "tally_difference_count", **day) == 500 - produced


def test_revision_counts_publications_that_changed_something(tmp_path: Path) -> None:
    made = make_firm(tmp_path)
    for lengths in ([60] * 5, [60] * 6):
        store(made, "run", runs("2026-03", lengths))
        publish_marts(made)
    publish_marts(made, full=True)
    assert {row.revision for row in kpi_rows(made, names=["run_count"])} == {2}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"names": ["oee2"]}, id="kpi"),
        pytest.param({"by": ["weekday"]}, id="grain"),
        pytest.param({"by": ["week", "month"]}, id="two periods"),
        pytest.param({"machine_id": "m9"}, id="machine"),
        pytest.param({"line_id": "l9"}, id="line"),
    ],
)
def test_what_does_not_exist_is_said(scope: Scope, arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        kpi_rows(scope, **arguments)


def test_csv_for_excel(scope: Scope, tmp_path: Path) -> None:
    rows = [row.model_copy(update={"subject": "=1+1"}) for row in kpi_rows(scope, by=["tool"], names=["run_count"])]
    written = write_kpis(rows, ["tool"], "csv", tmp_path / "kpi.csv")
    content = Path(str(written)).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == len(rows) + 1
    records = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert records[0]["subject"] == "'=1+1"
    assert float(records[0]["value"]) == rows[0].value


def test_json_and_parquet_say_the_same(scope: Scope, tmp_path: Path) -> None:
    rows = kpi_rows(scope, by=["machine"])
    told = json.loads(str(write_kpis(rows, ["machine"], "json", None)))
    write_kpis(rows, ["machine"], "parquet", tmp_path / "kpi.parquet")
    frame = pl.read_parquet(tmp_path / "kpi.parquet")
    assert [row["value"] for row in told] == frame["value"].to_list()
    assert frame.columns == list(told[0])


def test_workbook_has_three_sheets_and_a_chart(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "kpi.xlsx"
    rows = kpi_rows(scope, by=["tool"])
    write_kpis(rows, ["tool"], "xlsx", path)
    book = load_workbook(path)
    assert book.sheetnames == ["요약", "지표", "정의"]
    assert all(sheet.print_area for sheet in book)
    assert book["지표"].max_row == len(rows) + 1
    assert book["지표"]["A2"].font.name == "맑은 고딕"
    charts = [name for name in zipfile.ZipFile(path).namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 1
    chart = zipfile.ZipFile(path).read(charts[0]).decode()
    assert "지표" in chart
    assert "barChart" in chart


def test_table_shows_every_row(scope: Scope) -> None:
    rows = kpi_rows(scope, by=["machine"], names=["run_count"])
    table = write_kpis(rows, ["machine"], "table", None)
    assert isinstance(table, Table)
    assert table.row_count == len(rows) == 2


@pytest.mark.parametrize("format", ["xlsx", "parquet", "pdf"])
def test_formats_that_need_more_say_so(scope: Scope, format: str) -> None:
    with pytest.raises(UsageError):
        write_kpis([], [], format, None)


def test_explain_shows_definition_and_sql() -> None:
    told = explain("quality_ratio")
    assert told.fields["formula"] == "GQ / (GQ + SQ + RQ)"
    assert "kpi_component" in told.sql
    assert list(told.source_sql) == ["kpi_component"]
    assert set(GRAINS) >= {"line", "machine", "tool", "part", "day", "shift", "week", "month"}
