"""The ledger in a database of a PostgreSQL server, for installations whose workers run on several machines.

What SQLite's BEGIN IMMEDIATE promises holds here too: a writing transaction waits for its turn and then sees everything
that was committed before. An advisory lock of the database and its schema gives the turn.
"""

import os
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ppuri.core.errors import UsageError

DRIVER = "postgresql+psycopg"
# A worker that stops in the middle of a transaction (a suspended machine, a cut cable) must not keep the others out.
IDLE_S = 15
_TURN = "select pg_advisory_xact_lock(hashtext('ppuri ledger'), hashtext(current_schema()))"


def engine(address: str, wait_s: float) -> Engine:
    """Return the engine of a ledger on a server.

    Args:
        address: `postgresql+psycopg://user@host/database`; the password is better kept in a file of libpq (`PGPASSFILE`).
        wait_s: Seconds that a transaction waits for its turn.

    Raises:
        UsageError: When the address is of another kind, or the driver is not installed.
    """
    try:
        url = make_url(address)
    except ArgumentError:
        raise _wrong_address() from None
    if url.drivername not in (DRIVER, "postgresql"):
        raise _wrong_address()
    try:
        made = create_engine(
            url.set(drivername=DRIVER), isolation_level="READ COMMITTED", pool_pre_ping=True, pool_recycle=1800
        )
    except ModuleNotFoundError as error:
        raise UsageError(
            "PostgreSQL 장부를 쓰려면 `pip install 'ppuri[hub]'`로 설치해 주세요.",
            "a ledger on PostgreSQL needs its driver: pip install 'ppuri[hub]'",
        ) from error

    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", (f"{int(wait_s * 1000)}ms",))
            cursor.execute("select set_config('idle_in_transaction_session_timeout', %s, false)", (f"{IDLE_S}s",))
            cursor.execute("select set_config('timezone', 'UTC', false)")
            # A receipt is given after the commit, so the commit must be on disk.
            cursor.execute(
                "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'"
            )
        connection.commit()

    event.listen(made, "connect", prepare)
    event.listen(made, "begin", _begin)
    if hasattr(os, "register_at_fork"):  # a connection belongs to the process that opened it
        os.register_at_fork(after_in_child=lambda: made.dispose(close=False))
    return made


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("reading", False):
        connection.exec_driver_sql("set transaction isolation level repeatable read, read only")
    else:
        connection.exec_driver_sql(_TURN)


def _wrong_address() -> UsageError:
    return UsageError(
        "PPURI_LEDGER는 postgresql+psycopg://사용자@서버/데이터베이스 꼴로 적어 주세요. 비우면 홈 폴더의 ledger.db를 씁니다.",
        "PPURI_LEDGER must look like postgresql+psycopg://user@host/database; without it ledger.db in the home is used",
    )
