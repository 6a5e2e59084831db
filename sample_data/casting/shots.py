"""Shots of one cold-chamber die-casting machine (ADC12) with their variables, domain.md section 4.1."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_data.bundle import Plan
from sample_data.cycles import Cycles, Rhythm, make_cycles
from sample_data.noise import DAY_S, Bools, Floats, ar1, daily, decayed, season, sigmoid, stream
from sample_data.shifts import WITH_BREAKS, at_share, is_night, windows, work_day

TOOLS = ("DM-1107", "DM-2214")
PARTS = (("HB-7731A", "하우징 커버"), ("HB-5520", "오일펌프 바디"))
RHYTHM = Rhythm(cycle_s=58.0, cycle_sd_s=0.7)
IDEAL_CYCLE_S = 57.0
COLD_C = 115.0  # by how much a die falls in a long standstill
COOLING_S = 2400.0
HEATING_S = 420.0
DRIFT_C = 25.0
SLOW_S = 9.5
SISTERS = (1, 2, 3, 4)
DEFECTS = ("미성형", "탕경", "기공", "수축공", "버", "소착")


@dataclass(frozen=True)
class CastingFaults:
    """Which faults this machine has, as seconds from when on (None = not at all)."""

    thermocouple_from: float | None = None
    plunger_from: float | None = None
    slow: tuple[float, float] | None = None


@dataclass(frozen=True)
class Shots:
    """Shots of one machine: channels by header, beside what only the simulator knows."""

    cycles: Cycles
    channels: dict[str, Floats]
    is_trial: Bools
    is_scrap: Bools
    is_warmup: Bools
    defect: pl.Series

    @property
    def count(self) -> int:
        """Number of shots."""
        return len(self.cycles.ended)


def tool_changes(plan: Plan, spans: Floats, machine_no: int) -> list[tuple[float, int]]:
    """Return the mountings: three working days with one die, two with the other; under three days one change."""
    if plan.hours < 72:
        return [(float(spans[0, 0]), 0), (at_share(spans, 0.3), 1)]
    opened = [spans[0, 0] + DAY_S * n for n in sorted(set((work_day(spans[:, 0]) - work_day(spans[:1, 0])).tolist()))]
    dies = [(n + machine_no) % 5 // 3 for n in range(len(opened))]
    return [(float(opened[n]) + 2400.0 * (n > 0), die) for n, die in enumerate(dies) if n == 0 or die != dies[n - 1]]


def make_shots(plan: Plan, machine_id: str, machine_no: int, faults: CastingFaults) -> Shots:
    """Return the shots of one machine over the period of the plan."""
    slow = None
    if faults.slow is not None:
        begin, end = faults.slow
        slow = np.column_stack([(begin, begin + 60.0, end, end + 60.0), (0.0, SLOW_S, SLOW_S, 0.0)])
    spans = windows(plan.hours, WITH_BREAKS)
    cycles = make_cycles(plan.seed, machine_id, RHYTHM, spans, tool_changes(plan, spans, machine_no), slow)
    rng = stream(plan.seed, machine_id, "shots")
    # How far the die is below its working temperature: standstills cool it, shots bring it back.
    lost = COLD_C * (1.0 - np.exp(-cycles.standstill / COOLING_S))
    deficit = np.minimum(decayed(lost, float(np.exp(-RHYTHM.cycle_s / HEATING_S))), COLD_C)
    is_trial = _trials(cycles)
    channels = _channels(rng, cycles, deficit, faults, machine_no)
    chance = _scrap_chance(channels, deficit)
    is_scrap = (rng.random(len(deficit)) < chance) & ~is_trial
    return Shots(cycles, channels, is_trial, is_scrap, deficit > 30.0, _defects(rng, channels, deficit, is_scrap))


def _trials(cycles: Cycles) -> Bools:
    """The first 8 shots after a changeover and the first 4 after more than two hours are thrown away (시사출)."""
    after_rest = np.zeros(len(cycles.ended), dtype=bool)
    starts = np.flatnonzero(cycles.standstill > 7200.0)
    near = (starts[:, None] + np.arange(4)).ravel()
    after_rest[near[near < len(after_rest)]] = True
    return after_rest | (cycles.since_change < 8)


def _channels(
    rng: np.random.Generator, cycles: Cycles, deficit: Floats, faults: CastingFaults, machine_no: int
) -> dict[str, Floats]:
    """Return every process value by its header; die 2 runs with other settings, machine 2 a little warmer."""
    t, n = cycles.ended, len(cycles.ended)
    second = cycles.tool_no.astype(np.float64)
    worn = np.zeros(n)
    if faults.plunger_from is not None:
        worn = _by_shots(t, faults.plunger_from)
    melt = (
        662.0
        + 2.0 * machine_no
        + daily(t, amplitude=4.5, peak_h=15.0)
        + ar1(rng, n, sd=2.2, phi=0.97)
        + rng.normal(0, 0.8, n)
    )
    water = (
        24.0
        + season(t, day_of_year=278, amplitude=6.0)
        + daily(t, amplitude=1.6, peak_h=16.0)
        + ar1(rng, n, sd=0.3, phi=0.95)
    )
    slow = (0.280 + 0.03 * second) * (1.0 + ar1(rng, n, sd=1.0, phi=0.3) * (0.014 + 0.065 * worn))
    fast = 2.60 + 0.35 * second + ar1(rng, n, sd=0.035, phi=0.4) - 0.10 * worn
    volume = 4150.0 + 620.0 * second + ar1(rng, n, sd=32.0, phi=0.2)
    biscuit = (
        28.0
        + 3.0 * second
        + (volume - 4150.0 - 620.0 * second) * 0.018
        + ar1(rng, n, sd=1.0, phi=0.3) * (0.9 + 3.4 * worn)
    )
    pressure = 72.0 - 4.0 * second + 0.22 * (biscuit - 28.0 - 3.0 * second) - 2.0 * worn + ar1(rng, n, sd=0.7, phi=0.5)
    fill = 34.0 * 2.60 / fast + 6.0 * second + rng.normal(0, 0.5, n)
    out = {
        "사이클타임(s)": cycles.cycle + rng.normal(0, 0.1, n),
        "설비작동사이클(s)": cycles.cycle - 4.2 + rng.normal(0, 0.15, n),
        "용탕온도(℃)": melt - 6.0 * (cycles.standstill > 1800.0),
        "용탕량(g)": volume,
        "저속속도(m/s)": slow,
        "고속속도(m/s)": fast,
        "고속전환위치(mm)": 318.0 + 22.0 * second + rng.normal(0, 0.6, n),
        "충전시간(ms)": fill,
        "주조압력(MPa)": pressure,
        "증압시간(ms)": 26.0 + 2.0 * second + 4.0 * worn + np.abs(rng.normal(0, 1.0, n)),
        "비스킷두께(mm)": biscuit,
        "형체력(ton)": 642.0 + 18.0 * second + ar1(rng, n, sd=2.5, phi=0.8),
        "냉각수온도(℃)": water,
        "스프레이시간(s)": 6.5 + 0.8 * second + rng.normal(0, 0.05, n),
        "진공도(mbar)": 48.0 + 6.0 * second + np.abs(ar1(rng, n, sd=4.0, phi=0.6)),
    }
    shared = 0.55 * (water - 24.0) + 0.25 * (melt - 662.0) - deficit
    out["고정형온도(℃)"] = 208.0 - 10.0 * second + shared + ar1(rng, n, sd=2.0, phi=0.7)
    out["가동형온도(℃)"] = 196.0 - 8.0 * second + 0.95 * shared + ar1(rng, n, sd=2.0, phi=0.7)
    for place in SISTERS:
        level = 182.0 + 7.0 * place - 6.0 * second
        out[f"금형온도{place}(℃)"] = level + (0.9 + 0.03 * place) * shared + ar1(rng, n, sd=2.2, phi=0.7)
    if faults.thermocouple_from is not None:
        share = _by_shots(t, faults.thermocouple_from)
        out["금형온도2(℃)"] = out["금형온도2(℃)"] - DRIFT_C * share * (cycles.tool_no == 0)
    return out


def _by_shots(t: Floats, begin: float) -> Floats:
    """Return a share that grows with the shots made since `begin`, to 1 at the last one: wear knows no weekends."""
    first = int(np.searchsorted(t, begin))
    grown: Floats = np.clip((np.arange(len(t)) - first) / max(len(t) - first, 1), 0.0, 1.0)
    return grown


def _scrap_chance(channels: dict[str, Floats], deficit: Floats) -> Floats:
    """Return the chance of scrap: cold die, low pressure, biscuit out of 22..38 mm, on a base of 1.2 %."""
    cold = 0.45 * sigmoid((deficit - 38.0) / 5.0)
    weak = 0.25 * sigmoid((66.0 - channels["주조압력(MPa)"]) / 0.5)
    thickness = channels["비스킷두께(mm)"]
    off = 0.30 * (sigmoid((21.0 - thickness) / 0.8) + sigmoid((40.0 - thickness) / -0.8))
    return 0.012 + cold + weak + off


def _defects(rng: np.random.Generator, channels: dict[str, Floats], deficit: Floats, is_scrap: Bools) -> pl.Series:
    """Return the defect name of every scrapped shot: cold dies do not fill, odd biscuits shrink."""
    cold = deficit > 25.0
    thickness = channels["비스킷두께(mm)"]
    odd = (thickness < 22.5) | (thickness > 38.5)
    pick = rng.random(len(deficit))
    any_of = np.digitize(pick, [0.10, 0.18, 0.52, 0.66, 0.86])
    number = np.where(cold, np.digitize(pick, [0.65]), np.where(odd, np.digitize(pick, [0.25]) + 2, any_of))
    names = pl.Series(DEFECTS).gather(number.tolist())
    return pl.select(pl.when(pl.Series(is_scrap)).then(names)).to_series()


def shift_key(cycles: Cycles) -> pl.DataFrame:
    """Return work date number, night flag and tool of every shot: the grain of the daily sheet."""
    night = is_night(cycles.ended)
    return pl.DataFrame({"work_day": work_day(cycles.ended), "night": night, "tool_no": cycles.tool_no})
