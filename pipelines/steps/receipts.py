"""The receipts of a firm as the ledger keeps them, and whether its KPIs hold what they tell of."""

from pathlib import Path

from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope

COMPUTED = ("mart_", "insight")


def receipts(scope: Scope) -> list[Receipt]:
    """Return the receipt of every file of the firm that was read, in the order of receipt."""
    return [
        Receipt.model_validate_json(record.receipt_json)
        for record in Ledger(scope.home).files(scope.firm_id)
        if record.receipt_json
    ]


def receipt(scope: Scope, file_id: str) -> Receipt | None:
    """Return the receipt of one file; None where the firm has no such file."""
    record = Ledger(scope.home).file(scope.firm_id, file_id)
    return Receipt.model_validate_json(record.receipt_json) if record and record.receipt_json else None


def awaits_refresh(home: Path, firm_id: str) -> bool:
    """Say whether the ledger holds changes of the firm's data that its KPIs do not hold yet."""
    ledger = Ledger(home)
    changes = ledger.changes_since(firm_id, ledger.watermark(firm_id, "refresh"))
    return any(not change.table.startswith(COMPUTED) for change in changes)
