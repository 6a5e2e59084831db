"""Alarms: promises that the last audit found broken and could not mend."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from ppuri.core.clock import now
from ppuri.core.ledger import schema
from ppuri.core.ledger.book import Ledger


@dataclass(frozen=True)
class Alarm:
    """A promise that does not hold for one firm.

    Attributes:
        check_name: The check; of an audit that looked at a share of everything with the share behind it.
        raised_ts: Since when it is known.
        text_ko: What does not hold; `text_en` likewise.
    """

    firm_id: str
    check_name: str
    raised_ts: datetime
    text_ko: str
    text_en: str


def alarms(ledger: Ledger, firm_id: str | None = None) -> list[Alarm]:
    """Return what is broken now, of one firm or of all, the eldest first."""
    book = schema.alarm
    query = select(book).order_by(book.c.raised_ts, book.c.firm_id, book.c.check_name)
    if firm_id is not None:
        query = query.where(book.c.firm_id == firm_id)
    with ledger.reading() as connection:
        return [
            Alarm(row.firm_id, row.check_name, datetime.fromisoformat(row.raised_ts), row.text_ko, row.text_en)
            for row in connection.execute(query)
        ]


def set_alarms(ledger: Ledger, firm_id: str, broken: dict[str, tuple[str, str]], *, share: str) -> None:
    """Replace the firm's alarms by what an audit found.

    Args:
        ledger: The ledger.
        firm_id: The firm.
        broken: Check -> what does not hold, in Korean and English.
        share: Label of the share that was looked at; an audit of everything (empty) settles the alarms of all shares.
    """
    book = schema.alarm
    mine = (book.c.firm_id == firm_id) & (book.c.check_name.endswith(share, autoescape=True) if share else True)
    with ledger.transaction() as connection:
        since = {row.check_name: row.raised_ts for row in connection.execute(select(book).where(mine))}
        connection.execute(delete(book).where(mine))
        for name, (ko, en) in sorted(broken.items()):
            label = f"{name}{share}"
            connection.execute(
                insert(book).values(
                    firm_id=firm_id,
                    check_name=label,
                    raised_ts=since.get(label, now().isoformat()),
                    text_ko=ko,
                    text_en=en,
                )
            )
