"""Killed at any point of the way, run again: the same lake as without the kill."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from pipelines.steps import receive as receive_step
from pipelines.steps.ingest import Batch
from pipelines.steps.mend import lay, mend
from pipelines.steps.mending.marks import MENDS
from pipelines.steps.publish import put_back_unpublished
from pipelines.steps.quarantine import quarantine
from pipelines.steps.verify import verify
from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.schema import lease as lease_table
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import aside, export, opened, runs, shot, stored

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")]


def exports(folder: Path) -> list[Path]:
    """A log, its longer self with one value corrected and one row that cannot be read, and a later one."""
    lines = [shot(number) for number in range(1, 121)]
    longer = [shot(7, warmer=3.0), *lines[60:100], lines[101].replace("2026-10-05", "2026-13-45")]
    return [
        export(folder / "a.csv", lines[:80]),
        export(folder / "b.csv", longer),
        export(folder / "c.csv", lines[100:]),
    ]


def lake_of(scope: Scope) -> list[Any]:
    passing = ["received_ts", "month"]
    return [runs(scope), *(aside(scope, table).drop(passing) for table in ("quarantine", "superseded"))]


def dies(whole: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def cut(*given: Any, **named: Any) -> Any:
        if after:
            whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return cut


POINTS: dict[str, tuple[Any, str, bool]] = {
    "the first file is archived": (receive_step, "archive", True),
    "the first file is noted": (Ledger, "receive_all", True),
    "before the first commit": (Lake, "commit", False),
    "after the first commit": (Lake, "commit", True),
    "before publishing": (Ledger, "publish", False),
    "after publishing": (Ledger, "publish", True),
}


def hand_in_and_die(home: Path, paths: list[Path], point: str) -> None:
    place, name, after = POINTS[point]
    setattr(place, name, dies(getattr(place, name), after=after))
    stored(Scope(home, "hanbit"), paths)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], list[Any]]:
    folder = tmp_path_factory.mktemp("whole")
    paths, scope = exports(folder), opened(folder / "home")
    for path in paths:
        stored(scope, [path])
    return paths, lake_of(scope)


@pytest.mark.parametrize(
    ("before", "point"),
    [(0, "after the first commit"), *((1, point) for point in POINTS)],
    ids=lambda value: value if isinstance(value, str) else ("lake with an overlap" if value else "empty lake"),
)
def test_a_kill_leaves_nothing_lost_or_doubled(
    before: int, point: str, whole: tuple[list[Path], list[Any]], tmp_path: Path
) -> None:
    paths, expected = whole
    scope = opened(tmp_path / "home")
    stored(scope, paths[:before])
    child = multiprocessing.get_context("spawn").Process(target=hand_in_and_die, args=(scope.home, paths, point))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    receipts = stored(scope, paths)
    assert {receipt.status for receipt in receipts} <= {"committed", "duplicate"}
    found = lake_of(scope)
    assert all(one.equals(other) for one, other in zip(found, expected, strict=True))
    assert [check.faults for check in verify(scope.home).checks if not check.ok] == []


def test_a_writer_that_lost_its_lease_publishes_nothing_and_leaves_no_trace(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home")
    paths = exports(tmp_path)
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as lost:
        put_back_unpublished(scope, ledger)
        zombie = Batch(scope, ledger, lost)
        record, new = receive_step.receive(scope, ledger, paths[0], "dc3", {})
        zombie.add(record, label="a.csv", new=new)
        with ledger.transaction() as connection:
            connection.execute(update(lease_table).values(expires_s=0.0))
        stored(scope, [paths[2]])
        with pytest.raises(TransientError):
            zombie.flush()
    assert runs(scope).height == 20
    stored(scope, paths)
    assert runs(scope).height == 120
    assert [check.faults for check in verify(scope.home).checks if not check.ok] == []


def test_a_writer_that_lost_its_lease_settles_no_workbook_either(tmp_path: Path) -> None:
    other, scope = opened(tmp_path / "other"), opened(tmp_path / "home")
    (whole,) = stored(other, [export(tmp_path / "a.csv", [shot(1), shot(2).replace("2026-10-05", "2026-13-45")])])
    book = tmp_path / "fix.xlsx"
    book.write_bytes(quarantine(other, whole.file_id).content or b"")
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as lost:
        record, _ = receive_step.receive(scope, ledger, book, "dc3", {MENDS: whole.file_id}, epoch=lost.epoch)
        plan = lay(scope, ledger, record)
        assert plan.after is None  # its original is not here: it is refused, and that is all there is to write
        with ledger.transaction() as connection:
            connection.execute(update(lease_table).values(expires_s=0.0))
        stored(scope, [export(tmp_path / "b.csv", [shot(9)])])
        settled = ledger.file(scope.firm_id, record.file_id)
        with pytest.raises(TransientError):
            mend(scope, ledger, lost, plan)
    assert settled is not None
    assert settled.status == "rejected"  # by the successor, who took it over
    assert ledger.file(scope.firm_id, record.file_id) == settled
