"""The record of a fault of ours: the full account in a file, a name for whoever must say where it lies."""

import traceback
from pathlib import Path

from ppuri.core.clock import now


def record(home: Path, error: BaseException) -> Path:
    """Write the account of an exception into the log folder of an installation and return its place.

    Args:
        home: Folder of the installation.
        error: The exception.
    """
    place = home / "log" / f"fault-{now():%Y%m%dT%H%M%S%f}.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return place
