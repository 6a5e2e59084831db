"""Shapes that pass between reading, mapping and typing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from ppuri.core.findings import Finding
from ppuri.core.results import Assumption, Hold


@dataclass(frozen=True)
class Table:
    """One table of an export, every cell as text.

    Attributes:
        table_no: Number in the file, from 1.
        name: Sheet name or None.
        records: Frame of strings; column names are the header's cells and nothing else
            (a repeated name gets ` (2)`, an empty one `column_<n>`); an empty cell is null.
        row_numbers: UInt32 series as long as `records`: the line or sheet row of each record, 1 = first.
        rejected: Records that could not be taken apart (ragged, cut, total, repeated header):
            columns row_no UInt32, code String (a finding code), text String.
        record_count: Records found by a counter independent of the parser;
            equals records.height + rejected.height, or the file is refused.
        header_rows: Row numbers of the header block, none where the file has no names (columns `column_<n>`); `header_roles` says what each is (names, units, tags, types ...).
        units: Column to the unit as written (header bracket, unit row or preamble).
        labels: Column to the human name that preamble or further header rows give it.
        skipped_rows: Rows that are no records: separators, control rows, blank tail.
        preamble: Key to value of the lines before the header, as far as they are pairs.
        decimal: `.` or `,`.
        encoding, bom, delimiter, newline: As found; None for workbooks.
        layout: `wide`, `long` (tag, value) or `blocks`.
        findings: Remarks of the reader on this table.
        family: Folder of `connectors/layouts` that recognised the file by its content, or None.
        start_text: Start of the recording as the preamble writes it; its date form is not decided here.
        interval_text: Sampling interval as the preamble writes it.
        written: Gives the texts of a column that `records` holds as numbers; only in later blocks of a large text.
        source: Name of the file; a people's sheet, or a log of bare clocks, may tell its day in it, as an assumption.
    """

    table_no: int
    name: str | None
    records: pl.DataFrame
    row_numbers: pl.Series
    rejected: pl.DataFrame
    record_count: int
    header_rows: tuple[int, ...]
    header_roles: dict[str, int]
    units: dict[str, str]
    labels: dict[str, str]
    skipped_rows: tuple[int, ...] = ()
    preamble: dict[str, str] = field(default_factory=dict)
    decimal: str = "."
    encoding: str | None = None
    bom: bool = False
    delimiter: str | None = None
    newline: str | None = None
    layout: Literal["wide", "long", "blocks"] = "wide"
    findings: tuple[Finding, ...] = ()
    source: str | None = None
    family: str | None = None
    start_text: str | None = None
    interval_text: str | None = None
    written: Callable[[str], pl.Series] | None = None

    def text(self, header: str) -> pl.Series:
        """Return the cells of a column as they stand in the file."""
        cells = self.records[header]
        return cells if self.written is None or cells.dtype == pl.String else self.written(header)


@dataclass(frozen=True)
class Export:
    """One file as read.

    Attributes:
        file_name: Label, never used to decide.
        container: `text`, `xlsx`, `xls`, `html`, `spreadsheetml`, `parquet`, `zip`, `gzip`, or the name of what was refused.
        tables: The tables found; empty when refused.
        findings: Remarks on the file; one of severity error when refused.
        holds: Questions that reading itself cannot answer, e.g. an encoding that is not proved.
    """

    file_name: str
    container: str
    sha256: str
    byte_count: int
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()
    holds: tuple[Hold, ...] = ()


ColumnStatus = Literal["mapped", "unconfirmed", "extra", "suggested", "dropped"]


class ColumnMapping(BaseModel):
    """What one header means.

    Attributes:
        header: As it stands in the file.
        column: Column of the lake: a fixed column, a channel, `x_...`, `xt_...`; None when dropped.
        channel: Entry of the channel dictionary (with `{n}` filled), also when it is only suggested or unconfirmed.
        statistic: `avg`, `sd`, `min`, `max` or None.
        unit: Unit of the values in the file; None when the channel has none or it is not known.
        scale, offset: Stored value = file value * scale + offset.
        status: `mapped`; `unconfirmed` (unit unknown or a relation broken: stored as exported in `x_...`);
            `extra` (no channel fits); `suggested` (a channel is likely, stored as extra until confirmed); `dropped`.
        confidence: 0..1.
        reason_ko: Why; `reason_en` likewise.
    """

    model_config = ConfigDict(frozen=True)
    header: str
    column: str | None
    channel: str | None = None
    role: str | None = None
    statistic: str | None = None
    unit: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    status: ColumnStatus
    confidence: float = 1.0
    reason_ko: str = ""
    reason_en: str = ""


class ClockError(BaseModel):
    """A stretch in which the clock of a machine was wrong.

    Attributes:
        first, end: First instant and end (not included) as the wrong clock itself showed them, ISO without a zone.
        offset_us: What is added to the stamps in between.
    """

    model_config = ConfigDict(frozen=True)
    first: str
    end: str
    offset_us: int


class TimeMapping(BaseModel):
    """How the instant of a row is made.

    Attributes:
        columns: Headers joined by a blank, in this order, to one text.
        forms: Names of the stamp forms accepted, tried in this order (`connectors.timestamps`).
        subsecond: Header and unit (`ms`, `us`) of a column added to it.
        zone: Offset stated in the file, such as `+09:00`, else None = the site's zone.
        basis: `clock`, `rebuilt` or `order`.
        start: Start instant as text where a column counts seconds or samples from it.
        parts: What each of `columns` holds where a stamp is spread over several (`connectors.timestamps.parts`).
        full_years: Whether the years of this layout have four digits, so that a shorter one is a slip.
        step_us, first_no: Interval of samples, and the number of the one taken at `start`.
        day: Day on which a log of bare clocks begins, as ISO text.
        end: Under `rebuilt`: instant at which the last cycle ended, as text.
        durations: Under `rebuilt`: header of the cycle times, and how many microseconds their unit has.
        corrections: Declared errors of the machine's clock that were in force when the file was read.
    """

    model_config = ConfigDict(frozen=True)
    columns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    subsecond: tuple[str, str] | None = None
    zone: str | None = None
    basis: Literal["clock", "rebuilt", "order"] = "clock"
    start: str | None = None
    parts: tuple[str, ...] = ()
    full_years: bool = False
    step_us: int = 1
    first_no: int = 0
    day: str | None = None
    end: str | None = None
    durations: tuple[str, float] | None = None
    corrections: tuple[ClockError, ...] = ()


class Mapping(BaseModel):
    """How one table becomes rows of one dataset; remembered per machine and layout, replayable.

    Attributes:
        dataset: Name in `ppuri.core.contracts.DATASETS`.
        layout_id: Hash of the normalised header cells and units: what "the same layout" means.
        source_id: Name of the logger or layout of the machine; rows of two sources are never merged.
        labels: Column of the lake to {text: value}, e.g. result: {"0": "good", "1": "scrap"}.
        sentinels: Column of the lake to texts that mean "no value".
        answers: The assumption and answer keys that this mapping already contains.
    """

    model_config = ConfigDict(frozen=True)
    dataset: str
    layout_id: str
    source_id: str
    columns: tuple[ColumnMapping, ...]
    time: TimeMapping
    labels: dict[str, dict[str, str]] = {}
    sentinels: dict[str, list[str]] = {}
    assumptions: tuple[Assumption, ...] = ()
    holds: tuple[Hold, ...] = ()
    findings: tuple[Finding, ...] = ()
    answers: dict[str, str] = {}


@dataclass(frozen=True)
class MachineContext:
    """What mapping and typing may know of the machine that a file belongs to.

    Attributes:
        machine_id: Id in the hub file.
        names: Its id, name and aliases: a machine column of the file must agree with one of them.
        other_names: Names of the firm's other machines.
        process: casting | heat_treatment | molding | mold_making | other.
        kind: hpdc, injection ... or None.
        timezone: Zone of the site.
        cavity_count: Declared cavities, for files without a cavity column.
        machines: (name, id) of every machine of the firm, for sheets that tell of several.
        clock_errors: Declared errors of its clock.
        received: When the file came in: what is stamped later has a wrong clock. None where that is not known.
        salt: Secret of the firm with which names of people become digits; kept in the ledger, empty for a single look.
    """

    machine_id: str
    names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    process: str = "other"
    kind: str | None = None
    timezone: str = "Asia/Seoul"
    cavity_count: int | None = None
    salt: str = ""
    machines: tuple[tuple[str, str], ...] = ()
    clock_errors: tuple[ClockError, ...] = ()
    received: datetime | None = None


@dataclass(frozen=True)
class TypedTable:
    """Typed rows of one table, and what was not usable.

    Attributes:
        dataset: Name of the dataset.
        frame: Accepted rows in the dataset's fixed columns (see `contracts.ordered`), then channels;
            `file_id` is null here, the storing step fills it.
        quarantine: table_no Int32, row_no Int64, code, column_name, value, row_text, reason_ko, reason_en (String).
        duplicate_count: Rows of this table that repeat another of its rows whose key proves identity.
        cells_nulled: Cells of channels that became null with a finding.
        in_count: frame.height + quarantine.height + duplicate_count (pivoted long layouts: see `row_span`).
        row_span: For long layouts: records of the file per row of `frame`, so that counts stay in records; else None.
        spots: Where a person may mend: row_no Int64, code, column_name, value (String) of every row fault and the first cell faults.
        findings, assumptions, holds: Grouped remarks; with a hold nothing may be stored.
    """

    dataset: str
    frame: pl.DataFrame
    quarantine: pl.DataFrame
    duplicate_count: int = 0
    cells_nulled: int = 0
    in_count: int = 0
    row_span: pl.Series | None = None
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    holds: tuple[Hold, ...] = ()
    spots: pl.DataFrame | None = None

    @property
    def accepted_count(self) -> int:
        """Records of the file that `frame` accounts for."""
        return self.frame.height if self.row_span is None else int(self.row_span.sum())
