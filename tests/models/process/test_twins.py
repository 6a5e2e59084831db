"""Each reading of a curve against a naive twin, on ordinary, constant, missing, single and no samples."""

import math
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.energy import base_load
from models.process import furnace_curve as curve
from models.process import molding, tempering

Floats = NDArray[np.float64]
CELLS = st.one_of(st.just(math.nan), st.integers(780, 870).map(float))


def soak_by_hand(minutes: list[float], zones: list[list[float]], setpoint: float, band: float) -> tuple[float, float]:
    longest = total = run = 0.0
    steps = sorted(later - earlier for earlier, later in pairwise(minutes))
    usual = median(steps) if steps else 0.0
    for at in range(len(minutes) - 1):
        known = [one for one in zones[at] if not math.isnan(one)]
        sure = len(known) == len(zones[at]) and minutes[at + 1] - minutes[at] <= 3 * usual
        if sure and abs(min(known) - setpoint) <= band:
            run += minutes[at + 1] - minutes[at]
            total += minutes[at + 1] - minutes[at]
            longest = max(longest, run)
        else:
            run = 0.0
    return longest, total


@given(st.lists(st.tuples(st.integers(1, 9), st.tuples(CELLS, CELLS)), max_size=30))
def test_soak(samples: list[tuple[int, tuple[float, float]]]) -> None:
    minutes = np.cumsum([float(step) for step, _ in samples]) if samples else np.zeros(0)
    zones = np.array([list(pair) for _, pair in samples]).reshape(-1, 2)
    found = curve.soak(minutes, zones, 850.0, 10.0)
    assert (found.longest_min, found.total_min) == pytest.approx(
        soak_by_hand(minutes.tolist(), zones.tolist(), 850.0, 10.0)
    )
    assert found.longest_min <= found.total_min
    assert found.total_min + found.unknown_min <= (minutes[-1] - minutes[0] if len(minutes) else 0.0) + 1e-9


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12))
def test_uniformity(rows: list[tuple[float, float, float]]) -> None:
    found = curve.uniformity(np.array(rows, dtype=float).reshape(-1, 3), 850.0)
    known = [[one for one in row if not math.isnan(one)] for row in rows]
    spreads = [max(row) - min(row) for row in known if len(row) > 1]
    away = [abs(one - 850.0) for row in known for one in row]
    assert found.spread_c == pytest.approx(max(spreads, default=math.nan), nan_ok=True)
    assert found.deviation_c == pytest.approx(max(away, default=math.nan), nan_ok=True)
    expected = [number for number, most in curve.CLASSES if spreads and max(away) <= most]
    assert found.ams_class == (expected[0] if expected else None)


@given(st.lists(CELLS, max_size=20), st.sampled_from([3.0, 10.0]))
def test_conformance(samples: list[float], band: float) -> None:
    found = curve.conformance(np.array(samples), np.full(len(samples), 850.0), band)
    away = [abs(one - 850.0) for one in samples if not math.isnan(one)]
    inside = sum(one <= band for one in away) / len(away) if away else math.nan
    assert found.inside_ratio == pytest.approx(inside, nan_ok=True)
    assert found.passed == (bool(away) and inside >= 0.99 and not any(one > 2 * band for one in away))


def test_ramp_is_the_slope_of_the_middle() -> None:
    minutes = np.arange(0.0, 101.0)
    temps = 20 + 8.0 * minutes
    assert curve.ramp_c_per_min(minutes, temps) == pytest.approx(8.0)
    bent = temps.copy()
    bent[:5] += 3.0  # below a tenth of the step nothing counts
    bent[0] = 20.0
    assert curve.ramp_c_per_min(minutes, bent) == pytest.approx(8.0)
    holes = temps.copy()
    holes[40:45] = np.nan
    assert curve.ramp_c_per_min(minutes, holes) == pytest.approx(8.0)
    assert curve.ramp_c_per_min(minutes, temps[::-1].copy()) == pytest.approx(-8.0)
    for odd in (np.full(101, 850.0), np.full(101, np.nan)):
        assert math.isnan(curve.ramp_c_per_min(minutes, odd))
    assert math.isnan(curve.ramp_c_per_min(minutes[:1], temps[:1]))
    assert math.isnan(curve.ramp_c_per_min(minutes[:0], temps[:0]))


def test_the_soak_clock_stands_over_gaps_and_lost_thermocouples() -> None:
    even = np.full((4, 1), 850.0)
    gap = curve.soak(np.array([0.0, 1.0, 601.0, 602.0]), even, 850.0, 10.0)
    assert (gap.longest_min, gap.total_min, gap.unknown_min) == (1.0, 2.0, 600.0)
    lost = np.array([[850.0, 700.0], [850.0, math.nan], [850.0, math.nan], [850.0, 700.0]])
    cold = curve.soak(np.arange(4.0), lost, 850.0, 10.0)
    assert (cold.total_min, cold.unknown_min) == (0.0, 2.0)


def test_t85_needs_each_crossing_once() -> None:
    seconds = np.arange(0.0, 61.0)
    falling = 900 - 10.0 * seconds
    assert curve.t85_s(seconds, falling) == pytest.approx(30.0)
    assert curve.t85_s(seconds[::5], falling[::5]) == pytest.approx(30.0)
    assert curve.t85_s(seconds[10:41], falling[10:41]) == pytest.approx(30.0)  # from just 800 to just 500
    holes = falling.copy()
    holes[8:13] = np.nan
    assert math.isnan(curve.t85_s(seconds, holes))  # nobody saw it pass 800
    again = falling.copy()
    again[20] = 850.0  # crosses 800 three times
    assert math.isnan(curve.t85_s(seconds, again))
    assert math.isnan(curve.t85_s(seconds, np.full(61, 700.0)))
    assert math.isnan(curve.t85_s(seconds[:0], falling[:0]))
    assert math.isnan(curve.t85_s(seconds, falling[::-1].copy()))  # heating is no cooling


def test_a_curve_tempers_as_its_steps_do() -> None:
    samples = np.concatenate([np.full(120, 550.0), np.full(60, 600.0)])
    whole, used = tempering.combined(samples, np.full(180, 1 / 60))
    assert [whole, used] == pytest.approx([17.5119, 1.0], abs=5e-5)
    samples[10:28] = np.nan
    assert tempering.combined(samples, np.full(180, 1 / 60))[1] == pytest.approx(0.9)
    nothing, share = tempering.combined([np.nan], [1.0])
    assert (math.isnan(nothing), share) == (True, 0.0)
    assert all(math.isnan(one) for one in tempering.combined([], []))
    assert tempering.combined(600, 2)[0] == pytest.approx(float(tempering.hollomon_jaffe(600, 2)))


@given(
    st.lists(st.lists(st.one_of(st.just(math.nan), st.integers(1, 99).map(float)), min_size=3, max_size=3), max_size=8)
)
def test_cavity_balance(rows: list[list[float]]) -> None:
    found = molding.cavity_balance(np.array(rows, dtype=float).reshape(-1, 3))
    for row, value in zip(rows, found.tolist(), strict=True):
        known = [one for one in row if not math.isnan(one)]
        expected = (max(known) - min(known)) / max(known) if len(known) > 1 else math.nan
        assert value == pytest.approx(expected, nan_ok=True)


def test_cycle_parts_and_viscosity() -> None:
    assert molding.cavity_balance(np.zeros(0)).shape == (0,)
    assert molding.cushion_spread_mm(np.array([5.0, np.nan, 5.4, 5.2])) == pytest.approx(
        np.std([5.0, 5.4, 5.2], ddof=1)
    )
    assert math.isnan(molding.cushion_spread_mm(np.array([5.0])))
    assert molding.cycle_residual_s(30.0, 12.0, 15.0, 14.0) == pytest.approx(3.0)
    assert molding.cycle_residual_s(30.0, 12.0, 15.0, 18.2) == pytest.approx(-0.2)
    assert molding.viscosity_index_mpa_s(80, 1.5) == pytest.approx(120.0)
    assert np.isnan(molding.viscosity_index_mpa_s([80, np.nan], [0, 1.5])).all()
    before, after = np.array([100.0, 101.0, 99.0]), np.array([105.0, np.nan, 105.0])
    assert molding.shift_ratio(after, before) == pytest.approx(0.05)
    assert math.isnan(molding.shift_ratio(np.zeros(0), before))


def test_base_load_is_a_line() -> None:
    mass = np.arange(100.0, 125.0)
    found = base_load(200 + 1.5 * mass, mass)
    assert found is not None
    assert [found.base_kwh, found.per_kg_kwh, found.r2, found.n] == pytest.approx([200, 1.5, 1, 25])
    assert found.base_ratio == pytest.approx(200 / (200 + 1.5 * mass.mean()))
    noisy: Floats = 200 + 1.5 * mass + np.random.default_rng(7).normal(0, 5, 25)
    slope, base = np.polyfit(mass, noisy, 1)
    again = base_load(noisy, mass)
    assert again is not None
    assert [again.per_kg_kwh, again.base_kwh] == pytest.approx([slope, base])
    assert again.r2 == pytest.approx(np.corrcoef(mass, noisy)[0, 1] ** 2)
    assert base_load(noisy[:19], mass[:19]) is None
    assert base_load(noisy, np.full(25, 100.0)) is None
    assert base_load(np.where(mass < 110, np.nan, noisy), mass) is None
