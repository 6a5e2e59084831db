"""A sealed-quench furnace with four zones: loads of ramp, soak and quench between idle gaps, domain.md section 4.3."""

from dataclasses import dataclass

import numpy as np

from sample_data.bundle import Plan
from sample_data.noise import Bools, Floats, Ints, ar1, daily, decayed, stream
from sample_data.shifts import THROUGH, to_wall, windows

ZONES = (1, 2, 3, 4)
SOAK_C = 850.0
START_C = 500.0
STANDBY_C = 400.0
AMBIENT_C = 330.0  # what the closed furnace falls towards within hours
COOLING_S = 3600.0
UNEVEN_C = -13.5
OVERSHOOT_C = 21.0
POWER_LOSS_C = -38.0
BURNOUT_S = 2.5 * 3600.0


@dataclass(frozen=True)
class Loads:
    """Loads of one furnace; arrays of equal length.

    Attributes:
        charged: Second at which the load went in.
        soaked: Second at which the set point reaches the soak.
        quenched: Second at which the load goes into the oil.
    """

    charged: Floats
    soaked: Floats
    quenched: Floats

    @property
    def count(self) -> int:
        """Number of loads."""
        return len(self.charged)


@dataclass(frozen=True)
class FurnaceFaults:
    """Number of the load that has each fault; an uneven zone lasts from its load to the end."""

    burnout: int
    interrupted: int
    overshoot: int
    uneven: int


@dataclass(frozen=True)
class Recording:
    """Readings of one furnace.

    Attributes:
        at: Second of each reading.
        channels: Values by header.
        burnt: Readings at which the thermocouple of zone 2 is burnt out; its first ones show full scale.
    """

    at: Floats
    channels: dict[str, Floats]
    burnt: Bools


def make_loads(plan: Plan, machine_id: str) -> Loads:
    """Return the loads that are quenched an hour before the period ends; the furnace rests on weekends."""
    rng = stream(plan.seed, machine_id, "loads")
    count = int(plan.hours / 2.4) + 2
    ramp = rng.normal(2100.0, 45.0, count)
    soak = rng.choice([4800.0, 5400.0], count, p=[0.7, 0.3])
    idle = 1500.0 + rng.exponential(900.0, count)
    spans = windows(plan.hours, THROUGH, holidays=False)
    room = float((spans[:, 1] - spans[:, 0]).sum())
    operating = np.cumsum(idle + ramp + soak) - ramp - soak
    charged = np.floor(to_wall(np.minimum(operating, room), spans))
    kept = (operating < room) & (charged + ramp + soak < plan.end_s - 3600.0)
    charged, ramp, soak = charged[kept], ramp[kept], soak[kept]
    return Loads(charged, charged + ramp, charged + ramp + soak)


def place_faults(count: int) -> FurnaceFaults:
    """Return which loads get the faults: after a clean third, each on a load of its own where there are enough."""
    return FurnaceFaults(*(min(int(count * share), count - 1) for share in (0.45, 0.56, 0.66, 0.75)))


def record(plan: Plan, machine_id: str, loads: Loads, faults: FurnaceFaults) -> Recording:
    """Return the readings of the whole period, one each `plan.interval_s`."""
    rng = stream(plan.seed, machine_id, "recorder")
    at = np.arange(8 * 3600.0, plan.end_s, plan.interval_s)
    place = np.searchsorted(loads.charged, at, side="right") - 1
    known = np.maximum(place, 0)
    since = at - loads.charged[known]
    heating: Bools = (place >= 0) & (at < loads.quenched[known])
    sv = _set_point(at, loads, known, heating)
    shape = _temperature(at, loads, known, since, heating, place)
    shape = shape + _disturbance(at, loads, faults, heating)
    channels: dict[str, Floats] = {}
    burnt = _burnt(at, loads, faults)
    for zone in ZONES:
        noise = ar1(rng, len(at), sd=0.9, phi=0.985) + rng.normal(0.0, 0.15, len(at))
        value = shape + (zone - 2.5) * 0.9 * heating + noise
        if zone == 3:
            value = value + UNEVEN_C * _uneven(at, loads, faults) * np.where(
                heating, np.clip(since / 1800.0, 0, 1), 0.3
            )
        channels[f"{zone}존 PV"] = value
    channels.update({f"{zone}존 SV": sv for zone in ZONES})
    powerless = (at >= loads.soaked[faults.interrupted] + 1500.0) & (at < loads.soaked[faults.interrupted] + 1980.0)
    for zone in ZONES:
        channels[f"OP{zone}"] = _output(
            rng, at, loads, faults, zone, channels[f"{zone}존 PV"], sv, heating & ~powerless
        )
    soaking = heating & (at >= loads.soaked[known])
    carbon = np.where(soaking, 0.80, np.where(heating, 0.35, 0.10))
    step = float(np.exp(-plan.interval_s / 300.0))
    channels["CP"] = np.maximum(decayed(carbon * (1 - step), step) + ar1(rng, len(at), sd=0.010, phi=0.99), 0.0)
    channels["유온"] = _oil(rng, at, loads, place, heating)
    quenching = (place >= 0) & ~heating & (at < loads.quenched[known] + 900.0)
    channels["교반RPM"] = np.where(quenching, 620.0, 260.0) + rng.normal(0.0, 3.0, len(at))
    return Recording(at, channels, burnt)


def _set_point(at: Floats, loads: Loads, known: Ints, heating: Bools) -> Floats:
    ramp = loads.soaked[known] - loads.charged[known]
    share = np.clip((at - loads.charged[known]) / ramp, 0.0, 1.0)
    return np.where(heating, START_C + (SOAK_C - START_C) * share, STANDBY_C)


def _temperature(at: Floats, loads: Loads, known: Ints, since: Floats, heating: Bools, place: Ints) -> Floats:
    """Return the mean chamber temperature: lagging set point while heating, slow fall afterwards."""
    ramp = loads.soaked[known] - loads.charged[known]
    rate = (SOAK_C - START_C) / ramp
    lag = (
        rate
        * 100.0
        * np.where(
            since < ramp, 1 - np.exp(-np.maximum(since, 0.0) / 100.0), np.exp(-np.maximum(since - ramp, 0) / 150.0)
        )
    )
    rest = np.diff(loads.charged, prepend=loads.charged[0] - 7200.0) - np.append(
        0.0, (loads.quenched - loads.charged)[:-1]
    )
    before = AMBIENT_C + (SOAK_C - AMBIENT_C) * np.exp(-rest / COOLING_S)
    cold_load = 70.0 * np.maximum(since, 0.0) / 240.0 * np.exp(1 - np.maximum(since, 0.0) / 240.0)
    first = (before[known] - START_C) * np.exp(-np.maximum(since, 0.0) / 300.0)
    bump = 2.5 * np.exp(-(((since - ramp - 420.0) / 240.0) ** 2))
    hot = START_C + rate * np.minimum(since, ramp) - lag + first - cold_load + bump
    fall = np.where(place >= 0, at - loads.quenched[known], at + 2 * 3600.0)
    return np.where(heating, hot, AMBIENT_C + (SOAK_C - AMBIENT_C) * np.exp(-np.maximum(fall, 0.0) / COOLING_S))


def _disturbance(at: Floats, loads: Loads, faults: FurnaceFaults, heating: Bools) -> Floats:
    """Return what all zones do in the interrupted soak (power lost for 8 minutes) and in the overshoot."""
    lost = at - loads.soaked[faults.interrupted] - 1500.0
    down = np.clip(lost / 480.0, 0.0, 1.0) * np.exp(-np.maximum(lost - 480.0, 0.0) / 420.0)
    over = at - loads.soaked[faults.overshoot]
    up = np.where(over > 0, over / 300.0 * np.exp(1 - np.maximum(over, 0.0) / 300.0), 0.0)
    return np.where(heating, POWER_LOSS_C * down + OVERSHOOT_C * up, 0.0)


def _burnt(at: Floats, loads: Loads, faults: FurnaceFaults) -> Bools:
    begin = loads.soaked[faults.burnout] + 1800.0
    out: Bools = (at >= begin) & (at < begin + BURNOUT_S)
    return out


def _uneven(at: Floats, loads: Loads, faults: FurnaceFaults) -> Floats:
    out: Floats = (at >= loads.charged[faults.uneven]).astype(np.float64)
    return out


def _output(
    rng: np.random.Generator,
    at: Floats,
    loads: Loads,
    faults: FurnaceFaults,
    zone: int,
    value: Floats,
    sv: Floats,
    powered: Bools,
) -> Floats:
    """Return the heater output: losses, ramp demand, proportional action; a weak element works harder."""
    ramping = powered & (sv < SOAK_C - 1.0)
    demand = 12.0 + 0.030 * (value - 300.0) + 38.0 * ramping - 1.2 * (value - sv) * powered
    if zone == 3:
        demand = demand + 22.0 * _uneven(at, loads, faults)
    noisy = demand + rng.normal(0.0, 0.8, len(at))
    return np.where(powered, np.clip(noisy, 0.0, 100.0), 0.0)


def _oil(rng: np.random.Generator, at: Floats, loads: Loads, place: Ints, heating: Bools) -> Floats:
    """Return the oil temperature: hot parts bring 24 degC within two minutes, the cooler takes them back."""
    previous = np.where(heating, place - 1, place)
    after = np.where(previous >= 0, at - loads.quenched[np.maximum(previous, 0)], np.inf)
    heat = 24.0 * np.minimum(after / 120.0, 1.0) * np.exp(-np.minimum(after, 1e6) / 2400.0)
    return (
        62.0
        + daily(at, amplitude=1.5, peak_h=16.0)
        + np.where(np.isfinite(after), heat, 0.0)
        + ar1(rng, len(at), sd=0.4, phi=0.98)
    )
