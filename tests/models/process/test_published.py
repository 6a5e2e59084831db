"""The worked examples of domain.md, sections 4 and 5, to the digits printed there."""

import numpy as np
import pytest

from models.energy import GRID, carbon_kg, per_unit
from models.process import carburising, hpdc, iron, tempering


def test_hpdc_1() -> None:
    flow = hpdc.flow_l_per_s(80, 3.0)
    assert flow == pytest.approx(15.080, abs=5e-4)
    assert hpdc.gate_velocity_m_per_s(80, 3.0, 300) == pytest.approx(50.27, abs=5e-3)
    assert hpdc.fill_time_ms(0.55, 2500, flow) == pytest.approx(14.59, abs=5e-3)
    assert hpdc.opening_force_kn(80, 0.045) == pytest.approx(3600)
    assert hpdc.metal_pressure_mpa(16, 160, 80) == pytest.approx(64)
    assert hpdc.opening_force_kn(80, 0.045) / 9.80665 == pytest.approx(367, abs=0.5)


def test_recommended_fill_time_and_slow_shot() -> None:
    assert hpdc.recommended_fill_time_s(3, 650, 570, 200, 20) == pytest.approx(0.04938, abs=5e-6)
    assert hpdc.critical_slow_speed_m_per_s(80, 0.5) == pytest.approx(0.514, abs=5e-4)
    assert hpdc.wave_slow_speed_m_per_s(80, 0.5) == pytest.approx(0.519, abs=5e-4)


def test_lines_of_die_and_machine_meet() -> None:
    flow = hpdc.operating_flow_l_per_s(90, 40, 2500, 300, 0.5)
    assert hpdc.die_line_mpa(flow, 2500, 300, 0.5) == pytest.approx(90 * (1 - (float(flow) / 40) ** 2))


def test_hollomon_jaffe() -> None:
    assert tempering.hollomon_jaffe(600, 2) == pytest.approx(17.7258, abs=5e-5)
    assert tempering.hollomon_jaffe(550, 4) == pytest.approx(16.9586, abs=5e-5)
    at_550 = tempering.hollomon_jaffe(550, 2)
    assert tempering.equivalent_hours(at_550, 600) == pytest.approx(0.13757, abs=5e-6)
    whole, used = tempering.combined([550, 600], [2, 1])
    assert [whole, used] == pytest.approx([17.5119, 1.0], abs=5e-5)


def test_case_depth() -> None:
    at_1700_f = (1700 - 32) / 1.8
    assert carburising.harris_mm(at_1700_f, 4) == pytest.approx(1.2697, abs=5e-5)
    assert carburising.harris_mm(at_1700_f, 4) / 25.4 == pytest.approx(0.04999, abs=5e-6)
    assert carburising.harris_mm(925, 4) == pytest.approx(1.2571, abs=5e-5)
    assert carburising.metric_mm(925, 4) == pytest.approx(1.3085, abs=5e-5)


def test_carbon_equivalents() -> None:
    assert iron.ce_pct(3.4, 2.1, 0.05) == pytest.approx(4.1167, abs=5e-5)
    assert iron.cel_pct(3.4, 2.1, 0.05) == pytest.approx(3.95, abs=5e-4)


def test_en_1_and_en_2() -> None:
    newest, mean = GRID
    assert carbon_kg(1.85, newest) == pytest.approx(0.7720, abs=5e-5)
    assert carbon_kg(1.85, mean) == pytest.approx(0.8401, abs=5e-5)
    assert per_unit(410, 370) == pytest.approx(1.1081, abs=5e-5)
    assert per_unit(410, 352) == pytest.approx(1.1648, abs=5e-5)
    assert carbon_kg(per_unit(410, 352), newest) == pytest.approx(0.4861, abs=5e-5)


def test_what_makes_no_sense_gives_no_number() -> None:
    assert np.isnan(hpdc.flow_l_per_s(0, 3.0))
    assert np.isnan(hpdc.flow_l_per_s(np.nan, 3.0))
    assert np.isnan(hpdc.recommended_fill_time_s(3, 650, 200, 570, 20))
    assert np.isnan(hpdc.critical_slow_speed_m_per_s(80, 1.2))
    assert np.isnan(hpdc.recommended_fill_time_s(3, 500, 570, 200, 0))
    assert np.isnan(tempering.hollomon_jaffe(600, 0))
    for nonsense in (-999.0, -273.15, -230.0, 0.0):
        assert np.isnan(tempering.hollomon_jaffe(nonsense, 2))
        assert np.isnan(tempering.equivalent_hours(17.7, nonsense))
        assert np.isnan(carburising.harris_mm(nonsense, 4))
        assert np.isnan(carburising.metric_mm(nonsense, 4))
        assert tempering.combined([600, nonsense], [1, 1])[1] == 0.5
    assert all(np.isnan(tempering.combined([600], [np.inf])))
    assert np.isnan(carburising.boost_hours(4, 0.8, 0.2, 0.2))
    assert np.isnan(per_unit(1.0, 0))
    assert hpdc.flow_l_per_s([], []).shape == (0,)
    assert carburising.boost_hours(4, 0.8, 0.2, 1.0) == pytest.approx(4 * 0.75**2)
