"""Files that are received now and read by whoever comes next: the person who hands them in need not wait."""

from pathlib import Path

from pipelines.steps.arrivals import arrivals, arrived_at
from pipelines.steps.mend import origin
from pipelines.steps.receive import receive, walk
from pipelines.steps.salt import ensure_salt
from pipelines.steps.space import ensure_space
from ppuri.core.disk import told
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.review import REVIEW, WAIT
from ppuri.core.scope import Scope

# No lease has this epoch: a file that waits under it is free for the next worker.
NOBODY = 0


def hand_in(scope: Scope, paths: list[Path], *, machine_id: str | None = None) -> list[FileRecord]:
    """Archive files and note that they wait to be read, and that a person looks at them before they are stored.

    A workbook to mend is stored without a further look: the person has just worked on it.

    Args:
        scope: The firm.
        paths: Files or folders.
        machine_id: The machine they belong to; None lets the only machine, or the file's name, decide.

    Returns:
        The files as the ledger knows them; of bytes that came before, what became of them then.

    Raises:
        UsageError: When a path or the machine is wrong; nothing is written then.
        TransientError: When the files would not fit on the disk.
    """
    ledger = Ledger(scope.home)
    ensure_space(scope.home, (path.stat().st_size for path in walk(paths)))
    with told(), arrivals(scope, paths) as files:
        ensure_space(scope.home, (file.path.stat().st_size for file in files))
        known = [origin(scope, ledger, file.path) for file in files]
        homes = [one or (arrived_at(scope, file, machine_id), {}) for file, one in zip(files, known, strict=True)]
        ensure_salt(scope, ledger)
        records = []
        for file, one, (machine, said) in zip(files, known, homes, strict=True):
            asked = {} if one else {REVIEW: WAIT}
            labels = {"name": file.name, "container_sha256": file.container_sha256}
            record, _ = receive(scope, ledger, file.path, machine, dict(said), epoch=NOBODY, answers=asked, **labels)
            if record.status == "undone":
                ledger.reopen(scope.firm_id, record.file_id, epoch=NOBODY, answers=asked)
            records.append(ledger.file(scope.firm_id, record.file_id) or record)
    return records
