"""What is said of a file that was handed in."""

from datetime import UTC, datetime

from pipelines.steps.folding import folded
from pipelines.steps.prepared import Prepared, PreparedTable
from ppuri.core.ledger import FileRecord
from ppuri.core.results import FileStatus, Receipt, TableReceipt

Counts = dict[tuple[str, int], dict[str, int]]


def receipt_of(firm_id: str, prepared: Prepared, status: FileStatus, counts: Counts | None = None) -> Receipt:
    """Return the receipt of a file.

    Args:
        firm_id: The firm.
        prepared: The file as read.
        status: What became of it.
        counts: (file_id, table_no) to accepted, duplicate and changed records; None where nothing was stored.
    """
    record = prepared.record
    tables = (
        [_table(prepared, table, counts) for table in prepared.tables] if counts is not None else _unstored(prepared)
    )
    first, last = _range(prepared) if counts is not None else (None, None)
    return Receipt(
        file_id=record.file_id,
        sha256=record.sha256,
        file_name=record.file_name,
        firm_id=firm_id,
        machine_id=record.machine_id,
        status=status,
        rows_in=sum(table.rows_in for table in tables),
        accepted=sum(table.accepted for table in tables),
        quarantined=sum(table.quarantined for table in tables),
        duplicate=sum(table.duplicate for table in tables),
        changed=sum(table.changed for table in tables),
        from_ts=first,
        to_ts=last,
        tables=tables,
        assumptions=list(prepared.assumptions),
        findings=folded(prepared.findings),
        holds=list(prepared.holds),
        container_sha256=record.container_sha256,
        received_ts=record.received_ts,
        review=prepared.review,
    )


def _table(prepared: Prepared, table: PreparedTable, counts: Counts | None) -> TableReceipt:
    found = (counts or {}).get((prepared.record.file_id, table.table_no), {})
    columns = {each.header: each.column for each in table.mapping.columns if each.column}
    return TableReceipt(
        table_no=table.table_no,
        name=table.name,
        dataset=table.dataset,
        rows_in=table.rows_in,
        accepted=found.get("accepted", 0),
        quarantined=table.quarantine.height,
        duplicate=table.duplicate + found.get("duplicate", 0),
        changed=found.get("changed", 0),
        cells_nulled=table.cells_nulled,
        columns=columns,
        unmapped=[
            each.header for each in table.mapping.columns if each.status in ("extra", "suggested", "unconfirmed")
        ],
    )


def _unstored(prepared: Prepared) -> list[TableReceipt]:
    return [TableReceipt(table_no=t.table_no, name=t.name, dataset=t.dataset) for t in prepared.tables]


def _range(prepared: Prepared) -> tuple[datetime | None, datetime | None]:
    ranges = [found for table in prepared.tables if table.height and (found := table.range()) is not None]
    if not ranges:
        return None, None
    return min(low for low, _ in ranges).replace(tzinfo=UTC), max(high for _, high in ranges).replace(tzinfo=UTC)


def duplicate_receipt(firm_id: str, record: FileRecord, label: str) -> Receipt:
    """Return the receipt of bytes that the firm handed in before, perhaps under another name."""
    return Receipt(
        file_id=record.file_id,
        sha256=record.sha256,
        file_name=label,
        firm_id=firm_id,
        machine_id=record.machine_id,
        status="duplicate",
        container_sha256=record.container_sha256,
        received_ts=record.received_ts,
    )
