"""What a batch of files makes of one table: rows that meet nothing are appended, touched partitions are rebuilt from raw/."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.steps.merge import Merged, Part, merge, untouched
from pipelines.steps.prepared import SPAN, PreparedTable, Spool, spans
from pipelines.steps.runs import distinct
from ppuri.core.contracts import PARTITION, SUPERSEDED, Dataset, empty, ordered
from ppuri.core.lake import Lake, Partition, Pieces

Loader = Callable[[str, set[Partition]], list[Part]]
PLACE = list(PARTITION)


@dataclass(frozen=True)
class TablePlan:
    """What to write to one table.

    Attributes:
        frame: Rows to write.
        replace: Partitions whose rows they replace; None appends.
        touched: Partitions that change.
        superseded: Rows that were corrected.
        counts: file_id, table_no, accepted, duplicate, changed, overlapping in records, of the new files.
    """

    dataset: Dataset
    frame: pl.DataFrame | Pieces
    replace: list[Partition] | None
    touched: set[Partition]
    superseded: pl.DataFrame
    counts: pl.DataFrame


def plan_table(
    dataset: Dataset,
    new: list[Part],
    lake: Lake,
    version: int | None,
    live: Loader,
    former: set[Partition] | None = None,
) -> TablePlan:
    """Plan one table.

    Args:
        dataset: The table.
        new: Rows of the files to be added.
        lake: The firm's lake.
        version: Published version of the table; None where there is none.
        live: Reads from raw/ the rows that other files already published have in partitions of the table.
        former: Partitions where files of `new` have rows from an earlier reading; they are rebuilt.
    """
    former = former or set()
    touched = _places([part.frame for part in new]) | former
    met = _met(dataset, new, lake, version, touched) | former
    if not met:
        rows = pl.concat([part.frame for part in new], how="diagonal")
        frame = ordered(rows.drop(SPAN), dataset).sort(dataset.time, "file_id", "row_no", nulls_last=True)
        return TablePlan(dataset, frame, None, touched, pl.DataFrame(), untouched(new))
    merged = _merged([*live(dataset.name, met), *_within(new, met)], dataset)
    apart = _within(new, touched - met)
    frames = [merged.kept, *(ordered(part.frame.drop(SPAN), dataset) for part in apart)]
    if version is not None and touched - met:
        frames.append(lake.read(dataset.name, version, sorted(touched - met)))
    frame = ordered(pl.concat(frames, how="diagonal"), dataset).sort(dataset.time, "file_id", "row_no", nulls_last=True)
    counts = _new_counts(merged, apart, {name for part in new for name in part.frame["file_id"].unique()})
    return TablePlan(dataset, frame, sorted(touched), touched, merged.superseded, counts)


def plan_spool(dataset: Dataset, table: PreparedTable, lake: Lake, version: int | None) -> TablePlan | None:
    """Plan a table whose rows stand on disk; None where they meet what is there, so that they must be merged in memory.

    Args:
        dataset: The table.
        table: Rows on disk.
        lake: The firm's lake.
        version: Published version of the table; None where there is none.
    """
    rows = table.rows
    if not isinstance(rows, Spool):
        return None
    touched, found = table.places(), [rows.spans]
    if version is not None:
        columns = [*PLACE, "source_id", dataset.time]
        found.append(spans(lake.read(dataset.name, version, sorted(touched), columns), dataset))
    if _meeting(found, dataset):
        return None
    first = next(rows.pieces())
    counts = {
        "file_id": first["file_id"][:1],
        "table_no": first["table_no"][:1],
        "accepted": [rows.height],
        "duplicate": [0],
        "changed": [0],
        "overlapping": [0],
    }
    pieces = Pieces(ordered(first.clear(), dataset), lambda: (ordered(piece, dataset) for piece in rows.pieces()))
    return TablePlan(dataset, pieces, None, touched, pl.DataFrame(), pl.DataFrame(counts))


def _merged(parts: list[Part], dataset: Dataset) -> Merged:
    if parts:
        return merge(parts, dataset)
    numbers = dict.fromkeys(("accepted", "duplicate", "changed", "overlapping"), pl.Int64())
    counts = {"file_id": pl.String(), "table_no": pl.Int32(), **numbers}
    return Merged(empty(dataset), pl.DataFrame(), pl.DataFrame(schema=counts))


def _places(frames: list[pl.DataFrame]) -> set[Partition]:
    if not frames:
        return set()
    return set(pl.concat([distinct(frame, PLACE) for frame in frames]).iter_rows())


def _within(parts: list[Part], places: set[Partition]) -> list[Part]:
    if not places:
        return []
    wanted = pl.DataFrame(sorted(places), schema=PARTITION, orient="row")
    cut = [Part(part.seq, part.frame.join(wanted, on=PLACE, how="semi")) for part in parts]
    return [part for part in cut if part.frame.height]


def _met(dataset: Dataset, new: list[Part], lake: Lake, version: int | None, touched: set[Partition]) -> set[Partition]:
    """Partitions where time ranges of a source meet, between new files or with what is there."""
    found = [spans(part.frame, dataset) for part in new]
    if version is not None:
        columns = [*PLACE, "source_id", dataset.time]
        found.append(spans(lake.read(dataset.name, version, sorted(touched), columns), dataset))
    return _meeting(found, dataset)


def _meeting(found: list[pl.DataFrame], dataset: Dataset) -> set[Partition]:
    if not found:
        return set()
    # What people write is one fact whatever the sheet: a tally's key does not name its source.
    within = [*PLACE, "source_id"] if "source_id" in dataset.key else PLACE
    ranges = pl.concat(found).sort(*within, "from_ts", nulls_last=True)
    meets = (pl.col("from_ts") <= pl.col("to_ts").shift(1).cum_max().over(within)) | (
        pl.col("from_ts").is_null() & (pl.len().over(within) > 1)
    )
    return set(ranges.filter(meets).select(PLACE).unique().iter_rows())


def _new_counts(merged: Merged, apart: list[Part], new_ids: set[str]) -> pl.DataFrame:
    counts = [merged.counts.filter(pl.col("file_id").is_in(sorted(new_ids)))]
    if apart:
        counts.append(untouched(apart).select(counts[0].columns))
    return pl.concat(counts).group_by("file_id", "table_no").sum()


def superseded_rows(plan: TablePlan, received_ts: pl.Expr) -> pl.DataFrame:
    """Return the corrected rows of a plan in the form of the dataset `superseded`."""
    if plan.superseded.is_empty():
        return pl.DataFrame(schema=SUPERSEDED.fixed)
    row = pl.struct(pl.exclude("by_file_id")).struct.json_encode()
    rows = plan.superseded.with_columns(row_json=row, dataset=pl.lit(plan.dataset.name), received_ts=received_ts)
    return ordered(rows.select(pl.col(name) for name in SUPERSEDED.fixed), SUPERSEDED)
