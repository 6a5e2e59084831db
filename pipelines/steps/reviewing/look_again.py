"""Another word on a file that waits to be looked at: read it otherwise, or let its columns mean something else."""

from dataclasses import replace
from typing import Any

from connectors.mapping.override import read_override
from pipelines.steps.change import changing, record_of
from pipelines.steps.isolate import prepare
from pipelines.steps.prepare import READER_KEYS
from pipelines.steps.receipt import receipt_of
from pipelines.steps.reviewing.foresee import reviewed
from pipelines.steps.reviewing.sight import awaits_review
from ppuri.core.errors import UsageError
from ppuri.core.findings import Finding
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope


def look_again(
    scope: Scope, file_id: str, *, reading: dict[str, str] | None = None, columns: dict[str, str] | None = None
) -> Receipt:
    """Read a file again that waits for review, as a person says.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning.
        reading: Of `encoding`, `delimiter`, `header_row`; an empty text lets the file decide again.
        columns: Header to what it means, in the form of a mapping file: `cast_pressure_mpa [bar]`, `drop`, `extra`; an empty text lets the file decide again.

    Returns:
        The file's new receipt, still waiting.

    Raises:
        UsageError: When there is no such file, it does not wait for review, or what is said cannot be used.
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    with changing(scope, ledger) as lease:
        record = record_of(scope, ledger, file_id)
        if record.status != "held" or not awaits_review(record):
            raise UsageError(
                "이미 저장했거나 확인을 기다리지 않는 파일입니다.",
                "This file is stored already or waits for no review.",
            )
        told = {key: text for key, text in (reading or {}).items() if key in READER_KEYS}
        answers = {key: text for key, text in {**record.answers, **told}.items() if text}
        override: dict[str, Any] = {**record.override}
        meant = {key: text for key, text in {**override.get("columns", {}), **(columns or {})}.items() if text}
        override = {**override, "columns": meant} if meant else {k: v for k, v in override.items() if k != "columns"}
        read_override(override)
        wanted = replace(record, answers=answers, override=override)
        prepared = prepare(scope, ledger, wanted)
        if prepared.rejected:
            raise UsageError(*_refused(prepared.findings))
        receipt = receipt_of(scope.firm_id, reviewed(scope, ledger, prepared), "held")
        ledger.settle(scope.firm_id, record.file_id, "held", receipt.model_dump_json(), held=lease, said=wanted)
    return receipt


def _refused(findings: tuple[Finding, ...]) -> tuple[str, str]:
    """Say why a file cannot be read so; it stays as it was read before."""
    ko = " ".join(found.reason_ko for found in findings[:1])
    en = " ".join(found.reason_en for found in findings[:1])
    return (
        f"그렇게는 읽을 수 없어 그대로 두었습니다. {ko}".strip(),
        f"It cannot be read so and stays as it was. {en}".strip(),
    )
