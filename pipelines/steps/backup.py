"""Backup: one moment of an installation into a folder, while it goes on; bytes that are there already are not copied again.

    <folder>/objects/<aa>/<sha256>     bytes, once whatever refers to them
    <folder>/backups/<moment>.json     what one backup consists of, written last
    <folder>/withdrawn.json            firms whose data must not come back

The ledger is copied first. It names the lake's versions and the files of `raw/`, and neither changes any more.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

from pydantic import BaseModel
from sqlalchemy import select

from pipelines.steps.keeping.contents import Content, contents
from pipelines.steps.keeping.store import Manifest, Store
from ppuri import __version__
from ppuri.core.clock import now
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.language import text
from ppuri.core.ledger import Ledger, schema
from ppuri.core.ledger.copying import opened, snapshot
from ppuri.core.ledger.withdrawal import withdrawals
from ppuri.core.scratch import scratch
from ppuri.core.settings import load_settings


class BackupResult(BaseModel):
    """What one backup did.

    Attributes:
        name: Its name, the moment at which it began.
        files: Files that it consists of, and their bytes.
        new_files: Files whose bytes were not in the folder yet, and their bytes.
        damaged: Files whose bytes are not what they were when they were stored; they are not part of the backup.
        expired: Backups that were removed because they were too old.
    """

    name: str
    files: int
    bytes: int
    new_files: int
    new_bytes: int
    damaged: list[str] = []
    expired: list[str] = []
    seconds: float

    def lines(self) -> list[str]:
        """Say it in sentences."""
        said = text(
            f"백업 {self.name}: 파일 {self.files:,}개 {self.bytes / 1e6:,.1f} MB, 그중 새로 {self.new_files:,}개 {self.new_bytes / 1e6:,.1f} MB, {self.seconds:.1f}초",
            f"backup {self.name}: {self.files:,} files, {self.bytes / 1e6:,.1f} MB, of them {self.new_files:,} new, {self.new_bytes / 1e6:,.1f} MB, {self.seconds:.1f} s",
        )
        hurt = [text(f"상한 파일이라 뺐습니다: {name}", f"damaged, left out: {name}") for name in self.damaged]
        return [said, *hurt]


def backup(home: Path, folder: Path) -> BackupResult:
    """Back an installation up.

    Args:
        home: Folder of the installation; others may write it meanwhile.
        folder: Where backups go, outside the installation.

    Raises:
        UsageError: When the folder lies in the installation, or there is no installation.
        TransientError: When the folder cannot be written, or what is copied goes away because a firm is withdrawn.
    """
    home, folder = home.resolve(), folder.resolve()
    if folder == home or home in folder.parents:
        raise UsageError(
            "백업 폴더는 설치 폴더 밖에 두어 주세요. 같은 디스크가 상하면 함께 없어집니다.",
            "the backup folder must lie outside the installation",
        )
    ledger = Ledger(home)
    if ledger.hub() is None:
        raise UsageError(f"{home} 에 백업할 것이 없습니다.", f"there is nothing to back up in {home}")
    began, store = monotonic(), Store(folder)
    try:
        with store.alone():
            return _written(home, ledger, store, began)
    except FileNotFoundError as error:
        raise TransientError(
            "백업하는 동안 파일이 없어졌습니다. 다시 실행해 주세요.",
            f"a file went away during the backup ({error.filename}); run this again",
        ) from error
    except OSError as error:
        raise TransientError(
            f"백업 폴더에 쓰지 못했습니다({error.strerror}). 디스크를 확인하고 다시 실행해 주세요.",
            f"the backup folder cannot be written ({error.strerror}); check its disk and run this again",
        ) from error


def _written(home: Path, ledger: Ledger, store: Store, began: float) -> BackupResult:
    moment = now()
    manifest = Manifest(name=f"{moment:%Y%m%dT%H%M%S%f}Z", made_ts=moment, ppuri_version=__version__)
    for content in _all(home, ledger):
        store.take(content, manifest)
    store.write(manifest)
    store.withdrawn([each.firm_id for each in withdrawals(ledger)])
    expired = store.expire(moment - timedelta(days=load_settings().backup_days))
    return BackupResult(
        name=manifest.name,
        files=len(manifest.entries),
        bytes=sum(entry.bytes for entry in manifest.entries),
        new_files=store.new_files,
        new_bytes=store.new_bytes,
        damaged=manifest.damaged,
        expired=expired,
        seconds=round(monotonic() - began, 2),
    )


def _all(home: Path, ledger: Ledger) -> Iterator[Content]:
    """The ledger as it is now, and everything that it names."""
    with scratch() as folder:
        path = folder / "ledger.db"
        snapshot(ledger, path)
        yield Content("ledger.db", path)
        with opened(path) as connection:
            published = connection.execute(select(schema.published)).all()
            files = connection.execute(select(schema.file.c.firm_id, schema.file.c.sha256)).all()
        yield from contents(
            home,
            [(row.firm_id, row.table_name, int(row.version)) for row in published],
            [(row.firm_id, row.sha256) for row in files],
        )
