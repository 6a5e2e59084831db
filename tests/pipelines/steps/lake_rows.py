"""What a firm's lake says, so that two ways to the same lake can be compared bit for bit."""

import hashlib

import polars as pl

from ppuri.core.contracts import DATASETS
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope

# Moments of receipt differ between two homes, and side tables are partitioned by them.
_PASSING = {"quarantine": {"received_ts", "month"}, "superseded": {"received_ts"}}


def lake_rows(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return the sorted rows of every published table that has any; columns that no row fills are left out."""
    lake, found = Lake(scope), {}
    for table, version in sorted(Ledger(scope.home).published(scope.firm_id).items()):
        frame = lake.read(table, version)
        kept = sorted(name for name in frame.columns if name not in _PASSING.get(table, set()))
        filled = [name for name in kept if frame[name].null_count() < frame.height]
        if frame.height:
            found[table] = frame.select(filled).sort(filled, nulls_last=True)
    return found


def inputs(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return those of the tables that files fill: no marts, no scores, no insights."""
    return {table: rows for table, rows in lake_rows(scope).items() if table in DATASETS and table != "insight"}


def digest(rows: dict[str, pl.DataFrame]) -> dict[str, str]:
    """Return a hash per table of what `lake_rows` gave."""
    return {table: hashlib.sha256(frame.write_ipc(None).getvalue()).hexdigest() for table, frame in rows.items()}
