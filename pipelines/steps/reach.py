"""How far a change reaches: which (machine, month) partitions of the marts must be computed again."""

from collections.abc import Iterable

import polars as pl

from ppuri.core.lake import Partition
from ppuri.core.ledger import Change

# A run's interval looks at one run before it, its warm-up at five: six decide everything (int_run__interval.yml).
NEIGHBOUR_RUNS = 6
INPUTS = ("run", "event", "inspection", "batch", "reading", "tally")
UNKNOWN = "unknown"


def affected(counts: pl.DataFrame, changes: Iterable[Change]) -> set[Partition]:
    """Return the partitions whose mart rows may differ after the changes.

    Args:
        counts: Runs per `machine_id`, `source_id`, `month` (`run_count`), as they are now.
        changes: Changed partitions of the lake.
    """
    touched: set[Partition] = set()
    for change in changes:
        touched |= _touched(counts, change)
    return touched


def _touched(counts: pl.DataFrame, change: Change) -> set[Partition]:
    machine_id, month = change.machine_id, change.month
    own = {(machine_id, month)}
    if change.table == "inspection":
        mine = counts.filter(pl.col("machine_id") == machine_id)
        return own | {(machine_id, month) for month in mine["month"].unique()}
    if month == UNKNOWN:
        return own
    if change.table in {"run", "event"}:
        return own | {(machine_id, month) for month in _beyond(counts, machine_id, month, later=True)}
    if change.table == "reading":
        return own | {(machine_id, next_month(month, -1))}
    return own if change.table in INPUTS else set()


def needed(counts: pl.DataFrame, machine_id: str, months: set[str]) -> set[str]:
    """Return the months whose runs must be read to compute `months` of a machine."""
    dated = months - {UNKNOWN}
    before = {found for month in dated for found in _beyond(counts, machine_id, month, later=False)}
    return months | before


def _beyond(counts: pl.DataFrame, machine_id: str, month: str, *, later: bool) -> set[str]:
    """Months on one side of `month` until every source has shown enough runs."""
    mine = counts.filter((pl.col("machine_id") == machine_id) & (pl.col("month") != UNKNOWN))
    side = mine.filter(pl.col("month") > month) if later else mine.filter(pl.col("month") < month)
    seen = pl.col("run_count").cum_sum().over("source_id", order_by="month", descending=not later) - pl.col("run_count")
    return set(side.filter(seen < NEIGHBOUR_RUNS)["month"])


def next_month(month: str, step: int = 1) -> str:
    """Return the month `step` after `YYYY-MM`."""
    place = int(month[:4]) * 12 + int(month[5:7]) - 1 + step
    return f"{place // 12:04d}-{place % 12 + 1:02d}"
