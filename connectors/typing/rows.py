"""From a table of text and a mapping to typed rows, with every record accounted for (design section 5.1)."""

from dataclasses import replace

import polars as pl

from connectors.sheets.unpivot import Sheet, unpivot
from connectors.types import ColumnMapping, MachineContext, Mapping, Table, TypedTable
from connectors.typing import tally
from connectors.typing.aligned import aligned
from connectors.typing.channels import type_channels
from connectors.typing.events import complete_events
from connectors.typing.faults import Faults
from connectors.typing.fixed import type_fixed
from connectors.typing.identity import Identified, identify
from connectors.typing.instants import further, leading
from connectors.typing.long import Pivoted, pivot
from ppuri.core.contracts import DATASETS, Dataset, ordered
from ppuri.core.findings import finding


def type_table(table: Table, mapping: Mapping, machine: MachineContext) -> TypedTable:
    """Type the records of one table.

    A row whose time, key, label or quantity cannot be read is set apart whole; a channel's cell that cannot be used
    becomes null with a finding. Under `row_span` (long layouts, tallies) accepted records are the sum of the spans;
    otherwise every row of the frame is one record. In both cases
    accepted + quarantine.height + duplicate_count == table.record_count.

    Args:
        table: As read.
        mapping: What its columns mean; with holds the frame still shows what storing would give.
        machine: The machine that the rows belong to; `machine_id` and `month` are filled, `file_id` stays null.
    """
    table = aligned(table, mapping.answers)
    pivoted = pivot(table)
    sheet = unpivot(table, mapping.answers, machine)
    wide = pivoted.table if pivoted else sheet.table if sheet else table
    dataset = DATASETS[mapping.dataset]
    faults = Faults(wide, salt=machine.salt)
    if sheet is not None and sheet.origin is not None:
        faults.origin, faults.made = sheet.origin, sheet.made
    frame = _typed(wide, mapping, machine, dataset, faults)
    if sheet is not None:
        return _of_sheet(frame, mapping, machine, dataset, faults, sheet)
    if pivoted:
        frame = frame.with_columns(pivoted.span.alias(tally.SPAN))
    bad = faults.bad_positions()
    quarantine = faults.quarantine() if not pivoted else _whole_records(faults, table, pivoted, mapping)
    if len(bad):
        frame = frame.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(bad.implode()))
    return _finished(frame, mapping, machine, dataset, faults, quarantine, table, pivoted)


def _typed(table: Table, mapping: Mapping, machine: MachineContext, dataset: Dataset, faults: Faults) -> pl.DataFrame:
    row_no = table.row_numbers.cast(pl.Int64).alias("row_no")
    series = [row_no, *_times(table, mapping, machine, dataset, faults)]
    series += type_fixed(mapping, table.decimal, faults)
    series += type_channels(_numeric(mapping, dataset), machine, faults)
    if mapping.dataset == "tally":
        series += tally.quantities(mapping, table.decimal, faults)
    return pl.DataFrame(series)


def _numeric(mapping: Mapping, dataset: Dataset) -> list[ColumnMapping]:
    return [
        c for c in mapping.columns
        if (c.column is not None and c.status != "dropped" and c.column not in dataset.columns
        and not c.column.startswith("xt_") and c.role != "time" and not (mapping.dataset == "tally" and _is_measure(c.column)))
        or c.column == "duration_us"
    ]  # fmt: skip


def number_headers(mapping: Mapping) -> frozenset[str]:
    """Return the headers whose cells are read as numbers and as nothing else."""
    told = {c.header for c in _numeric(mapping, DATASETS[mapping.dataset])}
    others = {c.header for c in mapping.columns if c.header not in told or c.role == "time"}
    subsecond = {mapping.time.subsecond[0]} if mapping.time.subsecond else set()
    return frozenset(told - others - set(mapping.time.columns) - subsecond)


def _is_measure(name: str) -> bool:
    return name in tally.QUANTITIES.values()


def _times(
    table: Table, mapping: Mapping, machine: MachineContext, dataset: Dataset, faults: Faults
) -> list[pl.Series]:
    height = table.records.height
    if mapping.time.basis == "order":
        order = pl.int_range(1, height + 1, eager=True, dtype=pl.Int64).alias("order_no")
        return [order] if "order_no" in dataset.columns else []
    lead = leading(table, mapping, machine, faults)
    if dataset.time == "work_date":
        return [lead.dt.convert_time_zone(machine.timezone).dt.date().alias("work_date")]
    others = [c for c in mapping.columns if c.role == "time" and c.status == "mapped" and c.column in dataset.columns
              and c.header not in mapping.time.columns]  # fmt: skip
    series = [further(table, mapping, c, lead, machine, faults) for c in others]
    taken = {s.name for s in series}
    name = "run_ts" if dataset.name == "inspection" and "inspected_ts" in taken else dataset.time
    return [lead.alias(name), *(s for s in series if s.name != name)]


def _finished(
    frame: pl.DataFrame, mapping: Mapping, machine: MachineContext, dataset: Dataset, faults: Faults,
    quarantine: pl.DataFrame, table: Table, pivoted: Pivoted | None,
) -> TypedTable:  # fmt: skip
    if dataset.name == "event":
        frame = complete_events(frame, mapping)
    span = frame[tally.SPAN] if tally.SPAN in frame.columns else None
    known = identify(frame.drop(tally.SPAN, strict=False), mapping, table.table_no)
    duplicates, frame = known.duplicate_count, known.frame
    if known.conflicts is not None and len(known.conflicts):
        positions = table.row_numbers.cast(pl.Int64).is_in(known.conflicts.implode()).arg_true()
        faults.records("key-conflict", mapping.time.columns[-1], positions, table.records[mapping.time.columns[-1]])
        quarantine = faults.quarantine()
    findings = [*faults.findings, *known.findings]
    if span is not None:
        spans = pl.DataFrame({"row_no": faults_rows(span, faults), tally.SPAN: span})
        frame = frame.join(spans, on="row_no", how="left", maintain_order="left")
        duplicates = int(span.sum()) - int(frame[tally.SPAN].sum())
    if dataset.name == "tally" and frame.height:
        melted = tally.melt(frame, table.table_no)
        frame, findings = melted.frame, [*findings, *melted.findings]
    if pivoted and pivoted.invalid_count:
        places: list[tuple[int | None, str | None]] = [(row, f"{tag}: {value}") for row, tag, value in pivoted.invalid]
        findings.append(finding("invalid-reading", table_no=table.table_no, count=pivoted.invalid_count, places=places))
    row_span = frame[tally.SPAN].alias("row_span") if tally.SPAN in frame.columns else None
    rows = _stored(frame.drop(tally.SPAN, strict=False), mapping, machine, dataset, table.table_no)
    accepted = int(row_span.sum()) if row_span is not None else rows.height
    return TypedTable(
        dataset=dataset.name,
        frame=rows,
        quarantine=quarantine,
        duplicate_count=duplicates,
        cells_nulled=faults.cells_nulled + (pivoted.invalid_count if pivoted else 0),
        in_count=accepted + quarantine.height + duplicates,
        row_span=row_span,
        findings=(*mapping.findings, *findings),
        assumptions=(*mapping.assumptions, *known.assumptions),
        holds=mapping.holds,
        spots=faults.spots(),
    )


def _of_sheet(
    frame: pl.DataFrame, mapping: Mapping, machine: MachineContext, dataset: Dataset, faults: Faults, sheet: Sheet
) -> TypedTable:
    """Finish a people's sheet, where several rows may stand for one record: a record is usable as a whole or not at all."""
    table = sheet.table
    if sheet.test is not None and "test" in dataset.columns:
        frame = frame.with_columns(sheet.test.alias("test"))
    if sheet.machines is not None:
        frame = frame.with_columns(sheet.machines.alias("machine_id"))
    bad = table.row_numbers.gather(faults.bad_positions()).cast(pl.Int64).unique()
    frame = frame.filter(~pl.col("row_no").is_in(bad.implode()))
    if dataset.name == "event":
        frame = complete_events(frame, mapping)
    records = frame["row_no"].n_unique()
    # Records that repeat another have been left out: equal rows of different records are different facts.
    known = Identified(frame) if dataset.name == "tally" else identify(frame, mapping, table.table_no)
    frame, findings = known.frame, [*faults.findings, *known.findings]
    if known.conflicts is not None and len(known.conflicts):
        positions = table.row_numbers.cast(pl.Int64).is_in(known.conflicts.implode()).arg_true()
        faults.records("key-conflict", mapping.time.columns[-1], positions, table.records[mapping.time.columns[-1]])
        findings = [*faults.findings, *known.findings]
        records -= known.conflicts.n_unique()
    duplicates = len(sheet.duplicate_rows) + records - frame["row_no"].n_unique()
    if sheet.duplicate_rows:
        findings.append(finding("duplicate-rows", table_no=table.table_no, count=len(sheet.duplicate_rows)))
    if dataset.name == "tally" and frame.height:
        melted = tally.melt(frame, table.table_no)
        frame, findings = melted.frame, [*findings, *melted.findings]
    else:
        frame = frame.sort("row_no", maintain_order=True)
        frame = frame.with_columns(pl.col("row_no").is_first_distinct().cast(pl.UInt32).alias(tally.SPAN))
    span = frame[tally.SPAN].alias("row_span")
    quarantine = faults.quarantine().unique("row_no", keep="first", maintain_order=True)
    return TypedTable(
        dataset=dataset.name,
        frame=_stored(frame.drop(tally.SPAN), mapping, machine, dataset, table.table_no),
        quarantine=quarantine,
        duplicate_count=duplicates,
        cells_nulled=faults.cells_nulled,
        in_count=int(span.sum()) + quarantine.height + duplicates,
        row_span=span,
        findings=(*mapping.findings, *findings),
        assumptions=(*mapping.assumptions, *known.assumptions),
        holds=mapping.holds,
        spots=faults.spots(),
    )


def _stored(
    frame: pl.DataFrame, mapping: Mapping, machine: MachineContext, dataset: Dataset, table_no: int
) -> pl.DataFrame:
    month = (
        pl.lit("unknown")
        if dataset.time not in frame.columns
        else pl.col(dataset.time).dt.strftime("%Y-%m").fill_null("unknown")
    )
    frame = frame.with_columns(
        month.alias("month"),
        *([] if "machine_id" in frame.columns else [pl.lit(machine.machine_id).alias("machine_id")]),
        pl.lit(mapping.source_id).alias("source_id"),
        pl.lit(table_no, dtype=pl.Int32).alias("table_no"),
        *([pl.lit(mapping.time.basis).alias("time_basis")] if "time_basis" in dataset.columns else []),
        *([_pieces(frame, machine)] if dataset.name == "run" else []),
    )
    return ordered(frame, dataset)


def _pieces(frame: pl.DataFrame, machine: MachineContext) -> pl.Expr:
    """Pieces that a row stands for: as the file says; one where rows are pieces; else the declared cavities."""
    per_row = "cavity_id" in frame.columns or bool((frame["piece_no"] > 1).any())
    default = pl.lit(1 if per_row else machine.cavity_count or 1, dtype=pl.Int64)
    return (pl.col("piece_count").fill_null(default) if "piece_count" in frame.columns else default).alias(
        "piece_count"
    )


def faults_rows(span: pl.Series, faults: Faults) -> pl.Series:
    """Row numbers that the spans belong to: those of the table without the rows set apart."""
    numbers = faults.table.row_numbers.cast(pl.Int64)
    bad = faults.bad_positions()
    kept = (
        numbers
        if bad.is_empty()
        else numbers.filter(~pl.int_range(len(numbers), eager=True, dtype=pl.UInt32).is_in(bad.implode()))
    )
    assert len(kept) == len(span)  # noqa: S101  both are the table without the rows set apart
    return kept


def _whole_records(faults: Faults, table: Table, pivoted: Pivoted, mapping: Mapping) -> pl.DataFrame:
    """Quarantine of a long layout: every record of an instant that cannot be read, not one per instant."""
    bad = faults.bad_positions()
    header = " ".join(mapping.time.columns)
    if bad.is_empty() or header not in table.records.columns:
        return faults.quarantine()
    stamps = pivoted.table.records[header].gather(bad).unique()
    positions = table.records[header].is_in(stamps.implode(), nulls_equal=True).fill_null(False).arg_true()
    records = Faults(replace(table, layout="wide"))
    records.records("bad-timestamp", header, positions, table.records[header].fill_null(""))
    return records.quarantine()
