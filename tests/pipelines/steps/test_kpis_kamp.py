"""KPIs of real die-casting shots, ingested and refreshed; each mold is a machine of its own (data README)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.steps.ingest import ingest
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import publish_marts
from pipelines.steps.trace import trace
from ppuri.core.scope import Scope
from tests.paths import data
from tests.pipelines.steps.firm import HUB, make_firm

MOLDS = ("8412", "8573", "8600")
TRUTH = {
    "8412": {
        "run_count": 16929,
        "trial_count": 389,
        "produced_count": 16540,
        "produced_count_all": 16929,
        "scrap_count": 181,
        "scrap_count_all": 570,
        "quality_ratio": 16359 / 16540,
        "quality_ratio_all": 16359 / 16929,
        "cycle_time_median": 120.0,
    },
    "8573": {"run_count": 9593, "scrap_count_all": 420, "cycle_time_median": 123.0},
    "8600": {"run_count": 2958, "scrap_count_all": 150, "cycle_time_median": 121.0},
}
MACHINE_CYCLE = {"8412": 118.0, "8573": 121.0, "8600": 118.0}


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    folder = data("kamp-diecasting")
    machines = "".join(f'[[firms.sites.lines.machines]]\nid = "k{mold}"\nname = "{mold}"\n' for mold in MOLDS)
    made = make_firm(tmp_path_factory.mktemp("home"), HUB + machines)
    for mold in MOLDS:
        files: list[Path] = [folder / f"{part}_group_{mold}.csv" for part in ("train", "test")]
        assert {receipt.status for receipt in ingest(made, files, machine_id=f"k{mold}")} == {"committed"}
    publish_marts(made)
    return made


@pytest.mark.parametrize("mold", MOLDS)
def test_values_of_the_data_readme(scope: Scope, mold: str) -> None:
    rows = kpi_rows(scope, machine_id=f"k{mold}", by=["tool"])
    got = {row.kpi: row.value for row in rows if row.subject is None and row.grain["tool_id"] == mold}
    assert {name: got[name] for name in TRUTH[mold]} == TRUTH[mold]
    machine = {row.kpi: row.value for row in rows if row.subject == "machine_cycle_time_s"}
    assert machine["cycle_time_median"] == MACHINE_CYCLE[mold]


def test_a_ratio_is_walked_back_to_both_files(scope: Scope) -> None:
    found = trace(scope, "quality_ratio", machine_id="k8412", tool_id="8412")
    assert (found.numerator, found.denominator, found.row_count) == (16359, 16540, 16540)
    assert {file.file_name for file in found.files} == {"train_group_8412.csv", "test_group_8412.csv"}
    assert all(file.sha256 and file.sha256.startswith(file.file_id) for file in found.files)
