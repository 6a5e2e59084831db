"""A ledger as one file: taken while others write, on either engine, and put into an empty installation again."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, Integer, Table, func, insert, select, text

from ppuri.core.errors import UsageError
from ppuri.core.ledger import migrations, sqlite
from ppuri.core.ledger.book import Ledger
from ppuri.core.ledger.schema import REVISION, meta, metadata

_ROWS_AT_ONCE = 1_000
_WAIT_S = 30.0


def snapshot(ledger: Ledger, target: Path) -> None:
    """Write one moment of the ledger into a SQLite file; writers go on meanwhile.

    Args:
        ledger: The ledger, on either engine.
        target: A file that does not exist.
    """
    with ledger.reading() as connection:
        if connection.dialect.name != "sqlite":
            with opened(target) as copy:
                _copied(connection, copy, list(metadata.sorted_tables))
            return
        path = str(connection.engine.url.database)
    # One step takes all pages of one moment; in WAL mode it keeps no writer waiting.
    with closing(sqlite3.connect(path, timeout=_WAIT_S)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=-1)
        copy.execute("pragma journal_mode = delete")


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """Open a ledger file beside the installation's own, its schema brought to the newest.

    Args:
        path: The file; made where it is missing.
    """
    engine = sqlite.engine(path, _WAIT_S)
    try:
        with engine.begin() as connection:
            if migrations.found(connection) != REVISION:
                migrations.upgrade(connection)
            yield connection
    finally:
        engine.dispose()


def load(home: Path, source: Path) -> None:
    """Make the ledger of an installation what a snapshot says.

    Args:
        home: Folder of an installation whose ledger is empty.
        source: A file that `snapshot` wrote.

    Raises:
        UsageError: When the ledger of the settings holds something already.
    """
    ledger = Ledger(home)
    tables = [table for table in metadata.sorted_tables if table is not meta]
    with ledger.transaction() as connection, opened(source) as copy:
        if any(connection.execute(select(func.count()).select_from(table)).scalar() for table in tables):
            raise UsageError(
                "되돌릴 곳의 장부에 이미 자료가 있습니다. 빈 장부를 정해 주세요.",
                "the ledger to restore into holds data already; name an empty one",
            )
        _copied(copy, connection, tables)
        if connection.dialect.name == "postgresql":
            for table in tables:
                _counted_on(connection, table)


def place_file(home: Path, source: Path) -> None:
    """Put a snapshot in the place of the ledger file, as a whole."""
    fresh = home / "ledger.db.tmp"
    shutil.copyfile(source, fresh)
    fresh.replace(home / "ledger.db")


def _copied(source: Connection, target: Connection, tables: list[Table]) -> None:
    for table in tables:
        rows = source.execute(select(table)).mappings()
        while part := rows.fetchmany(_ROWS_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in part])


def _counted_on(connection: Connection, table: Table) -> None:
    """Let numbers that the server gives go on behind those that were copied."""
    for column in table.primary_key.columns:
        if _is_numbered(column):
            highest = connection.execute(select(func.max(column))).scalar()
            if highest is not None:
                move = text("select setval(pg_get_serial_sequence(:name, :column), :highest)")
                connection.execute(move, {"name": table.name, "column": column.name, "highest": int(highest)})


def _is_numbered(column: Column[int]) -> bool:
    return isinstance(column.type, Integer) and column.autoincrement is True
