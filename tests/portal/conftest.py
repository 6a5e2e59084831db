from pathlib import Path

import pytest

from tests.portal.browser import TestClient, browse
from tests.portal.homes import found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("PPURI_HOME", str(folder))
    found(folder)
    return folder


@pytest.fixture
def client(home: Path) -> TestClient:
    return browse(home)
