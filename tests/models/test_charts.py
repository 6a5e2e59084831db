"""Charts against published examples (domain.md section 3.5) and naive twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import charts
from tests.models import naive
from tests.paths import data


def _column(name: str, file: str) -> np.ndarray:
    text = data("spc-reference", "qcc", file).read_text()
    rows = [line.split() for line in text.splitlines() if line.strip()]
    place = rows[0].index(name)
    return np.array([float(row[place]) for row in rows[1:]])


def test_spc_4_individuals_of_viscosity() -> None:
    limits = charts.individuals(_column("viscosity", "viscosity.txt")[:20], constants="table")
    assert limits is not None
    assert limits.center == pytest.approx(34.088)
    assert limits.range_center == pytest.approx(0.572632, abs=1e-6)
    assert limits.sigma == pytest.approx(0.5076521, abs=1e-7)
    assert (limits.lower, limits.upper) == (pytest.approx(32.56504, abs=1e-5), pytest.approx(35.61096, abs=1e-5))
    z = limits.standardised(_column("viscosity", "viscosity.txt")[:20])
    assert np.flatnonzero(charts.alarms(z)["N1"]).tolist() == [3]


def test_spc_5_phase_two_of_viscosity() -> None:
    values = np.delete(_column("viscosity", "viscosity.txt"), 3)
    limits = charts.individuals(values[:19], constants="table")
    assert limits is not None
    assert limits.center == pytest.approx(33.98947, abs=1e-5)
    assert limits.sigma == pytest.approx(0.4117415, abs=1e-7)
    assert (limits.lower, limits.upper) == (pytest.approx(32.75425, abs=1e-5), pytest.approx(35.2247, abs=1e-4))
    found = {rule: (np.flatnonzero(at) + 1).tolist() for rule, at in charts.alarms(limits.standardised(values)).items()}
    assert found == {"N1": [27], "N2": [32, 33, 34], "N5": found["N5"], "N6": [27, 28, 29, 30, 32, 33, 34]}


def test_spc_6_shares_of_orange_juice() -> None:
    counts = _column("D", "orangejuice.txt")[:30]
    sizes = np.full(30, 50.0)
    chart = charts.shares(counts, sizes, laney=False)
    assert chart.center == pytest.approx(0.2313333, abs=1e-7)
    assert (chart.lower[0], chart.upper[0]) == (pytest.approx(0.05242755), pytest.approx(0.4102391, abs=1e-7))
    out = charts.alarms(chart.standardised(counts, sizes))["N1"]
    assert (np.flatnonzero(out) + 1).tolist() == [15, 23]
    cleaned = charts.shares(counts[~out], sizes[~out], laney=False)
    assert cleaned.center == pytest.approx(0.215)
    assert (cleaned.lower[0], cleaned.upper[0]) == (pytest.approx(0.04070284), pytest.approx(0.3892972))


def test_spc_7_laney_widens_by_the_scatter_between_samples() -> None:
    counts = _column("D", "orangejuice.txt")[:30]
    chart = charts.shares(counts, np.full(30, 50.0))
    assert chart.sigma_z == pytest.approx(1.660309, abs=1e-6)
    assert (chart.lower[0], chart.upper[0]) == (0.0, pytest.approx(0.528372, abs=1e-6))
    assert not charts.alarms(chart.standardised(counts, np.full(30, 50.0)))["N1"].any()


def test_moving_ranges_do_not_bridge_a_break_or_a_gap() -> None:
    ranges = charts.moving_ranges(np.array([1.0, 3.0, 9.0, np.nan, 4.0, 5.0]), np.array([0, 0, 1, 1, 1, 1]))
    assert np.isnan(ranges).tolist() == [True, False, True, True, True, False]
    assert ranges[[1, 5]].tolist() == [2.0, 1.0]


@pytest.mark.parametrize("values", [[], [1.0], [np.nan, np.nan]], ids=["empty", "one", "missing"])
def test_no_limits_without_a_moving_range(values: list[float]) -> None:
    assert charts.individuals(np.array(values)) is None


def test_a_constant_channel_has_no_spread_and_alarms_only_when_it_moves() -> None:
    limits = charts.individuals(np.full(30, 5.0))
    assert limits is not None
    assert limits.sigma == 0.0
    assert not charts.alarms(limits.standardised(np.full(30, 5.0)))["N2"].any()


def test_shares_need_positive_sizes() -> None:
    with pytest.raises(ValueError, match="positive size"):
        charts.shares(np.array([1.0]), np.array([0.0]))


@given(
    st.lists(st.floats(-4, 4) | st.just(0.0) | st.just(1.0) | st.just(np.nan), max_size=40),
    st.lists(st.integers(0, 2), min_size=40, max_size=40),
)
def test_rules_are_what_the_twin_says(z: list[float], marks: list[int]) -> None:
    values, segments = np.array(z, dtype=np.float64), np.sort(np.array(marks))[: len(z)]
    found = charts.alarms(values, segments)
    for rule, zone, needed, window in (("N2", 0.0, 9, 9), ("N5", 2.0, 2, 3), ("N6", 1.0, 4, 5)):
        assert found[rule].tolist() == naive.beyond(values, zone, needed, window, segments).tolist(), rule


def test_a_segment_break_starts_runs_anew() -> None:
    z, segments = np.full(12, 0.5), np.repeat([0, 1], 6)
    assert charts.alarms(z)["N2"].sum() == 4
    assert not charts.alarms(z, segments)["N2"].any()


def test_in_control_run_length_of_the_default_rules() -> None:
    z = np.random.default_rng(5).normal(size=60_000)
    rate = np.logical_or.reduce(list(charts.alarms(z).values())).mean()
    assert (
        1 / 110 * 0.8 < rate < 1 / 110 * 2.2
    )  # a signal often repeats at the next point, so the rate is above 1 / ARL
