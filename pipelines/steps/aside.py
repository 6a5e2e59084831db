"""What stands beside the rows of a batch: rows set apart, values corrected, and receipts of other files that count otherwise now."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from pipelines.steps.prepared import Prepared
from pipelines.steps.rebuild import Moments, TablePlan, superseded_rows
from ppuri.core.contracts import DATASETS, PARTITION, QUARANTINE, SUPERSEDED, TS, ordered
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt, TableReceipt
from ppuri.core.scope import Scope

Beside = dict[str, tuple[pl.DataFrame, list[Partition] | None]]
_COUNTED = ("accepted", "duplicate", "changed")


def beside(
    lake: Lake,
    versions: dict[str, int],
    batch: list[Prepared],
    again: list[FileRecord],
    plans: list[TablePlan],
    received: Moments,
) -> Beside:
    """Return rows set apart and rows corrected: they replace what earlier readings of the same files or partitions left.

    Args:
        lake: The firm's lake.
        versions: Published versions.
        batch: The files to be stored.
        again: Files of an earlier reading whose rows leave, as the ledger knows them.
        plans: What is written to each table.
        received: When a file was received.
    """
    fresh = pl.concat([pl.DataFrame(schema=QUARANTINE.fixed), *(quarantined(each) for each in batch)])
    places = {(record.machine_id, f"{record.received_ts:%Y-%m}") for record in again}
    earlier = pl.col("file_id").is_in([record.file_id for record in again])
    former = (superseded_rows(plan.superseded, plan.dataset, received) for plan in plans)
    corrected = pl.concat([pl.DataFrame(schema=SUPERSEDED.fixed), *former])
    rebuilt = {(plan.dataset.name, *place) for plan in plans for place in plan.merged}
    mine = pl.concat_str("dataset", *PARTITION, separator="/").is_in(["/".join(place) for place in rebuilt])
    return {
        **_replaced(lake, versions, QUARANTINE.name, fresh, places, earlier),
        **_replaced(lake, versions, SUPERSEDED.name, corrected, {place[1:] for place in rebuilt}, mine),
    }


def _replaced(
    lake: Lake, versions: dict[str, int], table: str, fresh: pl.DataFrame, places: set[Any], leaves: pl.Expr
) -> Beside:
    """Rows of a side table, with what of the given partitions stays where some of it leaves."""
    version = versions.get(table)
    if version is None or not places:
        return {table: (fresh, None)} if fresh.height else {}
    touched = sorted(places | set(fresh.select(list(PARTITION)).iter_rows()))
    there = lake.read(table, version, touched)
    stays = there.filter(~leaves)
    if stays.height == there.height:
        return {table: (fresh, None)} if fresh.height else {}
    dataset = DATASETS[table]
    return {table: (ordered(pl.concat([ordered(stays, dataset), fresh], how="diagonal"), dataset), touched)}


def quarantined(prepared: Prepared) -> pl.DataFrame:
    """Return the rows of a file that were set apart, in the form of the dataset `quarantine`."""
    record = prepared.record
    frames = [table.quarantine for table in prepared.tables]
    rows = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    return ordered(
        rows.with_columns(
            machine_id=pl.lit(record.machine_id),
            month=pl.lit(f"{record.received_ts:%Y-%m}"),
            file_id=pl.lit(record.file_id),
            received_ts=pl.lit(record.received_ts, dtype=TS),
        ),
        QUARANTINE,
    )


def recounted(scope: Scope, ledger: Ledger, plans: list[TablePlan]) -> list[Receipt]:
    """Return the receipts of stored files that others made repeat or correct, and no longer do, or the other way round."""
    moved: dict[str, dict[int, dict[str, int]]] = {}
    for plan in plans:
        for row in plan.recounts.iter_rows(named=True):
            tables = moved.setdefault(row["file_id"], {})
            told = tables.setdefault(int(row["table_no"]), dict.fromkeys(_COUNTED, 0))
            tables[int(row["table_no"])] = {name: told[name] + row[name] for name in _COUNTED}
    records = (ledger.file(scope.firm_id, file_id) for file_id in sorted(moved))
    return [_moved(record, moved[record.file_id]) for record in records if record is not None and record.receipt_json]


def _moved(record: FileRecord, by: dict[int, dict[str, int]]) -> Receipt:
    receipt = Receipt.model_validate_json(record.receipt_json or "{}")
    tables = [_added(table, by.get(table.table_no, {})) for table in receipt.tables]
    return receipt.model_copy(update={"tables": tables, **_sums(tables)})


def _added(table: TableReceipt, by: dict[str, int]) -> TableReceipt:
    return table.model_copy(update={name: getattr(table, name) + amount for name, amount in by.items()})


def _sums(tables: Iterable[TableReceipt]) -> dict[str, int]:
    counted = list(tables)
    return {name: sum(getattr(table, name) for table in counted) for name in _COUNTED}
