"""Runs of a machine as the monitors see them: groups of equal source, tool and recipe, with their channels."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from models.phases import Phases, phases
from models.robust import Bools, Floats, Ints
from models.rules.quality import Samples
from pipelines.steps.relations import mount_facts
from ppuri.core.contracts import LINEAGE, RUN
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse

_RUNS = """
SELECT r.*, j.result AS judged_result
FROM run AS r
LEFT JOIN int_run__judged AS j
    ON j.file_id = r.file_id AND j.table_no = r.table_no AND j.row_no = r.row_no AND j.machine_id = r.machine_id
WHERE r.machine_id = $machine_id AND r.piece_no = 1
ORDER BY r.source_id, r.ended_ts, r.order_no, r.cycle_counter, r.file_id, r.table_no, r.row_no
"""
_SAMPLES = """
SELECT
    CAST(epoch_us(MIN(ended_ts)) AS BIGINT) AS from_us,
    CAST(epoch_us(MAX(ended_ts)) AS BIGINT) AS to_us,
    CAST(SUM(CASE WHEN result = 'scrap' THEN piece_count ELSE 0 END) AS DOUBLE) AS scrap,
    CAST(SUM(piece_count) AS DOUBLE) AS judged
FROM int_run__judged
WHERE machine_id = $machine_id AND result IS NOT NULL AND NOT is_trial AND ended_ts IS NOT NULL
GROUP BY work_date
HAVING SUM(piece_count) >= 20
ORDER BY work_date
"""
_OWN = {*RUN.fixed, "judged_result"}


@dataclass(frozen=True)
class Group:
    """Runs of one machine with one source, tool and recipe, in time order.

    Attributes:
        machine_id: The machine.
        key: (source_id, tool_id, recipe_id).
        runs: Fixed columns of the runs and `judged_result`.
        channels: Names of the columns of `values`.
        values: Channels, NaN = missing.
        phases: Warm-up and stops of these runs.
        ended_us: End of each run; None where there is no clock.
        lot_changes: Places of runs whose material lot is another one than before.
    """

    machine_id: str
    key: tuple[str | None, str | None, str | None]
    runs: pl.DataFrame
    channels: tuple[str, ...]
    values: Floats
    phases: Phases
    ended_us: Ints | None

    @property
    def subject(self) -> str:
        """Name of the group's facts."""
        return "|".join([self.machine_id, *("-" if part is None else part for part in self.key)])

    @property
    def tool_id(self) -> str | None:
        """The tool."""
        return self.key[1]

    @property
    def is_trial(self) -> Bools:
        """Trial runs."""
        return self.runs["is_trial"].fill_null(value=False).to_numpy()

    @property
    def is_scrap(self) -> Bools:
        """Runs judged scrap or rework."""
        return self.runs["judged_result"].is_in(["scrap", "rework"]).fill_null(value=False).to_numpy()

    @property
    def is_steady(self) -> Bools:
        """Runs that are neither trial nor warm-up."""
        return ~self.is_trial & ~self.phases.is_warm_up

    @property
    def accepted(self) -> Bools:
        """Runs that may serve as a reference: steady and not scrap."""
        return self.is_steady & ~self.is_scrap

    def columns(self, names: tuple[str, ...]) -> Floats:
        """Return the values of some channels; NaN where the group no longer has one."""
        place = {name: n for n, name in enumerate(self.channels)}
        out = np.full((len(self.values), len(names)), np.nan)
        for n, name in enumerate(names):
            if name in place:
                out[:, n] = self.values[:, place[name]]
        return out

    @property
    def lot_changes(self) -> Ints:
        """Places of the runs with another lot than the run before."""
        lot = self.runs["lot_id"]
        return np.flatnonzero((lot != lot.shift(1)).fill_null(value=False).to_numpy())


def machine_ids(warehouse: Warehouse) -> list[str]:
    """Return the machines that have runs or readings."""
    return warehouse.query("SELECT machine_id FROM run UNION SELECT machine_id FROM reading ORDER BY 1")[
        "machine_id"
    ].to_list()


def mount(warehouse: Warehouse, scope: Scope) -> None:
    """Create the views that `groups` and `samples` read."""
    mount_facts(warehouse, scope)


def groups(warehouse: Warehouse, machine_id: str) -> list[Group]:
    """Return the groups of a machine, by source, tool and recipe.

    Args:
        warehouse: The firm's warehouse, after `mount`.
        machine_id: The machine.
    """
    rows = warehouse.query(_RUNS, {"machine_id": machine_id})
    phased = [_phased(part) for part in rows.partition_by("source_id", maintain_order=True)]
    parts = [part for rows in phased for part in rows.partition_by("tool_id", "recipe_id", maintain_order=True)]
    return sorted((_group(machine_id, part) for part in parts), key=lambda group: group.subject)


def _phased(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of one source with their phases as columns: a stop concerns every tool."""
    tool = rows["tool_id"].fill_null("").to_numpy()
    ended = None if rows["ended_ts"].null_count() else rows["ended_ts"].dt.epoch("us").to_numpy()
    state = phases(ended, tool)
    return rows.with_columns(
        pl.Series("_since", state.since), pl.Series("_warm_up", state.is_warm_up), pl.Series("_gap_us", state.gap_us)
    )


def _group(machine_id: str, rows: pl.DataFrame) -> Group:
    numeric = [
        name
        for name, kind in rows.schema.items()
        if kind == pl.Float64 and name not in _OWN and not name.startswith("_")
    ]
    channels = tuple(sorted(name for name in numeric if rows[name].is_not_null().any()))
    values = rows.select(channels).fill_null(np.nan).to_numpy() if channels else np.empty((rows.height, 0))
    state = Phases(rows["_since"].to_numpy(), rows["_warm_up"].to_numpy(), rows["_gap_us"].to_numpy())
    ended = None if rows["ended_ts"].null_count() else rows["ended_ts"].dt.epoch("us").to_numpy()
    first = rows.row(0, named=True)
    key = (first["source_id"], first["tool_id"], first["recipe_id"])
    kept = [name for name in (*RUN.fixed, "judged_result") if name in rows.columns]
    return Group(machine_id, key, rows.select(kept), channels, values, state, ended)


def lineage(group: Group) -> pl.DataFrame:
    """Return the columns that say which rows a group's runs are."""
    return group.runs.select("machine_id", "month", *LINEAGE, "ended_ts", "tool_id")


def samples(warehouse: Warehouse, machine_id: str) -> Samples:
    """Return scrap and judged pieces per work date of a machine, trial runs left out; days below 20 pieces too.

    Args:
        warehouse: The firm's warehouse, after `mount`.
        machine_id: The machine.
    """
    rows = warehouse.query(_SAMPLES, {"machine_id": machine_id})
    return Samples(*(rows[name].to_numpy() for name in ("from_us", "to_us", "scrap", "judged")))
