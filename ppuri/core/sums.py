"""SHA-256 of every file of a Delta table, noted beside it when it is written: Parquet pages carry no checksum of their own.

`_sums/<version>.json` names the files that a commit added and the log entry itself. Delta passes over folders that begin with `_`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from ppuri.core.disk import sync_folder
from ppuri.core.raw import hash_of

FOLDER, LOG = "_sums", "_delta_log"


def note(table: Path, version: int) -> None:
    """Note the hashes of what a commit wrote.

    Args:
        table: Folder of the table.
        version: The version that the commit made.
    """
    entry = f"{LOG}/{version:020}.json"
    actions = [json.loads(line) for line in (table / entry).read_text(encoding="utf-8").splitlines() if line]
    added = [unquote(action["add"]["path"]) for action in actions if "add" in action]
    page = _read(_page(table, version))
    # What is put back was written and noted before: hashing it again would bless what has changed since.
    before = known(table) if any(_puts_back(action) for action in actions) else page
    checkpoint = f"{LOG}/{version:020}.checkpoint.parquet"
    written = [*added, entry, *([checkpoint] if (table / checkpoint).exists() else [])]
    write(table, version, page | {name: hash_of(table / name) for name in written if name not in before})


def known(table: Path) -> dict[str, str]:
    """Return the hash of every file noted, by its path within the table."""
    sums: dict[str, str] = {}
    for page in _pages(table):
        sums |= _read(page)
    return sums


def unreadable(table: Path) -> list[str]:
    """Return the pages of hashes that are damaged themselves."""
    return [f"{FOLDER}/{page.name}" for page in _pages(table) if not _read(page)]


def write(table: Path, version: int, sums: dict[str, str]) -> None:
    """Write one page of hashes as a whole."""
    page = _page(table, version)
    page.parent.mkdir(exist_ok=True)
    fresh = page.with_suffix(".tmp")
    with fresh.open("w", encoding="utf-8") as writing:
        json.dump(sums, writing, sort_keys=True)
        writing.flush()
        os.fsync(writing.fileno())
    fresh.replace(page)
    sync_folder(page.parent)


def gather(table: Path, version: int) -> None:
    """Bring the pages of hashes into one, without those of files that are gone; to be called under the firm's lease."""
    pages = [page for page in _pages(table) if _read(page)]
    if len(pages) < 2:
        return
    write(table, version, {name: digest for name, digest in known(table).items() if (table / name).exists()})
    for page in pages:
        if page != _page(table, version):
            page.unlink()


def _page(table: Path, version: int) -> Path:
    return table / FOLDER / f"{version:020}.json"


def _pages(table: Path) -> Iterator[Path]:
    yield from sorted((table / FOLDER).glob("*.json"))


def _read(page: Path) -> dict[str, str]:
    try:
        content = json.loads(page.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _puts_back(action: dict[str, dict[str, str]]) -> bool:
    return action.get("commitInfo", {}).get("operation") == "RESTORE"
