from pathlib import Path
from time import sleep

import pytest

import pipelines.flows  # noqa: F401  Prefect's settings before Prefect
from pipelines.steps.sources import SETTLE_S, poll
from ppuri.core.hub import open_scope
from tests.portal.homes import found, shots

SECRET = "거래처비밀_10월.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PPURI_HOME", str(tmp_path / "home"))
    return found(tmp_path / "home")[1]


@pytest.mark.integration
def test_the_whole_way_tells_prefect_ids_and_counts_only(prefect_server: Path, folder: Path, tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client

    from pipelines.flows.flows import ingest_refresh_report

    scope = open_scope(tmp_path / "home", "hanbit")
    (folder / SECRET).write_bytes(shots(60, bad=1))
    poll(scope, "dc3")
    sleep(SETTLE_S)
    assert ingest_refresh_report("hanbit", "dc3") == 1
    assert list(scope.reports.rglob("*.html"))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs()
        artifacts = client.read_artifacts()
    runs = [run for run in runs if "demo" not in run.name]  # another test may have used the same server
    assert {run.name for run in runs} <= {"hanbit", "hanbit-dc3"}
    assert all(run.state and run.state.is_completed() for run in runs)
    assert any("receipts" in (artifact.key or "") for artifact in artifacts)
    stored = b"".join(file.read_bytes() for file in prefect_server.parent.glob(f"{prefect_server.name}*"))
    assert b"hanbit-dc3" in stored
    for private in (SECRET, "거래처비밀", "2026-13-02", str(folder)):
        assert private.encode() not in stored
    assert ingest_refresh_report("hanbit", "dc3") == 0


@pytest.mark.integration
def test_a_failure_reaches_prefect_without_its_text(prefect_server: Path, folder: Path) -> None:
    from pipelines.flows.faults import StepError
    from pipelines.flows.flows import ingest

    with pytest.raises(StepError) as caught:
        ingest("hanbit", "no-such-machine")
    assert "UsageError" in str(caught.value)
