"""What a batch of files makes of one table: rows that meet nothing are appended, touched partitions are rebuilt from raw/."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from pipelines.steps.interleaved import interleaved
from pipelines.steps.merge import Merged, Part, merge, untouched
from pipelines.steps.prepared import SPAN, PreparedTable, Spool, spans
from pipelines.steps.runs import distinct
from ppuri.core.contracts import PARTITION, SUPERSEDED, TS, Dataset, empty, ordered
from ppuri.core.lake import Lake, Partition, Pieces

Loader = Callable[[str, set[Partition]], list[Part]]
Moments = Callable[[str], datetime]
PLACE = list(PARTITION)


@dataclass(frozen=True)
class TablePlan:
    """What to write to one table.

    Attributes:
        frame: Rows to write.
        replace: Partitions whose rows they replace; None appends.
        touched: Partitions that change.
        merged: Those of them whose rows were made anew from all files that know of them; the others only gained rows.
        superseded: Rows that were corrected.
        counts: file_id, table_no, accepted, duplicate, changed, overlapping in records, of the new files.
        strays: Ids of new files whose rows stand between those of earlier files as another machine's would.
        recounts: file_id, table_no and by how much accepted, duplicate and changed are others now, of files stored before.
    """

    dataset: Dataset
    frame: pl.DataFrame | Pieces
    replace: list[Partition] | None
    touched: set[Partition]
    superseded: pl.DataFrame
    counts: pl.DataFrame
    recounts: pl.DataFrame = field(default_factory=pl.DataFrame)
    strays: frozenset[str] = frozenset()
    merged: frozenset[Partition] = frozenset()


def plan_table(
    dataset: Dataset,
    new: list[Part],
    lake: Lake,
    version: int | None,
    live: Loader,
    former: set[Partition] | None = None,
    earlier: Loader | None = None,
) -> TablePlan:
    """Plan one table.

    Args:
        dataset: The table.
        new: Rows of the files to be added.
        lake: The firm's lake.
        version: Published version of the table; None where there is none.
        live: Reads from raw/ the rows that other files already published have in partitions of the table.
        former: Partitions where files of `new`, or files that leave, have rows from an earlier reading; they are rebuilt.
        earlier: Reads from raw/ those rows of the earlier reading.
    """
    former = former or set()
    touched = _places([part.frame for part in new]) | former
    met = _met(dataset, new, lake, version, touched) | former
    if not met:
        rows = pl.concat([part.frame for part in new], how="diagonal")
        frame = ordered(rows.drop(SPAN), dataset).sort(dataset.time, "file_id", "row_no", nulls_last=True)
        return TablePlan(dataset, frame, None, touched, pl.DataFrame(), untouched(new))
    others = live(dataset.name, met)
    within = _within(new, met)
    merged = _merged([*others, *within], dataset)
    strays = frozenset(interleaved(within, others, dataset))
    before = earlier(dataset.name, former) if earlier is not None and others and former else []
    late = {part.seq for part in others if part.seq > min((part.seq for part in new), default=part.seq)}
    recounts = _recounts(merged, _merged([*others, *before], dataset), others) if before or late else pl.DataFrame()
    apart = _within(new, touched - met)
    frames = [merged.kept, *(ordered(part.frame.drop(SPAN), dataset) for part in apart)]
    if version is not None and touched - met:
        frames.append(lake.read(dataset.name, version, sorted(touched - met)))
    frame = ordered(pl.concat(frames, how="diagonal"), dataset).sort(dataset.time, "file_id", "row_no", nulls_last=True)
    counts = _new_counts(merged, apart, {name for part in new for name in part.frame["file_id"].unique()})
    return TablePlan(
        dataset, frame, sorted(touched), touched, merged.superseded, counts, recounts, strays, frozenset(met)
    )


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
    pieces = Pieces(
        ordered(first.clear(), dataset), lambda: (ordered(piece, dataset) for piece in rows.pieces()), rows.files
    )
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


def _recounts(merged: Merged, before: Merged, others: list[Part]) -> pl.DataFrame:
    """Return what files stored before now count otherwise: who repeats and who corrects depends on who else is there."""
    known = pl.col("file_id").is_in(sorted({name for part in others for name in part.frame["file_id"].unique()}))
    told = ("accepted", "duplicate", "changed")
    now, then = (
        counts.filter(known).select("file_id", "table_no", *(pl.col(name) * sign for name in told))
        for counts, sign in ((merged.counts, 1), (before.counts, -1))
    )
    moved = pl.concat([now, then]).group_by("file_id", "table_no").sum()
    return moved.filter(pl.any_horizontal(pl.col(name) != 0 for name in told))


def superseded_rows(corrected: pl.DataFrame, dataset: Dataset, received: Moments) -> pl.DataFrame:
    """Return corrected rows in the form of the dataset `superseded`; their moment is the receipt of the file that corrects.

    Args:
        corrected: Rows with `by_file_id`.
        dataset: The table that they stood in.
        received: When a file was received.
    """
    if corrected.is_empty():
        return pl.DataFrame(schema=SUPERSEDED.fixed)
    row = pl.struct(pl.exclude("by_file_id")).struct.json_encode()
    moments = {file_id: received(file_id) for file_id in corrected["by_file_id"].unique()}
    moment = pl.col("by_file_id").replace_strict(moments, return_dtype=TS)
    rows = corrected.with_columns(row_json=row, dataset=pl.lit(dataset.name), received_ts=moment)
    return ordered(rows.select(pl.col(name) for name in SUPERSEDED.fixed), SUPERSEDED)
