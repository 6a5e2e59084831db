"""`ppuri quarantine`: what of a file could not be used, and what it asks, as a workbook to mend and hand in again."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.steps.mending.apply import mends
from pipelines.steps.mending.contents import SETTLED, Group, Page, groups, page, questions
from pipelines.steps.mending.writing import write
from pipelines.steps.prepare import read_again
from pipelines.steps.reviewing.sight import awaits_review
from ppuri.core.errors import UsageError
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW
from ppuri.core.scope import Scope


@dataclass(frozen=True)
class Workbook:
    """A workbook to mend.

    Attributes:
        file_id: The file it mends.
        file_name: A name for the workbook.
        content: Its bytes; None where there is nothing to mend and nothing to answer.
        rows: Rows to mend.
        questions: Questions and assumptions.
        groups: Faults by kind.
    """

    file_id: str
    file_name: str
    content: bytes | None
    rows: int
    questions: int
    groups: list[Group]


def quarantine(scope: Scope, file_id: str) -> Workbook:
    """Make the workbook to mend of one file.

    Args:
        scope: The firm.
        file_id: Id of the file, or its beginning; the id of a mended workbook stands for the file that it mends.

    Raises:
        UsageError: When the firm has no such file, or it was not read.
    """
    ledger = Ledger(scope.home)
    record = _record(ledger, scope, file_id)
    receipt = Receipt.model_validate_json(record.receipt_json or "{}")
    pages: list[Page] = []
    if record.status == "committed" or awaits_review(record):
        for table, mapping, typed in read_again(scope, ledger, record):
            made = page(table, mapping, typed, len(pages))
            if made is not None:
                pages.append(made)
    asked, found = questions(receipt), groups(pages)
    rows = sum(len(each.rows) for each in pages)
    name = f"고칠 파일_{Path(record.file_name).stem}.xlsx"
    content = write(scope.firm_id, record.file_id, record.file_name, pages, asked, found) if rows or asked else None
    return Workbook(record.file_id, name, content, rows, len(asked), found)


def write_workbook(scope: Scope, file_id: str, out: Path) -> Workbook:
    """Write the workbook to mend of one file; writes nothing where there is nothing to mend.

    Raises:
        UsageError: When there is no such file, or the name does not end in `.xlsx`.
    """
    if out.suffix.lower() != ".xlsx":
        raise UsageError(f"{out}: 끝을 .xlsx로 적어 주세요.", f"{out}: the name must end in .xlsx")
    made = quarantine(scope, file_id)
    if made.content is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = out.with_name(f".{out.name}.tmp")
        fresh.write_bytes(made.content)
        fresh.replace(out)
    return made


def has_work(receipt: Receipt) -> bool:
    """Say whether a workbook to mend of a file holds anything that waits for a person."""
    if receipt.status not in ("held", "committed"):
        return False
    settled = sum(each.count for each in receipt.findings if each.code in SETTLED)
    mendable = any(each.code in ("bad-number", "out-of-range") for each in receipt.findings)
    asked = any(hold.key != REVIEW for hold in receipt.holds)
    apart = receipt.review.total("quarantined") if receipt.review else receipt.quarantined
    return asked or apart > settled or mendable


def _record(ledger: Ledger, scope: Scope, file_id: str) -> FileRecord:
    record = ledger.file(scope.firm_id, file_id)
    if record is not None and (original := mends(record)):
        record = ledger.file(scope.firm_id, original)
    if record is None or record.receipt_json is None:
        raise UsageError(
            f"파일 {file_id}을(를) 찾지 못했습니다. 접수증의 번호를 확인해 주세요.",
            f"there is no one file {file_id}; see the id on its receipt",
        )
    if record.status not in ("held", "committed"):
        raise UsageError(
            f"{record.file_name} 파일은 저장하지 못해 고칠 행이 없습니다. 접수증의 까닭을 봐 주세요.",
            f"{record.file_name} was not stored, so no row of it can be mended; see its receipt",
        )
    return record
