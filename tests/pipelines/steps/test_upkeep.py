"""Compaction and vacuum: fewer files, the same rows, and a reader who notices nothing."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import polars as pl
import pytest

from pipelines.steps import ingest as ingest_step
from pipelines.steps import upkeep as step
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.receipts import awaits_refresh
from pipelines.steps.refresh import refresh
from pipelines.steps.upkeep import upkeep
from pipelines.steps.verify import verify
from ppuri.core import lake as lake_module
from ppuri.core.faults import record
from ppuri.core.hub import open_scope
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.sums import known
from tests.effort import LONG
from tests.integration.lake_state import table_hashes
from tests.paths import ROOT
from tests.pipelines.steps.home import aside, export, opened, runs, shot, stored


def a_day_in_pieces(scope: Scope, folder: Path, first: int, count: int) -> None:
    """Hand in ten shots at a time, the way a machine that exports every few minutes does; one row of each is unreadable."""
    for number in range(first, first + count):
        lines = [shot(each) for each in range(number * 10, number * 10 + 10)]
        lines[4] = lines[4].replace("2026-10", "2026-13")
        stored(scope, [export(folder / f"{number:03}.csv", lines)])


def files(scope: Scope) -> dict[str, int]:
    return {
        table: len(Lake(scope).files(table, version))
        for table, version in Ledger(scope.home).published("hanbit").items()
    }


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_MONTH_FILES", "4")


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ten")
    scope = opened(folder / "home")
    a_day_in_pieces(scope, folder, 1, 10)
    refresh(scope)
    return scope.home


@pytest.fixture
def crowded(ten: Path, tmp_path: Path, few: None) -> Scope:
    shutil.copytree(ten, tmp_path / "home")
    return open_scope(tmp_path / "home", "hanbit")


def test_small_files_become_one_and_no_row_changes(crowded: Scope) -> None:
    before, rows = table_hashes(crowded.home, "hanbit"), runs(crowded)
    kpis, moment = kpi_rows(crowded), Ledger(crowded.home).published_ts("hanbit")
    assert files(crowded)["run"] == 10
    result = upkeep(crowded.home)
    assert result.firms[0].compacted == ["quarantine/dc3/" + f"{moment:%Y-%m}", "run/dc3/2026-10"]
    assert files(crowded) == dict.fromkeys(files(crowded), 1)
    assert table_hashes(crowded.home, "hanbit") == before
    assert runs(crowded).equals(rows)
    assert aside(crowded, "quarantine").height == 10
    assert (kpi_rows(crowded), Ledger(crowded.home).published_ts("hanbit")) == (kpis, moment)
    assert not awaits_refresh(crowded.home, "hanbit")
    assert verify(crowded.home).ok


def test_upkeep_twice_is_upkeep_once(crowded: Scope) -> None:
    upkeep(crowded.home)
    versions = Ledger(crowded.home).published("hanbit")
    assert upkeep(crowded.home).firms[0].compacted == []
    assert Ledger(crowded.home).published("hanbit") == versions


def test_rows_stand_in_the_order_of_a_rebuild(crowded: Scope) -> None:
    upkeep(crowded.home)
    (path,) = Lake(crowded).files("run", Ledger(crowded.home).published("hanbit")["run"])
    stored_rows = pl.read_parquet(path, hive_partitioning=False)
    assert stored_rows.equals(stored_rows.sort("ended_ts", "file_id", "row_no"))


def test_replaced_files_stay_for_their_readers_and_go_when_nobody_can_hold_them(
    crowded: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [Path(path) for path in Lake(crowded).files("run", Ledger(crowded.home).published("hanbit")["run"])]
    upkeep(crowded.home)
    assert all(path.exists() for path in before)
    rows = runs(crowded)
    lake = Lake(crowded)
    monkeypatch.setattr("pipelines.steps.upkeep.load_settings", lambda: Impatient())
    assert upkeep(crowded.home).firms[0].removed_bytes > 0
    assert not any(path.exists() for path in before)
    assert runs(crowded).equals(rows)
    assert set(known(lake.path("run"))) >= {
        str(Path(path).relative_to(lake.path("run")))
        for path in lake.files("run", Ledger(crowded.home).published("hanbit")["run"])
    }
    assert verify(crowded.home).ok


class Impatient:
    keep_hours, month_files, log_days = 0, 4, 180


READER = """
import sys
from pathlib import Path
from ppuri.core.hub import open_scope
from ppuri.core.warehouse import open_warehouse
digits, count = set(), 0
while not Path(sys.argv[2]).exists():
    with open_warehouse(open_scope(Path(sys.argv[1]), "hanbit")) as warehouse:
        digits.add(str(warehouse.query("select count(*), sum(cycle_counter), sum(melt_temp_c) from run").row(0)))
    count += 1
print(count, "|".join(digits))
"""


@pytest.mark.slow
def test_a_reader_of_another_process_notices_nothing(tmp_path: Path, few: None) -> None:
    scope, stop = opened(tmp_path / "home"), tmp_path / "stop"
    a_day_in_pieces(scope, tmp_path, 1, 6)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(scope.home), str(stop)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    sleep(1.5)
    table, version = "run", Ledger(scope.home).published("hanbit")["run"]
    for _ in range(12):  # forth and back, so that there is always something to compact and to remove
        upkeep(scope.home)
        split_again(scope, table, version)
    stop.touch()
    out, err = reader.communicate(timeout=60)
    assert (reader.returncode, err) == (0, "")
    count, digits = out.split(maxsplit=1)
    assert int(count) >= 5
    assert "|" not in digits
    assert verify(scope.home).ok


def split_again(scope: Scope, table: str, version: int) -> None:
    """Publish the rows as many small files, as they were before."""
    ledger, lake = Ledger(scope.home), Lake(scope)
    with ledger.lease("hanbit") as held:
        lake.put_back(table, version)
        ledger.publish(held, {table: lake.version(table) or 0}, changes=[])


def dies(whole: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def cut(*given: Any, **named: Any) -> Any:
        if after:
            whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return cut


PLACES: dict[str, Any] = {"commit": Lake, "publish": Ledger, "vacuum": step, "tidy": step, "note": lake_module}
POINTS = [(name, after) for name in PLACES for after in (False, True)]


def keep_and_die(home: Path, name: str, after: bool) -> None:
    step.load_settings = Impatient  # type: ignore[assignment,attr-defined]  # so that there is something to remove
    setattr(PLACES[name], name, dies(getattr(PLACES[name], name), after=after))
    upkeep(home)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("name", "after"), POINTS if LONG else POINTS[1:2])
def test_a_kill_changes_no_row_and_the_next_upkeep_goes_on(crowded: Scope, name: str, after: bool) -> None:
    before, rows = table_hashes(crowded.home, "hanbit"), runs(crowded)
    spawn = multiprocessing.get_context("spawn")
    child = spawn.Process(target=keep_and_die, args=(crowded.home, name, after))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert runs(crowded).equals(rows)
    upkeep(crowded.home)
    assert files(crowded)["run"] == 1
    assert table_hashes(crowded.home, "hanbit") == before
    assert verify(crowded.home).ok


def test_files_per_machine_month_stay_bounded_while_uploads_come(tmp_path: Path, few: None) -> None:
    scope = opened(tmp_path / "home")
    most = 0
    for number in range(1, 17):
        a_day_in_pieces(scope, tmp_path, number, 1)
        most = max(most, files(scope)["run"])
    assert most <= ingest_step.CROWD_FACTOR * 4
    assert runs(scope).height == 16 * 9


def test_old_records_of_faults_go_and_large_logs_are_emptied(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    old, new = record(scope.home, ValueError("a")), record(scope.home, ValueError("b"))
    os.utime(old, (0, 0))
    log = scope.home / "log" / "portal.log"
    with log.open("wb") as writing:
        writing.truncate(65 << 20)
    upkeep(scope.home)
    assert (old.exists(), new.exists(), log.stat().st_size) == (False, True, 0)
