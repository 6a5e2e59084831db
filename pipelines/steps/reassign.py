"""A file of the wrong machine given to the right one: its rows move, and its columns are understood anew for that machine."""

from dataclasses import replace

from pipelines.steps.change import changing, forget_what_it_taught, record_of
from pipelines.steps.ingest import Batch
from pipelines.steps.mending.apply import mends
from ppuri.core.errors import UsageError
from ppuri.core.hub import current_hub, find_machine
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope

# What a person said of the file as the former machine's.
_OF_MACHINE = ("machine", "overlap")


def reassign(scope: Scope, file_id: str, machine_id: str, answers: dict[str, str] | None = None) -> Receipt:
    """Give a file to another machine.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning.
        machine_id: The machine it belongs to.
        answers: Answers to what is asked of it there.

    Returns:
        The file's receipt. Where it is `held` and was stored before, nothing has changed: the same command with the
        answer moves it.

    Raises:
        UsageError: When there is no such file or machine, or the file was taken back or mends another.
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    machine = find_machine(current_hub(scope.home), scope.firm_id, machine_id).machine.id
    with changing(scope, ledger) as held:
        record = record_of(scope, ledger, file_id)
        if record.status == "undone" or mends(record) is not None:
            raise UsageError(
                f"파일 {file_id}은(는) 되돌렸거나 다른 파일을 고친 것이라 설비를 바꿀 수 없습니다.",
                f"file {file_id} was taken back or mends another file; it belongs to no machine of its own",
            )
        said = {key: value for key, value in record.answers.items() if key not in _OF_MACHINE}
        moved = replace(record, machine_id=machine, answers={**said, **(answers or {})})
        if machine != record.machine_id:
            forget_what_it_taught(scope, ledger, record)
        batch = Batch(scope, ledger, held)
        batch.process(moved)
        batch.flush()
        return batch.receipts()[0]
