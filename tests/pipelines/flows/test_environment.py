import os
import subprocess
import sys

import pytest

from pipelines.flows.environment import ALWAYS, prepare


def test_privacy_settings_cannot_be_loosened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    monkeypatch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    prepare()
    assert {name: os.environ[name] for name in ALWAYS} == ALWAYS


def test_a_person_may_turn_prefects_log_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    prepare()
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"


def test_prefect_reads_what_the_package_has_set() -> None:
    asked = (
        "import pipelines.flows; from prefect.settings import get_current_settings as s; c = s();"
        "print(c.server.analytics_enabled, c.logging.to_api.enabled, c.results.persist_by_default,"
        " c.results.default_serializer, c.home, c.server.ephemeral.startup_timeout_seconds)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT"))}
    done = subprocess.run(
        [sys.executable, "-c", asked], env={**clean, "PPURI_HOME": "/tmp/h"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "False", "json", "/tmp/h/prefect", "120"]
