"""The lake of one firm: Delta tables, written by commits that name their transaction, read at published versions."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError

from ppuri.core.contracts import PARTITION
from ppuri.core.disk import make_folder, sync_file, sync_folder
from ppuri.core.errors import TransientError
from ppuri.core.partfiles import ROWS_AT_ONCE, PartFile, adopt
from ppuri.core.scope import Scope
from ppuri.core.sums import note

Partition = tuple[str, str]
_ZSTD = WriterProperties(compression="ZSTD", max_row_group_size=ROWS_AT_ONCE)


@dataclass(frozen=True)
class Pieces:
    """Rows that come piece by piece because they are too many for memory.

    Attributes:
        empty: A frame without rows, with their schema.
        make: Gives the pieces, in order.
        files: The same rows in files that the table may take as they are; they are gone afterwards.
    """

    empty: pl.DataFrame
    make: Callable[[], Iterator[pl.DataFrame]]
    files: tuple[PartFile, ...] = ()


class Lake:
    """Tables below `lake/<firm>/`."""

    def __init__(self, scope: Scope) -> None:
        self._root = scope.lake

    def path(self, table: str) -> Path:
        """Folder of a table, whether it exists or not."""
        return self._root / table

    def tables(self) -> list[str]:
        """Names of the tables that exist, published or not."""
        return sorted(log.parent.name for log in self._root.glob("*/_delta_log"))

    def version(self, table: str) -> int | None:
        """Return the newest version in the log, published or not; None where there is no table."""
        delta = self._open(table)
        return None if delta is None else int(delta.version())

    def commit(
        self, table: str, frame: pl.DataFrame | Pieces, *, replace: list[Partition] | None, transaction: str
    ) -> int:
        """Write one Delta commit and return the version it made.

        Args:
            table: Name of the table; made where it does not exist.
            frame: Rows to write, with `machine_id` and `month`.
            replace: (machine_id, month) partitions whose rows are replaced by those of `frame`; None appends.
            transaction: Id of the commit; the same id again writes nothing.

        Raises:
            TransientError: When another writer committed in between.
        """
        delta = self._open(table)
        if delta is not None and delta.transaction_version(transaction) is not None:
            return int(delta.version())
        properties = CommitProperties(app_transactions=[Transaction(transaction, 1)], max_commit_retries=0)
        try:
            if replace is None or delta is None:
                self._append(table, frame, properties)
            else:
                self._overwrite(delta, frame, replace, properties)
        except CommitFailedError as error:
            raise TransientError(
                f"{table} 표를 다른 작업이 함께 쓰고 있습니다. 다시 실행해 주세요.",
                f"another process writes table {table}; run this again",
            ) from error
        return self.noted(table)

    def noted(self, table: str) -> int:
        """Note the hashes of what the newest version added, put it all on disk, and return the version."""
        version = int(DeltaTable(str(self.path(table))).version())
        note(self.path(table), version)
        self._sync(table, version)
        return version

    def _sync(self, table: str, version: int) -> None:
        """Wait until a version is on disk: the ledger is about to tell readers that it exists, and Delta does not wait."""
        folder = self.path(table)
        log = folder / "_delta_log"
        actions = map(json.loads, (log / f"{version:020}.json").read_text(encoding="utf-8").splitlines())
        added = [folder / unquote(action["add"]["path"]) for action in actions if "add" in action]
        for path in (*added, *log.glob(f"{version:020}.*"), *log.glob("_last_checkpoint")):
            sync_file(path)
        named = {place for path in added for place in path.relative_to(self._root).parents}
        for place in sorted({*named, *log.relative_to(self._root).parents, log.relative_to(self._root)}):
            sync_folder(self._root / place)

    def _append(self, table: str, frame: pl.DataFrame | Pieces, properties: CommitProperties) -> None:
        make_folder(self.path(table))
        if isinstance(frame, Pieces) and frame.files and self._has_columns(table, frame.empty.columns):
            adopt(self.path(table), frame.files, Schema.from_arrow(frame.empty.to_arrow().schema), properties)
            return
        write_deltalake(
            str(self.path(table)),
            _stream(frame),
            mode="append",
            partition_by=list(PARTITION),
            schema_mode="merge",
            writer_properties=_ZSTD,
            commit_properties=properties,
        )

    def _has_columns(self, table: str, columns: list[str]) -> bool:
        """Whether a table has all these columns, or is still to be made."""
        delta = self._open(table)
        return delta is None or {field.name for field in delta.schema().fields} >= set(columns)

    def _overwrite(
        self, delta: DeltaTable, frame: pl.DataFrame | Pieces, replace: list[Partition], properties: CommitProperties
    ) -> None:
        write_deltalake(
            delta,
            _stream(frame),
            mode="overwrite",
            predicate=" OR ".join(_is(partition) for partition in replace),
            schema_mode="merge",
            writer_properties=_ZSTD,
            commit_properties=properties,
        )

    def put_back(self, table: str, version: int | None) -> int | None:
        """Undo what the log holds beyond `version`, so that the next commit builds on what is published.

        Args:
            table: Name of the table.
            version: The published version; None when nothing of it was ever published.

        Returns:
            The newest version of the log, which the next commit must follow; None where there is no table.
        """
        delta = self._open(table)
        if delta is None:
            return None
        if delta.version() != version:
            if version is None:
                delta.delete()
            else:
                delta.restore(version)
            return self.noted(table)
        return self.version(table)

    def set_aside(self, table: str) -> None:
        """Move a table that cannot be read any more out of the way; its files stay below `damaged/` until a person removes them."""
        if self.path(table).exists():
            place = self._root / "damaged" / f"{table}-{uuid4().hex[:8]}"
            make_folder(place.parent)
            self.path(table).rename(place)

    def files(self, table: str, version: int) -> list[str]:
        """Return the Parquet files of a version as local paths."""
        delta = DeltaTable(str(self.path(table)), version=version)
        # Addresses of Delta are percent-encoded, and folders of firms have blanks and Hangul: names within the table are safe.
        names = pl.Series(delta.get_add_actions(flatten=True).column("path"))
        return [str(self.path(table) / unquote(name)) for name in names]

    def read(
        self,
        table: str,
        version: int,
        partitions: list[Partition] | None = None,
        columns: list[str] | None = None,
        *,
        machines: set[str] | None = None,
    ) -> pl.DataFrame:
        """Return the rows of a version.

        Args:
            table: Name of the table.
            version: Version to read.
            partitions: Only these (machine_id, month); None reads all. No file of another partition is opened.
            columns: Only these; None reads all.
            machines: Only rows of these; None reads all.
        """
        lazy = pl.scan_delta(str(self.path(table)), version=version)
        if partitions is not None:
            lazy = lazy.filter(pl.any_horizontal(pl.lit(value=False), *(_at(partition) for partition in partitions)))
        if machines is not None:
            lazy = lazy.filter(pl.col("machine_id").is_in(sorted(machines)))
        return (lazy if columns is None else lazy.select(columns)).collect()

    def _open(self, table: str) -> DeltaTable | None:
        if not (self.path(table) / "_delta_log").is_dir():
            return None
        try:
            return DeltaTable(str(self.path(table)))
        except TableNotFoundError:
            return None


def _stream(frame: pl.DataFrame | Pieces) -> pa.RecordBatchReader:
    """Hand rows over piece by piece: as one Arrow table they would stand in memory twice."""
    empty, parts = (frame.empty, frame.make()) if isinstance(frame, Pieces) else (frame.head(0), iter((frame,)))
    pieces = (
        batch for part in parts for slice_ in part.iter_slices(ROWS_AT_ONCE) for batch in slice_.to_arrow().to_batches()
    )
    return pa.RecordBatchReader.from_batches(empty.to_arrow().schema, pieces)


def _at(partition: Partition) -> pl.Expr:
    return (pl.col("machine_id") == partition[0]) & (pl.col("month") == partition[1])


def _is(partition: Partition) -> str:
    machine_id, month = (value.replace("'", "''") for value in partition)
    return f"(machine_id = '{machine_id}' AND month = '{month}')"
