"""Nothing of a withdrawn firm stays in Prefect's database."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

import pipelines.flows  # noqa: F401  Prefect's settings before Prefect
from pipelines.flows.faults import StepError
from pipelines.steps.withdrawing.prefect_rows import forget_in_prefect
from tests.portal.homes import found


@pytest.mark.integration
def test_runs_of_a_withdrawn_firm_go_and_those_of_others_stay(
    prefect_server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.flows.flows import ingest, refresh, upkeep, verify

    home = tmp_path / "home"
    monkeypatch.setenv("PPURI_HOME", str(home))
    found(home)
    hub = (home / "hub.toml").read_text(encoding="utf-8").replace("hanbit", "vanishing")
    (home / "hub.toml").write_text(hub, encoding="utf-8")
    from ppuri.core.hub import apply_hub

    apply_hub(home, None, yes=True)
    ingest("vanishing", "dc3")
    refresh("vanishing")
    verify()
    upkeep()
    with suppress(StepError):
        ingest("staying", "dc3")
    (home / "prefect").mkdir()
    copy = home / "prefect" / "prefect.db"
    with closing(sqlite3.connect(prefect_server)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    assert copy.read_bytes().count(b"vanishing") > 20
    assert forget_in_prefect(home, "vanishing") > 20
    stored = b"".join(path.read_bytes() for path in copy.parent.iterdir())
    assert stored.count(b"vanishing") == 0
    assert stored.count(b"staying") > 0
    assert forget_in_prefect(home, "vanishing") == 0
