"""Checks of what is published: every relation `assert_*` of `sql/` must have no rows."""

import polars as pl

from pipelines.steps.reach import INPUTS
from pipelines.steps.relations import fill_marts
from ppuri.core.contracts import PARTITION
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import read_sql, relations
from ppuri.core.warehouse import open_warehouse


def run_checks(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return the bad rows of every check by its name; all empty means that the marts hold what they promise.

    Partitions that wait for a refresh are left out: their marts are old, not wrong.
    """
    ledger = Ledger(scope.home)
    waiting = [
        (change.machine_id, change.month)
        for change in ledger.changes_since(scope.firm_id, ledger.watermark(scope.firm_id, "refresh"))
        if change.table in INPUTS
    ]
    stale = pl.DataFrame(waiting, schema=PARTITION, orient="row")
    with open_warehouse(scope) as warehouse:
        fill_marts(warehouse)
        bad = {name: warehouse.query(read_sql(name)) for name in relations("checks")}
    return {
        name: rows.join(stale, on=list(PARTITION), how="anti") if set(PARTITION) <= set(rows.columns) else rows
        for name, rows in bad.items()
    }
