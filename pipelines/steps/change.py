"""What every change of stored files shares: the lease, nothing half-written, the file that is meant, and what rests on it.

Undo, re-assignment, answers, re-mapping and replay are one operation: the touched (machine, month) partitions are made
again from `raw/` of the live files that touch them (docs/decisions/0015-one-operation-for-change.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.steps import spool
from pipelines.steps.isolate import prepare
from pipelines.steps.learned import known, to_read_again
from pipelines.steps.mending.apply import mends
from pipelines.steps.prepared import Prepared
from pipelines.steps.publish import Leaving, publish, put_back_unpublished
from pipelines.steps.receipt import receipt_of
from pipelines.steps.reviewing.foresee import reviewed
from pipelines.steps.reviewing.sight import awaits_review
from ppuri.core.errors import UsageError
from ppuri.core.ledger import FileRecord, Lease, Ledger
from ppuri.core.scope import Scope

# Machines whose files must be read again; of the second kind also where they mean the same, since the rows are others.
RELEARN, REREAD = "relearn", "reread"


@contextmanager
def changing(scope: Scope, ledger: Ledger) -> Iterator[Lease]:
    """Hold the firm's lease with nothing of it half-written; what a file that left had taught is forgotten at the end.

    Args:
        scope: The firm.
        ledger: Its ledger.

    Raises:
        TransientError: When another process keeps writing for the firm.
    """
    with ledger.lease(scope.firm_id) as held:
        put_back_unpublished(scope, ledger)
        relearn(scope, ledger, held)
        yield held
        relearn(scope, ledger, held)


def record_of(scope: Scope, ledger: Ledger, file_id: str) -> FileRecord:
    """Return a file that was read.

    Args:
        scope: The firm.
        ledger: Its ledger.
        file_id: Id of the file, or its beginning.

    Raises:
        UsageError: When there is no such file, or several begin so.
    """
    record = ledger.file(scope.firm_id, file_id)
    if record is None or record.receipt_json is None:
        raise UsageError(
            f"파일 {file_id}을(를) 찾지 못했습니다. 접수증에 적힌 파일 id를 확인해 주세요.",
            f"there is no one file {file_id}; check the file id on the receipt",
        )
    return record


def forget_what_it_taught(scope: Scope, ledger: Ledger, record: FileRecord) -> None:
    """Note the machines whose files must be read again without what a file taught, before it leaves them."""
    machines = ledger.taught(scope.firm_id, record.file_id)
    waiting: list[str] = ledger.state(scope.firm_id, RELEARN) or []
    if machines - set(waiting):
        ledger.set_state(scope.firm_id, RELEARN, sorted({*waiting, *machines}))


def relearn(scope: Scope, ledger: Ledger, held: Lease) -> None:
    """Read files again, in the order of receipt, whose reading rested on a file that left: as if it had never come.

    A file that reads as before keeps its rows. One that can no longer be read without a question waits for its answer.

    Args:
        scope: The firm.
        ledger: Its ledger.
        held: The lease.
    """
    while machines := ledger.state(scope.firm_id, RELEARN) or []:
        machine_id, anew = machines[0], set(ledger.state(scope.firm_id, REREAD) or [])
        ledger.forget(scope.firm_id, machine_id)
        for record in ledger.files(scope.firm_id):
            if record.machine_id == machine_id and record.status in ("committed", "held") and mends(record) is None:
                _read_anew(scope, ledger, held, record, rows_differ=machine_id in anew)
        ledger.set_state(scope.firm_id, REREAD, sorted(anew - {machine_id}))
        ledger.set_state(scope.firm_id, RELEARN, machines[1:])


def _read_anew(scope: Scope, ledger: Ledger, held: Lease, record: FileRecord, *, rows_differ: bool) -> None:
    waiting = [record]
    while waiting:
        current = ledger.file(scope.firm_id, waiting.pop(0).file_id)
        if current is None:
            continue
        prepared = prepare(scope, ledger, current)
        if awaits_review(current):
            _shown_anew(scope, ledger, held, prepared)
            continue
        before = known(scope, ledger, [prepared])
        if _stored_anew(scope, ledger, held, prepared, rows_differ=rows_differ):
            waiting += to_read_again(scope, ledger, [prepared], before)
        spool.sweep(scope)


def _shown_anew(scope: Scope, ledger: Ledger, held: Lease, prepared: Prepared) -> None:
    """Show a file that waits to be looked at as it reads now; one that no longer reads stays as it was shown."""
    if not prepared.rejected:
        receipt = receipt_of(scope.firm_id, reviewed(scope, ledger, prepared), "held")
        ledger.settle(scope.firm_id, receipt.file_id, "held", receipt.model_dump_json(), held=held)


def _stored_anew(scope: Scope, ledger: Ledger, held: Lease, prepared: Prepared, *, rows_differ: bool) -> bool:
    """Store a file as it reads now, and say whether it is stored."""
    record = prepared.record
    if prepared.holds or prepared.rejected:
        if record.status == "committed":
            asking = receipt_of(scope.firm_id, prepared, "held" if prepared.holds else "rejected")
            publish(scope, ledger, held, [], leaving=[Leaving(record, asking)])
        return False
    said = [(table.table_no, table.mapping.layout_id, table.mapping.model_dump_json()) for table in prepared.tables]
    if record.status == "committed" and not rows_differ and _reads_as_before(scope, ledger, record, said):
        same = {"file_id": record.file_id, "receipt_json": record.receipt_json, "mappings": said}
        ledger.publish(held, {}, changes=[], files=[same])
        return True
    return not publish(scope, ledger, held, [prepared]).held


def _reads_as_before(scope: Scope, ledger: Ledger, record: FileRecord, said: list[tuple[int, str, str]]) -> bool:
    former = [ledger.mapping_of(scope.firm_id, record.file_id, table_no) for table_no, _, _ in said]
    return [each.mapping_json if each else None for each in former] == [text for _, _, text in said]
