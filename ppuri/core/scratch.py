"""Folders that live as long as the process that made them, named so that what a dead one left can be told and swept."""

import hashlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from uuid import uuid4

_HERE = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
# Of another machine nothing can be asked: what lies untouched for so long belongs to no process any more.
FORGOTTEN_S = 2 * 86_400.0


def scratch_name() -> str:
    """Return a new name that tells machine and process."""
    return f"ppuri-{_HERE}-{os.getpid()}-{uuid4().hex[:12]}"


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder among the system's temporary ones, for as long as the block runs."""
    folder = Path(tempfile.gettempdir()) / scratch_name()
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch(folder: Path) -> int:
    """Remove what dead processes left.

    Args:
        folder: Where folders named by `scratch_name` lie.

    Returns:
        How many were removed.
    """
    left = [place for place in folder.glob("ppuri-*-*-*") if is_left(place, place.name)]
    for place in left:
        shutil.rmtree(place, ignore_errors=True)
    return len(left)


def is_left(place: Path, name: str) -> bool:
    """Whether nobody uses a file or folder any more.

    Args:
        place: The file or folder.
        name: What `scratch_name` gave its maker.
    """
    try:
        _, host, pid, _ = name.split("-")
        if host == _HERE and sys.platform != "win32":  # Windows has no signal 0
            return not _lives(int(pid))
        return time() - place.stat().st_mtime > FORGOTTEN_S
    except (ValueError, FileNotFoundError):  # a name of somebody else, or gone meanwhile
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
