"""Questions that are open, and answers: to files that wait, and to assumptions of files that are stored."""

from pipelines.steps.ingest import Batch
from pipelines.steps.publish import put_back_unpublished
from ppuri.core.errors import UsageError
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope


def held(scope: Scope) -> list[Receipt]:
    """Return the receipts of files that wait for an answer, in the order of receipt."""
    waiting = Ledger(scope.home).files(scope.firm_id, status="held")
    return [Receipt.model_validate_json(record.receipt_json) for record in waiting if record.receipt_json]


def answer(scope: Scope, file_id: str, answers: dict[str, str]) -> Receipt:
    """Answer questions of a file, or change its assumptions, and store what follows from it.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning.
        answers: Key of a question or assumption to the value given.

    Returns:
        The file's new receipt.

    Raises:
        UsageError: When there is no such file, or it asks nothing of that name, or the value is none of the choices.
    """
    ledger = Ledger(scope.home)
    with ledger.lease(scope.firm_id) as lease:
        record = _record(ledger, scope, file_id)
        _check(record, answers)
        put_back_unpublished(scope, ledger)
        batch = Batch(scope, ledger, lease)
        for each in [record, *_alike(ledger, scope, record)]:
            said = answers if each is record else {key: value for key, value in answers.items() if ":" in key}
            if said:
                ledger.set_answers(scope.firm_id, each.file_id, {**each.answers, **said})
                batch.process(_record(ledger, scope, each.file_id))
        batch.flush()
    return batch.receipts()[0]


def _alike(ledger: Ledger, scope: Scope, record: FileRecord) -> list[FileRecord]:
    """Files whose columns mean the same: what is said of a column (`unit:...`, `label:...`) of one holds for all."""
    return ledger.sharing(scope.firm_id, record.file_id) if record.status == "committed" else []


def _record(ledger: Ledger, scope: Scope, file_id: str) -> FileRecord:
    record = ledger.file(scope.firm_id, file_id)
    if record is None or record.receipt_json is None:
        raise UsageError(
            f"파일 {file_id}을(를) 찾지 못했습니다. `ppuri held`로 기다리는 파일을 볼 수 있습니다.",
            f"there is no one file {file_id}; `ppuri held` lists those that wait",
        )
    return record


def _check(record: FileRecord, answers: dict[str, str]) -> None:
    receipt = Receipt.model_validate_json(record.receipt_json or "")
    choices = {hold.key: hold.choices for hold in receipt.holds} | {a.key: a.choices for a in receipt.assumptions}
    for key, value in answers.items():
        if key not in choices and key not in record.answers:
            known = ", ".join(choices) or "-"
            raise UsageError(
                f"이 파일에는 {key} 질문이나 가정이 없습니다. 있는 것: {known}",
                f"this file asks or assumes nothing named {key}; there is: {known}",
            )
        if choices.get(key) and value not in choices[key]:
            allowed = ", ".join(choices[key])
            raise UsageError(f"{key}에는 {allowed} 가운데 하나를 적어 주세요.", f"{key} takes one of: {allowed}")
