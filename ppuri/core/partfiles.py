"""Parquet files in the form of the lake, written before the commit that takes them in: large texts are encoded once, while they are read."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import polars as pl
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.transaction import AddAction, create_table_with_add_actions

from ppuri.core.contracts import PARTITION
from ppuri.core.disk import make_folder

# A row group is what DuckDB and polars read in parallel and skip by its time range: as many rows as DuckDB's own.
ROWS_AT_ONCE = 122_880
_BY = list(PARTITION)


@dataclass(frozen=True)
class PartFile:
    """One Parquet file with rows of one partition; the columns of the partition stand in its folder's name, as Delta wants it.

    Attributes:
        machine_id: Of every row; `month` likewise.
        path: Where it lies.
        height: Rows.
    """

    machine_id: str
    month: str
    path: Path
    height: int

    def pieces(self) -> Iterator[pl.DataFrame]:
        """Yield its rows with their partition, some at a time."""
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(ROWS_AT_ONCE):
                frame = pl.DataFrame(pl.from_arrow(batch))
                yield frame.with_columns(pl.lit(self.machine_id).alias(_BY[0]), pl.lit(self.month).alias(_BY[1]))


class PartWriter:
    """Writes rows that come piece by piece to one file per partition.

    Args:
        folder: An existing folder for the files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[str, str], tuple[pq.ParquetWriter, Path]] = {}
        self._waiting: dict[tuple[str, str], pl.DataFrame] = {}
        self._heights: dict[tuple[str, str], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer, _ in self._open.values():
            writer.close()
        self._open.clear()

    def write(self, frame: pl.DataFrame) -> None:
        """Take rows; those of a partition stay in the order in which they come.

        Args:
            frame: Rows with `machine_id` and `month`, columns alike in every call.
        """
        for (machine_id, month), rows in frame.partition_by(_BY, maintain_order=True, as_dict=True).items():
            place = (str(machine_id), str(month))
            self._heights[place] = self._heights.get(place, 0) + rows.height
            left = pl.concat([part for part in (self._waiting.get(place), rows.drop(_BY)) if part is not None])
            whole = left.height - left.height % ROWS_AT_ONCE
            self._put(place, left.head(whole))
            self._waiting[place] = left.tail(left.height - whole)

    def finish(self) -> tuple[PartFile, ...]:
        """Write what still waits and return the files."""
        for place, rows in self._waiting.items():
            self._put(place, rows)
        files = tuple(PartFile(*place, path, self._heights[place]) for place, (_, path) in self._open.items())
        for writer, _ in self._open.values():
            writer.close()
        self._open.clear()
        return files

    def _put(self, place: tuple[str, str], rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        table = rows.to_arrow()
        if place not in self._open:
            path = self._folder / f"{len(self._open):05}.parquet"
            # Without the Arrow schema in the file every reader sees the plain types that Delta's own writer leaves.
            made = pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1, store_schema=False)
            self._open[place] = (made, path)
        self._open[place][0].write_table(table, row_group_size=ROWS_AT_ONCE)


def adopt(folder: Path, files: Sequence[PartFile], schema: Schema, properties: CommitProperties) -> None:
    """Move finished files into a Delta table and commit them, in one version.

    Args:
        folder: Folder of the table; without a log the commit makes the table.
        files: Files on the same disk; their paths are no longer valid afterwards.
        schema: Of the rows, partition columns included.
        properties: Of the commit.

    Raises:
        CommitFailedError: When another writer committed in between.
    """
    actions = [_moved(folder, file) for file in files]
    if (folder / "_delta_log").is_dir():
        DeltaTable(str(folder)).create_write_transaction(actions, "append", schema, _BY, commit_properties=properties)
    else:
        create_table_with_add_actions(str(folder), schema, actions, "error", _BY, commit_properties=properties)


def _moved(folder: Path, file: PartFile) -> AddAction:
    within = f"machine_id={file.machine_id}/month={file.month}/part-{uuid4()}.zstd.parquet"
    target = folder / within
    make_folder(target.parent)
    shutil.move(file.path, target)
    known = target.stat()
    values = {"machine_id": file.machine_id, "month": file.month}
    stats = json.dumps({"numRecords": file.height})
    return AddAction(within, known.st_size, values, int(known.st_mtime * 1000), True, stats)
