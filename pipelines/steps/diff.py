"""What ingesting files would add, repeat and change, and how the KPIs would move: tried on a copy, so nothing is written."""

from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel

from pipelines.steps.arrivals import arrivals, arrived_at
from pipelines.steps.batches import cut
from pipelines.steps.ingest import ingest
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.mend import origin
from pipelines.steps.refresh import publish_marts
from ppuri.core.contracts import DATASETS, INSIGHT, LINEAGE, PARTITION, QUARANTINE, SUPERSEDED
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.shadow import shadow

SAMPLE = 20
_OWN = {QUARANTINE.name, SUPERSEDED.name, INSIGHT.name, "batch"}
_UNCHANGED = {*PARTITION, *LINEAGE}


class ChangedCell(BaseModel):
    """One value that would become another one."""

    table: str
    machine_id: str
    at: str
    column: str
    before: str | None
    after: str | None


class MovedKpi(BaseModel):
    """One KPI of one machine and month that would have another value; None where there is none."""

    machine_id: str | None
    period: str | None
    kpi: str
    subject: str | None = None
    mode: str | None = None
    unit: str
    before: float | None
    after: float | None


class DiffResult(BaseModel):
    """What would happen.

    Attributes:
        receipts: The receipts that ingesting would give.
        added: Rows that would be new, in all tables.
        removed: Rows that would leave.
        changed: Rows of which a value would be another one.
        cells: The first of the values that would change.
        kpis: KPIs by machine and month that would move.
    """

    firm_id: str
    receipts: list[Receipt]
    added: int = 0
    removed: int = 0
    changed: int = 0
    cells: list[ChangedCell] = []
    kpis: list[MovedKpi] = []


def diff(
    scope: Scope, paths: list[Path], *, machine_id: str | None = None, mapping_file: Path | None = None
) -> DiffResult:
    """Say what ingesting files would do, without writing anything.

    Args:
        scope: The firm.
        paths: Files or folders.
        machine_id: As in `ingest`.
        mapping_file: As in `ingest`.

    Raises:
        UsageError: When a path, the machine or the mapping file is wrong.
    """
    machines = _machines(scope, paths, machine_id)
    while True:
        with shadow(scope, machines) as copy:
            tried = _tried(copy, paths, machine_id, mapping_file)
            ledger = Ledger(copy.home)
            met = {change.machine_id for change in ledger.changes_since(copy.firm_id, 0)}
            if met <= machines:
                return tried
        machines |= met  # a sheet told of machines that it was not handed in for


def _machines(scope: Scope, paths: list[Path], machine_id: str | None) -> set[str]:
    ledger = Ledger(scope.home)
    with arrivals(scope, paths) as files:
        known = [(origin(scope, ledger, file.path), file) for file in files]
        return {home[0] if home else arrived_at(scope, file, machine_id) for home, file in known}


def _tried(copy: Scope, paths: list[Path], machine_id: str | None, mapping_file: Path | None) -> DiffResult:
    ledger = Ledger(copy.home)
    former = _kpis(copy, full=True)
    seq, versions = ledger.last_seq(copy.firm_id), ledger.published(copy.firm_id)
    receipts = ingest(copy, paths, machine_id=machine_id, mapping_file=mapping_file)
    touched: dict[str, set[Partition]] = {}
    for change in ledger.changes_since(copy.firm_id, seq):
        if change.table in DATASETS and change.table not in _OWN:
            touched.setdefault(change.table, set()).add((change.machine_id, change.month))
    result = DiffResult(firm_id=copy.firm_id, receipts=receipts)
    for table, places in sorted(touched.items()):
        _compare(copy, ledger, result, table, sorted(places), versions)
    fresh = _kpis(copy, full=False) if touched else former
    result.kpis = [_moved(key, former, fresh) for key in fresh | former if _value(former, key) != _value(fresh, key)]
    return result


def _compare(
    copy: Scope, ledger: Ledger, result: DiffResult, table: str, places: list[Partition], versions: dict[str, int]
) -> None:
    """Count the rows of a table that are new, gone or different, and take some of the values that differ."""
    lake, dataset = Lake(copy), DATASETS[table]
    after = lake.read(table, ledger.published(copy.firm_id)[table], places)
    before = lake.read(table, versions[table], places) if table in versions else after.clear()
    key = [*dataset.key, *([] if before[dataset.time].null_count() == 0 else ["file_id", "row_no"])]
    result.added += after.join(before, on=key, how="anti", nulls_equal=True).height
    result.removed += before.join(after, on=key, how="anti", nulls_equal=True).height
    both = before.join(after, on=key, how="inner", nulls_equal=True, suffix="|after")
    columns = [name for name in before.columns if name not in key and name not in _UNCHANGED and name in after.columns]
    fresh = [name for name in after.columns if name not in before.columns and name not in _UNCHANGED]
    both = both.with_columns(
        *(pl.lit(None, dtype=after.schema[name]).alias(name) for name in fresh),
        *(pl.col(name).alias(f"{name}|after") for name in fresh),
    )
    differs = [pl.col(name).ne_missing(pl.col(f"{name}|after")).alias(f"{name}|differs") for name in (*columns, *fresh)]
    marked = both.with_columns(differs).filter(pl.any_horizontal(pl.lit(value=False), pl.col(r"^.*\|differs$")))
    result.changed += marked.height
    for row in marked.sort(dataset.time).head(SAMPLE).iter_rows(named=True):
        result.cells += [_cell(table, dataset.time, row, name) for name in (*columns, *fresh) if row[f"{name}|differs"]]
    del result.cells[SAMPLE:]


def _cell(table: str, time: str, row: dict[str, Any], column: str) -> ChangedCell:
    at, former, fresh = row[time], row[column], row[f"{column}|after"]
    return ChangedCell(
        table=table,
        machine_id=row["machine_id"],
        at="" if at is None else at.isoformat(),
        column=column,
        before=None if former is None else str(former),
        after=None if fresh is None else str(fresh),
    )


Key = tuple[str | None, str | None, str, str | None, str | None]
Values = dict[Key, tuple[float | None, str]]


def _kpis(copy: Scope, *, full: bool) -> Values:
    cut(copy)
    publish_marts(copy, full=full)
    return {
        (row.grain.get("machine_id"), row.grain.get("period"), row.kpi, row.subject, row.mode): (row.value, row.unit)
        for row in kpi_rows(copy, by=["machine", "month"])
    }


def _value(values: Values, key: Key) -> float | None:
    return values[key][0] if key in values else None


def _moved(key: Key, former: Values, fresh: Values) -> MovedKpi:
    machine_id, period, name, subject, mode = key
    return MovedKpi(
        machine_id=machine_id,
        period=period,
        kpi=name,
        subject=subject,
        mode=mode,
        unit=(fresh.get(key) or former[key])[1],
        before=_value(former, key),
        after=_value(fresh, key),
    )
