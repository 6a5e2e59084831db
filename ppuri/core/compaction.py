"""Fewer and larger files in a firm's tables, and the removal of files that no reader can hold any more."""

from collections.abc import Iterator

import polars as pl
from deltalake import DeltaTable

from ppuri.core.contracts import DATASETS, Dataset, ordered
from ppuri.core.lake import Lake, Partition, Pieces
from ppuri.core.sums import gather

# Files beyond this size are what a partition is brought to; only smaller ones are in the way.
LARGE_BYTES = 64 << 20
_ROWS_AT_ONCE = 1_000_000


def crowded(lake: Lake, table: str, version: int, most_files: int) -> list[Partition]:
    """Return the partitions of a version that have more than `most_files` small files, in order.

    Args:
        lake: The firm's lake.
        table: Name of the table.
        version: The published version.
        most_files: Small files that a machine-month may have.
    """
    if table not in DATASETS:  # a mart's month is written as a whole, in one file
        return []
    actions = DeltaTable(str(lake.path(table)), version=version).get_add_actions(flatten=True)
    columns = ["partition.machine_id", "partition.month", "size_bytes"]
    files = pl.DataFrame({name: pl.Series(actions.column(name)) for name in columns})
    small = (
        files.filter(pl.col("size_bytes") < LARGE_BYTES).group_by(columns[:2]).len().filter(pl.col("len") > most_files)
    )
    return sorted(small.select(columns[:2]).iter_rows())


def rewritten(lake: Lake, table: str, version: int, places: list[Partition]) -> Pieces:
    """Return the rows of partitions in the order in which a rebuild from `raw/` writes them, a bounded part at a time.

    Args:
        lake: The firm's lake.
        table: Name of a dataset.
        version: The published version.
        places: The partitions.
    """
    dataset = DATASETS[table]
    empty = ordered(pl.scan_delta(str(lake.path(table)), version=version).head(0).collect(), dataset)
    return Pieces(empty, lambda: (piece for place in places for piece in _sorted(lake, dataset, version, place)))


def _sorted(lake: Lake, dataset: Dataset, version: int, place: Partition) -> Iterator[pl.DataFrame]:
    machine_id, month = place
    here = (pl.col("machine_id") == machine_id) & (pl.col("month") == month)
    rows = pl.scan_delta(str(lake.path(dataset.name)), version=version).filter(here)
    order = [dataset.time, "file_id", "row_no"]
    for part in _spans(rows.select(dataset.time).collect()[dataset.time]):
        yield ordered(rows.filter(part).collect(), dataset).sort(order, nulls_last=True)


def _spans(times: pl.Series) -> list[pl.Expr]:
    """Conditions that cut rows into parts by their instant, none much larger than what is held at once; nulls last."""
    name, dated = times.name, times.drop_nulls().sort()
    edges = dated.gather_every(_ROWS_AT_ONCE).unique(maintain_order=True)
    column, parts = pl.col(name), []
    for place, low in enumerate(edges):
        above = column >= pl.lit(low, dtype=times.dtype)
        last = place + 1 == len(edges)
        parts.append(above if last else above & (column < pl.lit(edges[place + 1], dtype=times.dtype)))
    return [*parts, column.is_null()] if times.null_count() else parts


def vacuum(lake: Lake, table: str, version: int, keep_hours: int) -> int | None:
    """Remove files that no version of the last `keep_hours` needs, nor the published one.

    Args:
        lake: The firm's lake, under the firm's lease and put back to what is published.
        table: Name of the table.
        version: The published version.
        keep_hours: How long a reader or a backup may go on with files that were replaced.

    Returns:
        The version that the log has now, to be published; None where nothing was to be removed.
    """
    folder = str(lake.path(table))
    delta = DeltaTable(folder)
    bounds = {
        "retention_hours": keep_hours,
        "enforce_retention_duration": False,
        "full": True,
        "keep_versions": [version],
    }
    if not delta.vacuum(dry_run=True, **bounds):
        return None
    delta.vacuum(dry_run=False, **bounds)
    return lake.noted(table)


def tidy(lake: Lake, table: str, version: int) -> None:
    """Shorten what must be read to open a table: one page of hashes, a checkpoint, no log entries that have expired."""
    if not (lake.path(table) / "_delta_log" / f"{version:020}.checkpoint.parquet").exists():
        delta = DeltaTable(str(lake.path(table)), version=version)
        delta.create_checkpoint()
        delta.cleanup_metadata()
        lake.noted(table)
    gather(lake.path(table), version)
