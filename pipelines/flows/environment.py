"""How Prefect behaves here: set before `prefect` is imported, because it reads its settings once."""

import atexit
import os
import sys
from pathlib import Path

from ppuri.core.settings import load_settings

ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # States, results and logs must not carry file names or values: those stay in the ledger and in the log folder.
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
}
USUALLY = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SHOW_UPDATE_NOTIFICATIONS": "false",
    "PREFECT_CLI_COLORS": "false",
}


def prepare() -> None:
    """Put Prefect's settings into the environment of this process and of its children.

    What concerns privacy is always set; the rest gives way to what the person has set. Prefect's own files lie in
    `$PPURI_HOME/prefect`, so that an installation is one folder.
    """
    os.environ.update(ALWAYS)
    for name, value in USUALLY.items():
        os.environ.setdefault(name, value)
    folder = Path(os.environ.setdefault("PREFECT_HOME", str(load_settings().home.resolve() / "prefect")))
    folder.mkdir(parents=True, exist_ok=True)
    atexit.register(_hush)


def _hush() -> None:
    """Close standard error at the very end of the process.

    Prefect's threads outlive the interpreter's clean-up, which makes DuckDB's bindings report every object that is
    still alive, page after page, on the screen of whoever ran a flow.
    """
    sys.stderr.flush()
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
