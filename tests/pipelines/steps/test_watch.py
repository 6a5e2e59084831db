from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.steps.ingest import ingest
from pipelines.steps.reap import reap
from pipelines.steps.receive import receive
from pipelines.steps.sources import FolderSource, hand_in
from pipelines.steps.watch import AGAIN_S, GIVEN_UP_S, Wanted, Watcher, newest_month, pause_s
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.portal.homes import found, shots

FOLDER = Wanted("hanbit", "dc3")
REAPING = Wanted("hanbit", reaping=True)


class Bench:
    """A watcher whose runs and clock the test drives."""

    def __init__(self, scope: Scope, folder: Path) -> None:
        self.scope, self.folder = scope, folder
        self.time = 0.0
        self.ended: set[str] = set()
        self.said: list[str] = []
        self.runs: list[Wanted] = []
        self.watcher = Watcher(
            self.start, lambda run: run in self.ended, self.said.append, lambda: self.time, settle_s=0
        )

    def start(self, wanted: Wanted) -> str:
        self.runs.append(wanted)
        return str(len(self.runs))

    def tick(self, seconds: float = 120.0) -> list[Wanted]:
        self.time += seconds
        return self.watcher.tick()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("PPURI_HOME", str(tmp_path / "home"))
    return Bench(*found(tmp_path / "home"))


def test_a_run_starts_only_where_a_file_is_ready(bench: Bench) -> None:
    assert bench.tick() == []
    (bench.folder / "a.csv").write_bytes(shots())
    assert bench.tick() == []
    assert bench.tick() == [FOLDER]


def test_one_run_at_a_time(bench: Bench) -> None:
    (bench.folder / "a.csv").write_bytes(shots())
    bench.tick()
    assert bench.tick() == [FOLDER]
    assert [bench.tick() for _ in range(3)] == [[], [], []]


def test_after_a_failure_the_pauses_grow(bench: Bench) -> None:
    (bench.folder / "a.csv").write_bytes(shots())
    bench.tick()
    bench.tick()
    bench.ended.add("1")
    assert bench.tick(AGAIN_S) == []
    assert bench.tick(2 * AGAIN_S + 60) == [FOLDER]
    bench.ended.add("2")
    assert bench.tick(60) == []


def test_a_run_that_never_ends_is_given_up(bench: Bench) -> None:
    (bench.folder / "a.csv").write_bytes(shots())
    bench.tick()
    bench.tick()
    assert bench.tick(GIVEN_UP_S) == [FOLDER]


def test_what_was_handed_in_starts_nothing(bench: Bench) -> None:
    (bench.folder / "a.csv").write_bytes(shots())
    bench.tick()
    bench.tick()
    hand_in(bench.scope, "dc3", settle_s=0)
    bench.ended.add("1")
    assert FOLDER not in bench.tick()


def test_an_upload_starts_a_refresh(bench: Bench, tmp_path: Path) -> None:
    bench.tick()
    file = tmp_path / "a.csv"
    file.write_bytes(shots())
    ingest(bench.scope, [file], machine_id="dc3")
    assert bench.tick() == [Wanted("hanbit")]


def test_what_a_dead_worker_left_is_taken_over_whatever_prefect_believes(bench: Bench) -> None:
    (bench.folder / "a.csv").write_bytes(shots())
    bench.tick()
    assert bench.tick() == [FOLDER]
    # Its worker notes the file and dies; the run never ends.
    with Ledger(bench.scope.home).lease("hanbit") as held:
        receive(bench.scope, Ledger(bench.scope.home), bench.folder / "a.csv", "dc3", {}, epoch=held.epoch)
        assert bench.tick() == []
    assert bench.tick(5.0) == [REAPING]
    assert bench.tick(5.0) == []
    # A run that takes files over may die like any other.
    assert bench.tick(120.0) == [REAPING]
    reap(bench.scope)
    assert REAPING not in bench.tick(120.0)


def test_a_folder_out_of_reach_is_said_once(bench: Bench) -> None:
    bench.folder.rmdir()
    for _ in range(3):
        assert bench.tick() == []
    assert len(bench.said) == 1


@pytest.mark.parametrize(("every", "pause"), [(900.0, 60.0), (60.0, 10.0), (3.0, 2.0)])
def test_a_folder_is_looked_at_often_enough(every: float, pause: float) -> None:
    assert pause_s(FolderSource("f", "m", Path(), every)) == pause


def test_newest_month_is_local() -> None:
    receipt = Receipt(
        file_id="0",
        sha256="0",
        file_name="a",
        firm_id="f",
        status="committed",
        to_ts=datetime(2026, 9, 30, 16, tzinfo=UTC),
    )
    assert newest_month([receipt]) == "2026-10"
    assert newest_month([]) is None
