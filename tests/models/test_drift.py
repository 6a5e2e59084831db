"""Slow changes of level and spread, distance from sisters, and silence on good data."""

import json

import numpy as np
import pytest

from models import drift

NAMES = ("die_temp_1_c", "die_temp_2_c", "die_temp_3_c", "slow_speed_m_s")
SD = np.array([2.0, 2.0, 2.0, 0.01])


def _runs(count: int, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    day = np.sin(2 * np.pi * np.arange(count) / 1400.0)[:, None] * np.array([1.5, 1.5, 1.5, 0.0])
    return np.array([180.0, 190.0, 200.0, 0.3]) + day + rng.normal(size=(count, 4)) * SD


def _reference() -> drift.Reference:
    made = drift.fit(NAMES, _runs(3000))
    assert made is not None
    return made


@pytest.mark.parametrize("seed", range(3))
def test_good_runs_drift_nowhere(seed: int) -> None:
    assert drift.find(_reference(), _runs(8000, seed=20 + seed)) == []


def test_a_slow_shift_is_found_with_its_beginning_and_size() -> None:
    runs = _runs(6000, seed=2)
    runs[3000:, 1] -= np.linspace(0.0, 20.0, 3000)
    found = {(one.channel, one.aspect): one for one in drift.find(_reference(), runs)}
    level = found["die_temp_2_c", "level"]
    assert 2900 < level.first < 4200
    assert level.last == 5999
    assert level.baseline == pytest.approx(190.0, abs=1.0)
    assert level.value < 180.0
    assert not level.step
    assert found["die_temp_2_c", "apart"].z < 0
    assert {name for name, _ in found} == {"die_temp_2_c"}


def test_growing_spread_is_found_where_the_level_stays() -> None:
    runs = _runs(5000, seed=3)
    runs[3000:, 3] += np.random.default_rng(4).normal(size=2000) * 0.03
    (found,) = drift.find(_reference(), runs)
    assert (found.channel, found.aspect) == ("slow_speed_m_s", "spread")
    assert found.value / found.baseline == pytest.approx(3.2, rel=0.2)


def test_shrinking_spread_is_no_news_but_a_still_sensor_is() -> None:
    calm, still = _runs(5000, seed=5), _runs(5000, seed=5)
    calm[3000:, 3] = 0.3 + (calm[3000:, 3] - 0.3) * 0.5
    still[3000:, 3] = 0.3
    assert drift.find(_reference(), calm) == []
    assert [(one.channel, one.aspect) for one in drift.find(_reference(), still)] == [("slow_speed_m_s", "spread")]


def test_a_step_is_told_from_a_slope() -> None:
    runs = _runs(5000, seed=6)
    runs[3000:, :3] += 15.0
    found = drift.find(_reference(), runs)
    assert {one.aspect for one in found} == {"level"}
    assert all(one.step and abs(one.first - 3000) <= 60 for one in found)


def test_missing_values_and_short_input() -> None:
    runs = _runs(2000, seed=7)
    runs[500:900, 2] = np.nan
    assert drift.find(_reference(), runs) == []
    assert drift.find(_reference(), _runs(5)) == []
    assert drift.fit(NAMES, _runs(59)) is None


def test_state_is_json() -> None:
    made = _reference()
    again = drift.Reference.from_state(json.loads(json.dumps(made.state())))
    assert again.state() == made.state()


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("die_temp_2_c", "die_temp_*_c"),
        ("die_temp_fixed_c", "die_temp_*_c"),
        ("die_temp_lower_3_c", "die_temp_*_c"),
        ("furnace_temp_z4_c", "furnace_temp_*_c"),
        ("biscuit_mm", "biscuit_mm"),
    ],
)
def test_sisters_share_a_family(channel: str, expected: str) -> None:
    assert drift.family(channel) == expected


def test_two_sisters_cannot_tell_which_of_them_walks() -> None:
    apart = drift.sister_distance(("mold_temp_1_c", "mold_temp_2_c"), np.array([[80.0, 82.0]]))
    assert np.isnan(apart).all()
