"""Bytes that must survive a power cut: a file and the folder that names it, both told to reach the disk."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ppuri.core.errors import PpuriError, TransientError

_CITED = re.compile(r"\(os error \d+\)|\bOs \{ code: \d+")


def sync_file(path: Path) -> None:
    """Return when the bytes of a file are on disk."""
    _synced(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Return when the names within a folder are on disk."""
    if os.name != "nt":  # Windows cannot open a folder to sync it
        _synced(folder, os.O_RDONLY)


def make_folder(folder: Path) -> None:
    """Make a folder and what is missing above it, and return when all of them are on disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


@contextmanager
def told() -> Iterator[None]:
    """Say what the disk refuses as a fault of ours that may pass: what was published before stays as it is.

    Raises:
        TransientError: In place of any error of the operating system.
    """
    try:
        yield
    except Exception as error:
        said = refused(error)
        if said is None:
            raise
        raise said from error


def refused(error: Exception) -> TransientError | None:
    """Return what to tell a person of a file that could not be read or written; None where an error is about something else."""
    # Libraries written in Rust raise kinds of their own, but all of them cite the system's number.
    if isinstance(error, PpuriError) or not (isinstance(error, OSError) or _CITED.search(str(error))):
        return None
    said = (error.strerror if isinstance(error, OSError) else None) or str(error).splitlines()[0]
    return TransientError(
        f"디스크에서 읽거나 쓰지 못했습니다({said}). 저장 공간과 디스크를 확인하고 다시 실행해 주세요. 이미 저장한 자료는 그대로 있습니다.",
        f"the disk refused to read or write ({said}); check its space and health and run this again: what was stored is safe",
    )


def _synced(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
