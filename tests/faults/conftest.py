"""Faults are planted on both engines of the ledger."""

from collections.abc import Iterator

import pytest

from pipelines.steps.isolate import end
from ppuri.core.ledger.engine import close
from tests.postgres import ledger_address


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name of the engine that holds the ledger in this test and in the processes that it starts."""
    if request.param == "sqlite":
        monkeypatch.delenv("PPURI_LEDGER", raising=False)
        yield "sqlite"
        return
    with ledger_address() as address:
        monkeypatch.setenv("PPURI_LEDGER", address)
        end()  # children that wait for work know the settings that they were started with
        yield "postgresql"
        close()
    end()
