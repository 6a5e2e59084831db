"""A whole upload taken back: what the other live files know of the same partitions comes back, as if it had never come."""

from dataclasses import replace

from pipelines.steps.change import changing, forget_what_it_taught, record_of
from pipelines.steps.mending.apply import mends
from pipelines.steps.mending.reading import read
from pipelines.steps.prepare import prepare
from pipelines.steps.publish import Leaving, publish
from pipelines.steps.receipt import receipt_of
from ppuri.core.ledger import FileRecord, Lease, Ledger
from ppuri.core.raw import stored
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope

_COUNTS = dict.fromkeys(("rows_in", "accepted", "quarantined", "duplicate", "changed"), 0)


def undo(scope: Scope, file_id: str) -> Receipt:
    """Take a file back: its rows leave, its bytes stay in the archive, and handing it in again stores it again.

    What was said of it is forgotten with it. What it taught of its columns is forgotten: files that rested on it are read again. Workbooks that mend it go with
    it; undoing a workbook gives back the rows as they were before it.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning.

    Returns:
        The file's receipt, `undone`; undoing it twice changes nothing.

    Raises:
        UsageError: When there is no such file.
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    with changing(scope, ledger) as held:
        record = record_of(scope, ledger, file_id)
        receipt = Receipt.model_validate_json(record.receipt_json or "{}")
        if record.status == "undone":
            return receipt
        gone = _undone(receipt)
        if record.status != "committed":
            silent = replace(record, answers={}, override={}) if mends(record) is None else record
            ledger.settle(scope.firm_id, record.file_id, "undone", gone.model_dump_json(), held=held, said=silent)
        elif mends(record) is not None:
            _without_workbook(scope, ledger, held, record, gone)
        else:
            _leaves(scope, ledger, held, record, gone)
    return gone


def _undone(receipt: Receipt) -> Receipt:
    tables = [table.model_copy(update={**_COUNTS, "cells_nulled": 0}) for table in receipt.tables]
    update = {**_COUNTS, "status": "undone", "tables": tables, "from_ts": None, "to_ts": None, "holds": []}
    return receipt.model_copy(update=update)


def _leaves(scope: Scope, ledger: Ledger, held: Lease, record: FileRecord, gone: Receipt) -> None:
    books = ledger.mending(scope.firm_id, record.file_id)
    with_it = [_undone(Receipt.model_validate_json(book.receipt_json)) for book in books if book.receipt_json]
    forget_what_it_taught(scope, ledger, record)
    silent = replace(record, answers={}, override={})  # what was said of it goes with it; the ledger's versions keep it
    publish(scope, ledger, held, [], leaving=[Leaving(silent, gone)], mends=with_it)


def _without_workbook(scope: Scope, ledger: Ledger, held: Lease, book: FileRecord, gone: Receipt) -> None:
    """Store the file that a workbook mends as it was without it, without the answers that it gave."""
    original = ledger.file(scope.firm_id, mends(book) or "")
    if original is None or original.status != "committed":
        ledger.settle(scope.firm_id, book.file_id, "undone", gone.model_dump_json(), held=held)
        return
    mended = read(stored(scope, book.sha256).read_bytes())
    given = set(mended.answers) if mended is not None else set()
    kept = {key: value for key, value in original.answers.items() if key not in given}
    if kept != original.answers:
        forget_what_it_taught(scope, ledger, original)
    plain = replace(original, answers=kept)
    before = prepare(scope, ledger, plain, replay=kept == original.answers, without=book)
    if before.holds or before.rejected:
        asking = receipt_of(scope.firm_id, before, "held" if before.holds else "rejected")
        publish(scope, ledger, held, [], leaving=[Leaving(plain, asking)], mends=[gone])
    else:
        publish(scope, ledger, held, [before], mends=[gone])
