"""Machine-months of many small files rewritten as few large ones, published like any other version."""

from ppuri.core.compaction import crowded, rewritten
from ppuri.core.lake import Lake
from ppuri.core.ledger import Lease, Ledger
from ppuri.core.scope import Scope

# A machine-month that gets a file every few minutes is not left alone until the night.
CROWD_FACTOR = 3


def compact(scope: Scope, ledger: Ledger, held: Lease, most_files: int) -> list[str]:
    """Rewrite machine-months that have too many small files and publish them: the same rows, in fewer files.

    Args:
        scope: The firm, nothing of it unpublished.
        ledger: Its ledger.
        held: The lease.
        most_files: Small files that a machine-month of a table may have.

    Returns:
        `table/machine/month` of each.

    Raises:
        TransientError: When the lease was lost or another process wrote in between; nothing has changed then.
    """
    lake, done, fresh = Lake(scope), [], {}
    for table, version in sorted(ledger.published(scope.firm_id).items()):
        places = crowded(lake, table, version, most_files)
        if not places:
            continue
        rows = rewritten(lake, table, version, places)
        transaction = f"compact:{held.epoch}:{table}:{version}"
        fresh[table] = lake.commit(table, rows, replace=places, transaction=transaction)
        done += ["/".join((table, *place)) for place in places]
    if fresh:
        ledger.publish(held, fresh, changes=[])
    return done
