"""The lake of a firm made again from its archived bytes, with the mapping versions and answers of the ledger."""

import polars as pl
from pydantic import BaseModel

from pipelines.steps.auditing.audit import Audit, Share
from pipelines.steps.auditing.repair import repair
from pipelines.steps.auditing.stored import lake_files
from pipelines.steps.refresh import refresh
from ppuri.core.contracts import QUARANTINE, SUPERSEDED
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope

_PLACE = ["machine_id", "month"]
_ASIDE = (QUARANTINE.name, SUPERSEDED.name)
Hashes = dict[str, dict[tuple[str, str], int]]


class ReplayResult(BaseModel):
    """What a replay did.

    Attributes:
        firm_id: The firm.
        places: Machine-months of all tables after it.
        changed: `table/machine/month` whose rows are others than before; none where the lake was what `raw/` says.
    """

    firm_id: str
    places: int
    changed: list[str]


def replay(scope: Scope) -> ReplayResult:
    """Make every table of a firm again from `raw/`; readers keep the former version until the new one is published.

    Args:
        scope: The firm.

    Raises:
        InternalError: When the archive has lost a file.
        TransientError: When another process writes for the firm.
    """
    ledger = Ledger(scope.home)
    damaged = lake_files(scope, ledger, Share())
    before = _hashes(scope, ledger, damaged)
    damaged.places |= {(table, place) for table in _ASIDE for place in before.get(table, {})}
    repair(scope, ledger, [damaged], everything=True)
    refresh(scope, full=True)
    after = _hashes(scope, ledger, Audit())
    changed = [
        "/".join((table, *place))
        for table in sorted({*before, *after})
        for place in sorted({*before.get(table, {}), *after.get(table, {})})
        if before.get(table, {}).get(place) != after.get(table, {}).get(place)
    ]
    return ReplayResult(firm_id=scope.firm_id, places=sum(map(len, after.values())), changed=changed)


def _hashes(scope: Scope, ledger: Ledger, damaged: Audit) -> Hashes:
    """Return a hash of the rows of every published machine-month; what is damaged is not even looked into."""
    lake, unsound = Lake(scope), damaged.tables | {table for table, _ in damaged.places}
    there = ledger.published(scope.firm_id).items()
    return {table: _hashed(lake.read(table, version)) for table, version in there if table not in unsound}


def _hashed(frame: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Hash per machine-month; neither the order of rows nor a column that no row fills counts."""
    filled = sorted(name for name in frame.columns if frame[name].null_count() < frame.height)
    hashes = frame.select(filled).hash_rows(seed=1)
    sums = frame.select(_PLACE).with_columns(hash=hashes).group_by(_PLACE).agg(pl.col("hash").sum())
    return {(machine_id, month): value for machine_id, month, value in sums.iter_rows()}
