"""The folder of backups: bytes by their hash, and one page per backup that says what it consists of."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from pipelines.steps.keeping.contents import Content
from ppuri.core.errors import InternalError, TransientError, UsageError
from ppuri.core.raw import BLOCK
from ppuri.core.scratch import is_left, scratch_name


class Entry(BaseModel):
    """One file of a backup: its path within the installation, and its bytes."""

    path: str
    sha256: str
    bytes: int


class Manifest(BaseModel):
    """What one backup consists of.

    Attributes:
        name: The moment at which it began, as UTC digits.
        damaged: Files that were not what they had been when they were stored.
        sha256: Hash of everything else.
    """

    name: str
    made_ts: datetime
    ppuri_version: str
    entries: list[Entry] = []
    damaged: list[str] = []
    sha256: str = ""

    def digest(self) -> str:
        """Return the hash of all fields but itself."""
        content = self.model_dump(mode="json", exclude={"sha256"})
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Store:
    """A folder of backups.

    Args:
        folder: The folder; made when the first backup is written.

    Attributes:
        new_files: Files whose bytes were new since this was opened.
        new_bytes: Their bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.new_files = self.new_bytes = 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other backups into this folder out.

        Raises:
            TransientError: When one is under way.
        """
        lock = self._folder / "lock"
        self._folder.mkdir(parents=True, exist_ok=True)
        if lock.exists() and is_left(lock, lock.read_text(encoding="ascii")):
            lock.unlink(missing_ok=True)
        try:
            with lock.open("x", encoding="ascii") as writing:
                writing.write(scratch_name())
        except FileExistsError as error:
            raise TransientError(
                "다른 백업이 같은 폴더에 쓰고 있습니다. 끝난 뒤 다시 실행해 주세요.",
                f"another backup writes into {self._folder}; run this again when it has ended",
            ) from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def object(self, sha256: str) -> Path:
        """Return where bytes of that hash lie."""
        return self._folder / "objects" / sha256[:2] / sha256

    def take(self, content: Content, manifest: Manifest) -> None:
        """Make a file part of a backup; its bytes are copied where they are not there yet."""
        there = None if content.sha256 is None else self.object(content.sha256)
        if there is not None and there.exists():
            digest, size = there.name, there.stat().st_size
        else:
            digest, size = self._copied(content)
            if content.sha256 not in (None, digest):
                manifest.damaged.append(content.name)
                return
        manifest.entries.append(Entry(path=content.name, sha256=digest, bytes=size))

    def _copied(self, content: Content) -> tuple[str, int]:
        fresh = self._folder / f"{scratch_name()}.tmp"
        digest, size = hashlib.sha256(), 0
        try:
            with fresh.open("xb") as writing:
                for block in _blocks(content):
                    digest.update(block)
                    size += writing.write(block)
                writing.flush()
                os.fsync(writing.fileno())
            target = self.object(digest.hexdigest())
            if content.sha256 in (None, target.name) and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                fresh.replace(target)
                self.new_files += 1
                self.new_bytes += size
        finally:
            fresh.unlink(missing_ok=True)
        return digest.hexdigest(), size

    def write(self, manifest: Manifest) -> None:
        """Write the page of a backup, when all of its bytes are there."""
        closed = manifest.model_copy(update={"sha256": manifest.digest()})
        self._put(self._folder / "backups" / f"{manifest.name}.json", closed.model_dump_json(indent=1))

    def withdrawn(self, firm_ids: list[str] | None = None) -> list[str]:
        """Remember firms whose data must not come back, beside those known, and return all of them."""
        page = self._folder / "withdrawn.json"
        known = json.loads(page.read_text(encoding="utf-8")) if page.exists() else []
        if firm_ids is not None and set(firm_ids) - set(known):
            known = sorted({*known, *firm_ids})
            self._put(page, json.dumps(known))
        return [str(firm_id) for firm_id in known]

    def _put(self, path: Path, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".tmp")
        with fresh.open("w", encoding="utf-8") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        fresh.replace(path)

    def names(self) -> list[str]:
        """Return the names of the backups, the oldest first."""
        return sorted(page.stem for page in (self._folder / "backups").glob("*.json"))

    def manifest(self, name: str) -> Manifest:
        """Return the page of a backup.

        Raises:
            UsageError: When there is no such backup.
            InternalError: When its page is damaged.
        """
        page = self._folder / "backups" / f"{name}.json"
        if not page.is_file():
            known = ", ".join(self.names()) or "-"
            raise UsageError(
                f"{self._folder} 에 백업 {name}이(가) 없습니다. 있는 백업: {known}",
                f"there is no backup {name} in {self._folder}; there are: {known}",
            )
        try:
            found = Manifest.model_validate_json(page.read_bytes())
        except ValidationError:
            found = None
        if found is None or found.sha256 != found.digest():
            raise InternalError(
                f"백업 {name}의 목록이 상했습니다. 다른 백업을 정해 주세요.",
                f"the page of backup {name} is damaged; name another one",
            )
        return found

    def expire(self, eldest: datetime) -> list[str]:
        """Remove backups made before a moment, but never the newest, and the bytes that no other one needs."""
        pages = {name: self.manifest(name) for name in self.names()}
        gone = [name for name, page in list(pages.items())[:-1] if page.made_ts < eldest]
        for name in gone:
            (self._folder / "backups" / f"{name}.json").unlink()
        if gone:
            needed = {entry.sha256 for name in pages.keys() - set(gone) for entry in pages[name].entries}
            for path in (self._folder / "objects").glob("*/*"):
                if path.name not in needed:
                    path.unlink()
        return gone


def _blocks(content: Content) -> Iterator[bytes]:
    if content.source is None:
        yield content.given
        return
    with content.source.open("rb") as reading:
        while block := reading.read(BLOCK):
            yield block
