"""Typed schemas of the lake: one dataset per kind of fact (design of the store: docs/architecture.md).

Every frame carries `LEADING` first, then the dataset's own columns, then channels (Float64, named as in the
channel dictionary) and columns that no channel fits (`x_<slug>` Float64, `xt_<slug>` String).
"""

from dataclasses import dataclass

import polars as pl

TS = pl.Datetime("us", "UTC")

LINEAGE: dict[str, pl.DataType] = {"file_id": pl.String(), "table_no": pl.Int32(), "row_no": pl.Int64()}
PARTITION: dict[str, pl.DataType] = {"machine_id": pl.String(), "month": pl.String()}


@dataclass(frozen=True)
class Dataset:
    """One table of the lake.

    Attributes:
        name: Folder name below `lake/<firm>/`.
        time: Column of the instant (or date) that decides month and order.
        key: Columns whose equal values (nulls equal) name the same fact.
        columns: The dataset's own columns with their types, beside partition, lineage and channels.
    """

    name: str
    time: str
    key: tuple[str, ...]
    columns: dict[str, pl.DataType]

    @property
    def fixed(self) -> dict[str, pl.DataType]:
        """All columns that every frame of this dataset has, in their order."""
        return {**PARTITION, **self.columns, **LINEAGE}


RUN = Dataset(
    name="run",
    time="ended_ts",
    key=("machine_id", "source_id", "ended_ts", "order_no", "cycle_counter", "cavity_id", "serial_id", "occurrence_no"),
    columns={
        "source_id": pl.String(),
        "ended_ts": TS,
        "order_no": pl.Int64(),  # place in the file, only under time_basis `order`
        "cycle_counter": pl.Int64(),
        "cavity_id": pl.String(),
        "serial_id": pl.String(),
        "occurrence_no": pl.Int32(),  # 1.. among rows of one file whose key is otherwise equal
        "piece_no": pl.Int32(),  # 1.. within one run: 1 starts a run, more are further pieces of the same shot
        "started_ts": TS,
        "time_basis": pl.String(),  # clock | rebuilt | order
        "tool_id": pl.String(),
        "part_id": pl.String(),
        "lot_id": pl.String(),
        "job_id": pl.String(),
        "material_id": pl.String(),
        "recipe_id": pl.String(),
        "run_state": pl.String(),  # run | stop | as exported
        "result": pl.String(),  # good | scrap | rework | null = not judged
        "defect_code": pl.String(),
        "is_trial": pl.Boolean(),
        "piece_count": pl.Int64(),  # pieces that this row stands for (cavity count, or 1)
    },
)
READING = Dataset(
    name="reading",
    time="ts",
    key=("machine_id", "source_id", "ts", "order_no"),
    columns={
        "source_id": pl.String(),
        "ts": TS,
        "order_no": pl.Int64(),
        "time_basis": pl.String(),
        "run_state": pl.String(),
        "load_id": pl.String(),
        "recipe_id": pl.String(),
    },
)
BATCH = Dataset(
    name="batch",
    time="started_ts",
    key=("machine_id", "started_ts"),
    columns={
        "source_id": pl.String(),
        "batch_id": pl.String(),  # <machine>-<UTC start as yyyymmddThhmmss>
        "started_ts": TS,
        "ended_ts": TS,
        "load_id": pl.String(),
        "recipe_id": pl.String(),
        "part_id": pl.String(),
        "lot_id": pl.String(),
        "time_basis": pl.String(),
    },
)
EVENT = Dataset(
    name="event",
    time="started_ts",
    key=("machine_id", "source_id", "started_ts", "event_type"),
    columns={
        "source_id": pl.String(),
        "started_ts": TS,
        "ended_ts": TS,
        "event_type": pl.String(),  # stop | alarm | changeover
        "reason_code": pl.String(),
        "duration_us": pl.Int64(),
        "time_basis": pl.String(),
    },
)
INSPECTION = Dataset(
    name="inspection",
    time="inspected_ts",
    key=("machine_id", "lot_id", "serial_id", "cycle_counter", "run_ts", "inspected_ts", "test", "occurrence_no"),
    columns={
        "source_id": pl.String(),
        "inspected_ts": TS,
        "run_ts": TS,  # stamp of the run inspected, where the file names it
        "cycle_counter": pl.Int64(),
        "lot_id": pl.String(),
        "serial_id": pl.String(),
        "test": pl.String(),
        "occurrence_no": pl.Int32(),
        "part_id": pl.String(),
        "tool_id": pl.String(),
        "result": pl.String(),
        "defect_code": pl.String(),
        "time_basis": pl.String(),
    },
)
TALLY = Dataset(
    name="tally",
    time="work_date",
    key=("machine_id", "work_date", "shift", "part_id", "measure", "reason_code"),
    columns={
        "source_id": pl.String(),
        "work_date": pl.Date(),
        "shift": pl.String(),
        "part_id": pl.String(),
        "measure": pl.String(),  # produced_count | good_count | scrap_count | rework_count | planned_count | stop_min | run_min
        "reason_code": pl.String(),
        "quantity": pl.Decimal(18, 3),
    },
)
QUARANTINE = Dataset(
    name="quarantine",
    time="received_ts",
    key=("file_id", "table_no", "row_no"),
    columns={
        "received_ts": TS,
        "code": pl.String(),
        "column_name": pl.String(),
        "value": pl.String(),
        "row_text": pl.String(),  # the record as text, cells joined by tab
        "reason_ko": pl.String(),
        "reason_en": pl.String(),
    },
)
SUPERSEDED = Dataset(
    name="superseded",
    time="received_ts",
    key=("dataset", "file_id", "table_no", "row_no", "row_json"),  # a record of a sheet stands for several rows
    columns={
        "received_ts": TS,
        "dataset": pl.String(),
        "by_file_id": pl.String(),
        "row_json": pl.String(),  # the whole former row
    },
)
INSIGHT = Dataset(
    name="insight",
    time="from_ts",
    key=("insight_id",),
    columns={"insight_id": pl.String(), "from_ts": TS, "insight_json": pl.String()},
)

DATASETS: dict[str, Dataset] = {
    d.name: d for d in (RUN, READING, BATCH, EVENT, INSPECTION, TALLY, QUARANTINE, SUPERSEDED, INSIGHT)
}


def empty(dataset: Dataset) -> pl.DataFrame:
    """Return a frame without rows that has every fixed column of the dataset."""
    return pl.DataFrame(schema=dataset.fixed)


def ordered(frame: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Return the frame with fixed columns first (missing ones as nulls, types enforced), then the rest by name."""
    present = set(frame.columns)
    fixed = [
        (pl.col(name).cast(kind) if name in present else pl.lit(None, dtype=kind).alias(name))
        for name, kind in dataset.fixed.items()
    ]
    rest = sorted(present - set(dataset.fixed))
    return frame.select([*fixed, *rest])
