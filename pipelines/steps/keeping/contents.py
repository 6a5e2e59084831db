"""What belongs to one moment of an installation, from what its ledger says of that moment."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ppuri.core.lake import Lake
from ppuri.core.raw import raw_path
from ppuri.core.scope import Scope
from ppuri.core.sums import FOLDER, LOG, known

_ENTRY = re.compile(r"^(\d{20})(\.checkpoint\.parquet|\.json)$")
# What people declared and what was delivered; the rest of a home is made again by itself: Prefect's records, logs, scratch.
BESIDE = ("hub.toml", "hub.d", "reports", "feed")


@dataclass(frozen=True)
class Content:
    """One file of a backup.

    Attributes:
        name: Its path within the installation.
        source: Where its bytes are; None where they are given.
        sha256: Hash noted when it was stored; None where it may change.
        given: The bytes themselves.
    """

    name: str
    source: Path | None = None
    sha256: str | None = None
    given: bytes = b""


def contents(
    home: Path, published: Iterable[tuple[str, str, int]], files: Iterable[tuple[str, str]]
) -> Iterator[Content]:
    """Yield everything of an installation but its ledger.

    Args:
        home: Its folder.
        published: (firm_id, table, version) that readers may open.
        files: (firm_id, sha256) of every file received.
    """
    for firm_id, sha256 in files:
        path = raw_path(Scope(home, firm_id), sha256)
        yield Content(path.relative_to(home).as_posix(), path, sha256)
    for firm_id, table, version in published:
        yield from _table(home, Lake(Scope(home, firm_id)), table, version)
    for name in BESIDE:
        place = home / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place] * place.is_file():
            if path.is_file():
                yield Content(path.relative_to(home).as_posix(), path)


def _table(home: Path, lake: Lake, table: str, version: int) -> Iterator[Content]:
    """The files of a version, the log from its last checkpoint up to it, and their hashes."""
    folder = lake.path(table)
    sums = known(folder)
    names = [Path(path).relative_to(folder).as_posix() for path in lake.files(table, version)]
    names += [f"{LOG}/{name}" for name in _log(folder / LOG, version)]
    for name in names:
        path = folder / name
        yield Content(path.relative_to(home).as_posix(), path, sums.get(name))
    page = json.dumps({name: sums[name] for name in names if name in sums}, sort_keys=True)
    yield Content((folder / FOLDER / f"{version:020}.json").relative_to(home).as_posix(), given=page.encode())


def _log(folder: Path, version: int) -> list[str]:
    entries = [(int(found[1]), found[2], path.name) for path in folder.iterdir() if (found := _ENTRY.match(path.name))]
    until = [entry for entry in entries if entry[0] <= version]
    start = max((number for number, kind, _ in until if kind != ".json"), default=0)
    # Of the checkpoint that the version is read from; an earlier one is not needed, and it may expire while we copy.
    return sorted(name for number, kind, name in until if number >= start and (kind == ".json" or number == start))
