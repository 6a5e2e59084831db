"""A backup taken at any moment becomes an installation of that moment in an empty home."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import select

from pipelines.steps.backup import backup
from pipelines.steps.keeping.store import Store
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import refresh
from pipelines.steps.report import report
from pipelines.steps.restore import restore
from pipelines.steps.upkeep import upkeep
from pipelines.steps.verify import verify
from pipelines.steps.withdraw import withdraw
from ppuri.core.clock import now
from ppuri.core.errors import InternalError, TransientError, UsageError
from ppuri.core.hub import open_scope
from ppuri.core.isolation import close as end_children
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger, schema
from ppuri.core.ledger.engine import close
from ppuri.core.raw import raw_path
from ppuri.core.scope import Scope
from ppuri.core.scratch import scratch_name
from tests.effort import LONG
from tests.integration.lake_state import table_hashes
from tests.paths import ROOT
from tests.pipelines.steps.home import export, opened, runs, shot, stored
from tests.postgres import ledger_address


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("computed")
    scope = opened(folder / "home")
    for number in range(3):
        lines = [shot(each) for each in range(number * 40, number * 40 + 45)]
        lines[4] = lines[4].replace("2026-10", "2026-13")
        stored(scope, [export(folder / f"{number}.csv", lines)])
    refresh(scope)
    report(scope, None, None)
    return scope.home


@pytest.fixture
def home(computed: Path, tmp_path: Path) -> Path:
    shutil.copytree(computed, tmp_path / "home")
    return tmp_path / "home"


def test_a_restored_backup_is_the_same_installation(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "backups")
    result = restore(tmp_path / "again", tmp_path / "backups")
    assert result.verified.ok
    assert (result.name, result.files, result.damaged, result.withdrawn) == (made.name, made.files, [], [])
    assert table_hashes(tmp_path / "again", "hanbit") == table_hashes(home, "hanbit")
    before, after = (kpi_rows(open_scope(place, "hanbit")) for place in (home, tmp_path / "again"))
    assert before == after
    for kept in ("hub.toml", *(str(path.relative_to(home)) for path in (home / "reports").rglob("*.html"))):
        assert (tmp_path / "again" / kept).read_bytes() == (home / kept).read_bytes()


def test_a_restored_home_takes_files_and_upkeep_as_before(home: Path, tmp_path: Path) -> None:
    upkeep(home)  # a checkpoint: the backup begins its log there
    backup(home, tmp_path / "backups")
    restore(tmp_path / "again", tmp_path / "backups")
    for place in (home, tmp_path / "again"):
        stored(open_scope(place, "hanbit"), [export(tmp_path / "new.csv", [shot(each) for each in range(120, 160)])])
        refresh(open_scope(place, "hanbit"))
        upkeep(place)
    assert table_hashes(tmp_path / "again", "hanbit") == table_hashes(home, "hanbit")
    assert verify(tmp_path / "again").ok


def test_the_second_backup_copies_only_what_is_new(home: Path, tmp_path: Path) -> None:
    first = backup(home, tmp_path / "backups")
    entries = Store(tmp_path / "backups").manifest(first.name).entries
    assert first.new_bytes == sum({entry.sha256: entry.bytes for entry in entries}.values())
    again = backup(home, tmp_path / "backups")
    assert again.new_files <= 1  # the ledger
    stored(open_scope(home, "hanbit"), [export(tmp_path / "new.csv", [shot(each) for each in range(400, 420)])])
    third = backup(home, tmp_path / "backups")
    assert third.new_files < 12
    assert restore(tmp_path / "again", tmp_path / "backups", first.name).verified.ok
    assert runs(open_scope(tmp_path / "again", "hanbit")).height == runs(open_scope(home, "hanbit")).height - 20


WRITER = """
import sys
from pathlib import Path
from tests.pipelines.steps.home import export, shot, stored
from ppuri.core.hub import open_scope
home, folder = Path(sys.argv[1]), Path(sys.argv[2])
number = 100
while not (folder / "stop").exists():
    stored(open_scope(home, "hanbit"), [export(folder / f"w{number}.csv", [shot(each) for each in range(number * 10, number * 10 + 12)])])
    number += 1
    (folder / "count").write_text(str(number))
"""


def counted(page: Path) -> int:
    return int(page.read_text() or 0) if page.exists() else 0


@pytest.mark.slow
def test_backups_taken_while_another_process_stores_are_each_one_moment(home: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(home), str(tmp_path)]
    writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    names: list[str] = []
    for wanted in (102, 104, 106):
        while writer.poll() is None and counted(tmp_path / "count") < wanted:
            sleep(0.05)
        names.append(backup(home, tmp_path / "backups").name)
    (tmp_path / "stop").touch()
    _, err = writer.communicate(timeout=120)
    assert (writer.returncode, err) == (0, "")
    heights = []
    for name in names:
        place = tmp_path / name
        assert restore(place, tmp_path / "backups", name).verified.ok
        heights.append(runs(open_scope(place, "hanbit")).height)
    assert heights == sorted(heights)
    assert heights[-1] > heights[0]


def test_a_home_that_is_not_empty_stays_as_it_is(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "backups")
    before = table_hashes(home, "hanbit")
    with pytest.raises(UsageError):
        restore(home, tmp_path / "backups")
    assert table_hashes(home, "hanbit") == before


def test_a_restore_that_was_cut_off_goes_on(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(home, tmp_path / "backups")
    with monkeypatch.context() as patched:
        patched.setattr("pipelines.steps.restore.place_file", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(TransientError):
            restore(tmp_path / "again", tmp_path / "backups")
    assert restore(tmp_path / "again", tmp_path / "backups").verified.ok
    assert not (tmp_path / "again" / "restoring").exists()


def test_what_is_damaged_in_the_backup_is_named_and_not_put_in_place(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "backups")
    page = Store(tmp_path / "backups").manifest(made.name)
    entry = next(entry for entry in page.entries if entry.path.startswith("raw/"))
    path = Store(tmp_path / "backups").object(entry.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    result = restore(tmp_path / "again", tmp_path / "backups")
    assert result.damaged == [entry.path]
    assert not result.verified.ok


def test_rot_in_the_home_does_not_enter_a_backup(home: Path, tmp_path: Path) -> None:
    record = Ledger(home).files("hanbit")[0]
    raw_path(Scope(home, "hanbit"), record.sha256).write_bytes(b"rotten")
    (path, *_) = Lake(Scope(home, "hanbit")).files("run", Ledger(home).published("hanbit")["run"])
    Path(path).write_bytes(b"rotten")
    damaged = backup(home, tmp_path / "backups").damaged
    assert len(damaged) == 2
    assert not any(entry.read_bytes() == b"rotten" for entry in (tmp_path / "backups" / "objects").glob("*/*"))


def test_a_damaged_page_is_refused(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "backups")
    page = tmp_path / "backups" / "backups" / f"{made.name}.json"
    content = json.loads(page.read_text(encoding="utf-8"))
    content["entries"].pop()
    page.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InternalError):
        restore(tmp_path / "again", tmp_path / "backups")


def test_old_backups_expire_with_their_bytes_but_never_the_newest(home: Path, tmp_path: Path) -> None:
    first = backup(home, tmp_path / "backups")
    stored(open_scope(home, "hanbit"), [export(tmp_path / "new.csv", [shot(each) for each in range(400, 420)])])
    second = backup(home, tmp_path / "backups")
    store = Store(tmp_path / "backups")
    assert store.expire(now() + timedelta(days=1)) == [first.name]
    assert store.names() == [second.name]
    kept = {path.name for path in (tmp_path / "backups" / "objects").glob("*/*")}
    assert kept == {entry.sha256 for entry in store.manifest(second.name).entries}
    assert restore(tmp_path / "again", tmp_path / "backups").verified.ok


def test_a_firm_withdrawn_since_does_not_come_back(home: Path, tmp_path: Path) -> None:
    first = backup(home, tmp_path / "backups")
    withdraw(home, "hanbit")
    backup(home, tmp_path / "backups")
    result = restore(tmp_path / "again", tmp_path / "backups", first.name)
    assert result.withdrawn == ["hanbit"]
    assert not (tmp_path / "again" / "raw" / "hanbit").exists()
    with pytest.raises(UsageError):
        open_scope(tmp_path / "again", "hanbit")


def test_two_backups_into_one_folder_do_not_meet(home: Path, tmp_path: Path) -> None:
    lock = tmp_path / "backups" / "lock"
    lock.parent.mkdir()
    lock.write_text(scratch_name())
    with pytest.raises(TransientError):
        backup(home, tmp_path / "backups")
    lock.write_text(scratch_name().rsplit("-", 2)[0] + "-4194399-x")
    assert backup(home, tmp_path / "backups").files


@pytest.mark.parametrize("place", ["home", "home/backups"])
def test_a_backup_lies_outside_the_installation(home: Path, tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError):
        backup(home, tmp_path / place)


def at(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    """Name the ledger, also to the children that read."""
    if address is None:
        monkeypatch.delenv("PPURI_LEDGER")
    else:
        monkeypatch.setenv("PPURI_LEDGER", address)
    end_children()


@pytest.mark.skipif(not LONG, reason="PPURI_LONG=1 tries it: it takes 15 s")
def test_from_a_server_to_a_file_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ledger_address() as address:
        at(monkeypatch, address)
        scope = opened(tmp_path / "home")
        stored(scope, [export(tmp_path / "a.csv", [shot(each) for each in range(1, 41)])])
        expected, before = runs(scope), Ledger(scope.home).last_seq("hanbit")
        backup(scope.home, tmp_path / "backups")
        close()
        at(monkeypatch, None)
        assert restore(tmp_path / "file", tmp_path / "backups").verified.ok
        assert runs(open_scope(tmp_path / "file", "hanbit")).equals(expected)
    with ledger_address() as address:
        at(monkeypatch, address)
        assert restore(tmp_path / "server", tmp_path / "backups").verified.ok
        again = open_scope(tmp_path / "server", "hanbit")
        stored(again, [export(tmp_path / "b.csv", [shot(each) for each in range(50, 60)])])
        assert Ledger(again.home).last_seq("hanbit") > before
        assert runs(again).height == 50
        withdraw(again.home, "hanbit")
        with Ledger(again.home).reading() as connection:
            assert connection.execute(select(schema.file)).all() == []
        close()
        at(monkeypatch, None)
