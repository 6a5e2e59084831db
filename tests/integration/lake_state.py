"""What an installation holds, as hashes that do not depend on how it came about."""

import hashlib
from pathlib import Path

import polars as pl

from ppuri.core.hub import current_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.warehouse import open_warehouse

PASSING = {"received_ts", "month", "by_file_id"}


def table_hashes(home: Path, firm_id: str) -> dict[str, str]:
    """Hash of the sorted rows of every published table; moments of receipt are left out."""
    hashes: dict[str, str] = {}
    scope = open_scope(home, firm_id)
    with open_warehouse(scope) as warehouse:
        for table in sorted(Ledger(home).published(firm_id)):
            frame = warehouse.query(f'select * from "{table}"')
            dropped = PASSING if table in ("quarantine", "superseded") else set()
            hashes[table] = _hash(frame.drop(dropped & set(frame.columns)))
    return hashes


def same_salt(home: Path) -> None:
    """Give every firm of a home one salt, so that names become the same digits in every home of a test."""
    for ref in current_hub(home).firms:
        Ledger(home).set_state(ref.id, "personal_salt", "of-tests")


def _hash(frame: pl.DataFrame) -> str:
    columns = sorted(frame.columns)
    text = frame.select(pl.col(name).cast(pl.String, strict=False) for name in columns)
    lines = text.sort(columns, nulls_last=True).write_csv()
    return hashlib.sha256(lines.encode()).hexdigest()
