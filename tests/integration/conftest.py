"""A command with an empty home."""

from pathlib import Path

import pytest

from tests.integration.commands import Command


@pytest.fixture
def ppuri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command on an empty installation."""
    monkeypatch.delenv("PPURI_LANG", raising=False)
    return Command(tmp_path / "home", monkeypatch, capsys)
