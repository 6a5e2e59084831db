"""What the simulator planted comes back: minutes of every loss within 1 %, cycles exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.steps.ingest import ingest
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import publish_marts
from ppuri.core.hub import apply_hub, open_scope
from sample_data import FIRM_IDS, make
from tests.effort import LONG

USUAL = [("casting", 2, 7)]
WHOLE = [(process, 5, seed) for process in ("casting", "molding") for seed in range(20)]


@pytest.mark.parametrize(("process", "days", "seed"), WHOLE if LONG else USUAL)
def test_planted_minutes_and_cycles_are_recovered(tmp_path: Path, process: str, days: int, seed: int) -> None:
    made = make(process, days=days, machines=1, seed=seed, out=tmp_path / "made")
    (truth,) = json.loads((made / "truth.json").read_text(encoding="utf-8"))["totals"].values()
    home = tmp_path / "home"
    home.mkdir()
    (home / "hub.toml").write_bytes((made / "hub.toml").read_bytes())
    apply_hub(home, None)
    scope = open_scope(home, FIRM_IDS[process])
    (folder,) = (made / "exports").iterdir()
    receipts = ingest(scope, sorted(folder.iterdir()), machine_id=folder.name)
    assert {receipt.status for receipt in receipts} <= {"committed"}
    publish_marts(scope)
    rows = {(row.kpi, row.subject, row.mode): row for row in kpi_rows(scope)}
    assert rows["run_count", None, None].value == truth["run_count"]
    assert rows["missing_cycle_count", None, None].value == truth["missing_cycle_count"]
    for name, minutes in truth["losses_min"].items():
        assert rows["loss_min", name, None].value == pytest.approx(minutes, rel=0.01, abs=1.0), name
    parts = [row.value for (kpi, _, _), row in rows.items() if kpi == "loss_min" and row.value is not None]
    assert sum(parts) == pytest.approx(rows["planned_busy_min", None, None].value or 0, abs=1e-9)
    assert rows["oee", None, "iso"].value == rows["oee", None, "tpm"].value
