"""`ppuri inspect` says in Korean which family recognised a file, and what the preamble says of the recording."""

import os
import subprocess
import sys
from pathlib import Path

from pipelines.steps.inspect import inspect_file
from tests.connectors.layouts.test_samples import sample


def test_the_family_is_named() -> None:
    (table,) = inspect_file(sample("graphtec"))["tables"]
    assert (table["family"], table["family_ko"]) == ("graphtec", "그래프텍(Graphtec) 데이터 로거")
    assert (table["start"], table["interval"]) == ("12/05/2026 08:15:00", "1s")
    (unknown,) = inspect_file(sample("generic"))["tables"]
    assert (unknown["family"], unknown["family_ko"], unknown["start"]) == (None, None, None)


def test_the_clerk_reads_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from ppuri.cli.app import main; main()", "inspect", str(sample("hioki"))]
    environment = {**os.environ, "PPURI_HOME": str(tmp_path / "home"), "PPURI_LANG": "ko"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=tmp_path, check=False
    )
    assert "알아본 형식: 히오키(Hioki) 메모리 하이로거\n" in done.stdout
