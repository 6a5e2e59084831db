"""Rows: every file counted again from its archived bytes and compared with its receipt and with the lake."""

from dataclasses import dataclass, field

import polars as pl

from pipelines.steps.auditing.audit import Audit, Share
from pipelines.steps.mending.apply import mends
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import SPAN, Prepared, PreparedTable
from ppuri.core.apart import query_apart
from ppuri.core.contracts import DATASETS, TALLY
from ppuri.core.faults import record as write_down
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse


@dataclass
class Counted:
    """What counting files again told: conservation per file, origin of rows, sums."""

    counts: Audit = field(default_factory=Audit)
    lineage: Audit = field(default_factory=Audit)
    totals: Audit = field(default_factory=Audit)
    accepted: int = 0
    held: int = 0


def counted(scope: Scope, ledger: Ledger, warehouse: Warehouse, live: list[FileRecord], share: Share) -> Counted:
    """Count every stored file of a share again.

    Args:
        scope: The firm.
        ledger: Its ledger.
        warehouse: Its published tables.
        live: Every stored file.
        share: Which of them are looked at; sums of receipts and lake are compared only where it is the whole.
    """
    told = Counted()
    for record in live:
        if not share.has(record.sha256):
            continue
        try:
            _count(scope, ledger, warehouse, record, told)
        except Exception as fault:  # a file that cannot be counted breaks the promise, whatever is wrong with it
            place = write_down(scope.home, fault)
            told.counts.look(False, f"{_label(record)} cannot be read again ({place.name})")
    if share.whole:
        told.totals.look(told.accepted == told.held, f"receipts say {told.accepted:,}, the lake holds {told.held:,}")
    known = {record.file_id for record in live}
    for table in sorted(set(warehouse.versions) & set(DATASETS)):
        strangers = warehouse.query(f'select distinct file_id from "{table}" where file_id is not null')["file_id"]  # noqa: S608  a name of the contracts
        told.lineage.look(not set(strangers) - known, f"{table} holds rows of files that are not stored")
    return told


def _label(record: FileRecord) -> str:
    return f"{record.file_name} [{record.file_id[:8]}]"


def _count(scope: Scope, ledger: Ledger, warehouse: Warehouse, record: FileRecord, told: Counted) -> None:
    receipt, label = Receipt.model_validate_json(record.receipt_json or "{}"), _label(record)
    if mends(record) is not None:  # its rows are counted with the file that they mend
        told.counts.look(_is_balanced(receipt), label)
        return
    again = prepare(scope, ledger, record, replay=True)
    told.counts.look(_is_conserved(again, receipt), label)
    rows, records = _found_again(warehouse, again)
    told.lineage.look(rows is not None, label)
    apart = warehouse.query(
        "select count(*) as n from quarantine where file_id = $file_id", {"file_id": record.file_id}
    ).item()
    told.counts.look(apart == receipt.quarantined, f"{label}: {apart} set apart in the lake")
    several = {each.table_no for each in again.tables if _is_several(each)}
    apart_sums = sum(each.accepted - each.changed for each in receipt.tables if each.table_no in several)
    told.accepted += receipt.accepted - receipt.changed - apart_sums
    told.held += records
    for each in again.tables:
        if each.table_no in several:
            told.totals.look(_all_there(warehouse, each), f"{label} table {each.table_no}: a quantity is gone")


def _is_conserved(again: Prepared, receipt: Receipt) -> bool:
    rows_in = [table.rows_in for table in again.tables]
    told = [table.rows_in for table in receipt.tables]
    typed = [int(t.frame[SPAN].sum()) + t.quarantine.height + t.duplicate for t in again.tables]
    return _is_balanced(receipt) and rows_in == told and rows_in == typed and receipt.rows_in == sum(rows_in)


def _is_balanced(receipt: Receipt) -> bool:
    return receipt.rows_in == receipt.accepted + receipt.quarantined + receipt.duplicate


def _found_again(warehouse: Warehouse, again: Prepared) -> tuple[int | None, int]:
    """Rows of a file in the lake (None when one of them is not in the file), and the records that they stand for."""
    rows = records = 0
    for table in again.tables:
        # A record of people's sheets stands for several rows, one per measure: place and key together name one.
        place = list(dict.fromkeys(("table_no", "row_no", *DATASETS[table.dataset].key)))
        there = warehouse.query(
            f'select {", ".join(place)} from "{table.dataset}" where file_id = $file_id and table_no = $table_no',  # noqa: S608  names of the contracts
            {"file_id": again.record.file_id, "table_no": table.table_no},
        )
        given = table.frame.select(*place, SPAN)
        met = there.join(given, on=place, how="left", nulls_equal=True)
        if met[SPAN].null_count() or met.height != there.height:
            return None, 0
        rows += there.height
        records += 0 if _is_several(table) else int(met[SPAN].sum())
    return rows, records


def _is_several(table: PreparedTable) -> bool:
    """Whether a record stands for several rows: another file may then hold some of them, so records cannot be summed."""
    return table.dataset == TALLY.name or bool((table.frame[SPAN] == 0).any())


def _all_there(warehouse: Warehouse, table: PreparedTable) -> bool:
    """Whether every fact of a table is in the lake, from whichever file its value is."""
    key = list(DATASETS[table.dataset].key)
    there = warehouse.query(f'select distinct {", ".join(key)} from "{table.dataset}"')  # noqa: S608  names of the contracts
    return table.frame.select(key).unique().join(there, on=key, how="anti", nulls_equal=True).is_empty()


def keys(scope: Scope, versions: dict[str, int], share: Share) -> Audit:
    """No two rows of a dataset name the same fact; asked in a process of its own, since every row is."""
    audit, names = Audit(), sorted(set(versions) & set(DATASETS))
    if not names:
        return audit
    twice = query_apart(
        scope,
        " union all ".join(_twice(name) for name in names),
        {"of": share.of, "number": share.number},
        versions=versions,
    )
    for name in names:
        found = twice.filter(pl.col("dataset") == name)
        audit.look(found.is_empty(), f"{name}: {', '.join(found['fact'].head(1))}")
        audit.places |= {(name, place) for place in found.select("machine_id", "month").unique().iter_rows()}
    return audit


def _twice(name: str) -> str:
    """Machine-months of a share with a fact that two rows name; without an instant a row is known by its file alone."""
    key = ", ".join(DATASETS[name].key)
    return (
        f"select '{name}' as dataset, machine_id, month, concat_ws(', ', {key}) as fact from \"{name}\" "  # noqa: S608  names of the contracts
        f"where {DATASETS[name].time} is not null and hash(machine_id || '/' || month) % $of = $number "
        f"group by machine_id, month, {key} having count(*) > 1"
    )
