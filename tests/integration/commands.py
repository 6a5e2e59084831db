"""Call the command as a program would, in this process."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ppuri.cli.app import main


class Command:
    """`ppuri` with a home of its own.

    Attributes:
        home: The installation's folder.
        out, err: What the last call wrote.
        code: Its exit code.
    """

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.out = self.err = ""
        self.code = 0
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("PPURI_HOME", str(home))
        home.mkdir(parents=True, exist_ok=True)

    def __call__(self, *words: str | Path) -> int:
        """Run the command and return its exit code; a traceback fails the test."""
        self._monkeypatch.setattr(sys, "argv", ["ppuri", *map(str, words)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        self.out, self.err = self._capsys.readouterr()
        self.code = int(ended.value.code or 0)
        assert "Traceback" not in self.out + self.err
        return self.code

    def json(self, *words: str | Path, code: int | tuple[int, ...] = 0) -> Any:
        """Run the command with `--json` and return what it said."""
        allowed = (code,) if isinstance(code, int) else code
        assert self(*words, "--json") in allowed, self.err + self.out[-2000:]
        return json.loads(self.out)
