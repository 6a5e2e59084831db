"""A worker that died or stood still: another one takes over, within a minute, and only one of them counts."""

import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import sleep

import pytest

from pipelines.steps.reap import awaits_reaper, reap
from pipelines.steps.receipts import receipts
from pipelines.steps.receive import receive
from pipelines.steps.verify import verify
from ppuri.core.errors import TransientError
from ppuri.core.hub import apply_hub
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.takeover import MOST_ATTEMPTS
from ppuri.core.scope import Scope
from tests.effort import FACTOR, LONG
from tests.faults.workers import KNOWN, REFUSED, dies, hands_in, hands_in_once, started, stops
from tests.pipelines.steps.home import HUB, MACHINE, export, opened, runs, shot, stored

pytestmark = [
    pytest.mark.usefixtures("server"),
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither SIGKILL nor SIGSTOP"),
]
on_sqlite = pytest.mark.parametrize("server", ["sqlite"], indirect=True)


@pytest.fixture
def scope(tmp_path: Path, server: str) -> Scope:
    """A firm of one machine; `server` says where its ledger is."""
    del server
    return opened(tmp_path / "home")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return export(tmp_path / "a.csv", [shot(number) for number in range(1, 61)])


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return export(tmp_path / "b.csv", [shot(number) for number in range(61, 101)])


def killed(scope: Scope, *paths: Path) -> None:
    worker = started(dies, scope.home, list(paths))
    worker.join()
    assert worker.exitcode == -signal.SIGKILL


def left(scope: Scope, path: Path) -> None:
    """Note a file as a worker does that dies before it reads it."""
    ledger = Ledger(scope.home)
    with ledger.lease("hanbit") as held:
        receive(scope, ledger, path, "dc3", {}, epoch=held.epoch)


def is_whole(scope: Scope) -> bool:
    return [check.faults for check in verify(scope.home).checks if not check.ok] == []


@on_sqlite
def test_the_next_ingest_reads_what_a_dead_worker_left(scope: Scope, first: Path, second: Path) -> None:
    killed(scope, first)
    assert awaits_reaper(scope.home, "hanbit")
    given = stored(scope, [second])
    assert [(each.file_name, each.status) for each in given] == [("b.csv", "committed")]
    assert {each.file_name: each.status for each in receipts(scope)} == {"a.csv": "committed", "b.csv": "committed"}
    assert runs(scope).height == 100
    assert not awaits_reaper(scope.home, "hanbit")
    assert is_whole(scope)


@on_sqlite
def test_the_reaper_reads_what_a_dead_worker_left_and_then_nothing(scope: Scope, first: Path, second: Path) -> None:
    killed(scope, first, second)
    assert [(each.file_name, each.status) for each in reap(scope)] == [("a.csv", "committed"), ("b.csv", "committed")]
    assert reap(scope) == []
    assert runs(scope).height == 100
    assert {each.status for each in stored(scope, [first, second])} == {"duplicate"}
    assert is_whole(scope)


@on_sqlite
def test_a_file_that_ends_its_worker_again_and_again_waits_for_a_person(scope: Scope, first: Path) -> None:
    ledger = Ledger(scope.home)
    left(scope, first)
    (file_id,) = ledger.unfinished("hanbit")
    for _ in range(MOST_ATTEMPTS - 1):
        with ledger.lease("hanbit") as held:
            ledger.take_over(held, file_id)
    assert not awaits_reaper(scope.home, "hanbit")
    assert stored(scope, [first])[0].status == "committed"


@on_sqlite
def test_what_a_living_worker_reads_is_left_to_it(scope: Scope, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_LEASE_WAIT_S", "0.5")
    left(scope, first)
    with Ledger(scope.home).lease("hanbit"):
        assert not awaits_reaper(scope.home, "hanbit")
        with pytest.raises(TransientError):
            stored(scope, [first])
    assert awaits_reaper(scope.home, "hanbit")


def stopped(worker: BaseProcess) -> bool:
    """Whether a process stands still."""
    return "T (stopped)" in Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells from /proc whether a process stands still")
@pytest.mark.parametrize("round_", range(FACTOR))
def test_a_worker_that_stood_still_longer_than_its_lease_publishes_nothing(
    round_: int, scope: Scope, first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del round_
    monkeypatch.setenv("PPURI_LEASE_S", "1.5")
    sleeper = started(stops, scope.home, [first])
    while not stopped(sleeper):
        sleep(0.02)
    assert sleeper.pid is not None
    try:
        stored(scope, [second])
        # The second worker read the file of the first, too: what that one goes on to publish is refused.
        assert runs(scope).height == 100
    finally:
        os.kill(sleeper.pid, signal.SIGCONT)
        sleeper.join()
    assert sleeper.exitcode == REFUSED
    assert runs(scope).height == 100
    assert {each.status for each in stored(scope, [first, second])} == {"duplicate"}
    assert is_whole(scope)


@on_sqlite
def test_the_same_bytes_from_several_processes_are_stored_once(scope: Scope, first: Path) -> None:
    workers = [started(hands_in_once, scope.home, [first]) for _ in range(8 if LONG else 2)]
    for worker in workers:
        worker.join()
    assert sorted(worker.exitcode or 0 for worker in workers) == [0] + [KNOWN] * (len(workers) - 1)
    assert runs(scope).height == 60


@pytest.mark.parametrize(
    ("server", "firms"),
    [
        (server, firms)
        for server in (("sqlite", "postgresql") if LONG else ("sqlite",))
        for firms in (("hanbit", "hanbit"), ("hanbit", "seongil"))
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(set(value))} firms",
    indirect=["server"],
)
def test_two_processes_store_at_once(
    firms: tuple[str, str], tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server
    monkeypatch.setenv("PPURI_LEASE_WAIT_S", "3600")
    count = 500 if LONG else 2
    home = tmp_path / "home"
    opened(home)
    both = "".join(
        HUB.replace("hanbit", firm) + MACHINE.format(id="dc3", name="3호기") for firm in dict.fromkeys(firms)
    )
    (home / "hub.toml").write_text(both, encoding="utf-8")
    apply_hub(home, None)
    workers = []
    for place, firm in enumerate(firms):
        paths = [one_file(tmp_path / f"in{place}", 2 * number + place) for number in range(count)]
        workers.append(started(hands_in, home, firm, "dc3", paths))
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    stored_counts = [number for firm in dict.fromkeys(firms) for number in runs(Scope(home, firm))["cycle_counter"]]
    assert sorted(stored_counts) == list(range(1, 2 * count * 5 + 1))
    assert all(runs(Scope(home, firm)).height == count * 5 * firms.count(firm) for firm in firms)
    assert [check.faults for check in verify(home).checks if not check.ok] == []


def one_file(folder: Path, number: int) -> Path:
    """Five shots that no other number has."""
    return export(folder / f"{number}.csv", [shot(number * 5 + each) for each in range(1, 6)])
