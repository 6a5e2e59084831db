"""The connection to the ledger: SQLite in WAL mode, every write a transaction that takes its lock at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from ppuri.core.errors import TransientError, UsageError
from ppuri.core.ledger.schema import SCHEMA_VERSION, meta, metadata

BUSY_S = 30


@cache
def engine(path: Path) -> Engine:
    """Return the engine of one ledger file, its tables made where they are missing.

    Raises:
        UsageError: When the ledger was written by another version of Ppuri.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_S}, poolclass=NullPool)
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    with made.begin() as connection:
        metadata.create_all(connection)
        _widen(connection)
        found = connection.execute(select(meta.c.value).where(meta.c.key == "schema_version")).scalar()
        if found is None:
            connection.execute(insert(meta).values(key="schema_version", value=SCHEMA_VERSION))
        elif found != SCHEMA_VERSION:
            raise UsageError(
                f"{path} 은(는) 다른 판의 Ppuri가 만들었습니다(장부 판 {found}).",
                f"{path} was written by another version of Ppuri (ledger version {found})",
            )
    return made


def _widen(connection: Connection) -> None:
    """Give tables of an older ledger the columns that were added since; they may all be empty."""
    for table in metadata.sorted_tables:
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in there:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f"alter table {table.name} add column {column.name} {kind}")


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # SQLAlchemy must not begin by itself: a deferred BEGIN that turns from reading to writing fails at once when busy.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("begin immediate")


@contextmanager
def transaction(path: Path) -> Iterator[Connection]:
    """Run one transaction.

    Raises:
        TransientError: When another process holds the ledger for longer than 30 s, or the disk is full.
    """
    try:
        with engine(path).begin() as connection:
            yield connection
    except OperationalError as error:
        raise TransientError(
            f"장부에 쓸 수 없습니다. 다른 작업이 쓰고 있거나 디스크가 찼습니다. ({error.orig})",
            f"the ledger cannot be written: busy or the disk is full ({error.orig})",
        ) from error
