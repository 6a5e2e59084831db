"""The run monitor: budget on good runs, planted shifts, odd inputs, state."""

import json

import numpy as np
import pytest
from scipy import stats

from models import monitor, robust
from tests.models import naive
from tests.paths import data

NAMES = tuple(f"c{n}_c" for n in range(8))


def _runs(count: int, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=(count, 1))
    slow = 3.0 * np.sin(np.arange(count) / 400.0)[:, None]
    return 100.0 + 0.6 * shared + rng.normal(size=(count, len(NAMES))) + slow


def _fitted(count: int = 2000, **more: float) -> monitor.Monitor:
    made = monitor.fit(NAMES, _runs(count), np.ones(count, dtype=bool), **more)
    assert made is not None
    return made


@pytest.mark.parametrize("count", [300, 2000], ids=["prediction", "conformal"])
def test_false_alarms_stay_within_the_budget(count: int) -> None:
    fitted = _fitted(count)
    assert fitted.mode == ("prediction" if count == 300 else "conformal")
    fresh = _runs(8000, seed=11)
    alarms = int(monitor.score(fitted, fresh, np.ones(len(fresh), dtype=bool)).is_anomaly.sum())
    n = len(fitted.calibration)
    # The calibration stretch is a sample too: its share beyond the limit is Beta distributed.
    most = stats.betabinom.ppf(0.999, len(fresh), 0.005 * (n + 1), (1 - 0.005) * (n + 1))
    assert alarms <= (most if fitted.mode == "conformal" else stats.binom.ppf(0.999, len(fresh), 0.01))


@pytest.mark.parametrize("size", [6.0, 10.0], ids=["6sd", "10sd"])
def test_a_planted_shift_is_found_and_named(size: float) -> None:
    fitted, runs = _fitted(), _runs(600, seed=5)
    runs[400:410, 3] += size
    found = monitor.score(fitted, runs, np.ones(600, dtype=bool))
    assert found.is_anomaly[400:410].mean() >= 0.8
    assert (found.top[400:410] == 3).mean() >= 0.9
    assert monitor.loudest(fitted, found.z[400:410])[0][0] == 3


def test_slow_change_is_no_anomaly_but_leaves_the_level() -> None:
    fitted, runs = _fitted(), _runs(2000, seed=6)
    runs += np.linspace(0.0, 30.0, 2000)[:, None]
    found = monitor.score(fitted, runs, np.ones(2000, dtype=bool))
    assert found.is_anomaly.mean() < 0.05
    assert found.is_out_of_limit[-500:].all()


def test_p_values_are_what_the_twin_says() -> None:
    fitted, runs = _fitted(800), _runs(60, seed=9)
    assert fitted.mode == "conformal"
    found = monitor.score(fitted, runs, np.ones(60, dtype=bool))
    for at in range(1, 60, 7):
        assert found.p_value[at] == pytest.approx(naive.conformal(found.score[at], fitted.calibration))


def test_state_is_json_and_judges_alike() -> None:
    fitted, runs = _fitted(), _runs(100, seed=8)
    again = monitor.Monitor.from_state(json.loads(json.dumps(fitted.state())))
    one, other = (monitor.score(m, runs, np.ones(100, dtype=bool)) for m in (fitted, again))
    np.testing.assert_array_equal(one.score, other.score)


def test_fit_is_deterministic() -> None:
    assert _fitted().state() == _fitted().state()


def test_too_few_runs_make_no_monitor() -> None:
    assert monitor.fit(NAMES, _runs(59), np.ones(59, dtype=bool)) is None
    assert monitor.fit((), np.empty((100, 0)), np.ones(100, dtype=bool)) is None


def test_constant_channels_do_not_alarm_until_they_move() -> None:
    runs = _runs(2000)
    runs[:, 0] = 42.0
    fitted = monitor.fit(NAMES, runs, np.ones(2000, dtype=bool))
    assert fitted is not None
    later = _runs(200, seed=4)
    later[:, 0] = 42.0
    later[100, 0] = 43.0
    found = monitor.score(fitted, later, np.ones(200, dtype=bool))
    assert found.is_anomaly[100]
    assert found.top[100] == 0


def test_missing_values_are_left_out_and_empty_runs_are_not_judged() -> None:
    fitted, runs = _fitted(), _runs(50, seed=2)
    runs[10] = np.nan
    runs[20, :4] = np.nan
    found = monitor.score(fitted, runs, np.ones(50, dtype=bool))
    assert np.isnan(found.score[10])
    assert not found.is_anomaly[10]
    assert found.top[10] == -1
    assert np.isfinite(found.score[20])


@pytest.mark.parametrize("rows", [0, 1], ids=["empty", "one"])
def test_hardly_any_runs(rows: int) -> None:
    found = monitor.score(_fitted(), _runs(rows), np.ones(rows, dtype=bool))
    assert len(found.score) == rows
    assert not found.is_anomaly.any()


def test_counters_and_mostly_missing_channels_are_not_monitored() -> None:
    runs = _runs(200)
    runs[:, 0] = np.arange(200)
    runs[::2, 1] = np.nan
    assert monitor.usable(runs).tolist() == [False, False, *[True] * 6]


@pytest.mark.parametrize("fault", ["02", "06", "14"])
def test_tennessee_eastman_level_monitor(fault: str) -> None:
    """The anchor robust z max finds 76 % over 18 faults at 1.3 % false alarms; these faults are the plain ones."""
    train = np.loadtxt(data("tennessee-eastman", "d00.dat")).T
    names = tuple(f"x{n}" for n in range(train.shape[1]))
    made = monitor.fit(names, train, np.ones(len(train), dtype=bool), 0.01)
    assert made is not None
    rows = np.loadtxt(data("tennessee-eastman", f"d{fault}_te.dat"))
    kept = rows[:, [names.index(name) for name in made.channels]]
    found = monitor.score(made, kept, np.ones(len(kept), dtype=bool)).is_out_of_limit
    assert found[20:160].mean() <= 0.06
    assert found[170:].mean() >= 0.9


def test_top_of_a_run_is_the_conditional_one() -> None:
    fitted = _fitted()
    z = np.zeros((1, len(NAMES)))
    z[0, 5] = 4.0
    assert monitor.loudest(fitted, z)[0] == (5, 4.0, False)
    assert robust.CLIP > 4.0
