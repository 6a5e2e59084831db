"""Questions that are open, and answers: to files that wait, and to assumptions of files that are stored."""

from dataclasses import replace

from connectors.types import Mapping
from pipelines.steps.change import changing, record_of
from pipelines.steps.ingest import Batch
from ppuri.core.errors import UsageError
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope


def held(scope: Scope) -> list[Receipt]:
    """Return the receipts of files that wait for an answer, in the order of receipt."""
    waiting = Ledger(scope.home).files(scope.firm_id, status="held")
    return [Receipt.model_validate_json(record.receipt_json) for record in waiting if record.receipt_json]


def assume(scope: Scope, file_id: str, assumptions: dict[str, str]) -> Receipt:
    """Change what was assumed of a stored file, and compute again what rests on it.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning.
        assumptions: Key of an assumption on the receipt to the value that holds.

    Returns:
        The file's new receipt.

    Raises:
        UsageError: When there is no such file, it is not stored, it assumes nothing of that name, or the value is none
            of the choices.
    """
    record = record_of(scope, Ledger(scope.home), file_id)
    if record.status != "committed":
        raise UsageError(
            f"파일 {file_id}은(는) 저장되지 않았습니다. 질문에는 `ppuri answer`로 답해 주세요.",
            f"file {file_id} is not stored; its questions are answered with `ppuri answer`",
        )
    return answer(scope, record.file_id, assumptions)


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
    with changing(scope, ledger) as lease:
        record = record_of(scope, ledger, file_id)
        _check(record, answers, _remembered(scope, ledger, record))
        batch = Batch(scope, ledger, lease)
        for each in [record, *_alike(ledger, scope, record)]:
            said = answers if each is record else {key: value for key, value in answers.items() if ":" in key}
            if said:  # noted together with what it makes of the rows
                batch.process(replace(each, answers={**each.answers, **said}))
        batch.flush()
    return batch.receipts()[0]


def _alike(ledger: Ledger, scope: Scope, record: FileRecord) -> list[FileRecord]:
    """Files whose columns mean the same: what is said of a column (`unit:...`, `label:...`) of one holds for all."""
    return ledger.sharing(scope.firm_id, record.file_id) if record.status == "committed" else []


def _remembered(scope: Scope, ledger: Ledger, record: FileRecord) -> set[str]:
    """Keys that a person settled on another file of the same columns: they are no assumptions of this one, and may be settled anew on it."""
    tables = Receipt.model_validate_json(record.receipt_json or "").tables
    used = (ledger.mapping_of(scope.firm_id, record.file_id, table.table_no) for table in tables)
    return {key for each in used if each is not None for key in Mapping.model_validate_json(each.mapping_json).answers}


def _check(record: FileRecord, answers: dict[str, str], remembered: set[str]) -> None:
    receipt = Receipt.model_validate_json(record.receipt_json or "")
    choices = {hold.key: hold.choices for hold in receipt.holds} | {a.key: a.choices for a in receipt.assumptions}
    for key, value in answers.items():
        if key not in choices and key not in record.answers and key not in remembered:
            known = ", ".join(choices) or "-"
            raise UsageError(
                f"이 파일에는 {key} 질문이나 가정이 없습니다. 있는 것: {known}",
                f"this file asks or assumes nothing named {key}; there is: {known}",
            )
        if choices.get(key) and value not in choices[key]:
            allowed = ", ".join(choices[key])
            raise UsageError(f"{key}에는 {allowed} 가운데 하나를 적어 주세요.", f"{key} takes one of: {allowed}")
