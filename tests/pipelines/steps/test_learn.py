"""Baselines and limits as dated facts."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.steps.learn import baseline_rows, learn
from ppuri.core.ledger import Ledger
from tests.models.furnaces import readings
from tests.pipelines.steps.published import firm, publish
from tests.pipelines.steps.runs import runs


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [(np.ones(1000), 300), (np.ones(400), 200), (np.ones(59), 0), (np.zeros(500), 0), (np.arange(400) % 2, 400)],
    ids=["share", "least", "too-few", "none", "gaps"],
)
def test_the_baseline_ends_with_its_last_accepted_run(accepted: np.ndarray, expected: int) -> None:
    assert baseline_rows(accepted.astype(bool)) == expected


def test_facts_are_json_deterministic_and_not_written_twice(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs())
    learnt = learn(scope)
    ledger = Ledger(scope.home)
    first = {kind: ledger.facts("f", kind) for kind in ("monitor", "chart", "quality")}
    learn(scope)
    assert {kind: ledger.facts("f", kind) for kind in first} == first
    (fact,) = first["monitor"]
    assert fact.subject == "m|src|T1|-"
    assert json.loads(json.dumps(fact.value)) == fact.value
    assert fact.value["baseline"]["run_count"] == learnt.groups[0].run_count
    assert "x_wert" in learnt.groups[0].channels
    limits = first["chart"][0].value["cast_pressure_mpa"]
    assert limits["upper"] - limits["lower"] == pytest.approx(6.0, rel=0.1)


def test_scrap_trials_and_warm_up_are_no_reference(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs(1000))
    accepted = learn(scope).groups[0].run_count
    # Of 1000 runs three times 40 warm up (trials among them); of the rest 2 % are scrap.
    assert accepted == pytest.approx(0.3 * 0.98 * (1000 - 3 * 40), abs=4)


def test_too_few_runs_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = firm(tmp_path / "home", "casting")
    publish(scope, "run", runs(80))
    monkeypatch.setenv("PPURI_LANG", "en")
    learnt = learn(scope)
    assert "60 are needed" in learnt.lines()[0]
    assert Ledger(scope.home).facts("f", "monitor") == []


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    learnt = learn(firm(tmp_path / "home", "casting"))
    assert learnt.groups == []
    assert learnt.lines() == ["배울 자료가 없습니다."]


def test_a_furnace_is_learnt_from_its_loads(tmp_path: Path) -> None:
    scope = firm(tmp_path / "home", "heat_treatment")
    publish(scope, "reading", readings(4))
    assert learn(scope).furnaces == {"m": 4}
    (fact,) = Ledger(scope.home).facts("f", "furnace")
    assert fact.value["soak_min_median"] == pytest.approx(62, abs=2)
