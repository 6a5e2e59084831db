"""A mended workbook on its way in: recognised, laid over the file it mends, published together with that file."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.steps.mending.apply import Told, answered, held_receipt, mends, receipt_of_mend, told
from pipelines.steps.mending.marks import MENDS
from pipelines.steps.mending.reading import is_mended, read
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import Prepared
from pipelines.steps.publish import publish
from pipelines.steps.receipt import receipt_of
from ppuri.core.ledger import FileRecord, Lease, Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope

NO_MACHINE = "-"


def origin(scope: Scope, ledger: Ledger, path: Path) -> tuple[str, dict[str, str]] | None:
    """Return machine and override of a workbook to mend; None for every other file.

    Args:
        scope: The firm that it is handed in for.
        ledger: Its ledger.
        path: The file.
    """
    if not is_mended(path):
        return None
    mended = read(path.read_bytes())
    named = mended.file_id if mended is not None and mended.firm_id == scope.firm_id else ""
    known = ledger.file(scope.firm_id, named) if named else None
    return (known.machine_id if known else NO_MACHINE), {MENDS: named}


@dataclass(frozen=True)
class Plan:
    """A workbook laid over its original.

    Attributes:
        said: What the workbook says, and of which file.
        after: The original with it; None where there is no original.
        made: The workbook's receipt, should the original be stored so.
    """

    said: Told
    after: Prepared | None
    made: Receipt


def lay(scope: Scope, ledger: Ledger, record: FileRecord) -> Plan:
    """Read a workbook, note its answers and lay its rows over the original; stores no row.

    Args:
        scope: The firm.
        ledger: Its ledger.
        record: The workbook, archived.
    """
    said = told(scope, ledger, record)
    if said.original is None:
        return Plan(said, None, receipt_of_mend(scope, said, None, None))
    if mends(record) != said.original.file_id:  # handed in together with its original, which was not known before
        ledger.set_override(scope.firm_id, record.file_id, {MENDS: said.original.file_id})
    stored = said.original.status == "committed"
    before = prepare(scope, ledger, said.original, replay=True) if stored else None
    original = answered(ledger, scope, said)
    after = prepare(scope, ledger, original, replay=stored and not said.answers, mend=record)
    return Plan(said, after, receipt_of_mend(scope, said, before, after))


def mend(scope: Scope, ledger: Ledger, held: Lease, plan: Plan) -> Receipt:
    """Publish a mended original; its rows become visible in one transaction with the receipts of both files.

    Returns:
        The workbook's receipt.

    Raises:
        TransientError: When the lease was lost to another process, whose word counts.
    """
    after = plan.after
    if after is None:
        return _settled(scope, ledger, held, plan.made)
    if after.holds or after.rejected:
        return _waiting(scope, ledger, held, plan.made, after)
    outcome = publish(scope, ledger, held, [after], mends=[plan.made])
    return _waiting(scope, ledger, held, plan.made, outcome.held[0]) if outcome.held else plan.made


def alike(scope: Scope, ledger: Ledger, plan: Plan) -> list[FileRecord]:
    """Return the files whose columns mean the same, with what the workbook said of a column noted for each."""
    spoken = {key: value for key, value in plan.said.answers.items() if ":" in key}
    original = plan.said.original
    if original is None or original.status != "committed" or not spoken:
        return []
    found = []
    for each in ledger.sharing(scope.firm_id, original.file_id):
        ledger.set_answers(scope.firm_id, each.file_id, {**each.answers, **spoken})
        found.append(replace(each, answers={**each.answers, **spoken}))
    return found


def _waiting(scope: Scope, ledger: Ledger, held: Lease, made: Receipt, after: Prepared) -> Receipt:
    """The original still asks: where it is stored already, the workbook waits with it and changes nothing yet."""
    if after.record.status == "committed":
        return _settled(scope, ledger, held, held_receipt(made, after))
    asked = receipt_of(scope.firm_id, after, "held" if after.holds else "rejected")
    ledger.settle(scope.firm_id, after.record.file_id, asked.status, asked.model_dump_json(), held=held)
    return _settled(scope, ledger, held, made)


def _settled(scope: Scope, ledger: Ledger, held: Lease, made: Receipt) -> Receipt:
    ledger.settle(scope.firm_id, made.file_id, made.status, made.model_dump_json(), held=held)
    return made


__all__ = ["alike", "lay", "mend", "mends", "origin"]
