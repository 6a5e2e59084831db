"""The raw archive: bytes as received, named by their SHA-256, never changed."""

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from ppuri.core.disk import make_folder, sync_folder
from ppuri.core.errors import InternalError, TransientError
from ppuri.core.scope import Scope

BLOCK = 1 << 20


@dataclass(frozen=True)
class Archived:
    """One file of the archive."""

    sha256: str
    byte_count: int
    path: Path

    @property
    def file_id(self) -> str:
        """Id of the file within its firm: the first 16 hex digits of the hash."""
        return self.sha256[:16]


def raw_path(scope: Scope, sha256: str) -> Path:
    """Return where bytes of that hash lie."""
    return scope.raw / sha256[:2] / sha256


def archive(scope: Scope, source: Path) -> Archived:
    """Copy a file into the archive; when this returns, its bytes are on disk under their hash.

    Args:
        scope: The firm.
        source: The file as handed in; it is only read.

    Raises:
        TransientError: When the copy cannot be written or read to its end.
    """
    incoming = scope.raw / "incoming"
    fresh = incoming / uuid.uuid4().hex
    try:
        make_folder(incoming)
        digest, size = _copy(source, fresh)
        target = raw_path(scope, digest)
        make_folder(target.parent)
        fresh.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise TransientError(
            f"{source.name} 파일을 보관하지 못했습니다({error.strerror}). 다시 올려 주세요.",
            f"{source.name} could not be archived ({error.strerror}); hand it in again",
        ) from error
    return Archived(digest, size, target)


def sweep(scope: Scope) -> None:
    """Remove what a process left that died while archiving; to be called under the firm's lease."""
    for fresh in (scope.raw / "incoming").glob("*"):
        fresh.unlink(missing_ok=True)


def _copy(source: Path, fresh: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, fresh.open("wb") as writing:
        while block := reading.read(BLOCK):
            digest.update(block)
            size += len(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest(), size


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def stored(scope: Scope, sha256: str) -> Path:
    """Return the archived file.

    Raises:
        InternalError: When the archive has lost it.
    """
    path = raw_path(scope, sha256)
    if not path.is_file():
        raise InternalError(
            f"보관한 원본 {sha256[:8]}이(가) 없습니다. `ppuri verify`를 실행해 주세요.",
            f"the archived original {sha256[:8]} is missing; run `ppuri verify`",
        )
    return path
