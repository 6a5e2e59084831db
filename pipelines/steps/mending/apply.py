"""What a mended workbook does: its answers to the original's questions, its rows into the original, its own receipt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from connectors.types import Table
from pipelines.steps.mending.marks import MENDS
from pipelines.steps.mending.patch import Patch, patched
from pipelines.steps.mending.reading import Mended, read
from pipelines.steps.mending.wording import chosen
from pipelines.steps.prepared import Prepared
from ppuri.core.findings import Finding, finding
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.raw import stored
from ppuri.core.results import Receipt, TableReceipt
from ppuri.core.scope import Scope


@dataclass(frozen=True)
class Told:
    """What a workbook says and to which file.

    Attributes:
        record: The workbook.
        original: The file it mends; None where the firm has no such file.
        mended: Its contents; None where it cannot be read.
        answers: Answers that the original's questions allow.
        findings: On the workbook.
    """

    record: FileRecord
    original: FileRecord | None
    mended: Mended | None
    answers: dict[str, str]
    findings: tuple[Finding, ...] = ()


def mends(record: FileRecord) -> str | None:
    """Return the id of the file that a workbook mends; None for every other file."""
    named = record.override.get(MENDS)
    return named if isinstance(named, str) else None


def patches(
    scope: Scope,
    ledger: Ledger,
    record: FileRecord,
    also: FileRecord | None = None,
    without: FileRecord | None = None,
) -> list[Patch]:
    """Return what stored workbooks change in a file, in the order of receipt.

    Args:
        scope: The firm.
        ledger: Its ledger.
        record: The file.
        also: A workbook that is not stored yet.
        without: A stored one to leave out.
    """
    other = {each.seq for each in (also, without) if each is not None}
    books = [each for each in ledger.mending(scope.firm_id, record.file_id) if each.seq not in other]
    found = sorted([*books, *([also] if also else [])], key=lambda each: each.seq)
    read_back = (read(stored(scope, each.sha256).read_bytes()) for each in found)
    return [patch for mended in read_back if mended is not None for patch in mended.patches]


def laid_over(tables: Iterable[Table], found: list[Patch]) -> list[tuple[Table, tuple[Finding, ...]]]:
    """Return the tables of a file with its mends, and what is to be said of each."""
    out: list[tuple[Table, tuple[Finding, ...]]] = []
    for table in tables:
        rows = {n for patch in found if patch.table_no == table.table_no for n in patch.rows["row_no"]}
        said = (finding("rows-mended", table_no=table.table_no, count=len(rows)),) if rows else ()
        out.append((patched(table, found), said))
    return out


def told(scope: Scope, ledger: Ledger, record: FileRecord) -> Told:
    """Read a workbook and find what it speaks of."""
    mended = read(stored(scope, record.sha256).read_bytes())
    if mended is None:
        return Told(record, None, None, {}, (finding("mend-unreadable"),))
    if mended.firm_id != scope.firm_id:
        return Told(record, None, mended, {}, (finding("mend-other-firm"),))
    original = ledger.file(scope.firm_id, mended.file_id)
    if original is None or original.file_id != mended.file_id or original.status not in ("held", "committed"):
        return Told(record, None, mended, {}, (finding("mend-unknown-file", file=mended.file_id[:8]),))
    answers, wrong = _allowed(original, {**mended.answers, **record.answers})
    findings = [finding("mend-answer", value=value, question=key) for key, value in wrong.items()]
    if mended.strange:
        places: list[tuple[int | None, str | None]] = [(row, sheet) for sheet, row in mended.strange]
        findings.append(finding("mend-strange-row", count=len(mended.strange), places=places))
    return Told(record, original, mended, answers, tuple(findings))


def _allowed(original: FileRecord, given: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Part answers into those that change something and those that no question takes."""
    receipt = Receipt.model_validate_json(original.receipt_json or "{}")
    choices = {hold.key: hold.choices for hold in receipt.holds}
    now = {each.key: each.value for each in receipt.assumptions if each.choices}
    choices |= {each.key: (each.value, *each.choices) for each in receipt.assumptions if each.choices}
    answers: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for key, said in given.items():
        value = chosen(said, choices[key]) if key in choices else None
        if value is None and key not in original.answers:
            wrong[key] = said
        elif value is not None and value != now.get(key):
            answers[key] = value
    return answers, wrong


def receipt_of_mend(scope: Scope, said: Told, before: Prepared | None, after: Prepared | None) -> Receipt:
    """Return the workbook's own receipt: rows mended, rows still wrong, rows left as they were.

    Args:
        scope: The firm.
        said: The workbook.
        before: The original without this workbook.
        after: The original with it.
    """
    record, mended = said.record, said.mended
    rows = {(p.table_no, n) for p in (mended.patches if mended else []) for n in p.rows["row_no"]}
    still = rows & _apart(after)
    strange = len(mended.strange) if mended else 0
    entered, quarantined = len(rows) - len(still), len(still) + strange
    untouched = mended.untouched if mended else 0
    findings = list(said.findings)
    if said.original is not None:
        label = said.original.file_name
        freed = len(rows & (_apart(before) - _apart(after)))
        findings.append(
            finding("rows-mended-in", count=entered, original=label, freed=freed, answers=len(said.answers))
        )
        if still:
            places: list[tuple[int | None, str | None]] = [(n, None) for _, n in sorted(still)]
            findings.append(finding("rows-still-wrong", count=len(still), places=places, original=label))
    table = TableReceipt(
        table_no=1, name=None, rows_in=entered + quarantined + untouched, accepted=entered, quarantined=quarantined,
        duplicate=untouched,
    )  # fmt: skip
    return Receipt(
        file_id=record.file_id,
        sha256=record.sha256,
        file_name=record.file_name,
        firm_id=scope.firm_id,
        machine_id=said.original.machine_id if said.original else record.machine_id,
        status="committed" if said.original else "rejected",
        rows_in=table.rows_in if said.original else 0,
        accepted=entered if said.original else 0,
        quarantined=quarantined if said.original else 0,
        duplicate=untouched if said.original else 0,
        tables=[table] if said.original else [],
        findings=[each.model_copy(update={"file_name": record.file_name}) for each in findings],
        received_ts=record.received_ts,
    )


def held_receipt(made: Receipt, prepared: Prepared) -> Receipt:
    """Return the receipt of a workbook whose rows wait for the original's questions."""
    table = [each.model_copy(update=dict.fromkeys(_COUNTS, 0)) for each in made.tables]
    return made.model_copy(
        update={"status": "held", "holds": list(prepared.holds), "tables": table, **dict.fromkeys(_COUNTS, 0)}
    )


_COUNTS = ("rows_in", "accepted", "quarantined", "duplicate")


def _apart(prepared: Prepared | None) -> set[tuple[int, int]]:
    if prepared is None:
        return set()
    return {(t.table_no, n) for t in prepared.tables for n in t.quarantine.get_column("row_no").drop_nulls()}


def answered(ledger: Ledger, scope: Scope, said: Told) -> FileRecord:
    """Note a workbook's answers with the original, and return the original as it is then."""
    original = said.original
    assert original is not None  # noqa: S101  asked for only where there is one
    if not said.answers:
        return original
    ledger.set_answers(scope.firm_id, original.file_id, {**original.answers, **said.answers})
    return replace(original, answers={**original.answers, **said.answers})
