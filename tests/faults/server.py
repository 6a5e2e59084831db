"""The rows of a ledger on a server, kept aside and brought back: what copying a home does for a ledger within it."""

from pathlib import Path

from sqlalchemy import text

from ppuri.core.ledger import Ledger
from ppuri.core.ledger.schema import metadata
from ppuri.core.settings import load_settings


def keep(home: Path) -> None:
    """Keep the rows as they are now; nothing to do where the ledger lies in the home."""
    if load_settings().ledger is None:
        return
    with Ledger(home).transaction() as connection:
        for table in metadata.sorted_tables:
            connection.execute(text(f'create table "kept_{table.name}" as select * from "{table.name}"'))


def bring_back(home: Path) -> None:
    """Bring the kept rows back."""
    if load_settings().ledger is None:
        return
    names = [table.name for table in metadata.sorted_tables]
    with Ledger(home).transaction() as connection:
        connection.execute(text("truncate " + ", ".join(f'"{name}"' for name in names)))
        for name in names:
            connection.execute(text(f'insert into "{name}" select * from "kept_{name}"'))
