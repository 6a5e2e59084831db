"""Every test of the ledger runs on both engines."""

from collections.abc import Iterator

import pytest

from ppuri.core.ledger.engine import close
from tests.postgres import ledger_address


@pytest.fixture(params=["sqlite", "postgresql"], autouse=True)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name of the engine that `Ledger` uses in this test and in the processes that it starts."""
    if request.param == "sqlite":
        monkeypatch.delenv("PPURI_LEDGER", raising=False)
        yield "sqlite"
        return
    with ledger_address() as address:
        monkeypatch.setenv("PPURI_LEDGER", address)
        try:
            yield "postgresql"
        finally:
            close()
