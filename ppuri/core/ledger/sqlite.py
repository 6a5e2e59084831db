"""The ledger as a file beside the data: SQLite in WAL mode, every write a transaction that takes its lock at once."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool


def engine(path: Path, wait_s: float) -> Engine:
    """Return the engine of one ledger file.

    Args:
        path: The file; its folder is made where it is missing.
        wait_s: Seconds that a transaction waits for another one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    address = URL.create("sqlite", database=str(path))
    made = create_engine(address, connect_args={"timeout": wait_s}, poolclass=NullPool)
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # SQLAlchemy must not begin by itself: a deferred BEGIN that turns from reading to writing fails at once when busy.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    if reading:
        connection.exec_driver_sql("pragma query_only = on")
    connection.exec_driver_sql("begin" if reading else "begin immediate")
