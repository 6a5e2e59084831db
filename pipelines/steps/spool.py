"""Large texts on their way into the lake block by block: typed, checked and put on disk, so that memory does not grow with the file.

Only a file of runs or readings whose instants grow from row to row goes this way: then no row can repeat another and nothing needs all rows at once.
Everything else is read as a whole.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from connectors.mapping.shifts import moved
from connectors.stream import STREAM_BYTES, UnstreamableError, tables
from connectors.types import MachineContext, Mapping, Table, TypedTable
from connectors.typing import type_table
from connectors.typing.rows import number_headers
from pipelines.steps.ahead import ahead
from pipelines.steps.prepared import Prepared, PreparedTable, Spool, spans
from ppuri.core.contracts import DATASETS
from ppuri.core.findings import Finding, merged
from ppuri.core.ledger import FileRecord
from ppuri.core.scope import Scope

STREAMED = ("run", "reading")


def sweep(scope: Scope) -> None:
    """Remove the firm's spools, those of dead processes too; to be called under its lease when nothing waits."""
    shutil.rmtree(_folder(scope), ignore_errors=True)


def _folder(scope: Scope) -> Path:
    return scope.home / "tmp" / "spool" / scope.firm_id


def spooled(
    scope: Scope,
    record: FileRecord,
    path: Path,
    reader: dict[str, Any],
    mapped: Callable[[Table], Mapping],
    machine: MachineContext,
) -> Prepared | None:
    """Read, map and type a large text block by block.

    Args:
        scope: The firm.
        record: The file.
        path: Its archived bytes.
        reader: What a person said of the reading.
        mapped: Gives the mapping of a table; asked for the first block.
        machine: The machine that the file belongs to.

    Returns:
        The file with its rows on disk; None where it is to be read as a whole.
    """
    if path.stat().st_size < STREAM_BYTES:
        return None
    folder = _folder(scope) / f"{record.file_id}-{uuid4().hex[:8]}"  # the same file may wait as it was read before
    folder.mkdir(parents=True)
    known: list[Mapping] = []
    # Whether the second block is read before the first is understood changes the time it takes and nothing else.
    parts = tables(path, **reader, numeric=lambda: number_headers(known[0]) if known else frozenset())

    def understood(table: Table) -> Mapping:
        known.append(_streamable(mapped(table)))
        return known[0]

    try:
        return _spooled(record, folder, parts, understood, machine)
    except UnstreamableError:
        shutil.rmtree(folder, ignore_errors=True)
        return None


def _spooled(
    record: FileRecord,
    folder: Path,
    parts: Iterator[Table],
    mapped: Callable[[Table], Mapping],
    machine: MachineContext,
) -> Prepared:
    files: list[Path] = []
    ranges: list[pl.DataFrame] = []
    typed: list[TypedTable] = []
    findings: list[Finding] = []
    mapping: Mapping | None = None
    rows_in = 0
    for part in ahead(parts):
        mapping = mapping or mapped(part)
        one = _checked(type_table(part, mapping, machine))
        if files and moved(part, mapping, machine):
            raise UnstreamableError  # only the whole file tells where its columns become something else
        frame = one.frame.with_columns(pl.lit(record.file_id).alias("file_id"))
        ranges.append(_growing(frame, ranges, mapping.dataset))
        files.append(folder / f"{len(files):05}.arrow")
        frame.write_ipc(files[-1], compression="lz4")
        findings += [*part.findings, *one.findings]
        rows_in += part.record_count
        typed.append(
            TypedTable(one.dataset, frame.clear(), one.quarantine, cells_nulled=one.cells_nulled, in_count=frame.height)
        )
    assert mapping is not None  # noqa: S101  a text without a first block is not streamed
    if len({tuple(one.frame.schema.items()) for one in typed}) > 1:
        raise UnstreamableError
    by = ["machine_id", "month", "source_id"]
    whole = pl.concat(ranges).group_by(by).agg(pl.col("from_ts").min(), pl.col("to_ts").max())
    table = PreparedTable(
        table_no=1,
        name=None,
        mapping=mapping,
        dataset=mapping.dataset,
        rows=Spool(tuple(files), sum(one.in_count for one in typed), whole),
        quarantine=pl.concat([one.quarantine for one in typed], how="diagonal"),
        rows_in=rows_in,
        duplicate=0,
        cells_nulled=sum(one.cells_nulled for one in typed),
    )
    said = [*mapping.findings, *merged(found for found in findings if found not in mapping.findings)]
    named = tuple(found.model_copy(update={"file_name": record.file_name}) for found in said)
    return Prepared(record, (table,), named, mapping.assumptions, ())


def _streamable(mapping: Mapping) -> Mapping:
    if mapping.holds or mapping.dataset not in STREAMED or mapping.time.basis != "clock":
        raise UnstreamableError
    return mapping


def _checked(typed: TypedTable) -> TypedTable:
    """What asks, repeats or groups rows needs all of them."""
    if typed.holds or typed.duplicate_count or typed.row_span is not None:
        raise UnstreamableError
    return typed


def _growing(frame: pl.DataFrame, before: list[pl.DataFrame], dataset: str) -> pl.DataFrame:
    """Return the spans of a block whose instants grow, also against the block before."""
    instants = frame[DATASETS[dataset].time]
    steps = instants.to_physical().diff().drop_nulls()
    if not frame.height or instants.null_count() or not (steps > 0).all():
        raise UnstreamableError
    found = spans(frame, DATASETS[dataset])
    if before and not found.select(pl.col("from_ts").min() > before[-1]["to_ts"].max()).item():
        raise UnstreamableError
    return found
