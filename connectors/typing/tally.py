"""Tallies (작업일보): one record of several quantities becomes one row per measure."""

from dataclasses import dataclass

import polars as pl

from connectors.types import Mapping
from connectors.typing.faults import Faults
from connectors.typing.numbers import parse, whole
from ppuri.core.findings import Finding, finding

# Dictionary name to measure of the tally dataset.
QUANTITIES = {
    "produced_count": "produced_count",
    "good_count": "good_count",
    "scrap_count": "scrap_count",
    "rework_count": "rework_count",
    "planned_count": "planned_count",
    "stop_duration_min": "stop_min",
    "run_minutes_min": "run_min",
}
_MEASURES = frozenset(QUANTITIES.values())
_LOST = frozenset({"scrap_count", "rework_count", "stop_min"})
_MINUTES = frozenset({"stop_min", "run_min"})
_KEY = ("machine_id", "work_date", "shift", "part_id", "measure", "reason_code")
SPAN = "\x00span"


@dataclass(frozen=True)
class Melted:
    """Tally rows; column `SPAN` holds the records of the file that a row accounts for, so that records stay countable."""

    frame: pl.DataFrame
    findings: tuple[Finding, ...]


def quantities(mapping: Mapping, decimal: str, faults: Faults) -> list[pl.Series]:
    """Return the quantities of every record as Float64, named by their measure; a bad one sets its record apart."""
    out = []
    for column in mapping.columns:
        if column.column not in _MEASURES or column.status != "mapped":
            continue
        text = faults.table.records[column.header]
        read = parse(text, decimal).values * column.scale + column.offset
        usable = read if column.column in _MINUTES else whole(read).cast(pl.Float64)
        usable = usable.set((usable < 0).fill_null(False), None)
        present = text.is_not_null() & text.str.strip_chars().is_in(["", "-"]).not_()
        faults.records("bad-quantity", column.header, (usable.is_null() & present).arg_true(), text)
        out.append(usable.alias(column.column))
    return out


def melt(frame: pl.DataFrame, table_no: int) -> Melted:
    """Turn records into one row per measure.

    A record without any quantity keeps one row without measure, so that it is accounted for. A reason beside several quantities is
    that of what was lost: what was produced has none.
    Rows of one key are added up; the key is date, shift, part, measure and reason.
    """
    measures = [name for name in frame.columns if name in _MEASURES]
    others = [name for name in frame.columns if name not in _MEASURES]
    long = frame.unpivot(measures, index=others, variable_name="measure", value_name="quantity")
    if "reason_code" in others and _LOST & set(measures):
        reason = pl.when(pl.col("measure").is_in(sorted(_LOST))).then("reason_code")
        long = long.with_columns(reason.alias("reason_code"))
    said = long.filter(pl.col("quantity").is_not_null())
    silent = frame.filter(pl.all_horizontal(pl.col(m).is_null() for m in measures)).select(others)
    silent = silent.with_columns(
        pl.lit(None, dtype=pl.String).alias("measure"), pl.lit(None, dtype=pl.Float64).alias("quantity")
    )
    rows = pl.concat([said, silent.select(said.columns)]).sort("row_no", "measure", nulls_last=True)
    rows = rows.with_columns(pl.col("row_no").is_first_distinct().cast(pl.UInt32).alias(SPAN))
    extras = [name for name in others if name.startswith(("x_", "xt_"))]
    # Extras of a record stand on its first row only, or sums over them would count them once per measure.
    rows = rows.with_columns(pl.when(pl.col(SPAN) == 1).then(pl.col(name)).alias(name) for name in extras)
    return _added(rows, table_no)


def _added(rows: pl.DataFrame, table_no: int) -> Melted:
    key = [name for name in _KEY if name in rows.columns]
    rows = rows.with_columns(pl.col("quantity").cast(pl.Decimal(18, 3)))
    rest = [name for name in rows.columns if name not in (*key, "quantity", SPAN)]
    summed = rows.group_by(key, maintain_order=True).agg(
        pl.when(pl.col("quantity").is_not_null().any()).then(pl.col("quantity").sum()).first().alias("quantity"),
        pl.col(SPAN).sum().cast(pl.UInt32),
        *(pl.col(name).first() for name in rest),
    )
    added = rows.height - summed.height
    found = (finding("quantities-added", table_no=table_no, count=added),) if added else ()
    return Melted(summed.sort("row_no"), found)
