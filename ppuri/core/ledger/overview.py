"""All machines of an installation at one glance: their last files, in one query however many firms there are."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from ppuri.core.ledger import schema
from ppuri.core.ledger.book import Ledger


@dataclass
class LastFiles:
    """The last files of one machine.

    Attributes:
        statuses: Of its last files, the oldest first.
        last_ts: When the newest was received.
        accepted, quarantined: Rows of the newest; None before it was read.
        held_count: Files that wait for a person.
        newest_id: Id of the newest.
    """

    statuses: list[str] = field(default_factory=list)
    last_ts: datetime | None = None
    accepted: int | None = None
    quarantined: int | None = None
    held_count: int = 0
    newest_id: str | None = None


def last_files(ledger: Ledger, most: int) -> Mapping[tuple[str, str], LastFiles]:
    """Return (firm_id, machine_id) -> the last files of every machine that ever had one.

    Args:
        ledger: Of the installation.
        most: Statuses to return of each machine.
    """
    book = schema.file
    place = (book.c.firm_id, book.c.machine_id)
    nth = func.row_number().over(partition_by=place, order_by=book.c.seq.desc()).label("nth")
    held = func.sum(case((book.c.status == "held", 1), else_=0)).over(partition_by=place).label("held")
    told = case((nth == 1, book.c.receipt_json)).label("told")
    inner = select(*place, book.c.file_id, book.c.status, book.c.received_ts, nth, held, told).subquery()
    query = select(inner).where(inner.c.nth <= most).order_by(inner.c.firm_id, inner.c.machine_id, inner.c.nth.desc())
    found: dict[tuple[str, str], LastFiles] = defaultdict(LastFiles)
    with ledger.reading() as connection:
        for row in connection.execute(query):
            one = found[row.firm_id, row.machine_id]
            one.statuses.append(row.status)
            one.held_count = row.held
            if row.nth == 1:
                receipt: dict[str, Any] = json.loads(row.told) if row.told else {}
                one.last_ts, one.newest_id = datetime.fromisoformat(row.received_ts), row.file_id
                one.accepted, one.quarantined = receipt.get("accepted"), receipt.get("quarantined")
    return found


def received_since(ledger: Ledger, since: datetime) -> int:
    """Return how many files came since a moment."""
    book = schema.file
    with ledger.reading() as connection:
        return int(
            connection.execute(select(func.count()).where(book.c.received_ts >= since.isoformat())).scalar() or 0
        )
