"""From the archive to a file that is ready to be stored: read, mapped, typed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import polars as pl

from connectors import read_export
from connectors.mapping import propose
from connectors.mapping.layout import layout_id
from connectors.reading.export import ARCHIVES
from connectors.reading.kinds import NESTED, refusal
from connectors.types import MachineContext, Mapping, Table, TypedTable
from connectors.typing import type_table
from pipelines.steps.mending.apply import laid_over, patches
from pipelines.steps.prepared import SPAN, Prepared, PreparedTable
from pipelines.steps.receive import machine_context
from pipelines.steps.reviewing.sight import awaits_review, sight
from pipelines.steps.spool import spooled
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.raw import stored
from ppuri.core.results import Assumption
from ppuri.core.review import REVIEW
from ppuri.core.scope import Scope

READER_KEYS = ("encoding", "delimiter", "header_row")
T = TypeVar("T")


def prepare(
    scope: Scope,
    ledger: Ledger,
    record: FileRecord,
    *,
    replay: bool = False,
    mend: FileRecord | None = None,
    without: FileRecord | None = None,
) -> Prepared:
    """Read, map and type a file of the archive.

    Args:
        scope: The firm.
        ledger: Its remembered mappings.
        record: The file.
        replay: Use the mapping versions that the file was committed with.
        mend: A mended workbook to lay over it beside those that are stored.
        without: A stored one to leave out.
    """
    machine = _machine(scope, record)
    reader = _said(record)
    path = stored(scope, record.sha256)
    mended = patches(scope, ledger, record, mend, without)
    large = (
        None
        if mended or "header_row" in reader
        else spooled(
            scope, record, path, reader, lambda table: _mapping(scope, ledger, record, table, machine, replay), machine
        )
    )
    if large is not None:
        return large
    export = read_export(path, file_name=record.file_name, **reader)
    if record.container_sha256 is not None and export.container in ARCHIVES:
        return Prepared(record, (), (refusal(NESTED).model_copy(update={"file_name": record.file_name}),), (), ())
    tables: list[PreparedTable] = []
    findings, holds = list(export.findings), list(export.holds)
    assumptions: list[Assumption] = []
    for table, said in laid_over(export.tables, mended):
        if not table.record_count:
            findings += table.findings
            continue
        mapping = _mapping(scope, ledger, record, table, machine, replay)
        findings += [*said, *table.findings, *mapping.findings]
        holds += mapping.holds
        if mapping.holds:
            assumptions += mapping.assumptions
            continue
        typed = type_table(table, mapping, machine)
        holds += typed.holds
        findings += typed.findings
        assumptions += [*mapping.assumptions, *typed.assumptions]
        tables.append(_prepared(record, table, mapping, typed))
    named = tuple(each.model_copy(update={"file_name": record.file_name}) for each in _distinct(findings))
    return Prepared(record, tuple(tables), named, tuple(_distinct(assumptions)), tuple(_distinct(holds)))


def _machine(scope: Scope, record: FileRecord) -> MachineContext:
    """The machine of a file, as far as reading may know of it: its clock cannot be ahead of the day of receipt."""
    return replace(machine_context(scope, record.machine_id), received=record.received_ts)


def _said(record: FileRecord) -> dict[str, Any]:
    """Return what a person said of the reading; a row number as a number."""
    said: dict[str, Any] = {key: record.answers[key] for key in READER_KEYS if key in record.answers}
    row = said.pop("header_row", "")
    return said | {"header_row": int(row)} if row.isdecimal() else said


def read_again(scope: Scope, ledger: Ledger, record: FileRecord) -> Iterator[tuple[Table, Mapping, TypedTable]]:
    """Yield the tables of a stored file as text with what they mean and what typing makes of them, mends included."""
    machine = _machine(scope, record)
    reader = _said(record)
    path = stored(scope, record.sha256)
    export = read_export(path, file_name=record.file_name, **reader)
    for table, _ in laid_over(export.tables, patches(scope, ledger, record)):
        mapping = _mapping(scope, ledger, record, table, machine, replay=True)
        if not mapping.holds:
            yield table, mapping, type_table(table, mapping, machine)


def _mapping(
    scope: Scope, ledger: Ledger, record: FileRecord, table: Table, machine: MachineContext, replay: bool
) -> Mapping:
    if replay:
        used = ledger.mapping_of(scope.firm_id, record.file_id, table.table_no)
        if used is not None:
            return Mapping.model_validate_json(used.mapping_json)
    known = ledger.mapping(scope.firm_id, record.machine_id, layout_id(table))
    known = known or ledger.last_mapping(scope.firm_id, record.machine_id)
    return propose(
        table,
        machine,
        file_name=record.file_name,
        remembered=None if known is None else Mapping.model_validate_json(known.mapping_json),
        override=record.override or None,
        answers={key: said for key, said in record.answers.items() if key != REVIEW} or None,
    )


def _prepared(record: FileRecord, table: Table, mapping: Mapping, typed: TypedTable) -> PreparedTable:
    span = (
        typed.row_span if typed.row_span is not None else pl.repeat(1, typed.frame.height, dtype=pl.Int64, eager=True)
    )
    frame = typed.frame.with_columns(pl.lit(record.file_id).alias("file_id"), span.cast(pl.Int64).alias(SPAN))
    return PreparedTable(
        table_no=table.table_no,
        name=table.name,
        mapping=mapping,
        dataset=typed.dataset,
        rows=frame,
        quarantine=typed.quarantine,
        rows_in=table.record_count,
        duplicate=typed.duplicate_count,
        cells_nulled=typed.cells_nulled,
        review=sight(table, mapping) if awaits_review(record) else None,
    )


def _distinct(items: list[T]) -> list[T]:
    kept: list[T] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept
