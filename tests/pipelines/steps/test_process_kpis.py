from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.process.hpdc import gate_velocity_m_per_s
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import publish_marts
from pipelines.steps.trace import trace
from ppuri.core.hub import apply_hub, current_hub
from ppuri.core.hub.moves import moved_months
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse
from tests.pipelines.steps.firm import HUB, make_firm, store
from tests.pipelines.steps.test_refresh import runs

GATES = 'gates = [{ plunger_mm = 80, gate_mm2 = 300 }, { plunger_mm = 80, gate_mm2 = 250, tool_id = "b", from = "2026-04-01" }]\n'
DECLARED = HUB.replace('name = "1호기"\n', 'name = "1호기"\n' + GATES)
SHOTS = ("fast_speed_m_s", "fill_time_ms", "biscuit_mm", "cushion_mm", "plasticizing_time_s", "cooling_time_s")


def shots(month: str, seed: int, **more: str) -> list[dict[str, Any]]:
    """Runs of two tools with channels; some cells are missing, and biscuits of tool b are thicker."""
    rows: list[dict[str, Any]] = runs(month, [60] * 60, **more)
    random = np.random.default_rng(seed)
    for number, row in enumerate(rows):
        row["tool_id"] = "b" if number >= 30 else "a"
        row["is_trial"] = number in {0, 35}
        values = random.normal((3, 40, 25, 5, 9.9, 10), (0.1, 4, 1, 0.2, 0.2, 0.1))
        missing = random.random(len(SHOTS)) < 0.1
        row |= {n: None if gone else float(v) for n, v, gone in zip(SHOTS, values, missing, strict=True)}
        if row["tool_id"] == "b" and row["biscuit_mm"] is not None:
            row["biscuit_mm"] += 30
    return rows


ROWS = {month: shots(month, seed) for seed, month in enumerate(("2026-03", "2026-04"))}
KEPT = [row for rows in ROWS.values() for row in rows if not row["is_trial"]]


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> Scope:
    made = make_firm(tmp_path_factory.mktemp("home"), DECLARED)
    for rows in ROWS.values():
        store(made, "run", rows)
    publish_marts(made)
    return made


def one(scope: Scope, name: str, **wanted: Any) -> KpiRow:
    (found,) = kpi_rows(scope, names=[name], **wanted)
    return found


def known(name: str) -> list[float]:
    return [row[name] for row in KEPT if row[name] is not None]


def test_gate_velocity_is_the_published_formula_with_the_gate_of_tool_and_date(scope: Scope) -> None:
    area = {("b", "2026-04"): 250.0}
    expected = [
        float(gate_velocity_m_per_s(80, row["fast_speed_m_s"], area.get((row["tool_id"], row["file_id"]), 300.0)))
        for row in KEPT
        if row["fast_speed_m_s"] is not None
    ]
    found = one(scope, "gate_velocity_median")
    assert found.value == pytest.approx(statistics.median(expected), rel=1e-12)
    assert (found.n, found.coverage) == (len(expected), len(expected) / len(KEPT))


def test_fill_time_is_in_seconds(scope: Scope) -> None:
    found = one(scope, "fill_time_median")
    assert found.value == pytest.approx(statistics.median(known("fill_time_ms")) / 1000, rel=1e-12)


@pytest.mark.parametrize(("name", "channel"), [("biscuit_sd", "biscuit_mm"), ("cushion_sd", "cushion_mm")])
def test_spread_is_pooled_within_tools(scope: Scope, name: str, channel: str) -> None:
    groups: dict[str, list[float]] = {}
    for row in KEPT:
        if row[channel] is not None:
            groups.setdefault(row["tool_id"], []).append(row[channel])
    about = [(value - statistics.fmean(group)) ** 2 for group in groups.values() for value in group]
    expected = (sum(about) / sum(len(group) - 1 for group in groups.values())) ** 0.5
    found = one(scope, name)
    assert found.value == pytest.approx(expected, abs=1e-6)
    assert found.n == len(known(channel))


def test_dosing_that_ends_after_cooling(scope: Scope) -> None:
    both = [row for row in KEPT if row["plasticizing_time_s"] is not None and row["cooling_time_s"] is not None]
    late = [row for row in both if row["plasticizing_time_s"] > row["cooling_time_s"]]
    found = one(scope, "dosing_overrun_ratio")
    assert (found.numerator, found.denominator) == (len(late), len(both))
    behind = trace(scope, "dosing_overrun_ratio")
    assert (behind.numerator, behind.denominator) == (len(late), len(both))


@pytest.mark.parametrize("name", ["gate_velocity_median", "fill_time_median", "biscuit_sd", "cushion_sd"])
def test_rows_behind_a_value_are_those_that_it_counts(scope: Scope, name: str) -> None:
    assert trace(scope, name).row_count == one(scope, name).n


def test_a_machine_without_a_declared_gate_says_so(tmp_path: Path) -> None:
    made = make_firm(tmp_path)
    store(made, "run", [{**row, "fill_time_ms": None} for row in ROWS["2026-03"]])
    publish_marts(made)
    gate, fill = one(made, "gate_velocity_median"), one(made, "fill_time_median")
    assert (gate.value, gate.grade, gate.reasons[0]) == (None, "D", "no-gate")
    assert (fill.value, fill.reasons[0]) == (None, "no-fill-time")


def test_a_speed_whose_unit_is_open_reaches_no_formula(tmp_path: Path) -> None:
    made = make_firm(tmp_path, DECLARED)
    rows = [{**row, "x_fast_speed": row["fast_speed_m_s"], "fast_speed_m_s": None} for row in ROWS["2026-03"]]
    store(made, "run", pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("fast_speed_m_s").cast(float)))
    publish_marts(made)
    assert one(made, "gate_velocity_median").reasons[0] == "no-fast-speed"


def test_runs_without_any_of_the_channels_have_no_process_kpis(tmp_path: Path) -> None:
    made = make_firm(tmp_path, DECLARED)
    store(made, "run", runs("2026-03", [60] * 5))
    publish_marts(made)
    assert not kpi_rows(made, names=["gate_velocity_median", "biscuit_sd", "dosing_overrun_ratio"])


def mart(scope: Scope) -> pl.DataFrame:
    with open_warehouse(scope) as warehouse:
        return warehouse.query("SELECT * FROM mart_run__process ORDER BY ALL")


def test_an_edited_gate_changes_the_runs_of_its_tool_and_dates_alone(tmp_path: Path) -> None:
    made = make_firm(tmp_path, DECLARED)
    for rows in ROWS.values():
        store(made, "run", rows)
    publish_marts(made)
    before = mart(made)
    (tmp_path / "hub.toml").write_text(DECLARED.replace("gate_mm2 = 250", "gate_mm2 = 200"), encoding="utf-8")
    apply_hub(tmp_path, None, yes=True)
    publish_marts(made)
    after = mart(made)
    theirs = (pl.col("month") == "2026-04") & (pl.col("tool_id") == "b")
    assert after.filter(~theirs).equals(before.filter(~theirs))
    ratio = after.filter(theirs)["gate_velocity_m_s"] / before.filter(theirs)["gate_velocity_m_s"]
    assert ratio.drop_nulls().to_list() == pytest.approx([1.25] * ratio.drop_nulls().len())
    publish_marts(made, full=True)
    assert mart(made).equals(after)


def test_a_gate_that_is_dated_moves_no_month_before_its_date(tmp_path: Path) -> None:
    hubs = []
    for area in (250, 200):
        dated = DECLARED.replace("gate_mm2 = 250", f"gate_mm2 = {area}").replace("2026-04-01", "2026-04-15")
        make_firm(tmp_path / str(area), dated)
        hubs.append(current_hub(tmp_path / str(area)))
    places = {"f": [("m1", month) for month in ROWS]}
    assert moved_months(hubs[0], hubs[1], places) == {"f/m1": ["2026-04"]}
    assert moved_months(hubs[0], hubs[0], places) == {}
