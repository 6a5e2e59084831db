"""Many small files in one batch: read ahead in groups, and stored as if each had been read in its turn."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from pipelines.steps import isolate, small
from pipelines.steps.ingest import ingest
from pipelines.steps.verify import verify
from ppuri.core.isolation import call
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger, engine
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.effort import LONG
from tests.faults.workers import dies, started
from tests.pipelines.steps import readers
from tests.pipelines.steps.home import aside, export, opened, runs, shot

MACHINES = ("dc2", "dc3")
PASSING = ["received_ts", "month"]


def exports(folder: Path, count: int, rows: int) -> list[Path]:
    """Exports of two machines in turn, none of which meets another."""
    return [
        export(folder / MACHINES[number % 2] / f"{number:05}.csv", [shot(number * rows + row) for row in range(rows)])
        for number in range(count)
    ]


def odd(folder: Path, paths: list[Path]) -> list[Path]:
    """Among the plain ones: other columns, a correction, rows that cannot be read, the same bytes twice, no table at all."""
    header = "일시,쇼트번호,사출압력(MPa),판정"
    other = [
        f"{line.rsplit(',', 3)[0]},{80 + number},양품" for number, line in enumerate(map(shot, range(9_000, 9_006)))
    ]
    wrong = [shot(20_000), shot(20_001).replace("2026-", "2026-19-"), shot(20_002)]
    extra = [
        export(folder / "dc2" / "00010b.csv", other, header=header),
        export(folder / "dc3" / "00011b.csv", [shot(11 * 4, warmer=2.0)]),
        export(folder / "dc2" / "00020b.csv", wrong),
        export(folder / "dc3" / "00021b.csv", [shot(21 * 4 + row) for row in range(4)]),
        export(folder / "dc2" / "00030b.csv", [], header=""),
    ]
    return sorted([*paths, *extra], key=lambda path: path.name)


def said(receipt: Receipt) -> dict[str, object]:
    return receipt.model_dump(exclude={"received_ts"})


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("small")
    return odd(folder, exports(folder, small.WORTHWHILE + 12, rows=4))


def test_read_ahead_gives_what_reading_in_turn_gives(
    handed_in: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, in_turn = (opened(tmp_path / name, MACHINES) for name in ("ahead", "in_turn"))
    calls = counted(monkeypatch)
    given = ingest(ahead, handed_in)
    called = dict(calls)
    monkeypatch.setattr(small, "WORTHWHILE", 10_000)
    expected = ingest(in_turn, handed_in)
    assert [said(receipt) for receipt in given] == [said(receipt) for receipt in expected]
    assert {receipt.status for receipt in given} >= {"committed", "duplicate", "rejected"}
    assert runs(ahead).equals(runs(in_turn))
    for table in ("quarantine", "superseded"):
        assert aside(ahead, table).drop(PASSING).equals(aside(in_turn, table).drop(PASSING))
    assert [check.faults for check in verify(ahead.home).checks if not check.ok] == []
    # What costs time is bounded by groups and layouts, not by files.
    assert called["reading"] <= len(handed_in) // 2, called
    assert called["commit"] <= 12, called
    assert called["transaction"] <= 30, called


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count calls of children, commits and transactions from now on."""
    calls: Counter[str] = Counter()

    def counting(owner: object, name: str, what: str) -> None:
        whole = getattr(owner, name)

        def counts(*given: object, **named: object) -> object:
            calls[what] += 1
            return whole(*given, **named)

        monkeypatch.setattr(owner, name, counts)

    counting(small, "within", "reading")
    counting(call, "within", "reading")
    counting(Lake, "commit", "commit")
    counting(Ledger, "transaction", "transaction")
    return calls


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_file_that_ends_its_reader_keeps_no_other_of_its_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = opened(tmp_path / "home", MACHINES)
    paths = exports(tmp_path / "in", small.WORTHWHILE, rows=2)
    deadly = export(tmp_path / "in" / "dc2" / readers.DEADLY, [shot(30_000)])
    monkeypatch.setattr(small, "_prepared", readers.group)
    monkeypatch.setattr(isolate, "_prepared", readers.one)
    given = ingest(scope, [*paths[:20], deadly, *paths[20:]])
    assert [receipt.file_name for receipt in given if receipt.status != "committed"] == [readers.DEADLY]
    assert given[20].findings[0].code == "reader-ended"
    assert runs(scope).height == 2 * small.WORTHWHILE


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_a_dead_worker_had_read_ahead_is_stored_once_by_the_next(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    paths = [export(tmp_path / f"{number}.csv", [shot(number)]) for number in range(small.WORTHWHILE)]
    worker = started(dies, scope.home, paths)
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert {receipt.status for receipt in ingest(scope, paths[5:], machine_id="dc3")} == {"committed"}
    assert runs(scope)["cycle_counter"].sort().to_list() == list(range(small.WORTHWHILE))
    assert {receipt.status for receipt in ingest(scope, paths, machine_id="dc3")} == {"duplicate"}
    assert [check.faults for check in verify(scope.home).checks if not check.ok] == []


def test_what_is_read_within_a_moment_is_of_that_moment(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home", MACHINES)
    ledger = Ledger(scope.home)
    ledger.set_state("hanbit", "key", 1)
    with ledger.moment():
        assert ledger.state("hanbit", "key") == 1
        Ledger(scope.home).set_state("hanbit", "key", 2)
        assert Ledger(scope.home).state("hanbit", "key") == 1
    assert ledger.state("hanbit", "key") == 2
    assert engine._moment.get() is None


@pytest.mark.skipif(not LONG, reason="2,000 files: PPURI_LONG=1")
def test_two_thousand_files_in_one_batch(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home", MACHINES)
    exports(tmp_path / "in", 2_000, rows=50)
    given = ingest(Scope(scope.home, "hanbit"), [tmp_path / "in"])
    assert {receipt.status for receipt in given} == {"committed"}
    assert runs(scope).height == 100_000
    lake, version = Lake(scope), Ledger(scope.home).published("hanbit")["run"]
    assert len(lake.files("run", version)) <= 48
