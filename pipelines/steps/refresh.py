"""Refresh: marts of what changed since the last time, written, published, and handed to the monitors."""

import hashlib
from datetime import datetime

import polars as pl
from pydantic import BaseModel, ConfigDict

from pipelines.steps.commits import committed
from pipelines.steps.marts import compute, run_counts, stored
from pipelines.steps.questions import time_questions
from pipelines.steps.reach import INPUTS, affected
from pipelines.steps.relations import MARTS, calendar_facts
from ppuri.core.clock import now
from ppuri.core.findings import Finding
from ppuri.core.hub.planned import holiday_edition
from ppuri.core.lake import Lake, Partition
from ppuri.core.ledger import Change, Lease, Ledger
from ppuri.core.scope import Scope
from ppuri.core.warehouse import Warehouse, open_warehouse

WATERMARK = "refresh"
_DERIVED = ("mart_", "insight")


class RefreshResult(BaseModel):
    """What a refresh did.

    Attributes:
        firm_id: The firm.
        partitions: (machine_id, month) computed again.
        changed: Those of them whose rows are different now.
        tables: Rows written per mart.
        insight_count: Insights open after it.
        findings: What is to be asked about the time of machines.
        as_of: Moment up to which KPIs speak.
    """

    model_config = ConfigDict(frozen=True)
    firm_id: str
    partitions: list[Partition]
    changed: list[Partition]
    tables: dict[str, int]
    insight_count: int = 0
    findings: list[Finding] = []
    as_of: datetime


def refresh(scope: Scope, *, full: bool = False) -> RefreshResult:
    """Compute marts and insights for what changed; nothing changed means nothing is written.

    Args:
        scope: The firm.
        full: Compute every partition, whatever the watermark says; the result is the same bit for bit.

    Raises:
        TransientError: When another process writes for the firm.
    """
    from pipelines.steps.batches import cut
    from pipelines.steps.detect import detect

    cut(scope)
    result = publish_marts(scope, full=full)
    insights = detect(scope)
    ledger = Ledger(scope.home)
    _settle(ledger, scope.firm_id)
    as_of = ledger.published_ts(scope.firm_id) or result.as_of
    asked = time_questions(scope)
    return result.model_copy(update={"insight_count": len(insights), "findings": asked, "as_of": as_of})


def publish_marts(scope: Scope, *, full: bool = False) -> RefreshResult:
    """Compute and publish the marts alone, without furnace batches before and monitors after them.

    Args:
        scope: The firm.
        full: As in `refresh`.
    """
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as lease:
        return _publish(scope, ledger, lease, full=full)


def _publish(scope: Scope, ledger: Ledger, lease: Lease, *, full: bool) -> RefreshResult:
    firm_id = scope.firm_id
    seq = ledger.last_seq(firm_id)
    written: dict[str, int] = {}
    versions: dict[str, int] = {}
    changes: list[tuple[str, str, str]] = []
    with open_warehouse(scope) as published:
        counts = run_counts(published)
        calendar = _calendar(published, calendar_facts(scope))
        partitions = _partitions(ledger, published, counts, firm_id, calendar, full=full)
        lake = Lake(scope)
        newest = {mart: lake.put_back(mart, published.versions.get(mart)) for mart in MARTS}
        for machine_id in sorted({machine_id for machine_id, _ in partitions}):
            months = {month for machine, month in partitions if machine == machine_id}
            for mart, frame in compute(scope, published, counts, machine_id, months).items():
                different = _different(stored(published, mart, machine_id, months), frame)
                if not different:
                    continue
                rows = frame.filter(pl.col("month").is_in(sorted(different)))
                replace = [(machine_id, month) for month in sorted(different)]
                transaction = f"refresh:{lease.epoch}:{mart}:{machine_id}"
                newest[mart] = versions[mart] = committed(
                    lake, mart, rows, replace=replace, before=newest[mart], transaction=transaction
                )
                written[mart] = written.get(mart, 0) + rows.height
                changes += [(mart, machine_id, month) for month in different]
    if versions:
        seq = ledger.publish(lease, versions, changes=changes)
    _count_revisions(ledger, firm_id, changes)
    ledger.set_state(firm_id, "calendar", calendar)
    ledger.set_watermark(firm_id, WATERMARK, seq)
    return RefreshResult(
        firm_id=firm_id,
        partitions=sorted(partitions),
        changed=sorted({(machine_id, month) for _, machine_id, month in changes}),
        tables=written,
        as_of=ledger.published_ts(firm_id) or now(),
    )


def _partitions(
    ledger: Ledger,
    published: Warehouse,
    counts: pl.DataFrame,
    firm_id: str,
    calendar: dict[str, str],
    *,
    full: bool,
) -> set[Partition]:
    """Partitions to compute: changed ones with their reach, and all of a machine whose calendar changed."""
    former: dict[str, str] = ledger.state(firm_id, "calendar") or {}
    moved = {machine_id for machine_id, text in calendar.items() if former.get(machine_id) != text}
    everything = _everything(published)
    if full:
        return everything
    changes = [
        change
        for change in ledger.changes_since(firm_id, ledger.watermark(firm_id, WATERMARK))
        if change.table in INPUTS
    ]
    return affected(counts, _once(changes)) | {place for place in everything if place[0] in moved}


def _once(changes: list[Change]) -> list[Change]:
    return list({(change.table, change.machine_id, change.month): change for change in changes}.values())


def is_current(scope: Scope, published: Warehouse) -> bool:
    """Whether the marts hold everything that is stored and declared now."""
    ledger, counts = Ledger(scope.home), run_counts(published)
    calendar = _calendar(published, calendar_facts(scope))
    return not _partitions(ledger, published, counts, scope.firm_id, calendar, full=False)


def _everything(published: Warehouse) -> set[Partition]:
    # A mart whose last row went away is published without a file, and then there is nothing to read.
    known = set(published.tables())
    present = [table for table in (*INPUTS, *MARTS) if table in known]
    query = " UNION ".join(f"SELECT machine_id, month FROM {table}" for table in present)  # noqa: S608
    return set(published.query(query).iter_rows())


def _calendar(published: Warehouse, facts: dict[str, pl.DataFrame]) -> dict[str, str]:
    """Hash of what zone, shifts, other planned time and reference cycles of each machine are now."""
    machine = published.query("SELECT machine_id, timezone, ideal_cycle_s FROM machine ORDER BY ALL")
    tables = [
        published.query("SELECT * FROM shift ORDER BY ALL"),
        *(facts[name].sort(pl.all()) for name in sorted(facts)),
    ]
    hashes: dict[str, str] = {}
    for machine_id, *own in machine.iter_rows():
        mine = pl.col("machine_id") == machine_id
        text = repr((own, holiday_edition(), *(table.filter(mine).rows() for table in tables)))
        hashes[machine_id] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return hashes


def _different(former: pl.DataFrame | None, frame: pl.DataFrame) -> set[str]:
    """Months whose rows are not what is stored."""
    if former is None or former.schema != frame.schema:
        months = set(frame["month"])
        return months if former is None else months | set(former["month"])
    old = {key[0]: part for key, part in former.partition_by("month", as_dict=True).items()}
    new = {key[0]: part for key, part in frame.partition_by("month", as_dict=True).items()}
    return {
        month
        for month in old.keys() | new.keys()
        if month not in old or month not in new or not old[month].equals(new[month])
    }


def _count_revisions(ledger: Ledger, firm_id: str, changes: list[tuple[str, str, str]]) -> None:
    """A partition's revision is how often its components were published."""
    moved = {f"{machine_id}/{month}" for mart, machine_id, month in changes if mart == "mart_machine__shift"}
    if not moved:
        return
    counted: dict[str, int] = ledger.state(firm_id, "revision") or {}
    ledger.set_state(firm_id, "revision", {**counted, **{place: counted.get(place, 0) + 1 for place in moved}})


def _settle(ledger: Ledger, firm_id: str) -> None:
    """What the monitors published themselves is no reason for another refresh."""
    changes = ledger.changes_since(firm_id, ledger.watermark(firm_id, WATERMARK))
    if changes and all(change.table.startswith(_DERIVED) for change in changes):
        ledger.set_watermark(firm_id, WATERMARK, max(change.seq for change in changes))
