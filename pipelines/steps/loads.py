"""Furnace loads of a machine from its published readings."""

from datetime import UTC, datetime, timedelta

import polars as pl

from models.batches import Furnace, Span, cut, furnace
from models.loads import Load, describe
from ppuri.core.warehouse import Warehouse

_COLUMNS = "^(ts|month|source_id|load_id|recipe_id|furnace_(temp|sv)(_z[0-9]+)?_c|file_id|table_no|row_no)$"
_READINGS = f"""
SELECT COLUMNS('{_COLUMNS}')
FROM reading
WHERE machine_id = $machine_id AND source_id IS NOT DISTINCT FROM $source_id AND ts IS NOT NULL
    AND ($months IS NULL OR list_contains(CAST($months AS VARCHAR[]), month))
ORDER BY ts, file_id, table_no, row_no
"""  # noqa: S608  the pattern is ours


def furnace_source(warehouse: Warehouse, machine_id: str) -> str | None:
    """Return the source that records zone temperatures, the first by name; None where none does."""
    names = [
        name
        for name in warehouse.query("SELECT * FROM reading LIMIT 0").columns
        if name.startswith("furnace_temp_") and name.endswith("_c")
    ]
    if not names:
        return None
    some = " OR ".join(f'"{name}" IS NOT NULL' for name in names)
    found = warehouse.query(
        f"SELECT MIN(source_id) AS source_id FROM reading WHERE machine_id = $machine_id AND ({some})",  # noqa: S608
        {"machine_id": machine_id},
    )["source_id"][0]
    return None if found is None else str(found)


def readings(warehouse: Warehouse, machine_id: str, source_id: str, months: set[str] | None = None) -> pl.DataFrame:
    """Return a furnace's readings in time order, of some months or all."""
    wanted = None if months is None else sorted(months)
    return warehouse.query(_READINGS, {"machine_id": machine_id, "source_id": source_id, "months": wanted})


def spans(rows: pl.DataFrame) -> tuple[Furnace, list[Span]] | None:
    """Return the furnace and the loads in its readings; None where no zone temperature is there."""
    recorded = furnace(rows)
    return None if recorded is None else (recorded, cut(recorded))


def loads(warehouse: Warehouse, machine_id: str) -> list[Load]:
    """Return all loads of a machine with what happened in them; none where it is no furnace."""
    source_id = furnace_source(warehouse, machine_id)
    found = None if source_id is None else spans(readings(warehouse, machine_id, source_id))
    return [] if found is None else [describe(found[0], span) for span in found[1]]


def instant(microseconds: int) -> datetime:
    """Return the instant of microseconds since 1970, UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
