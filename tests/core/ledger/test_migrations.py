"""What the revisions make is what the tables say, on both engines and with data in them."""

import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger, migrations, postgresql, sqlite
from ppuri.core.ledger.engine import close
from ppuri.core.ledger.schema import REVISION, metadata

FIRM = "hanbit"
# As written before revisions were counted: every table of `0001`, with a firm's file that was read and one that was not.
FORMER = Path(__file__).with_name("former.sql").read_text(encoding="utf-8")


def test_the_named_revision_is_the_newest() -> None:
    script = ScriptDirectory.from_config(migrations.configuration())
    assert script.get_heads() == [REVISION]


def test_revisions_make_what_the_tables_say(tmp_path: Path) -> None:
    with Ledger(tmp_path).transaction() as connection:
        assert differences(connection) == []
        assert migrations.found(connection) == REVISION


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)  # before revisions were counted every ledger was a file
def test_a_ledger_from_before_revisions_is_adopted_with_its_rows(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as former:
        former.executescript(FORMER)
    ledger = Ledger(tmp_path)
    records = ledger.files(FIRM)
    assert [(record.file_id, record.status) for record in records] == [("a" * 16, "committed"), ("b" * 16, "received")]
    assert records[0].container_sha256 is None
    assert ledger.published(FIRM) == {"run": 3}
    assert ledger.partitions(FIRM, "a" * 16) == {("run", "dc3", "2026-10")}
    assert ledger.unfinished(FIRM) == ["b" * 16]
    with ledger.transaction() as connection:
        assert differences(connection) == []


@pytest.fixture
def bare(server: str, tmp_path: Path) -> Iterator[Engine]:
    """A ledger without any table."""
    address = os.environ.get("PPURI_LEDGER", "")
    made = sqlite.engine(tmp_path / "ledger.db", 5.0) if server == "sqlite" else postgresql.engine(address, 5.0)
    yield made
    made.dispose()


def test_every_step_keeps_the_rows(bare: Engine) -> None:
    """Each revision is reached from the one before it with a file in the ledger."""
    steps = [each.revision for each in ScriptDirectory.from_config(migrations.configuration()).walk_revisions()][::-1]
    with bare.begin() as connection:
        migrations.upgrade(connection, steps[0])
        connection.execute(text(FILE))
        for step in steps[1:]:
            migrations.upgrade(connection, step)
            assert connection.execute(text("select file_id, status from file")).all() == [("a" * 16, "received")]
        assert differences(connection) == []


FILE = f"""insert into file (firm_id, file_id, sha256, file_name, machine_id, byte_count, received_ts, status,
override_json, answers_json) values ('{FIRM}', '{"a" * 16}', '{"a" * 64}', '가.csv', 'dc3', 5000000000, '2026-10-01',
'received', '{{}}', '{{}}')"""


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    with Ledger(tmp_path).transaction() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    close()
    with pytest.raises(UsageError):
        Ledger(tmp_path).published(FIRM)


def test_a_migration_that_is_cut_leaves_the_ledger_as_it_was(bare: Engine) -> None:
    with bare.connect() as connection, connection.begin() as cut:
        migrations.upgrade(connection)
        cut.rollback()
    with bare.begin() as connection:
        assert inspect(connection).get_table_names() == []


def _open(home: Path, go: Event) -> None:
    go.wait()
    assert Ledger(home).published(FIRM) == {}


def test_processes_that_open_a_new_ledger_at_once_all_find_it_whole(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    go = spawn.Event()
    openers = [spawn.Process(target=_open, args=(tmp_path, go)) for _ in range(3)]
    for opener in openers:
        opener.start()
    go.set()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0] * 3
    with Ledger(tmp_path).transaction() as connection:
        assert differences(connection) == []
