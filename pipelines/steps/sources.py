"""Folder sources: which files of a declared folder are ready, and which were handed in already.

A file is ready when its size and time of change were the same in two looks at least `SETTLE_S` apart. Nothing in the
firm's folder is moved, changed or deleted; what was handed in is remembered in the ledger by path, size, time and
sha256, so a copy of a known file is not handed in again.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ppuri.core.clock import now
from ppuri.core.errors import TransientError, UsageError
from ppuri.core.hub import Hub, current_hub, find_machine
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope

SETTLE_S = 2.0
UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".filepart", ".lock")
NOT_DATA = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class FolderSource:
    """One declared folder of one machine, and how often it is to be looked at (seconds)."""

    firm_id: str
    machine_id: str
    path: Path
    every_s: float


def folder_sources(hub: Hub) -> list[FolderSource]:
    """Return every folder source that the hub declares, in its order."""
    return [
        FolderSource(firm.id, machine.id, Path(source.path), source.every_s)
        for firm in hub.firms
        for site in firm.sites
        for line in site.lines
        for machine in line.machines
        for source in machine.sources
        if source.kind == "folder"
    ]


def poll(scope: Scope, machine_id: str, *, settle_s: float = SETTLE_S) -> list[Path]:
    """Look once at a machine's folders and return the files that are ready and not yet handed in.

    Args:
        scope: The firm.
        machine_id: Machine whose folder sources are looked at.
        settle_s: Least time between the two looks that prove a file complete, in seconds.

    Raises:
        UsageError: When the machine is not declared or has no folder source.
        TransientError: When a folder cannot be reached.
    """
    ledger = Ledger(scope.home)
    known: dict[str, list[Any]] = ledger.state(scope.firm_id, f"folder-seen:{machine_id}") or {}
    done = _done(ledger, scope, machine_id)
    moment = now().timestamp()
    seen: dict[str, list[Any]] = {}
    for path, size, changed_ns in _present(_folders(scope, machine_id)):
        size_before, changed_before, since, sha = known.get(path, [None, None, moment, None])
        if (size, changed_ns) != (size_before, changed_before):
            since, sha = moment, None
        elif sha is None and moment - since >= settle_s:
            sha = _sha256(Path(path))
        seen[path] = [size, changed_ns, since, sha]
    if seen != known:
        ledger.set_state(scope.firm_id, f"folder-seen:{machine_id}", seen)
    # What a person took back comes again by a person's hand only.
    handed_in = {*done.values(), *(record.sha256 for record in ledger.files(scope.firm_id, status="undone"))}
    return [Path(path) for path, (_, _, _, sha) in seen.items() if sha and sha not in handed_in]


def hand_in(scope: Scope, machine_id: str, *, settle_s: float = SETTLE_S) -> list[Receipt]:
    """Ingest the files of a machine's folders that are ready, and remember them.

    Args:
        scope: The firm.
        machine_id: Machine whose folder sources are looked at.
        settle_s: As in `poll`.

    Returns:
        One receipt per file; none when nothing is ready.

    Raises:
        UsageError, TransientError: As in `poll`, or from the ingesting step; then nothing is remembered.
    """
    paths = poll(scope, machine_id, settle_s=settle_s)
    if not paths:
        return []
    from pipelines.steps.ingest import ingest  # a watcher that only looks need not load it

    receipts = ingest(scope, paths, machine_id=machine_id)
    ledger = Ledger(scope.home)
    seen: dict[str, list[Any]] = ledger.state(scope.firm_id, f"folder-seen:{machine_id}") or {}
    done = {path: sha for path, sha in _done(ledger, scope, machine_id).items() if path in seen}
    done |= {str(path): seen[str(path)][3] for path in paths if str(path) in seen}
    ledger.set_state(scope.firm_id, f"folder-done:{machine_id}", done)
    return receipts


def _done(ledger: Ledger, scope: Scope, machine_id: str) -> dict[str, str]:
    done: dict[str, str] = ledger.state(scope.firm_id, f"folder-done:{machine_id}") or {}
    return done


def _folders(scope: Scope, machine_id: str) -> list[Path]:
    hub = current_hub(scope.home)
    find_machine(hub, scope.firm_id, machine_id)
    folders = [s.path for s in folder_sources(hub) if (s.firm_id, s.machine_id) == (scope.firm_id, machine_id)]
    if not folders:
        raise UsageError(
            f"설비 {machine_id}에 폴더가 등록되지 않았습니다. 허브 파일의 sources에 적어 주세요.",
            f"Machine {machine_id} declares no folder. Add one under sources in the hub file.",
        )
    return folders


def _present(folders: list[Path]) -> list[tuple[str, int, int]]:
    """Path, size and time of change (ns) of every file that could be data; links are left alone."""
    found = []
    for folder in folders:
        for root, below, names in os.walk(folder, onerror=_unreachable):
            below[:] = sorted(name for name in below if not name.startswith("."))
            candidates = (Path(root, name) for name in sorted(names) if could_be_data(name))
            for path in candidates:
                state = path.lstat()
                if stat.S_ISREG(state.st_mode) and state.st_size:
                    found.append((str(path), state.st_size, state.st_mtime_ns))
    return sorted(
        found, key=lambda file: (file[2], file[0])
    )  # as they came, so that corrections follow what they correct


def _unreachable(error: OSError) -> None:
    raise TransientError(
        f"폴더를 읽을 수 없습니다: {error.filename}. 연결과 권한을 확인해 주세요.",
        f"A folder cannot be read: {error.filename}. Check the connection and permissions.",
    ) from error


def could_be_data(name: str) -> bool:
    """Say whether a file of this name is worth a look: no hidden, temporary or lock file of Excel or a browser."""
    lower = name.lower()
    return not (name.startswith((".", "~$")) or lower.endswith(UNFINISHED) or lower in NOT_DATA)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
