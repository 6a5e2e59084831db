"""Large texts on their way into the lake block by block: typed, checked and put on disk, so that memory does not grow with the file.

Only a file of runs or readings whose instants grow from row to row goes this way: then no row can repeat another and nothing needs all rows at once.
Everything else is read as a whole.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from connectors.mapping.shifts import moved
from connectors.stream import STREAM_BYTES, UnstreamableError, tables
from connectors.types import MachineContext, Mapping, Table, TypedTable
from connectors.typing import type_table
from connectors.typing.rows import number_headers
from pipelines.steps.prepared import Prepared, PreparedTable, Spool, spans
from pipelines.steps.reviewing.sight import awaits_review, sight
from ppuri.core.contracts import DATASETS, ordered
from ppuri.core.findings import Finding, merged
from ppuri.core.ledger import FileRecord
from ppuri.core.partfiles import PartWriter
from ppuri.core.review import ReviewTable
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
    ranges: list[pl.DataFrame] = []
    typed: list[TypedTable] = []
    findings: list[Finding] = []
    mapping: Mapping | None = None
    seen: ReviewTable | None = None
    rows_in = 0
    with PartWriter(folder) as writer:
        for part in parts:
            if mapping is None:
                mapping = mapped(part)
                seen = sight(part, mapping) if awaits_review(record) else None
            one = _checked(type_table(part, mapping, machine))
            if typed and (moved(part, mapping, machine) or one.frame.schema != typed[0].frame.schema):
                raise UnstreamableError  # only the whole file tells where its columns become something else
            ranges.append(_growing(one.frame, ranges, mapping.dataset))
            frame = ordered(one.frame.with_columns(file_id=pl.lit(record.file_id)), DATASETS[mapping.dataset])
            writer.write(frame)
            findings += [*part.findings, *one.findings]
            rows_in += part.record_count
            typed.append(replace(one, frame=one.frame.clear(), in_count=frame.height, findings=()))
        files = writer.finish()
    assert mapping is not None  # noqa: S101  a text without a first block is not streamed
    by = ["machine_id", "month", "source_id"]
    whole = pl.concat(ranges).group_by(by).agg(pl.col("from_ts").min(), pl.col("to_ts").max())
    table = PreparedTable(
        table_no=1,
        name=None,
        mapping=mapping,
        dataset=mapping.dataset,
        rows=Spool(files, sum(one.in_count for one in typed), whole),
        quarantine=pl.concat([one.quarantine for one in typed], how="diagonal"),
        rows_in=rows_in,
        duplicate=0,
        cells_nulled=sum(one.cells_nulled for one in typed),
        review=seen,
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
