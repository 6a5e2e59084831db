"""The guard notices a foreign package of our name, wherever it stands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ppuri.core import packages
from tests.paths import ROOT

CHECK = "from ppuri.core.packages import check; check()"


def run(path: Path) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path[:0] = [{str(path)!r}, {str(ROOT)!r}]; {CHECK}"
    environment = {**os.environ, "PPURI_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=path, env=environment, capture_output=True, text=True, check=False
    )


def test_our_own_packages_pass() -> None:
    packages.check()


@pytest.mark.parametrize("name", packages.NAMES)
@pytest.mark.parametrize("text", ['"""Theirs."""\n', 'DISTRIBUTION = "ppuri"\n'], ids=["no constant", "our constant"])
def test_a_package_that_lies_elsewhere_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(text, encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode != 0
    assert f"`{name}` is not Ppuri's" in done.stderr
