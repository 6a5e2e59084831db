"""The import direction is a lint rule that bites."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

FORBIDDEN = [
    ("connectors", "duckdb"),
    ("connectors", "models"),
    ("connectors", "pipelines.steps.ingest"),
    ("models", "ppuri.portal.app"),
    ("models", "prefect"),
    ("models", "connectors"),
    ("pipelines/steps", "prefect"),
    ("pipelines/steps", "ppuri.cli.app"),
    ("ppuri/core", "connectors"),
    ("ppuri/core", "prefect"),
    ("ppuri/reports", "pipelines.steps.kpis"),
    ("ppuri/feed", "fastapi"),
    ("ppuri/cli", "duckdb"),
    ("ppuri/portal", "prefect"),
    ("sample_data", "pipelines.steps.ingest"),
]


def lint(floor: str, module: str) -> str:
    name = str(Path(floor) / "probe.py")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--select",
            "TID251",
            "--output-format",
            "concise",
            "--stdin-filename",
            name,
            "-",
        ],
        input=f'"""Probe."""\n\nimport {module}\n\n{module}\n',
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(("floor", "module"), FORBIDDEN, ids=[f"{f} imports {m}" for f, m in FORBIDDEN])
def test_a_forbidden_import_is_reported(floor: str, module: str) -> None:
    assert "TID251" in lint(floor, module)


@pytest.mark.parametrize(
    ("floor", "module"),
    [("pipelines/flows", "prefect"), ("ppuri/portal", "fastapi"), ("connectors", "ppuri.core.findings")],
)
def test_an_allowed_import_is_not(floor: str, module: str) -> None:
    assert "TID251" not in lint(floor, module)
