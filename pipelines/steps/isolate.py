"""Reading, mapping and typing of a new file in a child process: what a damaged or hostile file does there, it does to no other file."""

from pipelines.steps.prepare import prepare as prepare_here
from pipelines.steps.prepared import Prepared
from ppuri.core.isolation import Rejection, isolated
from ppuri.core.isolation import close as end
from ppuri.core.isolation import warm as warm_child
from ppuri.core.isolation.wire import name_of
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.scope import Scope

STOPPED = ("reading-limit", "reader-ended")


def prepare(scope: Scope, ledger: Ledger, record: FileRecord) -> Prepared:
    """Read, map and type a file of the archive within the limits of the settings.

    Only a description and the typed rows come back. The rows of a large text stand on disk already, so nothing of its size passes between the processes.

    Args:
        scope: The firm.
        ledger: Its ledger; the child opens its own and only reads.
        record: The file.

    Returns:
        The file, ready to be stored; without tables and with a finding where a limit was passed or the child died.
    """
    del ledger
    outcome = isolated(_prepared, scope, record)
    if isinstance(outcome, Rejection):
        said = outcome.finding.model_copy(update={"file_name": record.file_name})
        return Prepared(record, (), (said,), (), ())
    return outcome


def stopped(prepared: Prepared) -> bool:
    """Whether reading ended before its time, so that the same file may be read with other limits or on a calmer day."""
    return not prepared.tables and any(found.code in STOPPED for found in prepared.findings)


def warm() -> None:
    """Start the child while the first file is still on its way into the archive."""
    warm_child(name_of(_prepared))


def _prepared(scope: Scope, record: FileRecord) -> Prepared:
    return prepare_here(scope, Ledger(scope.home), record)


__all__ = ["end", "prepare", "stopped", "warm"]
