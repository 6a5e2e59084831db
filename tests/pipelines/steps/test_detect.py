"""Scores and insights: what is found, that it is written once, and nothing without facts."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.steps.detect import detect
from pipelines.steps.insights import insights
from pipelines.steps.learn import learn
from ppuri.core.ledger import Ledger
from ppuri.core.results import Insight
from ppuri.core.scope import Scope
from tests.models.furnaces import ZONES, readings, within
from tests.pipelines.steps.published import firm, publish, stored
from tests.pipelines.steps.runs import runs


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scope, list[Insight]]:
    """A casting machine whose second thermocouple drifts, with 30 runs of too high pressure."""
    scope = firm(tmp_path_factory.mktemp("detect") / "home", "casting")
    publish(scope, "run", runs())
    learn(scope)
    return scope, detect(scope)


def test_the_drifting_thermocouple_is_named(judged: tuple[Scope, list[Insight]]) -> None:
    _, found = judged
    (drift,) = (one for one in found if one.kind == "drift")
    assert (drift.cause_code, drift.action_code, drift.tool_id) == ("thermocouple_drift", "replace_sensor", "T1")
    assert [one.channel for one in drift.contributions] == ["die_temp_2_c"]
    assert drift.summary_ko.startswith("1호기: T1 금형에서 열전대가 틀어지고")
    assert "℃" in drift.summary_ko
    assert "thermocouple may be drifting" in drift.summary_en
    assert drift.support_n > 500
    assert drift.baseline["run_count"] > 1000


def test_thirty_odd_runs_are_one_insight(judged: tuple[Scope, list[Insight]]) -> None:
    _, found = judged
    (odd,) = (one for one in found if one.kind == "anomaly")
    assert odd.contributions[0].channel == "cast_pressure_mpa"
    assert odd.support_n == pytest.approx(30, abs=6)
    assert odd.budget["false_alarm_ratio"] == 0.005
    assert odd.cause_code is None


def test_every_run_has_a_score_and_only_steady_ones_a_judgement(judged: tuple[Scope, list[Insight]]) -> None:
    scope, _ = judged
    scores = stored(scope, "mart_run__score")
    assert scores.height == 4000
    assert set(scores["month"]) == {"2026-09", "2026-10"}
    assert scores.filter("is_warm_up")["is_anomaly"].null_count() == scores["is_warm_up"].sum()
    steady = scores.filter(~pl.col("is_warm_up"))
    assert steady["is_anomaly"].null_count() <= 20
    high = scores.filter(pl.col("row_no").is_between(1501, 1530))
    assert high["is_anomaly"].mean() == pytest.approx(1.0, abs=0.1)
    assert set(high.filter("is_anomaly")["top_channel"]) == {"cast_pressure_mpa"}


def test_the_same_again_writes_nothing(judged: tuple[Scope, list[Insight]]) -> None:
    scope, found = judged
    ledger = Ledger(scope.home)
    before = ledger.published("f")
    assert detect(scope) == found
    ledger.set_state("f", "detect", {})
    assert detect(scope) == found
    assert ledger.published("f") == before


def test_insights_are_read_by_kind_and_machine(judged: tuple[Scope, list[Insight]]) -> None:
    scope, found = judged
    assert [one.kind for one in insights(scope)] == ["drift", "anomaly"]
    assert insights(scope, kind="risk") == []
    assert insights(scope, kind="anomaly", machine_id="m") == [one for one in found if one.kind == "anomaly"]
    assert insights(scope, machine_id="other") == []


def test_without_facts_nothing_is_written(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs(500))
    assert detect(scope) == []
    assert set(Ledger(scope.home).published("f")) == {"run"}
    assert insights(scope) == []


def test_good_runs_give_no_insight(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs(drift=False, seed=4))
    learn(scope)
    assert detect(scope) == []
    scores = stored(scope, "mart_run__score")
    assert scores["is_anomaly"].mean() < 0.012


def test_new_runs_are_judged_by_the_facts_that_are_there(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs(2000))
    learn(scope)
    detect(scope)
    publish(scope, "run", runs())
    found = detect(scope)
    assert stored(scope, "mart_run__score").height == 4000
    assert {one.cause_code for one in found if one.kind == "drift"} == {"thermocouple_drift"}


def test_furnace_faults_are_told(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "heat_treatment")
    rows = readings(5).with_columns(
        pl.when(within(1, 20, 28)).then(pl.col(name) - 30.0).otherwise(name).alias(name) for name in ZONES
    )
    publish(scope, "reading", rows)
    learn(scope)
    (found,) = detect(scope)
    assert (found.cause_code, found.action_code) == ("interrupted_soak", "hold_lot")
    assert "8분 끊겼습니다" in found.summary_ko
    assert "interrupted for 8 min" in found.summary_en
