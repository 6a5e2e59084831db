"""Upkeep: small files become large ones, what no reader holds any more goes, old records go; readers notice nothing."""

import os
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel

from pipelines.steps.compact import compact
from pipelines.steps.publish import put_back_unpublished
from pipelines.steps.space import Space, space
from pipelines.steps.withdraw import sweep_withdrawn
from ppuri.core.clock import now
from ppuri.core.compaction import tidy, vacuum
from ppuri.core.errors import TransientError
from ppuri.core.hub import current_hub, open_scope
from ppuri.core.lake import Lake
from ppuri.core.language import text
from ppuri.core.ledger import Lease, Ledger
from ppuri.core.scope import Scope
from ppuri.core.scratch import sweep_scratch
from ppuri.core.settings import load_settings

LARGEST_LOG = 64 << 20


class FirmUpkeep(BaseModel):
    """What upkeep did for one firm.

    Attributes:
        compacted: `table/machine/month` whose files became one.
        files_before: Files of all published tables before; `files_after` after.
        removed_bytes: What was freed.
        skipped: Why nothing was done, where another process kept writing.
    """

    firm_id: str
    compacted: list[str] = []
    files_before: int = 0
    files_after: int = 0
    removed_bytes: int = 0
    skipped: str | None = None

    def line(self) -> str:
        """Say it in one sentence."""
        if self.skipped is not None:
            return f"{self.firm_id}: {self.skipped}"
        freed = f"{self.removed_bytes / 1e6:,.1f} MB"
        return text(
            f"{self.firm_id}: 저장 파일 {self.files_before:,}개 → {self.files_after:,}개, {freed} 비움",
            f"{self.firm_id}: {self.files_before:,} files → {self.files_after:,}, {freed} freed",
        )


class UpkeepResult(BaseModel):
    """What upkeep did for an installation."""

    firms: list[FirmUpkeep]
    swept: list[str] = []
    space: Space

    def lines(self) -> list[str]:
        """Say it in sentences."""
        return [*(each.line() for each in self.firms), *self.space.lines()]


def upkeep(home: Path, firm_id: str | None = None) -> UpkeepResult:
    """Keep one firm or all of them, and the folders that they share.

    Args:
        home: Folder of the installation.
        firm_id: The firm; None keeps all.

    Raises:
        UsageError: When the firm is not declared.
    """
    firms = [firm_id] if firm_id else [firm.id for firm in current_hub(home).firms]
    done = [_kept(open_scope(home, each)) for each in firms]
    swept = sweep_withdrawn(home)
    for place in (home / "tmp", home / "incoming"):
        sweep_scratch(place)
    _expire_logs(home / "log")
    return UpkeepResult(firms=done, swept=swept, space=space(home))


def _kept(scope: Scope) -> FirmUpkeep:
    ledger = Ledger(scope.home)
    try:
        with ledger.lease(scope.firm_id) as held:
            put_back_unpublished(scope, ledger)
            before, size = _counted(scope, ledger), _bytes(scope)
            done = compact(scope, ledger, held, load_settings().month_files)
            _clean(scope, ledger, held)
            after = _counted(scope, ledger)
    except TransientError as error:  # the next night is another chance, and other firms must not wait for this one
        return FirmUpkeep(firm_id=scope.firm_id, skipped=str(error))
    freed = max(size - _bytes(scope), 0)
    return FirmUpkeep(
        firm_id=scope.firm_id, compacted=done, files_before=before, files_after=after, removed_bytes=freed
    )


def _clean(scope: Scope, ledger: Ledger, held: Lease) -> None:
    lake, hours = Lake(scope), load_settings().keep_hours
    versions = ledger.published(scope.firm_id)
    fresh = {table: vacuum(lake, table, version, hours) for table, version in sorted(versions.items())}
    moved = {table: version for table, version in fresh.items() if version is not None}
    if moved:
        ledger.publish(held, moved, changes=[])
    for table, version in (versions | moved).items():
        tidy(lake, table, version)


def _counted(scope: Scope, ledger: Ledger) -> int:
    lake = Lake(scope)
    return sum(len(lake.files(table, version)) for table, version in ledger.published(scope.firm_id).items())


def _bytes(scope: Scope) -> int:
    return sum(path.stat().st_size for path in scope.lake.rglob("*") if path.is_file())


def _expire_logs(folder: Path) -> None:
    eldest = (now() - timedelta(days=load_settings().log_days)).timestamp()
    for path in folder.glob("*"):
        if path.name.startswith("fault-") and path.stat().st_mtime < eldest:
            path.unlink(missing_ok=True)
        elif path.suffix == ".log" and path.stat().st_size > LARGEST_LOG:
            os.truncate(path, 0)  # its program goes on writing at the new end
