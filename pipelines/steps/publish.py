"""A batch of files of one firm: one Delta commit per table, then one ledger transaction that makes them visible."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.steps import spool
from pipelines.steps.merge import Part
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import Prepared
from pipelines.steps.rebuild import TablePlan, plan_spool, plan_table, superseded_rows
from pipelines.steps.receipt import Counts, receipt_of
from pipelines.steps.runs import distinct
from ppuri.core.clock import now
from ppuri.core.contracts import DATASETS, PARTITION, QUARANTINE, SUPERSEDED, TS, ordered
from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake, Partition, Pieces
from ppuri.core.ledger import Lease, Ledger
from ppuri.core.raw import sweep
from ppuri.core.results import Hold, Receipt
from ppuri.core.scope import Scope

# Above both, an overlap that differs is no correction that may pass unasked (design section 5, promise 2).
DIFFERING_SHARE, DIFFERING_ROWS = 0.05, 20
CORRECTION = "correction"
Written = tuple[pl.DataFrame | Pieces, list[Partition] | None]


@dataclass(frozen=True)
class Outcome:
    """What publishing a batch did.

    Attributes:
        receipts: Of the files that are visible now.
        held: Files whose overlap differs too much to pass unasked.
    """

    receipts: list[Receipt]
    held: list[Prepared]


def put_back_unpublished(scope: Scope, ledger: Ledger) -> None:
    """Undo what a process wrote that died before publishing; to be called under the firm's lease."""
    sweep(scope)
    spool.sweep(scope)
    lake, versions = Lake(scope), ledger.published(scope.firm_id)
    for table in lake.tables():
        lake.put_back(table, versions.get(table))


def publish(
    scope: Scope, ledger: Ledger, held: Lease, batch: list[Prepared], *, mends: Sequence[Receipt] = ()
) -> Outcome:
    """Write and publish a batch.

    Args:
        scope: The firm.
        ledger: Its ledger.
        held: The lease.
        batch: Files read and typed, in the order of receipt.
        mends: Receipts of mended workbooks whose rows the batch carries; they become stored in the same transaction.

    Raises:
        TransientError: When the lease was lost, or another process wrote in between.
    """
    lake, versions = Lake(scope), ledger.published(scope.firm_id)
    batch, doubtful, plans = _settled(scope, ledger, lake, versions, batch)
    if not batch:
        return Outcome([], doubtful)
    written: dict[str, Written] = {plan.dataset.name: (plan.frame, plan.replace) for plan in plans}
    beside = _aside(lake, versions, batch, plans)
    written |= beside
    # The id is new for every publication: a commit that was put back must not count as written.
    attempt = f"{held.epoch}-{ledger.last_seq(scope.firm_id)}"
    fresh = {
        table: _commit(lake, table, frame, replace, lake.put_back(table, versions.get(table)), f"{attempt}-{table}")
        for table, (frame, replace) in written.items()
    }
    counts = _counts(plans)
    receipts = [receipt_of(scope.firm_id, each, "committed", counts) for each in batch]
    changes = [(plan.dataset.name, *place) for plan in plans for place in sorted(plan.touched)]
    changes += [(table, *place) for table, (frame, replace) in beside.items() for place in _touched(frame, replace)]
    filed = [_filed(scope, ledger, e, r) for e, r in zip(batch, receipts, strict=True)]
    filed += [{"file_id": r.file_id, "status": r.status, "receipt_json": r.model_dump_json()} for r in mends]
    ledger.publish(held, fresh, changes=changes, files=filed)
    return Outcome(receipts, doubtful)


def _settled(
    scope: Scope, ledger: Ledger, lake: Lake, versions: dict[str, int], batch: list[Prepared]
) -> tuple[list[Prepared], list[Prepared], list[TablePlan]]:
    """Plan every table; a file whose overlap differs too much leaves the batch and the rest is planned again."""
    doubtful: list[Prepared] = []
    while batch:
        plans = _plans(scope, ledger, lake, versions, batch)
        doubts = {name for plan in plans for name in _doubts(plan)}
        asked = [each for each in batch if each.record.file_id in doubts and "overlap" not in each.record.answers]
        if not asked:
            return batch, doubtful, plans
        doubtful += [_asking(each) for each in asked]
        batch = [each for each in batch if each not in asked]
    return [], doubtful, []


def _plans(
    scope: Scope, ledger: Ledger, lake: Lake, versions: dict[str, int], batch: list[Prepared]
) -> list[TablePlan]:
    apart = _spool_plans(lake, versions, batch)
    if apart is not None:
        return apart
    own = {each.record.file_id for each in batch}

    def live(dataset: str, places: set[Partition]) -> list[Part]:
        wanted = pl.DataFrame(sorted(places), schema=PARTITION, orient="row")
        parts = []
        for record in ledger.touching(scope.firm_id, dataset, places):
            if record.file_id in own:
                continue
            again = prepare(scope, ledger, record, replay=True)
            parts += [
                Part(record.seq, table.frame.join(wanted, on=list(PARTITION), how="semi"))
                for table in again.tables
                if table.dataset == dataset
            ]
        return parts

    new: dict[str, list[Part]] = defaultdict(list)
    for each in batch:
        for table in each.tables:
            if table.height:
                new[table.dataset].append(Part(each.record.seq, table.frame))
    former = _former(scope, ledger, batch)
    return [
        plan_table(DATASETS[name], new.get(name, []), lake, versions.get(name), live, former.get(name, set()))
        for name in sorted({*new, *former})
    ]


def _spool_plans(lake: Lake, versions: dict[str, int], batch: list[Prepared]) -> list[TablePlan] | None:
    """Plan a large file that is published alone without taking its rows into memory, where it meets nothing and was never read before."""
    if len(batch) != 1 or not batch[0].spooled or batch[0].record.status == "committed":
        return None
    plans = [plan_spool(DATASETS[t.dataset], t, lake, versions.get(t.dataset)) for t in batch[0].tables]
    known = [plan for plan in plans if plan is not None]
    return known if len(known) == len(plans) else None


def _former(scope: Scope, ledger: Ledger, batch: list[Prepared]) -> dict[str, set[Partition]]:
    """Where files that are read anew have rows from their earlier reading."""
    former: dict[str, set[Partition]] = defaultdict(set)
    for each in batch:
        for table, machine_id, month in ledger.partitions(scope.firm_id, each.record.file_id):
            former[table].add((machine_id, month))
    return former


def _doubts(plan: TablePlan) -> list[str]:
    share = pl.col("changed") / pl.col("overlapping")
    return list(plan.counts.filter((pl.col("changed") > DIFFERING_ROWS) & (share > DIFFERING_SHARE))["file_id"])


def _asking(prepared: Prepared) -> Prepared:
    hold = Hold(
        key="overlap",
        choices=(CORRECTION,),
        question_ko="이미 있는 기간과 겹치는데 값이 많이 다릅니다. 다른 설비의 파일이거나 단위가 다르지 않은지 확인해 주세요. 고친 자료가 맞으면 correction이라고 답해 주세요.",
        question_en="This overlaps what is stored and many values differ. Check machine and unit; if it is a correction, answer correction.",
    )
    return Prepared(prepared.record, prepared.tables, prepared.findings, prepared.assumptions, (*prepared.holds, hold))


def _aside(
    lake: Lake, versions: dict[str, int], batch: list[Prepared], plans: list[TablePlan]
) -> dict[str, tuple[pl.DataFrame, list[Partition] | None]]:
    """Rows set apart and rows corrected: they replace what earlier readings of the same files or partitions left."""
    fresh = pl.concat([ordered(_quarantined(each), QUARANTINE) for each in batch])
    again = [each.record for each in batch if each.record.status == "committed"]
    places = {(record.machine_id, f"{record.received_ts:%Y-%m}") for record in again}
    earlier = pl.col("file_id").is_in([record.file_id for record in again])
    moment = pl.lit(now(), dtype=TS)
    corrected = pl.concat([pl.DataFrame(schema=SUPERSEDED.fixed), *(superseded_rows(plan, moment) for plan in plans)])
    rebuilt = {(plan.dataset.name, *place) for plan in plans for place in plan.replace or []}
    mine = pl.concat_str("dataset", *PARTITION, separator="/").is_in(["/".join(place) for place in rebuilt])
    return {
        **_replaced(lake, versions, QUARANTINE.name, fresh, places, earlier),
        **_replaced(lake, versions, SUPERSEDED.name, corrected, {place[1:] for place in rebuilt}, mine),
    }


def _replaced(
    lake: Lake, versions: dict[str, int], table: str, fresh: pl.DataFrame, places: set[Any], leaves: pl.Expr
) -> dict[str, tuple[pl.DataFrame, list[Partition] | None]]:
    """Rows of a side table, with what of the given partitions stays where some of it leaves."""
    version = versions.get(table)
    if version is None or not places:
        return {table: (fresh, None)} if fresh.height else {}
    touched = sorted(places | set(fresh.select(list(PARTITION)).iter_rows()))
    there = lake.read(table, version, touched)
    stays = there.filter(~leaves)
    if stays.height == there.height:
        return {table: (fresh, None)} if fresh.height else {}
    dataset = DATASETS[table]
    return {table: (ordered(pl.concat([ordered(stays, dataset), fresh], how="diagonal"), dataset), touched)}


def _quarantined(prepared: Prepared) -> pl.DataFrame:
    record = prepared.record
    frames = [table.quarantine for table in prepared.tables]
    rows = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    return rows.with_columns(
        machine_id=pl.lit(record.machine_id),
        month=pl.lit(f"{record.received_ts:%Y-%m}"),
        file_id=pl.lit(record.file_id),
        received_ts=pl.lit(record.received_ts, dtype=TS),
    )


def _commit(
    lake: Lake,
    table: str,
    frame: pl.DataFrame | Pieces,
    replace: list[Partition] | None,
    before: int | None,
    transaction: str,
) -> int:
    version = lake.commit(table, frame, replace=replace, transaction=transaction)
    if version != (0 if before is None else before + 1):
        raise TransientError(
            f"{table} 표를 다른 작업이 함께 썼습니다. 다시 실행해 주세요.",
            f"another process wrote table {table}; run this again",
        )
    return version


def _touched(frame: pl.DataFrame, replace: list[Partition] | None) -> list[Partition]:
    if replace is not None:
        return replace
    return sorted(distinct(frame, list(PARTITION)).iter_rows())


def _counts(plans: list[TablePlan]) -> Counts:
    counts: Counts = {}
    for plan in plans:
        for row in plan.counts.iter_rows(named=True):
            counts[row["file_id"], int(row["table_no"])] = row
    return counts


def _filed(scope: Scope, ledger: Ledger, prepared: Prepared, receipt: Receipt) -> dict[str, Any]:
    record = prepared.record
    places = [(table.dataset, *place) for table in prepared.tables for place in sorted(table.places())]
    mappings = []
    for table in prepared.tables:
        layout, text = table.mapping.layout_id, table.mapping.model_dump_json()
        used = ledger.mapping_of(scope.firm_id, record.file_id, table.table_no)
        kept = used is not None and (used.layout_id, used.mapping_json) == (layout, text)
        version = used.version if used and kept else ledger.remember(scope.firm_id, record.machine_id, layout, text)
        mappings.append((table.table_no, layout, version))
    return {
        "file_id": record.file_id,
        "status": "committed",
        "receipt_json": receipt.model_dump_json(),
        "partitions": places,
        "mappings": mappings,
    }
