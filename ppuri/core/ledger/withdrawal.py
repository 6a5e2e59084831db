"""Withdrawn firms in the ledger: hidden by one transaction, rows removed, freed pages overwritten, a receipt that stays."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from ppuri.core.clock import now
from ppuri.core.errors import TransientError
from ppuri.core.ledger import schema
from ppuri.core.ledger.book import Ledger

BUSY_S = 30


@dataclass(frozen=True)
class Withdrawal:
    """A firm whose data were withdrawn.

    Attributes:
        hidden_ts: Since when nobody can open it.
        removed_ts: When the last of its data was gone; None while removing, or where a process died in between.
        receipt_json: What stays: hashes and counts.
    """

    firm_id: str
    hidden_ts: datetime
    removed_ts: datetime | None
    receipt_json: str


def _of(row: Row[Any]) -> Withdrawal:
    removed = None if row.removed_ts is None else datetime.fromisoformat(row.removed_ts)
    return Withdrawal(row.firm_id, datetime.fromisoformat(row.hidden_ts), removed, row.receipt_json)


def withdrawals(ledger: Ledger) -> list[Withdrawal]:
    """Return every firm that was withdrawn, by id."""
    with ledger.transaction() as connection:
        return [_of(row) for row in connection.execute(select(schema.withdrawal).order_by("firm_id"))]


def withdrawal(ledger: Ledger, firm_id: str) -> Withdrawal | None:
    """Return the withdrawal of a firm; None where it was not withdrawn."""
    with ledger.transaction() as connection:
        row = connection.execute(select(schema.withdrawal).where(schema.withdrawal.c.firm_id == firm_id)).first()
    return None if row is None else _of(row)


def hide(ledger: Ledger, firm_id: str, receipt_json: str) -> None:
    """Note the withdrawal and take the firm out of every version of the hub, in one transaction: nobody can open it then."""
    with ledger.transaction() as connection:
        _zeroing(connection)
        connection.execute(
            insert(schema.withdrawal).values(
                firm_id=firm_id, hidden_ts=now().isoformat(), receipt_json=receipt_json, removed_ts=None
            )
        )
        book = schema.hub_version
        for row in connection.execute(select(book.c.version, book.c.hub_json)).all():
            hub = json.loads(row.hub_json)
            kept = [firm for firm in hub.get("firms", []) if firm["id"] != firm_id]
            text = json.dumps({**hub, "firms": kept}, ensure_ascii=False, sort_keys=True)
            fresh = {"hub_json": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
            connection.execute(update(book).where(book.c.version == row.version).values(**fresh))


def remove_rows(ledger: Ledger, firm_id: str) -> int:
    """Delete the firm's rows of every table that does not say `stays`, and return how many there were."""
    count = 0
    with ledger.transaction() as connection:
        _zeroing(connection)
        for table in reversed(schema.metadata.sorted_tables):
            if "firm_id" in table.c and not table.info.get("stays"):
                count += connection.execute(delete(table).where(table.c.firm_id == firm_id)).rowcount
    return count


def finish(ledger: Ledger, firm_id: str, receipt_json: str, removed_ts: datetime) -> None:
    """Note that nothing of the firm is left but this receipt."""
    book = schema.withdrawal
    values = {"removed_ts": removed_ts.isoformat(), "receipt_json": receipt_json}
    with ledger.transaction() as connection:
        connection.execute(update(book).where(book.c.firm_id == firm_id).values(**values))


def _zeroing(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("pragma secure_delete = on")


def overwrite_freed(ledger: Ledger) -> None:
    """Leave nothing of deleted rows in the ledger's files.

    Raises:
        TransientError: When others keep the ledger busy for half a minute.
    """
    with ledger.transaction() as connection:
        engine = connection.engine
    if engine.dialect.name == "sqlite":
        overwrite_freed_pages(Path(str(engine.url.database)))
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in schema.metadata.sorted_tables:
            connection.exec_driver_sql(f"vacuum full {table.name}")


def overwrite_freed_pages(path: Path) -> None:
    """Rewrite a SQLite file without its free pages and empty its write-ahead log.

    Args:
        path: The file; others may have it open.

    Raises:
        TransientError: When others keep it busy for half a minute.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)) as connection:
            connection.execute("pragma secure_delete = on")
            connection.execute("vacuum")
            (busy, *_) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    except sqlite3.OperationalError as error:
        raise _busy(path) from error
    if busy:
        raise _busy(path)


def _busy(path: Path) -> TransientError:
    return TransientError(
        f"다른 작업이 {path.name} 파일을 쓰고 있어 지운 자리를 덮어쓰지 못했습니다. 잠시 뒤 다시 실행해 주세요.",
        f"{path.name} is busy, so its freed pages could not be overwritten; run this again shortly",
    )
