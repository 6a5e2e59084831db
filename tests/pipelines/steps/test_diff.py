"""`diff` says what ingesting then does, and writes nothing."""

from pathlib import Path

import pytest

from pipelines.steps.diff import diff
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import refresh
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    made = opened(tmp_path / "home", ["dc3", "dc4"])
    stored(made, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 101)])])
    refresh(made)
    return made


def written(scope: Scope) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(scope.home.rglob("*")) if path.is_file()}


def test_it_says_what_ingesting_does(scope: Scope, tmp_path: Path) -> None:
    lines = [shot(7, warmer=3.0), *(shot(number) for number in range(91, 131))]
    path = export(tmp_path / "b.csv", lines)
    before, values = written(scope), {(r.kpi, r.subject, r.mode): r.value for r in kpi_rows(scope, by=["machine"])}
    told = diff(scope, [path], machine_id="dc3")
    after_diff = written(scope)
    assert {name for name in before.keys() | after_diff.keys() if before.get(name) != after_diff.get(name)} <= {
        name for name in after_diff if "ledger.db-" in name
    }
    assert (told.added, told.removed, told.changed) == (30, 0, 1)
    (cell,) = told.cells
    assert (cell.table, cell.machine_id, cell.column, cell.before, cell.after) == (
        "run", "dc3", "melt_temp_c", "660.0", "663.0",
    )  # fmt: skip
    (receipt,) = stored(scope, [path])
    (would,) = told.receipts
    assert would.model_dump(exclude={"received_ts"}) == receipt.model_dump(exclude={"received_ts"})
    refresh(scope)
    moved = {(each.kpi, each.subject, each.mode): (each.before, each.after) for each in told.kpis}
    now = {(r.kpi, r.subject, r.mode): r.value for r in kpi_rows(scope, by=["machine"])}
    assert moved["run_count", None, None] == (100, 130)
    assert moved == {key: (values.get(key), now.get(key)) for key in now | values if values.get(key) != now.get(key)}
    assert runs(scope).height == 130


def test_what_is_there_moves_nothing_and_what_differs_much_would_be_held(scope: Scope, tmp_path: Path) -> None:
    again = diff(scope, [tmp_path / "a.csv"], machine_id="dc3")
    assert ([r.status for r in again.receipts], again.added, again.changed, again.kpis) == (["duplicate"], 0, 0, [])
    warm = export(tmp_path / "warm.csv", [shot(number, warmer=9.0) for number in range(1, 101)])
    asked = diff(scope, [warm], machine_id="dc3")
    assert ([r.status for r in asked.receipts], asked.added, asked.changed, asked.kpis) == (["held"], 0, 0, [])
    with pytest.raises(UsageError):
        diff(scope, [tmp_path / "nowhere.csv"], machine_id="dc3")
