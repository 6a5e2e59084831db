"""Files that a worker began to read and never finished, because it died: read again by whoever comes next.

What Prefect believes of that worker's run decides nothing; the ledger's lease does.
"""

from pathlib import Path

from ppuri.core.disk import told
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope


def awaits_reaper(home: Path, firm_id: str) -> bool:
    """Say whether a firm has received files whose worker is dead or has lost its lease."""
    return bool(Ledger(home).unfinished(firm_id))


def reap(scope: Scope) -> list[Receipt]:
    """Read and publish what dead workers of a firm left unread.

    Args:
        scope: The firm.

    Returns:
        One receipt per file; none where nothing was left.

    Raises:
        TransientError: When the disk is full or another process writes for this firm.
    """
    ledger = Ledger(scope.home)
    if not ledger.unfinished(scope.firm_id):
        return []
    from pipelines.steps.ingest import Batch  # a watcher that only looks need not load it
    from pipelines.steps.publish import put_back_unpublished

    with told(), ledger.lease(scope.firm_id) as held:
        put_back_unpublished(scope, ledger)
        batch = Batch(scope, ledger, held)
        batch.take_over()
        return batch.receipts()
