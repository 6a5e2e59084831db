"""What of a firm lies outside the ledger: its folders, its part of the hub file, what programs wrote about it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ppuri.core.hub.cut import without_firm
from ppuri.core.scratch import sweep_scratch

# Folders of one installation whose subfolders are firms lie directly below it or below `tmp`.
SHARED = ("", "tmp")


def hub_pages(home: Path, firm_id: str) -> dict[Path, str]:
    """Return the hub files that declare a firm, with their text without it.

    Raises:
        UsageError: When its part cannot be told apart from the rest.
    """
    pages = [page for page in (home / "hub.toml", *sorted((home / "hub.d").glob("*.toml"))) if page.is_file()]
    texts = {page: page.read_text(encoding="utf-8-sig") for page in pages}
    left = {page: without_firm(text, firm_id, page) for page, text in texts.items()}
    return {page: left[page] for page, text in texts.items() if left[page] != text}


def write_pages(pages: dict[Path, str]) -> None:
    """Put hub files in the place of those that declared the firm; one that says nothing else goes."""
    for page, text in pages.items():
        if page.parent.name == "hub.d" and not text.strip():
            page.unlink()
            continue
        fresh = page.with_suffix(".tmp")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(page)


def folders_of(home: Path, firm_id: str) -> Iterator[Path]:
    """Yield every folder of an installation that is the firm's own."""
    for place in SHARED:
        for folder in sorted((home / place).glob("*")):
            if (folder / firm_id).is_dir() and not (folder / firm_id).is_symlink():
                yield folder / firm_id


def remove_folders(home: Path, firm_id: str) -> dict[str, int]:
    """Remove the firm's folders; returns bytes per folder.

    Raises:
        OSError: When something in them cannot be removed.
    """
    removed = {}
    for folder in list(folders_of(home, firm_id)):
        removed[folder.parent.name] = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
        shutil.rmtree(folder)
    return removed


def remove_traces(home: Path) -> int:
    """Remove what may quote the firm without naming it: logs, records of faults, folders of dead processes.

    A log that a running program writes is emptied in its place; it goes on from there.

    Returns:
        Files emptied or removed.
    """
    count = sum(sweep_scratch(place) for place in (home / "tmp", home / "incoming", Path(tempfile.gettempdir())))
    for path in sorted((home / "log").glob("*")):
        if path.is_file() and path.stat().st_size:
            count += 1
            os.truncate(path, 0)
            if path.name.startswith("fault-"):
                path.unlink()
    return count
