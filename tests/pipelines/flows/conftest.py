import importlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Prefect reads its settings when it is imported, so its folder must be a scratch one before that.
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="ppuri-prefect-")


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[Path]:
    """One embedded Prefect server for the session; gives the file of its database."""
    importlib.import_module("pipelines.flows")
    from prefect.settings import get_current_settings
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        url = get_current_settings().server.database.connection_url
        yield Path(url.get_secret_value().split("///", 1)[1])
