"""One archived file, read, mapped and typed: everything short of storing it. Its rows stand in memory or, where they are many, on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from connectors.types import Mapping
from pipelines.steps.runs import distinct, grouped
from ppuri.core.contracts import DATASETS, PARTITION, Dataset
from ppuri.core.findings import Finding
from ppuri.core.lake import Partition
from ppuri.core.ledger import FileRecord
from ppuri.core.partfiles import PartFile
from ppuri.core.results import Assumption, Hold
from ppuri.core.review import Review, ReviewTable

SPAN = "_span"
PLACE = list(PARTITION)


@dataclass(frozen=True)
class Spool:
    """Typed rows on disk, in the order of the file, whose instants only grow: each row is one record and repeats no other.

    Attributes:
        files: In the form of the lake, one per partition.
        height: Rows in all of them.
        spans: Per machine, month and source the first and last instant.
    """

    files: tuple[PartFile, ...]
    height: int
    spans: pl.DataFrame

    def pieces(self) -> Iterator[pl.DataFrame]:
        """Yield the rows some at a time."""
        for file in self.files:
            yield from file.pieces()

    def load(self) -> pl.DataFrame:
        """Return all rows at once, with `_span`."""
        return pl.concat(self.pieces()).with_columns(pl.lit(1, dtype=pl.Int64).alias(SPAN))


@dataclass(frozen=True)
class PreparedTable:
    """One table of a file, ready to be stored.

    Attributes:
        rows: Typed rows with `file_id`, and `_span`: the records of the file that a row stands for; or the same on disk.
        review: How it was read and what its columns hold, where a person is to look at it before it is stored.
    """

    table_no: int
    name: str | None
    mapping: Mapping
    dataset: str
    rows: pl.DataFrame | Spool
    quarantine: pl.DataFrame
    rows_in: int
    duplicate: int
    cells_nulled: int
    review: ReviewTable | None = None

    @property
    def frame(self) -> pl.DataFrame:
        """The rows in memory."""
        return self.rows.load() if isinstance(self.rows, Spool) else self.rows

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.rows.height

    def places(self) -> set[Partition]:
        """Return the partitions that the rows fall into."""
        there = self.rows.spans.select(PLACE) if isinstance(self.rows, Spool) else distinct(self.rows, PLACE)
        return set(there.iter_rows())

    def range(self) -> tuple[datetime, datetime] | None:
        """Return the first and last instant; None where there is none, or days only."""
        dataset = DATASETS[self.dataset]
        found = self.rows.spans if isinstance(self.rows, Spool) else spans(self.rows, dataset)
        first, last = found["from_ts"].min(), found["to_ts"].max()
        dated = not isinstance(self.rows, Spool) and self.rows.schema[dataset.time] == pl.Date
        return (first, last) if isinstance(first, datetime) and isinstance(last, datetime) and not dated else None


@dataclass(frozen=True)
class Prepared:
    """One file, ready to be stored, to be asked about or to be rejected.

    Attributes:
        review: What a person is to be shown first; None where nobody asked for it.
    """

    record: FileRecord
    tables: tuple[PreparedTable, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]
    holds: tuple[Hold, ...]
    review: Review | None = None

    @property
    def rejected(self) -> bool:
        """Whether the file holds nothing that can be stored."""
        return not self.tables and not self.holds

    @property
    def spooled(self) -> bool:
        """Whether rows of it stand on disk."""
        return any(isinstance(table.rows, Spool) for table in self.tables)


def spans(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return per machine, month and source the first and last instant (UTC, without a zone)."""
    time = pl.col(dataset.time)
    time = time.cast(pl.Datetime("us")) if frame.schema[dataset.time] == pl.Date else time.dt.replace_time_zone(None)
    return grouped(frame, [*PLACE, "source_id"], from_ts=time, to_ts=time)
