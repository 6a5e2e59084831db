from __future__ import annotations

import numpy as np
import pytest

from models.reference_cycle import best_shown, half_sample_mode


def days(count: int, spread: int = 10) -> np.ndarray:
    return np.arange(count) * spread // count


def test_best_shown_is_the_five_percent_quantile_of_a_steady_machine() -> None:
    cycles = np.random.default_rng(1).normal(58.0, 0.7, 1000)
    found = best_shown(cycles, days(1000))
    assert found is not None
    assert (found.cycle_s, found.is_bimodal) == (np.quantile(cycles, 0.05), False)
    assert found.run_count == 1000
    assert found.day_count == 10


def test_an_error_of_the_edge_moves_nothing() -> None:
    cycles = np.random.default_rng(2).normal(58.0, 0.5, 600)
    clean = best_shown(cycles, days(600))
    cycles[:3] = 4.0
    faulty = best_shown(cycles, days(600))
    assert clean is not None
    assert faulty is not None
    assert faulty.cycle_s == pytest.approx(clean.cycle_s, rel=0.005)


def test_two_ways_of_running_give_the_mode_of_the_faster() -> None:
    rng = np.random.default_rng(3)
    cycles = np.concatenate([rng.normal(50.0, 0.4, 300), rng.normal(60.0, 0.4, 700)])
    found = best_shown(cycles, days(1000))
    assert found is not None
    assert found.is_bimodal
    assert found.cycle_s == pytest.approx(50.0, abs=0.5)


@pytest.mark.parametrize(
    ("count", "spread"),
    [pytest.param(199, 10, id="fewer than 200 runs"), pytest.param(1000, 4, id="fewer than five work dates")],
)
def test_too_little_evidence_gives_nothing(count: int, spread: int) -> None:
    assert best_shown(np.full(count, 58.0), days(count, spread)) is None


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        pytest.param([3.0], 3.0, id="one"),
        pytest.param([1.0, 2.0], 1.5, id="two"),
        pytest.param([1.0, 5.0, 5.2], 5.1, id="closest of three"),
        pytest.param([1.0, 4.0, 4.1, 4.2, 9.0, 12.0], 4.05, id="densest half"),
    ],
)
def test_half_sample_mode(values: list[float], mode: float) -> None:
    assert half_sample_mode(np.array(values)) == pytest.approx(mode)
