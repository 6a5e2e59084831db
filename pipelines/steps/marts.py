"""Marts of one machine, computed over the months that they need and nothing else."""

from datetime import date

import polars as pl

from pipelines.steps.reach import UNKNOWN, needed, next_month
from pipelines.steps.relations import BETWEEN, MARTS, mount_facts
from ppuri.core.contracts import DATASETS
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import read_sql
from ppuri.core.warehouse import Warehouse, open_warehouse

_COUNTS = """
SELECT machine_id, source_id, month, COUNT(*) AS run_count
FROM run
WHERE piece_no = 1
GROUP BY machine_id, source_id, month
"""
_CHANNELS = (
    "cycle_time_s",
    "machine_cycle_time_s",
    "fast_speed_m_s",
    "fill_time_ms",
    "cast_pressure_mpa",
    "biscuit_mm",
    "fill_time_s",
    "switchover_pressure_mpa",
    "cushion_mm",
    "plasticizing_time_s",
    "cooling_time_s",
)
_MONTHS = "SELECT * FROM {table} WHERE machine_id = $machine_id AND list_contains(CAST($months AS VARCHAR[]), month)"


def run_counts(warehouse: Warehouse) -> pl.DataFrame:
    """Return runs per machine_id, source_id and month."""
    return warehouse.query(_COUNTS)


def compute(
    scope: Scope, published: Warehouse, counts: pl.DataFrame, machine_id: str, months: set[str]
) -> dict[str, pl.DataFrame]:
    """Return the rows of every mart for the given months of one machine.

    Args:
        scope: The firm.
        published: Its warehouse.
        counts: Result of `run_counts`.
        machine_id: The machine.
        months: Months wanted.
    """
    runs = needed(counts, machine_id, months)
    # A load may end, and its readings lie, in the month after the one in which it began.
    loads = months | {next_month(month) for month in months - {UNKNOWN}}
    wanted = {
        "run": runs,
        "event": _between(runs),
        "inspection": None,
        "batch": loads,
        "reading": loads,
        "tally": months,
    }
    with open_warehouse(scope, versions={}) as warehouse:
        for table, only in wanted.items():
            warehouse.register(table, _slice(published, table, machine_id, only))
        mount_facts(warehouse, scope)
        for mart in MARTS:
            for name in (*BETWEEN.get(mart, ()), mart):
                warehouse.materialise(name, read_sql(name))
        return {mart: _kept(warehouse, mart, machine_id, months) for mart in MARTS}


def stored(published: Warehouse, mart: str, machine_id: str, months: set[str]) -> pl.DataFrame | None:
    """Return what is published of a mart for these months, in the order of `compute`; None before the first time."""
    return _kept(published, mart, machine_id, months) if mart in published.tables() else None


def _kept(warehouse: Warehouse, mart: str, machine_id: str, months: set[str]) -> pl.DataFrame:
    names = ", ".join(f'"{name}"' for name in _columns(warehouse, mart))
    frame = warehouse.query(
        f"SELECT {names} FROM ({_MONTHS.format(table=mart)}) ORDER BY ALL",  # noqa: S608
        {"machine_id": machine_id, "months": sorted(months)},
    )
    utc = [pl.col(name).dt.convert_time_zone("UTC") for name, kind in frame.schema.items() if kind == pl.Datetime("us")]
    return frame.with_columns(utc) if utc else frame


def _columns(warehouse: Warehouse, mart: str) -> list[str]:
    found = warehouse.query(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $mart ORDER BY column_name",
        {"mart": mart},
    )["column_name"].to_list()
    return ["machine_id", "month", *(name for name in found if name not in {"machine_id", "month"})]


def _between(months: set[str]) -> set[str]:
    """Every month from the first to the last, since a stop may lie in one without runs."""
    dated = sorted(months - {UNKNOWN})
    if not dated:
        return months
    first, last = (date.fromisoformat(f"{month}-01") for month in (dated[0], dated[-1]))
    span = (last.year - first.year) * 12 + last.month - first.month
    return months | {next_month(dated[0], step) for step in range(span + 1)}


def _slice(published: Warehouse, table: str, machine_id: str, months: set[str] | None) -> pl.DataFrame:
    if months is None:
        return published.query(f"SELECT * FROM {table} WHERE machine_id = $machine_id", {"machine_id": machine_id})  # noqa: S608
    if table == "reading":
        columns = "^(machine_id|month|ts|furnace_(temp|sv)(_z[0-9]+)?_c|load_tc_c|file_id|table_no|row_no)$"
        text = _MONTHS.replace("SELECT *", f"SELECT COLUMNS('{columns}')")
    elif table == "run":
        own = "|".join((*DATASETS["run"].fixed, *_CHANNELS))
        text = _MONTHS.replace("SELECT *", f"SELECT COLUMNS('^({own})$')")
    else:
        text = _MONTHS
    return published.query(text.format(table=table), {"machine_id": machine_id, "months": sorted(months)})
