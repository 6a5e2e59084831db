"""Files into the lake: archived, read, checked, written, published; one receipt per file."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.steps import spool
from pipelines.steps.arrivals import Arrival, arrivals, arrived_at
from pipelines.steps.change import relearn
from pipelines.steps.compact import CROWD_FACTOR, compact
from pipelines.steps.isolate import prepare, stopped, warm
from pipelines.steps.learned import Known, known, tells_more, to_read_again
from pipelines.steps.mend import alike, lay, mend, mends, origin
from pipelines.steps.prepared import Prepared
from pipelines.steps.publish import publish, put_back_unpublished
from pipelines.steps.receipt import duplicate_receipt, receipt_of
from pipelines.steps.receive import Noted, archived, noted, read_mapping_file, told_by_name, walk
from pipelines.steps.reviewing.foresee import reviewed
from pipelines.steps.reviewing.sight import awaits_review
from pipelines.steps.salt import ensure_salt
from pipelines.steps.small import Ahead, ahead_of, are_many
from pipelines.steps.space import ensure_space
from ppuri.core.disk import told
from ppuri.core.errors import InternalError, PpuriError, TransientError
from ppuri.core.faults import record as write_down
from ppuri.core.findings import finding
from ppuri.core.ledger import Arrived, FileRecord, Lease, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.core.settings import load_settings

Progress = Callable[[str, int, int], None]
# Rows typed and waiting in memory before they are written: one publication per so many.
ROWS_AT_ONCE = 2_000_000


def ingest(
    scope: Scope,
    paths: list[Path],
    *,
    machine_id: str | None = None,
    mapping_file: Path | None = None,
    progress: Progress | None = None,
) -> list[Receipt]:
    """Take files or folders into the lake.

    Args:
        scope: The firm.
        paths: Files or folders.
        machine_id: The machine they belong to; None lets the only machine, or the file's name, decide.
        mapping_file: TOML that says what columns mean.
        progress: Called with (file name, files done, files in all).

    Returns:
        One receipt per file, in the order of `paths`; an archive gives one per member.

    Raises:
        UsageError: When a path, the machine or the mapping file is wrong; nothing is written then.
        TransientError: When the files would not fit on the disk, or another process writes for this firm.
    """
    override = read_mapping_file(mapping_file)
    ledger = Ledger(scope.home)
    ensure_space(scope.home, (path.stat().st_size for path in walk(paths)))
    tell = progress or (lambda _label, _done, _total: None)
    with told(), arrivals(scope, paths) as files:
        ensure_space(scope.home, (file.path.stat().st_size for file in files))
        with ledger.moment():
            known = [origin(scope, ledger, file.path) for file in files]
            places = [
                one or (arrived_at(scope, file, machine_id), override) for file, one in zip(files, known, strict=True)
            ]
        if files and not are_many([file.path for file in files]):
            warm()
        named = machine_id is None and told_by_name(scope)
        by_name = [one is None and named for one in known]
        with ledger.lease(scope.firm_id) as held:
            return _taken(scope, ledger, held, list(zip(files, places, by_name, strict=True)), tell)


def _taken(
    scope: Scope,
    ledger: Ledger,
    held: Lease,
    files: list[tuple[Arrival, tuple[str, dict[str, Any]], bool]],
    tell: Progress,
) -> list[Receipt]:
    """Archive, read and publish files under the firm's lease."""
    put_back_unpublished(scope, ledger)
    relearn(scope, ledger, held)  # where a process died that took a file back
    ensure_salt(scope, ledger)
    with ahead_of(scope, [file.path for file, _, _ in files]) as ahead:
        batch = Batch(scope, ledger, held, ahead)
        intake = Intake(batch, ahead, lambda arrived: noted(scope, ledger, arrived, epoch=held.epoch))
        for number, (file, (machine, said), by_name) in enumerate(files):
            tell(file.name, number, len(files))
            known: dict[str, Any] = {"name": file.name, "container_sha256": file.container_sha256}
            arrived = archived(scope, file.path, machine, said, **known)
            if by_name:
                batch.by_name.add(arrived.file_id)
            intake.add(arrived)
        intake.finish()
        batch.flush()
    tell("", len(files), len(files))
    receipts = batch.receipts()
    # What was handed in now is stored; the rest is taken over by whoever comes next.
    with suppress(TransientError), told():
        batch.take_over()
        compact(scope, ledger, held, CROWD_FACTOR * load_settings().month_files)
    return receipts


class Intake:
    """Archived files on their way into a batch: noted in the ledger, and read ahead while those before them are stored.

    Args:
        batch: Where they go, in the order of `add`.
        ahead: Reads small files before their turn; says how many are noted at once.
        note: Notes files in the ledger, in one transaction.
    """

    def __init__(self, batch: "Batch", ahead: Ahead, note: Callable[[list[Arrived]], list[Noted]]) -> None:
        self._batch = batch
        self._ahead = ahead
        self._note = note
        self._archived: list[Arrived] = []
        self._noted: list[tuple[Arrived, Noted]] = []

    def add(self, arrived: Arrived) -> None:
        """Take in a file that lies in the archive."""
        known = (*self._archived, *(each for each, _ in self._noted))
        if any(each.file_id == arrived.file_id for each in known):  # what becomes of the first decides
            self.finish()
        self._archived.append(arrived)
        if len(self._archived) > self._ahead.distance:
            self._turn()

    def finish(self) -> None:
        """Hand over everything that was taken in."""
        self._turn()
        self._store()

    def _turn(self) -> None:
        """Note what is archived, let it be read, and store what was noted before."""
        fresh = list(zip(self._archived, self._note(self._archived), strict=True)) if self._archived else []
        for _, (record, _) in fresh:
            self._ahead.add(record)
        self._store()
        self._archived, self._noted = [], fresh
        if not self._ahead.distance:
            self._store()

    def _store(self) -> None:
        for arrived, (record, new) in self._noted:
            container = arrived.container_sha256
            self._batch.add(record, label=arrived.file_name, new=new, container_sha256=container)
        self._noted = []


class Batch:
    """Files on their way into the lake, published together.

    Args:
        scope: The firm.
        ledger: Its ledger.
        held: The lease under which they are written.
        ahead: Reads small files before their turn.

    Attributes:
        by_name: Files whose machine only their names tell.
    """

    def __init__(self, scope: Scope, ledger: Ledger, held: Lease, ahead: Ahead | None = None) -> None:
        self._scope = scope
        self._ledger = ledger
        self._held = held
        self._ahead = ahead or Ahead(scope, readers=0)
        self._before: Known = {}
        self.by_name: set[str] = set()
        self._waiting: dict[str, Prepared] = {}
        self._telling = False
        self._done: dict[str, Receipt] = {}
        self._order: list[tuple[str, Receipt | None]] = []

    def add(self, record: FileRecord, *, label: str, new: bool, container_sha256: str | None = None) -> None:
        """Take in a file; what is known already is answered from the ledger, with the archive that brought it now."""
        said = {} if container_sha256 is None else {"container_sha256": container_sha256}
        if not new and record.file_id in self._waiting:
            again = duplicate_receipt(self._scope.firm_id, record, label).model_copy(update=said)
            self._order.append((record.file_id, again))
            return
        unread = record.status in ("received", "undone") or (mends(record) is not None and record.status != "committed")
        if not new and not unread:
            known = _known(self._scope.firm_id, record, label).model_copy(update=said)
            self._order.append((record.file_id, known))
            return
        self.process(record)

    def process(self, record: FileRecord) -> None:
        """Read a file of the archive and store, hold or reject it."""
        self._order.append((record.file_id, None))
        if mends(record) is None:
            self._read(record)
        else:
            self._mend(record)

    def take_over(self) -> None:
        """Read what workers left unread that died under an earlier lease of the firm, and publish it."""
        for file_id in self._ledger.unfinished(self._scope.firm_id, before=self._held):
            self._ledger.take_over(self._held, file_id)
            record = self._ledger.file(self._scope.firm_id, file_id)
            if record is None:
                continue
            try:
                self.process(record)
            except InternalError as fault:  # its bytes are gone: that must not keep the firm from storing others
                self._done[file_id] = self._faulty(record, fault)
        self.flush()

    def _mend(self, record: FileRecord) -> None:
        """Lay a mended workbook over its original; what it says of a column holds for files of the same columns too."""
        self.flush()
        try:
            plan = lay(self._scope, self._ledger, record)
        except (PpuriError, OSError):
            raise
        except Exception as fault:  # as below
            self._done[record.file_id] = self._faulty(record, fault)
            return
        self._done[record.file_id] = mend(self._scope, self._ledger, self._held, plan)
        self._ahead.forget()
        for each in alike(self._scope, self._ledger, plan):
            self._read(each)

    def _read(self, record: FileRecord) -> None:
        if self._telling:  # what a file before told must hold for this one too
            self.flush()
        try:
            prepared = self._ahead.take(record) or prepare(self._scope, self._ledger, record)
        except (PpuriError, OSError):
            raise
        except Exception as fault:  # one file that we cannot read must not keep the others of a night waiting
            self._done[record.file_id] = self._faulty(record, fault)
            return
        if record.file_id in self.by_name:
            said = finding("machine-by-name", machine=record.machine_id, file_id=record.file_id[:8])
            named = said.model_copy(update={"file_name": record.file_name})
            prepared = replace(prepared, findings=(*prepared.findings, named))
        if awaits_review(record) and not prepared.rejected:
            self.flush()  # what waits may be what this one repeats
            prepared = reviewed(self._scope, self._ledger, prepared)
        if prepared.holds or prepared.rejected:
            self._settle(prepared)
            return
        if prepared.spooled:  # many rows: published alone, so that none of them need be in memory
            self.flush()
        self._waiting[record.file_id] = prepared
        self._telling |= tells_more(prepared, known(self._scope, self._ledger, [prepared], self._before))
        if prepared.spooled or self._waiting_rows() >= ROWS_AT_ONCE:
            self.flush()

    def _waiting_rows(self) -> int:
        return sum(table.height for each in self._waiting.values() for table in each.tables)

    def _faulty(self, record: FileRecord, fault: Exception) -> Receipt:
        """Say that reading a file failed by a fault of ours; it stays `received` and is read again when it comes again."""
        place = write_down(self._scope.home, fault)
        self._ledger.put_aside(self._held, record.file_id)
        said = finding("reader-fault", record=place.name).model_copy(update={"file_name": record.file_name})
        return receipt_of(self._scope.firm_id, Prepared(record, (), (said,), (), ()), "rejected")

    def flush(self) -> None:
        """Write and publish what waits."""
        if not self._waiting:
            return
        batch = list(self._waiting.values())
        self._telling = False
        before, self._before = self._before, {}
        outcome = publish(self._scope, self._ledger, self._held, batch)
        self._ahead.forget()  # what it read rests on what was remembered before
        self._done |= {receipt.file_id: receipt for receipt in outcome.receipts}
        self._waiting = {}
        spool.sweep(self._scope)
        for prepared in outcome.held:
            self._settle(prepared)
        for record in to_read_again(self._scope, self._ledger, [p for p in batch if p not in outcome.held], before):
            self._read(record)
        self.flush()

    def _settle(self, prepared: Prepared) -> None:
        receipt = receipt_of(self._scope.firm_id, prepared, "held" if prepared.holds else "rejected")
        record = prepared.record
        # What is published stays until the question is answered; what was stopped is read again when it comes again.
        if record.status != "committed" and not stopped(prepared):
            said = receipt.model_dump_json()
            self._ledger.settle(self._scope.firm_id, record.file_id, receipt.status, said, held=self._held, said=record)
        elif record.status == "received":
            self._ledger.put_aside(self._held, record.file_id)
        self._done[record.file_id] = receipt

    def receipts(self) -> list[Receipt]:
        """Return the receipts in the order of `add`."""
        return [given if given is not None else self._done[file_id] for file_id, given in self._order]


def _known(firm_id: str, record: FileRecord, label: str) -> Receipt:
    if record.status == "committed" or record.receipt_json is None:
        return duplicate_receipt(firm_id, record, label)
    return Receipt.model_validate_json(record.receipt_json)
