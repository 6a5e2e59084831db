"""Step: furnace loads cut out of readings become rows of the dataset `batch`."""

import polars as pl

from models.batches import Furnace, Span
from pipelines.steps.commits import committed
from pipelines.steps.loads import furnace_source, instant, readings, spans
from pipelines.steps.reach import UNKNOWN, next_month
from ppuri.core.contracts import BATCH, PARTITION, ordered
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse

WATERMARK = "batches"
_STORED = "SELECT * FROM batch WHERE machine_id = $machine_id AND month = $month ORDER BY started_ts"


def cut(scope: Scope) -> int:
    """Cut the loads of every machine-month whose readings changed and publish them; the same again changes nothing.

    A load belongs to the month in which it began. Loads that a file listed itself stay as they are.

    Args:
        scope: The firm.

    Returns:
        Machine-months whose loads are different now.

    Raises:
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as held:
        seq = ledger.last_seq(scope.firm_id)
        touched = _touched(ledger, scope.firm_id)
        with open_warehouse(scope) as warehouse:
            frames = {place: _frame(warehouse, place) for place in sorted(touched)}
            changed = {place: frame for place, frame in frames.items() if not frame.equals(_stored(warehouse, place))}
        if changed:
            lake = Lake(scope)
            before = lake.put_back(BATCH.name, ledger.published(scope.firm_id).get(BATCH.name))
            version = committed(
                lake,
                BATCH.name,
                pl.concat(changed.values(), how="diagonal"),
                replace=list(changed),
                before=before,
                transaction=f"batches:{held.epoch}:{seq}",
            )
            seq = ledger.publish(held, {BATCH.name: version}, changes=[(BATCH.name, *place) for place in changed])
        ledger.set_watermark(scope.firm_id, WATERMARK, seq)
    return len(changed)


def _touched(ledger: Ledger, firm_id: str) -> set[Partition]:
    """Machine-months whose loads may be others: a changed month, and the one before, whose last load ends in it."""
    changes = ledger.changes_since(firm_id, ledger.watermark(firm_id, WATERMARK))
    own = {(c.machine_id, c.month) for c in changes if c.table in ("reading", "batch") and c.month != UNKNOWN}
    near = {
        (c.machine_id, next_month(c.month, step))
        for c in changes
        if c.table == "reading" and c.month != UNKNOWN
        for step in (-1, 1)
    }
    return own | near


def _stored(warehouse: Warehouse, place: Partition) -> pl.DataFrame:
    machine_id, month = place
    rows = warehouse.query(_STORED, {"machine_id": machine_id, "month": month})
    return _shaped(rows)


def _frame(warehouse: Warehouse, place: Partition) -> pl.DataFrame:
    """Return the loads of one machine-month: those listed in files, and those cut out of its readings."""
    machine_id, month = place
    stored = _stored(warehouse, place)
    listed = stored.filter(~_is_cut(machine_id))
    source_id = furnace_source(warehouse, machine_id)
    if source_id is None:
        return listed
    months = {next_month(month, -1), month, next_month(month)}
    rows = readings(warehouse, machine_id, source_id, months)
    found = spans(rows)
    made = [] if found is None else [_row(place, source_id, rows, found[0], span) for span in found[1]]
    kept = [row for row in made if f"{row['started_ts']:%Y-%m}" == month]
    if not kept:
        return listed
    return _shaped(pl.concat([listed, pl.DataFrame(kept, schema_overrides=BATCH.fixed)], how="diagonal"))


def _is_cut(machine_id: str) -> pl.Expr:
    """Whether a load was cut out of readings, told by its name."""
    mine = pl.col("batch_id").str.starts_with(f"{machine_id}-")
    return (mine & pl.col("batch_id").str.contains(r"-\d{8}T\d{6}$")).fill_null(value=False)


def _row(place: Partition, source_id: str, rows: pl.DataFrame, recorded: Furnace, span: Span) -> dict[str, object]:
    started, ended = int(recorded.ts_us[span.first]), int(recorded.ts_us[min(span.end, len(recorded.ts_us) - 1)])
    origin = rows.filter(pl.col("ts") == instant(started)).row(0, named=True)
    return {
        **dict(zip(PARTITION, (place[0], f"{instant(started):%Y-%m}"), strict=True)),
        "source_id": source_id,
        "batch_id": f"{place[0]}-{instant(started):%Y%m%dT%H%M%S}",
        "started_ts": instant(started),
        "ended_ts": instant(ended),
        "load_id": _first(recorded.load_id, span),
        "recipe_id": _first(recorded.recipe_id, span),
        "time_basis": "clock",
        **{name: origin[name] for name in ("file_id", "table_no", "row_no")},
    }


def _first(texts: pl.Series, span: Span) -> str | None:
    known = texts[span.first : span.end].drop_nulls()
    return None if known.is_empty() else str(known[0])


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    return ordered(frame, BATCH).sort("started_ts", "batch_id", nulls_last=True)
