"""Which drifts mean which cause, and that one piece of evidence names none."""

import pytest

from models.drift import Aspect, Drift
from models.evidence import Found, Signal
from models.rules.judge import judge


def _drift(channel: str, aspect: Aspect, value: float, baseline: float, z: float, **more: int) -> Drift:
    first, last = more.get("first", 100), more.get("last", 399)
    return Drift(channel, aspect, first, last, value, baseline, z, step=bool(more.get("step")), blocks=6)


def _judge(process: str, *drifts: Drift, lots: tuple[int, ...] = ()) -> list[Signal]:
    return judge(process, Found("T1", drifts, tuple(range(0, 500_000, 1000))), lots)


def test_a_sensor_that_leaves_its_sisters_is_a_thermocouple() -> None:
    (found,) = _judge(
        "casting",
        _drift("die_temp_2_c", "apart", -18.0, 0.0, -20.0),
        _drift("die_temp_2_c", "level", 172.0, 190.0, -15.0),
    )
    assert (found.rule, found.cause_code, found.kind) == ("sensor_drift", "thermocouple_drift", "drift")
    assert [one.channel for one in found.speakers] == ["die_temp_2_c"]
    assert (found.from_us, found.to_us, found.support_n) == (100_000, 399_000, 300)


def test_sisters_that_come_along_are_no_sensor_fault() -> None:
    found = _judge(
        "casting",
        _drift("die_temp_2_c", "apart", -18.0, 0.0, -20.0),
        _drift("die_temp_2_c", "level", 172.0, 190.0, -15.0),
        _drift("die_temp_1_c", "level", 168.0, 180.0, -15.0),
    )
    assert [one.rule for one in found] == ["drift"]
    assert found[0].cause_code is None


def test_scatter_of_slow_speed_and_biscuit_is_plunger_wear() -> None:
    (found,) = _judge(
        "casting",
        _drift("slow_speed_m_s", "spread", 0.02, 0.004, 10.0),
        _drift("biscuit_mm", "spread", 3.0, 0.9, 8.0, first=150),
        _drift("intens_rise_time_ms", "level", 30.0, 26.0, 30.0),
    )
    assert (found.cause_code, found.action_code) == ("plunger_wear", "check_tip_sleeve")
    assert [one.channel for one in found.speakers] == ["slow_speed_m_s", "biscuit_mm", "intens_rise_time_ms"]


def test_scatter_of_one_channel_names_no_cause() -> None:
    (found,) = _judge("casting", _drift("slow_speed_m_s", "spread", 0.02, 0.004, 10.0))
    assert (found.rule, found.cause_code, found.action_code) == ("drift", None, None)


def test_a_rule_of_another_process_does_not_speak() -> None:
    found = _judge(
        "molding", _drift("slow_speed_m_s", "spread", 1, 0.1, 9.0), _drift("biscuit_mm", "spread", 3, 1, 9.0)
    )
    assert [one.cause_code for one in found] == [None]


@pytest.mark.parametrize(
    ("further", "cause"),
    [
        ((_drift("cushion_mm", "spread", 0.4, 0.1, 9.0),), "check_ring_leak"),
        ((_drift("injection_pressure_max_mpa", "level", 100, 104, -6.0),), "check_ring_leak"),
        ((), None),
    ],
    ids=["scatters-too", "pressure-falls", "alone"],
)
def test_a_falling_cushion_needs_a_second_witness(further: tuple[Drift, ...], cause: str | None) -> None:
    (found,) = _judge("molding", _drift("cushion_mm", "level", 4.4, 6.8, -40.0), *further)
    assert (found.rule, found.cause_code) == ("check_ring_leak", cause)


def test_a_rising_cushion_is_no_leak() -> None:
    (found,) = _judge("molding", _drift("cushion_mm", "level", 8.0, 6.8, 40.0))
    assert found.rule == "drift"


@pytest.mark.parametrize(
    ("lots", "step", "cause"),
    [((110,), 0, "resin_lot_change"), ((900,), 1, None), ((), 1, "resin_lot_change"), ((), 0, None)],
    ids=["at-a-lot", "lot-elsewhere", "step-no-lots", "slope-no-lots"],
)
def test_viscosity_with_a_new_lot(lots: tuple[int, ...], step: int, cause: str | None) -> None:
    (found,) = _judge(
        "molding",
        _drift("switchover_pressure_mpa", "level", 112, 104, 9.0, step=step),
        _drift("plasticizing_time_s", "level", 13.6, 12.9, 9.5, step=step),
        lots=lots,
    )
    assert (found.rule, found.cause_code) == ("resin_lot_change", cause)


def test_warm_mold_and_longer_cycle_is_cooling() -> None:
    (found,) = _judge(
        "molding",
        _drift("mold_temp_2_c", "level", 91, 82, 8.0),
        _drift("cycle_time_s", "level", 44, 42, 14.0),
    )
    assert (found.cause_code, found.action_code) == ("cooling_fault", "check_cooling")
    assert found.speakers[0].channel == "mold_temp_2_c"


def test_both_clocks_make_slow_cycles() -> None:
    (found,) = _judge(
        "casting",
        _drift("cycle_time_s", "level", 67, 58, 30.0),
        _drift("machine_cycle_time_s", "level", 63, 54, 30.0),
    )
    assert (found.rule, found.cause_code) == ("slow_cycles", "slow_cycle")


def test_what_no_rule_explains_is_one_signal_per_stretch() -> None:
    found = _judge(
        "other",
        _drift("x_torque", "level", 3, 2, 9.0),
        _drift("x_noise", "level", 3, 2, 5.0, first=300, last=450),
        _drift("x_late", "level", 3, 2, 5.0, first=460, last=499),
    )
    assert [[one.channel for one in signal.speakers] for signal in found] == [["x_torque", "x_noise"], ["x_late"]]
    assert all(signal.cause_code is None for signal in found)


def test_single_slow_cycles_are_no_drift() -> None:
    assert _judge("casting", _drift("cycle_time_s", "spread", 2.1, 0.8, 3.0)) == []


def test_nothing_drifts() -> None:
    assert _judge("casting") == []
