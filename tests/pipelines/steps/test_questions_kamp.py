"""Real die-casting shots under a calendar: three molds on one machine, and one mold alone (data README)."""

from __future__ import annotations

from pathlib import Path

from pipelines.steps.hold import answer
from pipelines.steps.ingest import ingest
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.questions import time_questions
from pipelines.steps.refresh import publish_marts
from ppuri.core.scope import Scope
from tests.paths import data
from tests.pipelines.steps.firm import HUB, make_firm

MOLDS = ("8412", "8573", "8600")
HOURS = HUB.replace("shifts =", 'holidays = "none"\nshifts =').replace("ideal_cycle_s = 60.0", "ideal_cycle_s = 120.0")


def stored(home: Path, molds: tuple[str, ...]) -> Scope:
    """Hand molds in as one machine, saying where the question comes up that they are one."""
    folder = data("kamp-diecasting")
    made = make_firm(home, HOURS)
    asked: list[str] = []
    for mold in molds:
        files: list[Path] = [folder / f"{part}_group_{mold}.csv" for part in ("train", "test")]
        for receipt in ingest(made, files, machine_id="m1"):
            asked += [hold.key for hold in receipt.holds]
            done = answer(made, receipt.file_id, {"overlap": "both"}) if receipt.holds else receipt
            assert done.status == "committed"
    assert set(asked) == ({"overlap"} if len(molds) > 1 else set())
    publish_marts(made)
    return made


def test_three_molds_on_one_machine_are_a_finding_with_tools_and_hours(tmp_path: Path) -> None:
    scope = stored(tmp_path, MOLDS)
    (found,) = [one for one in time_questions(scope) if one.code == "runs-overlap"]
    assert "1호기(m1)" in found.reason_ko
    # 8412 and 8573 ran side by side in January; 8600 only came when the others were few.
    assert "8412, 8573" in found.reason_ko
    assert "8600" not in found.reason_ko
    # By calendar days, straight from the exports: 133.3 h on 14 days.
    assert 12 <= found.count <= 16
    assert 125 < float(found.facts["hours"]) < 145
    oee = [row for row in kpi_rows(scope, machine_id="m1", by=["day"], names=["oee"]) if row.value is not None]
    assert all(row.value is not None and row.value <= 1 for row in oee)


def test_one_mold_alone_has_unknown_gaps_instead_of_downtime(tmp_path: Path) -> None:
    scope = stored(tmp_path, MOLDS[:1])
    rows = {(r.kpi, r.subject): r for r in kpi_rows(scope, machine_id="m1", names=["loss_min", "planned_busy_min"])}
    planned = rows["planned_busy_min", None].value or 0
    stopped, unknown = rows["loss_min", "stop"].value or 0, rows["loss_min", "unknown"].value or 0
    assert unknown > stopped
    assert stopped < 0.1 * planned
    (asked,) = [one for one in time_questions(scope) if one.code == "gap-unexplained"]
    assert asked.count > 0
