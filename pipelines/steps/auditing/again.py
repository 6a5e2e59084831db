"""What is stored is what the archived bytes make of it: machine-months built again and compared, row by row."""

from random import Random

import polars as pl
from sqlalchemy import select

from pipelines.steps.auditing.audit import Audit, Place
from pipelines.steps.marts import compute, run_counts
from pipelines.steps.marts import stored as stored_mart
from pipelines.steps.merge import Part, merge
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import SPAN
from pipelines.steps.refresh import is_current
from pipelines.steps.relations import MARTS
from ppuri.core.contracts import BATCH, DATASETS, PARTITION, Dataset, empty, ordered
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Ledger, schema
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse

_FIRST_MART = "mart_machine__shift"


def read_places(scope: Scope, ledger: Ledger) -> list[Place]:
    """Return every machine-month of a table in which a stored file has rows.

    Loads of furnaces are not among them: beside those that files list there are those cut out of readings.
    """
    book = schema.file_partition.c
    query = select(book.table_name, book.machine_id, book.month).where(book.firm_id == scope.firm_id).distinct()
    with ledger.reading() as connection:
        found = [(row.table_name, (row.machine_id, row.month)) for row in connection.execute(query)]
    return sorted(place for place in found if place[0] != BATCH.name)


def parts_of(scope: Scope, ledger: Ledger, dataset: Dataset, place: Partition) -> list[Part]:
    """Read from `raw/` what stored files have in one machine-month of a table."""
    wanted = pl.DataFrame([place], schema=PARTITION, orient="row")
    parts = [
        Part(record.seq, table.frame.join(wanted, on=list(PARTITION), how="semi"))
        for record in ledger.touching(scope.firm_id, dataset.name, {place})
        for table in prepare(scope, ledger, record, replay=True).tables
        if table.dataset == dataset.name
    ]
    return [part for part in parts if part.frame.height]


def from_raw(scope: Scope, ledger: Ledger, dataset: Dataset, place: Partition) -> pl.DataFrame:
    """Return the rows of one machine-month as `raw/` has them, in the order in which they are stored."""
    parts = parts_of(scope, ledger, dataset, place)
    rows = merge(parts, dataset).kept if parts else empty(dataset)
    return ordered(rows.drop(SPAN, strict=False), dataset).sort(dataset.time, "file_id", "row_no", nulls_last=True)


def sampled(scope: Scope, ledger: Ledger, warehouse: Warehouse, count: int, seed: int) -> Audit:
    """Build some machine-months again and compare them with what is published.

    Args:
        scope: The firm.
        ledger: Its ledger.
        warehouse: Its published tables.
        count: How many of the tables that files fill, and as many machine-months of the marts.
        seed: Decides which.
    """
    audit, chance = Audit(), Random(seed)  # noqa: S311  a sample, no secret
    places = read_places(scope, ledger)
    for table, place in chance.sample(places, min(count, len(places))):
        made = from_raw(scope, ledger, DATASETS[table], place)
        there = Lake(scope).read(table, warehouse.versions[table], [place])
        if not audit.look(_same(made, there, DATASETS[table]), f"{table} {'/'.join(place)}"):
            audit.places.add((table, place))
    _sampled_marts(scope, warehouse, count, chance, audit)
    return audit


def _sampled_marts(scope: Scope, warehouse: Warehouse, count: int, chance: Random, audit: Audit) -> None:
    if _FIRST_MART not in warehouse.tables() or not is_current(scope, warehouse):
        return
    known = sorted(warehouse.query(f"select distinct machine_id, month from {_FIRST_MART}").iter_rows())  # noqa: S608  our own name
    counts = run_counts(warehouse)
    for machine_id, month in chance.sample(known, min(count, len(known))):
        made = compute(scope, warehouse, counts, machine_id, {month})
        for mart in MARTS:
            there = stored_mart(warehouse, mart, machine_id, {month})
            same = made[mart].is_empty() if there is None else made[mart].equals(there)
            if not audit.look(same, f"{mart} {machine_id}/{month}"):
                audit.places.add((mart, (machine_id, month)))


def _same(made: pl.DataFrame, there: pl.DataFrame, dataset: Dataset) -> bool:
    """Whether two frames hold the same rows; a channel that no row of the month has may be missing in one."""
    schema_of = {**made.schema, **there.schema}
    whole = [
        frame.with_columns(
            pl.lit(None, dtype=kind).alias(name) for name, kind in schema_of.items() if name not in frame
        )
        for frame in (made, there)
    ]
    order = ["file_id", "table_no", "row_no", *dataset.key]
    first, second = (ordered(frame, dataset).sort(order, nulls_last=True) for frame in whole)
    return first.equals(second)
