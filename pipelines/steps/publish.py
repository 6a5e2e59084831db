"""A batch of files of one firm: one Delta commit per table, then one ledger transaction that makes them visible."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.steps import spool
from pipelines.steps.aside import beside, recounted
from pipelines.steps.commits import committed
from pipelines.steps.merge import Part
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import Prepared
from pipelines.steps.rebuild import Moments, TablePlan, plan_spool, plan_table
from pipelines.steps.receipt import Counts, receipt_of
from pipelines.steps.runs import distinct
from ppuri.core.contracts import DATASETS, PARTITION
from ppuri.core.errors import InternalError
from ppuri.core.lake import Lake, Partition, Pieces
from ppuri.core.ledger import FileRecord, Lease, Ledger
from ppuri.core.ledger.files import spoken
from ppuri.core.raw import sweep
from ppuri.core.results import Hold, Receipt
from ppuri.core.scope import Scope

# Above both, an overlap that differs is no correction that may pass unasked (design section 5, promise 2).
DIFFERING_SHARE, DIFFERING_ROWS = 0.05, 20
CORRECTION, BOTH = "correction", "both"
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


@dataclass(frozen=True)
class Leaving:
    """A stored file whose rows leave the lake.

    Attributes:
        record: As it is to be from now on.
        receipt: The receipt that it keeps; its status becomes the file's.
    """

    record: FileRecord
    receipt: Receipt


def publish(
    scope: Scope,
    ledger: Ledger,
    held: Lease,
    batch: list[Prepared],
    *,
    mends: Sequence[Receipt] = (),
    leaving: Sequence[Leaving] = (),
) -> Outcome:
    """Write and publish a batch.

    A file of the batch that is stored already is stored anew: rows of its earlier reading leave. Whatever files make
    leave, what the other live files know of the same partitions comes back.

    Args:
        scope: The firm.
        ledger: Its ledger.
        held: The lease.
        batch: Files read and typed, in the order of receipt.
        mends: Receipts of mended workbooks whose rows the batch carries; they become stored in the same transaction.
        leaving: Stored files whose rows leave.

    Raises:
        TransientError: When the lease was lost, or another process wrote in between.
    """
    store = Store(scope, ledger, Lake(scope), ledger.published(scope.firm_id))
    lake, versions = store.lake, store.versions
    batch, doubtful, plans = _settled(store, batch, leaving)
    if not batch and not leaving:
        return Outcome([], doubtful)
    written: dict[str, Written] = {plan.dataset.name: (plan.frame, plan.replace) for plan in plans}
    apart = beside(lake, versions, batch, _again(store, batch, leaving), plans, received(scope, ledger, batch))
    written |= apart
    # The id is new for every publication: a commit that was put back must not count as written.
    attempt = f"{held.epoch}-{ledger.last_seq(scope.firm_id)}"
    fresh = {
        table: committed(
            lake,
            table,
            frame,
            replace=replaced,
            before=lake.put_back(table, versions.get(table)),
            transaction=f"{attempt}-{table}",
        )
        for table, (frame, replaced) in written.items()
    }
    counts = _counts(plans)
    receipts = [receipt_of(scope.firm_id, each, "committed", counts) for each in batch]
    changes = [(plan.dataset.name, *place) for plan in plans for place in sorted(plan.touched)]
    changes += [(table, *place) for table, (frame, replaced) in apart.items() for place in _touched(frame, replaced)]
    filed = [_filed(e, r) for e, r in zip(batch, receipts, strict=True)]
    filed += [{"file_id": r.file_id, "status": r.status, "receipt_json": r.model_dump_json()} for r in mends]
    filed += [{"file_id": r.file_id, "receipt_json": r.model_dump_json()} for r in recounted(scope, ledger, plans)]
    filed += [_left(each) for each in leaving]
    ledger.publish(held, fresh, changes=changes, files=filed)
    return Outcome(receipts, doubtful)


@dataclass(frozen=True)
class Store:
    """Where a batch is published to."""

    scope: Scope
    ledger: Ledger
    lake: Lake
    versions: dict[str, int]


def _settled(
    store: Store, batch: list[Prepared], leaving: Sequence[Leaving]
) -> tuple[list[Prepared], list[Prepared], list[TablePlan]]:
    """Plan every table; a file whose overlap differs too much leaves the batch and the rest is planned again."""
    doubtful: list[Prepared] = []
    while batch or leaving:
        plans = _plans(store, batch, leaving)
        asked = _asked(store, batch, plans)
        if not asked:
            return batch, doubtful, plans
        doubtful += asked
        ids = {each.record.file_id for each in asked}
        batch = [each for each in batch if each.record.file_id not in ids]
    return [], doubtful, []


def foreseen(scope: Scope, ledger: Ledger, prepared: Prepared) -> tuple[Counts, tuple[Hold, ...]]:
    """Return what storing a file would do to each of its tables, and what would be asked of it then; writes nothing.

    Args:
        scope: The firm.
        ledger: Its ledger.
        prepared: A file without questions.
    """
    store = Store(scope, ledger, Lake(scope), ledger.published(scope.firm_id))
    plans = _plans(store, [prepared], [])
    asked = _asked(store, [prepared], plans)
    return _counts(plans), asked[0].holds if asked else ()


def _asked(store: Store, batch: list[Prepared], plans: list[TablePlan]) -> list[Prepared]:
    """Files that must not be stored unasked, with the question."""
    differing = {name for plan in plans for name in _doubts(plan)}
    strays = {name for plan in plans for name in plan.strays}
    asked = []
    for each in batch:
        file_id = each.record.file_id
        if "overlap" in each.record.answers or file_id not in differing | strays:
            continue
        if file_id in differing:
            asked.append(_asking(each, _DIFFERS))
        elif not _was_there(store, each):
            asked.append(_asking(each, _BETWEEN))
    return asked


def _was_there(store: Store, prepared: Prepared) -> bool:
    """Whether the file is stored for the same machine already, so that it was asked then."""
    known = store.ledger.file(store.scope.firm_id, prepared.record.file_id)
    return known is not None and (known.status, known.machine_id) == ("committed", prepared.record.machine_id)


def _plans(store: Store, batch: list[Prepared], leaving: Sequence[Leaving]) -> list[TablePlan]:
    apart = None if leaving else _spool_plans(store.lake, store.versions, batch)
    if apart is not None:
        return apart
    again = _again(store, batch, leaving)
    own = {record.file_id for record in _records(batch, leaving)}

    def live(dataset: str, places: set[Partition]) -> list[Part]:
        there = store.ledger.touching(store.scope.firm_id, dataset, places)
        return _read_back(store, [record for record in there if record.file_id not in own], dataset, places)

    def earlier(dataset: str, places: set[Partition]) -> list[Part]:
        return _read_back(store, again, dataset, places)

    new: dict[str, list[Part]] = defaultdict(list)
    for each in batch:
        for table in each.tables:
            if table.height:
                new[table.dataset].append(Part(each.record.seq, table.frame))
    former = _former(store, again)
    return [
        plan_table(
            DATASETS[name],
            new.get(name, []),
            store.lake,
            store.versions.get(name),
            live,
            former.get(name, set()),
            earlier,
        )
        for name in sorted({*new, *former})
    ]


def _read_back(store: Store, records: list[FileRecord], dataset: str, places: set[Partition]) -> list[Part]:
    """Rows that files have in partitions of a table, read from raw/ as they were read when they were stored."""
    wanted = pl.DataFrame(sorted(places), schema=PARTITION, orient="row")
    parts = []
    for record in records:
        again = prepare(store.scope, store.ledger, record, replay=True)
        parts += [
            Part(record.seq, table.frame.join(wanted, on=list(PARTITION), how="semi"))
            for table in again.tables
            if table.dataset == dataset
        ]
    return parts


def _records(batch: list[Prepared], leaving: Sequence[Leaving]) -> list[FileRecord]:
    return [*(each.record for each in batch), *(each.record for each in leaving)]


def _again(store: Store, batch: list[Prepared], leaving: Sequence[Leaving]) -> list[FileRecord]:
    """Files that have rows of an earlier reading, as the ledger knows them: also where they are to go to another machine."""
    named = [record for record in _records(batch, leaving) if record.status == "committed"]
    known = (store.ledger.file(store.scope.firm_id, record.file_id) for record in named)
    return [record for record in known if record is not None]


def _spool_plans(lake: Lake, versions: dict[str, int], batch: list[Prepared]) -> list[TablePlan] | None:
    """Plan a large file that is published alone without taking its rows into memory, where it meets nothing and was never read before."""
    if len(batch) != 1 or not batch[0].spooled or batch[0].record.status == "committed":
        return None
    plans = [plan_spool(DATASETS[t.dataset], t, lake, versions.get(t.dataset)) for t in batch[0].tables]
    known = [plan for plan in plans if plan is not None]
    return known if len(known) == len(plans) else None


def _former(store: Store, again: list[FileRecord]) -> dict[str, set[Partition]]:
    """Where files that are read anew, or leave, have rows from their earlier reading."""
    former: dict[str, set[Partition]] = defaultdict(set)
    for record in again:
        for table, machine_id, month in store.ledger.partitions(store.scope.firm_id, record.file_id):
            former[table].add((machine_id, month))
    return former


def _doubts(plan: TablePlan) -> list[str]:
    share = pl.col("changed") / pl.col("overlapping")
    return list(plan.counts.filter((pl.col("changed") > DIFFERING_ROWS) & (share > DIFFERING_SHARE))["file_id"])


def _asking(prepared: Prepared, hold: Hold) -> Prepared:
    return replace(prepared, holds=(*prepared.holds, hold))


_DIFFERS = Hold(
    key="overlap",
    choices=(CORRECTION,),
    question_ko="이미 있는 기간과 겹치는데 값이 많이 다릅니다. 다른 설비의 파일이거나 단위가 다르지 않은지 확인해 주세요. 고친 자료가 맞으면 correction이라고 답해 주세요.",
    question_en="This overlaps what is stored and many values differ. Check machine and unit; if it is a correction, answer correction.",
)
_BETWEEN = Hold(
    key="overlap",
    choices=(BOTH,),
    question_ko="이미 있는 기록 사이사이에 다른 시각의 행이 끼어듭니다. 다른 설비의 파일이 아닌지 확인해 주세요. 다른 설비의 것이면 `ppuri reassign`으로 옮기고, 같은 설비의 것이 맞으면 both라고 답해 주세요.",
    question_en="Its rows fall between those that are stored, as another machine's would. If they are, `ppuri reassign` moves the file; if both are of this machine, answer both.",
)


def _touched(frame: pl.DataFrame, replaced: list[Partition] | None) -> list[Partition]:
    if replaced is not None:
        return replaced
    return sorted(distinct(frame, list(PARTITION)).iter_rows())


def received(scope: Scope, ledger: Ledger, batch: Sequence[Prepared] = ()) -> Moments:
    """Return what tells when a file of the firm was received."""
    known = {each.record.file_id: each.record.received_ts for each in batch}

    def moment(file_id: str) -> datetime:
        if file_id not in known:
            record = ledger.file(scope.firm_id, file_id)
            if record is None:
                raise InternalError(
                    f"장부에 파일 {file_id}이(가) 없습니다.", f"file {file_id} is missing from the ledger"
                )
            known[file_id] = record.received_ts
        return known[file_id]

    return moment


def _counts(plans: list[TablePlan]) -> Counts:
    counts: Counts = {}
    for plan in plans:
        for row in plan.counts.iter_rows(named=True):
            counts[row["file_id"], int(row["table_no"])] = row
    return counts


def _filed(prepared: Prepared, receipt: Receipt) -> dict[str, Any]:
    record = prepared.record
    places = [(table.dataset, *place) for table in prepared.tables for place in sorted(table.places())]
    return {
        "file_id": record.file_id,
        "status": "committed",
        "receipt_json": receipt.model_dump_json(),
        "partitions": places,
        "mappings": [(t.table_no, t.mapping.layout_id, t.mapping.model_dump_json()) for t in prepared.tables],
        **spoken(record),
    }


def _left(leaving: Leaving) -> dict[str, Any]:
    return {
        "file_id": leaving.record.file_id,
        "status": leaving.receipt.status,
        "receipt_json": leaving.receipt.model_dump_json(),
        "partitions": [],
        "mappings": [],
        **spoken(leaving.record),
    }
