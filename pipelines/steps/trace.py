"""From a KPI value back to the files and rows behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipelines.steps.kpis import checked_names, explain, gather
from pipelines.steps.relations import mount_facts
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import read_sql
from ppuri.core.warehouse import Warehouse, open_warehouse

FIRST_ROWS = 20


class TraceFile(BaseModel):
    """One file behind a value: how many of its rows count, and the quantity that they give."""

    model_config = ConfigDict(frozen=True)
    file_id: str
    file_name: str | None
    sha256: str | None
    row_count: int
    numerator: float | None
    denominator: float | None


class TraceRow(BaseModel):
    """One row behind a value."""

    model_config = ConfigDict(frozen=True)
    file_id: str
    table_no: int
    row_no: int
    numerator: float | None
    denominator: float | None


class TraceResult(BaseModel):
    """What a KPI value rests on.

    Attributes:
        kpi: Its name.
        numerator: Sum over all rows; equal to the numerator of the KPI.
        denominator: Likewise; null where the KPI has none.
        row_count: Rows that count.
        files: Files with their part, the largest first.
        rows: The first rows, by file, table and row.
        sql: The KPI's own SQL.
    """

    model_config = ConfigDict(frozen=True)
    kpi: str
    numerator: float | None
    denominator: float | None
    row_count: int
    files: list[TraceFile]
    rows: list[TraceRow]
    sql: str


def trace(
    scope: Scope,
    kpi: str,
    *,
    line_id: str | None = None,
    machine_id: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    tool_id: str | None = None,
    part_id: str | None = None,
    shift: str | None = None,
    subject: str | None = None,
    first: int = FIRST_ROWS,
) -> TraceResult:
    """Return the files and rows behind one KPI value.

    Args:
        scope: The firm.
        kpi: Name of the KPI.
        line_id: Filters as for `kpi_rows`; `tool_id`, `part_id`, `shift` name one grain of it.
        machine_id: See `line_id`.
        from_date: See `line_id`.
        to_date: See `line_id`.
        tool_id: See `line_id`.
        part_id: See `line_id`.
        shift: See `line_id`.
        subject: Defect, reason or class, where the KPI has subjects.
        first: How many rows to name.

    Raises:
        UsageError: For an unknown KPI, line or machine.
    """
    (name,) = checked_names([kpi])
    filters = {"line_id": line_id, "machine_id": machine_id, "from_date": from_date, "to_date": to_date}
    chosen = {"tool_id": tool_id, "part_id": part_id, "shift": shift, "subject": subject}
    with open_warehouse(scope) as warehouse:
        gather(warehouse, filters, [], {"run", "batch", "tally", "process"})
        mount_facts(warehouse, scope)
        warehouse.materialise("trace_row", read_sql("int_kpi__evidence"), {**filters, **chosen, "kpi": name})
        files = _files(warehouse, scope)
        rows = warehouse.query(
            "SELECT * FROM trace_row ORDER BY file_id, table_no, row_no LIMIT $first", {"first": first}
        )
    return TraceResult(
        kpi=name,
        numerator=_total([file.numerator for file in files]),
        denominator=_total([file.denominator for file in files]),
        row_count=sum(file.row_count for file in files),
        files=files,
        rows=[TraceRow(**row) for row in rows.to_dicts()],
        sql=explain(name).sql,
    )


def _files(warehouse: Warehouse, scope: Scope) -> list[TraceFile]:
    parts = warehouse.query(
        """
        SELECT
            file_id,
            COUNT(*) AS row_count,
            CAST(SUM(numerator) AS DOUBLE) AS numerator,
            CAST(SUM(denominator) AS DOUBLE) AS denominator
        FROM trace_row
        GROUP BY file_id
        ORDER BY row_count DESC, file_id
        """
    )
    known: dict[str, Any] = {record.file_id: record for record in Ledger(scope.home).files(scope.firm_id)}
    return [
        TraceFile(
            file_name=known[row["file_id"]].file_name if row["file_id"] in known else None,
            sha256=known[row["file_id"]].sha256 if row["file_id"] in known else None,
            **row,
        )
        for row in parts.to_dicts()
    ]


def _total(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
