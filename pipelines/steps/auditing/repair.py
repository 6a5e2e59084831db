"""What `raw/` can mend: machine-months are built again from the archived bytes, marts are computed again."""

from collections import defaultdict

import polars as pl

from pipelines.steps.aside import quarantined
from pipelines.steps.auditing.again import from_raw, parts_of, read_places
from pipelines.steps.auditing.audit import Audit, Place
from pipelines.steps.mending.apply import mends
from pipelines.steps.merge import merge
from pipelines.steps.prepare import prepare
from pipelines.steps.publish import put_back_unpublished, received
from pipelines.steps.rebuild import superseded_rows
from pipelines.steps.refresh import refresh
from ppuri.core.contracts import DATASETS, PARTITION, QUARANTINE, SUPERSEDED, empty
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Lease, Ledger
from ppuri.core.scope import Scope

FROM_RAW = ("run", "reading", "event", "inspection", "tally", "batch", QUARANTINE.name, SUPERSEDED.name)


def repair(scope: Scope, ledger: Ledger, audits: list[Audit], *, everything: bool) -> list[str]:
    """Mend what the audits named.

    Args:
        scope: The firm, whose archive is sound.
        ledger: Its ledger.
        audits: Places and tables that are damaged.
        everything: Build every machine-month again: something is wrong, and nothing says where.

    Returns:
        `table/machine/month` of what was built again, a table's name alone where it was as a whole.

    Raises:
        TransientError: When another process writes for the firm.
    """
    tables = {table for audit in audits for table in audit.tables}
    places = {place for audit in audits for place in audit.places}
    with ledger.lease(scope.firm_id) as held:
        lost = {table: version for table, version in ledger.published(scope.firm_id).items() if table in tables}
        for table in sorted(lost):
            Lake(scope).set_aside(table)
        put_back_unpublished(scope, ledger)
        known = read_places(scope, ledger)
        if everything:
            places |= set(known)
        places |= _places_of(scope, ledger, tables, known)
        wanted: dict[str, list[Partition]] = defaultdict(list)
        for table, place in sorted(places):
            wanted[table].append(place)
        for table in sorted({*wanted, *lost}):
            _rebuilt(scope, ledger, held, table, wanted.get(table, []))
    derived = {table for table in {*wanted, *lost} if table not in FROM_RAW} | ({"batch"} & {*wanted, *lost})
    if derived:
        ledger.set_state(scope.firm_id, "detect", {})  # so that every machine is judged again
        refresh(scope, full=True)
    return sorted({*lost, *("/".join((table, *place)) for table, place in places if table not in lost)})


def _places_of(scope: Scope, ledger: Ledger, tables: set[str], known: list[Place]) -> set[Place]:
    """Every machine-month that lost tables may have had."""
    found = {place for place in known if place[0] in tables}
    if QUARANTINE.name in tables:
        found |= {
            (QUARANTINE.name, (record.machine_id, f"{record.received_ts:%Y-%m}"))
            for record in ledger.files(scope.firm_id, status="committed")
        }
    if SUPERSEDED.name in tables:
        found |= {(SUPERSEDED.name, place) for _, place in known}
    return found


def _rebuilt(scope: Scope, ledger: Ledger, held: Lease, table: str, places: list[Partition]) -> None:
    """Replace machine-months of a table; of one that is computed they are emptied, so that computing fills them."""
    lake, attempt = Lake(scope), f"repair:{held.epoch}:{table}"
    if table in FROM_RAW and places:
        for number, place in enumerate(
            places
        ):  # one at a time: each has its own channels, and all need not fit in memory
            rows = _from_raw(scope, ledger, table, place)
            version = lake.commit(table, rows, replace=[place], transaction=f"{attempt}:{number}")
    else:
        nothing = empty(DATASETS[table]) if table in DATASETS else pl.DataFrame(schema=PARTITION)
        version = lake.commit(table, nothing, replace=places, transaction=attempt)
    ledger.publish(held, {table: version}, changes=[(table, *place) for place in places])


def _from_raw(scope: Scope, ledger: Ledger, table: str, place: Partition) -> pl.DataFrame:
    if table == QUARANTINE.name:
        return _set_apart(scope, ledger, place)
    if table == SUPERSEDED.name:
        return _superseded(scope, ledger, place)
    return from_raw(scope, ledger, DATASETS[table], place)


def _set_apart(scope: Scope, ledger: Ledger, place: Partition) -> pl.DataFrame:
    """Rows that could not be used, of the files that one machine handed in in one month."""
    machine_id, month = place
    frames = [
        quarantined(prepare(scope, ledger, record, replay=True))
        for record in ledger.files(scope.firm_id, status="committed")
        if (record.machine_id, f"{record.received_ts:%Y-%m}") == (machine_id, month) and mends(record) is None
    ]
    return pl.concat([empty(QUARANTINE), *frames]).sort("received_ts", "file_id", "row_no", nulls_last=True)


def _superseded(scope: Scope, ledger: Ledger, place: Partition) -> pl.DataFrame:
    """Former values in one machine-month."""
    moments, frames = received(scope, ledger), [empty(SUPERSEDED)]
    for name in FROM_RAW[:5]:
        parts = parts_of(scope, ledger, DATASETS[name], place)
        if parts:
            done = merge(parts, DATASETS[name])
            frames.append(superseded_rows(done.superseded, DATASETS[name], moments))
    return pl.concat(frames)
