"""What was handed in, file by file: an archive gives each of its members as a file of its own."""

import os
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.reading.container import detect
from connectors.reading.export import ARCHIVES
from connectors.reading.members import GZIP_MARK, ZIP_MARKS, Unpacked, unpack
from pipelines.steps.receive import machine_of, walk
from ppuri.core.errors import UsageError
from ppuri.core.isolation import isolated
from ppuri.core.raw import hash_of
from ppuri.core.scope import Scope
from ppuri.core.scratch import scratch_name, sweep_scratch

LONGEST_NAME = 300


@dataclass(frozen=True)
class Arrival:
    """One file on its way in.

    Attributes:
        path: Where its bytes lie.
        name: Its label; of a member the name within its archive.
        source: The path that was handed in.
        container_sha256: Hash of the archive that held it.
    """

    path: Path
    name: str
    source: Path
    container_sha256: str | None = None


@contextmanager
def arrivals(scope: Scope, paths: list[Path]) -> Iterator[list[Arrival]]:
    """Give the files meant by paths, archives unpacked, for as long as the block runs.

    Args:
        scope: The firm.
        paths: Files or folders.

    Raises:
        UsageError: When a path does not exist.
    """
    unpacked = scope.home / "tmp" / "unpacked" / scope.firm_id
    sweep_scratch(unpacked)
    folder = unpacked / scratch_name()
    try:
        found: list[Arrival] = []
        for number, path in enumerate(walk(paths)):
            found += _of(path, folder / str(number))
        yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def arrived_at(scope: Scope, arrival: Arrival, machine_id: str | None) -> str:
    """Return the machine that a file belongs to; a member's own name and folder speak before those of its archive.

    Raises:
        UsageError: When the machine is not declared, or nothing says which one is meant.
    """
    if arrival.container_sha256 is not None and machine_id is None:
        try:
            return machine_of(scope, Path(arrival.source.stem) / arrival.name, None)
        except UsageError:  # its archive may say it
            return machine_of(scope, arrival.source, None)
    return machine_of(scope, arrival.source, machine_id)


def _of(path: Path, folder: Path) -> list[Arrival]:
    with path.open("rb") as stream:
        mark = stream.read(4)
    if mark.startswith((*ZIP_MARKS, GZIP_MARK)):
        folder.mkdir(parents=True)
        unpacked = isolated(unpacked_archive, path, folder)
        if isinstance(unpacked, Unpacked) and not unpacked.findings:
            digest = hash_of(path)
            return [Arrival(member, _label(name), path, digest) for name, member in unpacked.files]
    # An archive that cannot be unpacked is a file like any other, and its receipt says why.
    return [Arrival(path, _label(path.name), path)]


def unpacked_archive(path: Path, folder: Path) -> Unpacked | None:
    """Unpack a file into a folder; None where it is no archive but a document of such a form.

    Args:
        path: The file.
        folder: An empty folder.
    """
    return unpack(path, folder) if detect(path.read_bytes())[0] in ARCHIVES else None


def _label(name: str) -> str:
    # A name that is no UTF-8 is read as Korean Windows wrote it.
    if any(unicodedata.category(letter) == "Cs" for letter in name):
        name = os.fsencode(name).decode("cp949", errors="replace")
    plain = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    return unicodedata.normalize("NFC", plain)[-LONGEST_NAME:]
