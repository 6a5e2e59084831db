"""Restore: a backup becomes an installation in an empty home, checked file by file, withdrawn firms left out, then verified."""

import shutil
from pathlib import Path
from time import monotonic

from pydantic import BaseModel

from pipelines.steps.keeping.store import Manifest, Store
from pipelines.steps.verify import VerifyResult, verify
from pipelines.steps.withdraw import withdraw
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.hub import current_hub
from ppuri.core.language import text
from ppuri.core.ledger import Ledger
from ppuri.core.ledger.copying import load, place_file
from ppuri.core.raw import hash_of
from ppuri.core.settings import load_settings

# Names the backup that is being restored, so that the same call goes on where it was cut off.
MARK, LEDGER = "restoring", "ledger.db"


class RestoreResult(BaseModel):
    """What restoring did.

    Attributes:
        name: The backup.
        files: Files put in place, and their bytes.
        damaged: Files that the backup holds damaged or not at all.
        withdrawn: Firms of the backup that were withdrawn after it was made, and again now.
        verified: The audit of what stands there now.
    """

    name: str
    files: int
    bytes: int
    damaged: list[str] = []
    withdrawn: list[str] = []
    seconds: float
    verified: VerifyResult

    def lines(self) -> list[str]:
        """Say it in sentences."""
        said = [
            text(
                f"백업 {self.name}을(를) 되돌렸습니다: 파일 {self.files:,}개 {self.bytes / 1e6:,.1f} MB, {self.seconds:.1f}초",
                f"backup {self.name} is restored: {self.files:,} files, {self.bytes / 1e6:,.1f} MB, {self.seconds:.1f} s",
            )
        ]
        said += [text(f"백업에서 상한 파일: {name}", f"damaged in the backup: {name}") for name in self.damaged]
        said += [text(f"철회한 기업이라 지웠습니다: {firm}", f"withdrawn, removed: {firm}") for firm in self.withdrawn]
        return said


def restore(home: Path, folder: Path, name: str | None = None) -> RestoreResult:
    """Make an installation of a backup.

    Args:
        home: An empty folder, or none; or one in which the same restore was cut off.
        folder: Where backups are.
        name: The backup; None takes the newest.

    Raises:
        UsageError: When the home is not empty, or there is no such backup.
        InternalError: When the page of the backup is damaged.
        TransientError: When the home cannot be written.
    """
    home, store = home.resolve(), Store(folder.resolve())
    manifest = store.manifest(name or _newest(store, folder))
    _refuse_full(home, manifest)
    began = monotonic()
    try:
        damaged, size = _placed(home, store, manifest)
    except OSError as error:
        raise TransientError(
            f"백업을 되돌리지 못했습니다({error.strerror}). 디스크를 확인하고 같은 명령을 다시 실행해 주세요.",
            f"the backup could not be restored ({error.strerror}); check the disk and run the same again",
        ) from error
    withdrawn = [firm for firm in store.withdrawn() if firm in {each.id for each in current_hub(home).firms}]
    for firm_id in withdrawn:
        withdraw(home, firm_id)
    return RestoreResult(
        name=manifest.name,
        files=len(manifest.entries) - len(damaged),
        bytes=size,
        damaged=damaged + manifest.damaged,
        withdrawn=withdrawn,
        seconds=round(monotonic() - began, 2),
        verified=verify(home),
    )


def _newest(store: Store, folder: Path) -> str:
    names = store.names()
    if not names:
        raise UsageError(f"{folder} 에 백업이 없습니다.", f"there is no backup in {folder}")
    return names[-1]


def _refuse_full(home: Path, manifest: Manifest) -> None:
    mark = home / MARK
    if not home.exists() or not any(home.iterdir()):
        return
    if mark.is_file() and mark.read_text(encoding="ascii") == manifest.name:
        return
    raise UsageError(
        f"{home} 이(가) 비어 있지 않습니다. 빈 폴더를 PPURI_HOME으로 정한 뒤 다시 실행해 주세요.",
        f"{home} is not empty; name an empty folder as PPURI_HOME and run this again",
    )


def _placed(home: Path, store: Store, manifest: Manifest) -> tuple[list[str], int]:
    """Put every file in place, the ledger last: before it nobody can open anything."""
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text(manifest.name, encoding="ascii")
    if load_settings().ledger is not None:
        Ledger(home).hub()  # a ledger on a server takes a home as its own only while that holds no data
    damaged, size = [], 0
    for entry in sorted(manifest.entries, key=lambda each: each.path == LEDGER):
        source, target = store.object(entry.sha256), home / entry.path
        if not source.is_file() or hash_of(source) != entry.sha256:
            damaged.append(entry.path)
            continue
        size += entry.bytes
        if entry.path == LEDGER:
            _put_ledger(home, source)
        elif not target.is_file() or target.stat().st_size != entry.bytes:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f"{target.name}.tmp")
            shutil.copyfile(source, fresh)
            fresh.replace(target)
    (home / MARK).unlink()
    return damaged, size


def _put_ledger(home: Path, source: Path) -> None:
    if load_settings().ledger is None:
        place_file(home, source)
        return
    copy = home / "ledger.copy"
    shutil.copyfile(source, copy)
    load(home, copy)
    copy.unlink()
