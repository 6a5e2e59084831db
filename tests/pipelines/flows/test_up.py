import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from pipelines.steps.kpis import kpi_rows
from ppuri.core.hub import open_scope
from ppuri.core.supervise import answers
from tests.portal.homes import found, shots


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], object], seconds: float) -> None:
    limit = monotonic() + seconds
    while not condition():
        assert monotonic() < limit, "took too long"
        sleep(0.5)


class Prefect:
    """What the UI shows, asked through the API: the runs of deployments, without their subflows."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/api"

    def runs(self, state: str, *, name: str | None = None) -> list[dict[str, Any]]:
        body = json.dumps({"flow_runs": {"state": {"type": {"any_": [state]}}}}).encode()
        request = urllib.request.Request(
            f"{self.address}/flow_runs/filter", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            found_runs: list[dict[str, Any]] = json.load(response)
        own = [run for run in found_runs if run["deployment_id"]]
        return [run for run in own if name in (None, run["name"])]


@pytest.mark.integration
@pytest.mark.slow
def test_a_file_in_the_folder_becomes_kpis_by_a_run_that_the_ui_shows(tmp_path: Path) -> None:
    scope, folder = found(tmp_path / "home", every="60 s")
    port, prefect_port = free_port(), free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-m", "ppuri", "up", "--port", str(port), "--prefect-port", str(prefect_port)]
    log = tmp_path / "up.txt"
    with log.open("wb") as output:
        up = subprocess.Popen(
            command, env={**clean, "PPURI_HOME": str(tmp_path / "home")}, stdout=output, stderr=output
        )
    prefect = Prefect(prefect_port)
    try:
        until(lambda: up.poll() is None and answers(f"http://127.0.0.1:{port}/healthz"), 180)
        until(lambda: prefect.runs("SCHEDULED"), 60)

        (folder / "10월.csv").write_bytes(shots())
        until(lambda: prefect.runs("COMPLETED", name="hanbit-dc3"), 60)
        assert [row.value for row in kpi_rows(scope, names=["run_count"])] == [60]

        # Those of the machine alone: the hourly audit may end in between.
        count = len(prefect.runs("COMPLETED", name="hanbit-dc3"))
        (folder / "again.csv").write_bytes(shots())
        sleep(35)
        assert len(prefect.runs("COMPLETED", name="hanbit-dc3")) == count
        assert not prefect.runs("FAILED")
        assert not prefect.runs("CRASHED")
    finally:
        up.send_signal(signal.SIGTERM)
        assert up.wait(15) == 0, log.read_text()
    assert not answers(f"http://127.0.0.1:{port}/healthz")
    assert not answers(f"http://127.0.0.1:{prefect_port}/api/health")
    assert kpi_rows(open_scope(scope.home, "hanbit"), names=["run_count"])
