"""What people said of a file and what became of it, version by version."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from ppuri.core.clock import now
from ppuri.core.ledger import schema
from ppuri.core.ledger.records import FileVersion

_SAID = ("status", "machine_id", "override_json", "answers_json")


def version_of(row: Row[Any]) -> FileVersion:
    """Return a row of the ledger as a value."""
    return FileVersion(
        version=row.version,
        status=row.status,
        machine_id=row.machine_id,
        override=json.loads(row.override_json),
        answers=json.loads(row.answers_json),
        said_ts=datetime.fromisoformat(row.said_ts),
    )


def note_version(connection: Connection, firm_id: str, file_id: str) -> None:
    """Keep what the ledger says of a file now as a new version where it differs from the newest.

    Args:
        connection: In a transaction.
        firm_id: The firm.
        file_id: The file.
    """
    file, book = schema.file, schema.file_version
    of_file = (file.c.firm_id == firm_id) & (file.c.file_id == file_id)
    current = connection.execute(select(*(file.c[name] for name in _SAID)).where(of_file)).first()
    mine = (book.c.firm_id == firm_id) & (book.c.file_id == file_id)
    last = connection.execute(select(book).where(mine).order_by(book.c.version.desc()).limit(1)).first()
    if current is None or (last is not None and all(getattr(last, name) == getattr(current, name) for name in _SAID)):
        return
    said = {name: getattr(current, name) for name in _SAID}
    version = 1 if last is None else last.version + 1
    connection.execute(
        insert(book).values(firm_id=firm_id, file_id=file_id, version=version, said_ts=now().isoformat(), **said)
    )
