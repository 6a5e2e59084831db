from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.steps.kpis import kpi_names, kpi_rows
from pipelines.steps.refresh import publish_marts
from pipelines.steps.trace import trace
from ppuri.core.errors import UsageError
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe
from tests.pipelines.steps.firm import make_firm, store
from tests.pipelines.steps.test_refresh import runs


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = make_firm(tmp_path_factory.mktemp("home"))
    lengths = [60, 61, 95, 63, 400, 5000, 62, 66, 77, 30000, 41, 58] * 4
    store(made, "run", runs("2026-03", lengths))
    store(made, "run", runs("2026-04", lengths))
    late = {"machine_id": "m1", "serial_id": "2026-03-3", "inspected_ts": "2026-04-20T00:00:00Z", "result": "scrap"}
    store(made, "inspection", [{**late, "file_id": "late", "table_no": 1, "row_no": 1}])
    stop = {"machine_id": "m1", "event_type": "stop", "started_ts": "2026-03-05T00:00:00Z", "duration_us": 90_000_000}
    store(made, "event", [{**stop, "reason_code": "금형", "file_id": "stops", "table_no": 1, "row_no": 1}])
    publish_marts(made)
    return made


@pytest.fixture(scope="module")
def rows(scope: Scope) -> list[KpiRow]:
    return [row for row in kpi_rows(scope, by=["tool"]) if row.numerator is not None and row.grain["tool_id"] != "a"]


TIMES = [name for name in kpi_names() if describe(f"kpi_{name}")["source"] == "kpi_spent"]


@pytest.mark.parametrize("name", [name for name in kpi_names() if name not in TIMES])
def test_rows_behind_a_value_add_up_to_it(scope: Scope, rows: list[KpiRow], name: str) -> None:
    for row in (row for row in rows if row.kpi == name):
        found = trace(scope, name, tool_id=row.grain["tool_id"], subject=row.subject)
        assert (found.numerator or 0) == pytest.approx(row.numerator, abs=1e-9)
        assert (found.denominator or 0) == (row.denominator or 0)


@pytest.mark.parametrize("name", TIMES)
def test_times_name_every_run_that_they_rest_on(scope: Scope, name: str) -> None:
    (counted,) = kpi_rows(scope, names=["run_count"])
    assert trace(scope, name).row_count == counted.value


def test_files_and_first_rows_are_named(scope: Scope) -> None:
    found = trace(scope, "run_count", first=3)
    assert {file.file_id: file.row_count for file in found.files} == {"2026-03": 48, "2026-04": 48}
    assert [(row.file_id, row.row_no) for row in found.rows] == [("2026-03", 1), ("2026-03", 2), ("2026-03", 3)]
    assert found.row_count == 96


def test_one_reason_of_stops(scope: Scope) -> None:
    found = trace(scope, "stop_min", subject="금형")
    assert (found.numerator, [file.file_id for file in found.files]) == (1.5, ["stops"])


def test_unknown_kpi(scope: Scope, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        trace(scope, "oee2")
