"""Cycles of one injection machine (PA66, two cavities) with their variables, domain.md section 4.4."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_data.bundle import Plan
from sample_data.cycles import Cycles, Rhythm, make_cycles
from sample_data.noise import DAY_S, Bools, Floats, Ints, ar1, daily, decayed, season, sigmoid, stream
from sample_data.shifts import THROUGH, windows

TOOLS = ("IM-0311", "IM-0427")
PARTS = ("DA-1180", "DA-2045")
MATERIAL = "PA66-GF30"
RHYTHM = Rhythm(cycle_s=42.0, cycle_sd_s=0.35, slow_ratio=0.012, micro_ratio=0.008, stop_ratio=0.0025)
IDEAL_CYCLE_S = 41.5
CAVITIES = 2
LEAK_RATIO = -0.35
LOT_RATIO = 0.075
COOLING_C = 12.0
COOLING_CYCLE_S = 1.8
LOT_S = 1.4 * DAY_S
DEFECTS = ("미성형", "버", "은줄", "웰드라인")


@dataclass(frozen=True)
class MoldingFaults:
    """When each fault lasts, as (from, to) seconds; None = this machine does not have it."""

    leak: tuple[float, float] | None = None
    lot: tuple[float, float] | None = None
    cooling: tuple[float, float] | None = None
    change: float | None = None


@dataclass(frozen=True)
class MoldingShots:
    """Cycles of one machine: channels by header, and the two pieces of each cycle.

    Attributes:
        weight, is_scrap, defect: Two columns or lists, one per cavity.
        lot_no: Number of the resin lot.
    """

    cycles: Cycles
    channels: dict[str, Floats]
    is_trial: Bools
    lot_no: Ints
    weight: Floats
    is_scrap: Bools
    defect: tuple[pl.Series, pl.Series]

    @property
    def count(self) -> int:
        """Number of cycles."""
        return len(self.cycles.ended)


def make_molding_shots(plan: Plan, machine_id: str, machine_no: int, faults: MoldingFaults) -> MoldingShots:
    """Return the cycles of one machine over the period of the plan."""
    spans = windows(plan.hours, THROUGH)
    changes = [(float(spans[0, 0]), machine_no % 2)]
    if faults.change is not None:
        changes.append((faults.change, 1 - machine_no % 2))
    if faults.leak is not None:
        changes.append((faults.leak[1], changes[-1][1]))  # the check ring is replaced: a long stop, the same mold
    extra = None
    if faults.cooling is not None:
        extra = np.array([[faults.cooling[0], 0.0], [faults.cooling[1], COOLING_CYCLE_S]])
    cycles = make_cycles(plan.seed, machine_id, RHYTHM, spans, changes, extra)
    rng = stream(plan.seed, machine_id, "shots")
    lost = 28.0 * (1.0 - np.exp(-cycles.standstill / 2700.0))
    deficit = np.minimum(decayed(lost, float(np.exp(-RHYTHM.cycle_s / 500.0))), 28.0)
    is_trial = (cycles.since_change < 10) | _after_rest(cycles)
    lot_no = _lots(cycles, faults)
    channels = _channels(rng, cycles, deficit, lot_no, faults)
    weight = _weights(rng, cycles, channels)
    chance = _scrap_chance(channels, deficit)
    is_scrap = (rng.random((len(chance), CAVITIES)) < chance[:, None]) & ~is_trial[:, None]
    defect = (_defects(rng, channels, deficit, is_scrap[:, 0]), _defects(rng, channels, deficit, is_scrap[:, 1]))
    return MoldingShots(cycles, channels, is_trial, lot_no, weight, is_scrap, defect)


def _after_rest(cycles: Cycles) -> Bools:
    """The first 6 cycles after more than four hours of rest are purged and thrown away."""
    out = np.zeros(len(cycles.ended), dtype=bool)
    near = (np.flatnonzero(cycles.standstill > 4 * 3600.0)[:, None] + np.arange(6)).ravel()
    out[near[near < len(out)]] = True
    return out


def _lots(cycles: Cycles, faults: MoldingFaults) -> Ints:
    """Return the resin lot of each cycle: a new one every 1.4 days; the planted lot is number 90."""
    usual = (cycles.ended // LOT_S).astype(np.int64) + 1
    if faults.lot is None:
        return usual
    return np.where((cycles.ended >= faults.lot[0]) & (cycles.ended < faults.lot[1]), 90, usual)


def _share(t: Floats, span: tuple[float, float] | None) -> Floats:
    """Return 0..1 over the span, 0 outside it."""
    if span is None:
        return np.zeros(len(t))
    return np.where(t < span[1], np.clip((t - span[0]) / (span[1] - span[0]), 0.0, 1.0), 0.0)


def _channels(
    rng: np.random.Generator, cycles: Cycles, deficit: Floats, lot_no: Ints, faults: MoldingFaults
) -> dict[str, Floats]:
    """Return every process value by its header; the second mold runs with other settings."""
    t, n = cycles.ended, len(cycles.ended)
    second = cycles.tool_no.astype(np.float64)
    leaking = (_share(t, faults.leak) > 0).astype(np.float64)
    grown = np.minimum(_share(t, faults.leak) * 4.0, 1.0)
    cooling = (
        np.clip((t - faults.cooling[0]) / (faults.cooling[1] - faults.cooling[0]), 0, 1) if faults.cooling else 0.0 * t
    )
    # Relative viscosity of the resin: a small step with every lot, a large one with the planted lot.
    usual = 0.008 * np.sin(lot_no * 2.4)
    viscosity = np.where(lot_no == 90, LOT_RATIO, usual) + ar1(rng, n, sd=0.004, phi=0.9)
    water = season(t, day_of_year=278, amplitude=2.0) + daily(t, amplitude=0.7, peak_h=16.0)
    barrel = daily(t, amplitude=0.5, peak_h=15.0)
    fill = 1.42 + 0.18 * second + rng.normal(0.0, 0.008, n)
    cushion = (6.2 + 0.6 * second) * (1.0 + LEAK_RATIO * grown) + ar1(rng, n, sd=0.13, phi=0.3) * (1.0 + 1.6 * leaking)
    switch = (96.0 + 8.0 * second) * (1.0 + viscosity) + rng.normal(0.0, 0.6, n) - 2.5 * grown
    cycle = cycles.cycle
    out = {
        "사이클타임(s)": cycle + rng.normal(0.0, 0.03, n),
        "사출시간(s)": fill + 6.0 + rng.normal(0.0, 0.01, n),
        "충전시간(s)": fill,
        "계량시간(s)": 11.8 + 1.1 * second + 9.0 * viscosity + ar1(rng, n, sd=0.12, phi=0.5),
        "쿠션(mm)": np.maximum(cushion, 0.4),
        "보압절환위치(mm)": 14.5 + 1.0 * second + rng.normal(0.0, 0.02, n),
        "계량완료위치(mm)": 78.0 + 9.0 * second + rng.normal(0.0, 0.05, n),
        "최대사출압력(MPa)": switch * 1.06 + 3.0 + rng.normal(0.0, 0.5, n),
        "절환압력(MPa)": switch,
        "보압(MPa)": 58.0 + 4.0 * second + rng.normal(0.0, 0.25, n),
        "평균배압(MPa)": 9.0 + rng.normal(0.0, 0.12, n),
        "최대스크류회전수(rpm)": 118.0 + rng.normal(0.0, 0.9, n),
    }
    for zone, level in enumerate((262.0, 276.0, 282.0, 285.0), start=1):
        out[f"배럴온도{zone}(℃)"] = level + barrel + ar1(rng, n, sd=0.6, phi=0.85)
    out["노즐온도(℃)"] = 288.0 + barrel + ar1(rng, n, sd=0.5, phi=0.8)
    out["금형온도1(℃)"] = (
        81.0 + 2.0 * second + water - deficit + 0.25 * COOLING_C * cooling + ar1(rng, n, sd=0.6, phi=0.8)
    )
    out["금형온도2(℃)"] = 79.0 + 2.0 * second + water - deficit + COOLING_C * cooling + ar1(rng, n, sd=0.6, phi=0.8)
    out["작동유온도(℃)"] = 44.0 + 1.5 * water - 0.3 * deficit + ar1(rng, n, sd=0.5, phi=0.95)
    out["형체력(ton)"] = 181.0 + 6.0 * second + rng.normal(0.0, 0.8, n)
    return out


def _weights(rng: np.random.Generator, cycles: Cycles, channels: dict[str, Floats]) -> Floats:
    """Return the weight of both pieces, g: less and more scattered when the cushion is gone."""
    gone = np.clip((5.0 - channels["쿠션(mm)"]) / 5.0, 0.0, 1.0)[:, None]
    base = (38.20 + 9.1 * cycles.tool_no)[:, None] + np.array([0.0, 0.06])
    noise = rng.normal(0.0, 0.05, (len(gone), CAVITIES))
    out: Floats = base + noise * (1.0 + 4.0 * gone) - 0.5 * gone
    return out


def _scrap_chance(channels: dict[str, Floats], deficit: Floats) -> Floats:
    """Return the chance of scrap of one piece: cold mold, lost cushion, viscous lot, hot mold, on a base of 0.6 %."""
    cold = 0.30 * sigmoid((deficit - 12.0) / 2.0)
    short = 0.10 * sigmoid((4.2 - channels["쿠션(mm)"]) / 0.4)
    stiff = 0.03 * sigmoid((channels["절환압력(MPa)"] - 113.0) / 1.0)
    hot = 0.06 * sigmoid((channels["금형온도2(℃)"] - 90.0) / 1.0)
    out: Floats = 0.006 + cold + short + stiff + hot
    return out


def _defects(rng: np.random.Generator, channels: dict[str, Floats], deficit: Floats, is_scrap: Bools) -> pl.Series:
    """Return the defect name of every scrapped piece."""
    pick = rng.random(len(deficit))
    any_of = np.digitize(pick, [0.3, 0.6, 0.85])
    empty = (deficit > 8.0) | (channels["쿠션(mm)"] < 4.8)
    hot = channels["금형온도2(℃)"] > 88.0
    number = np.where(empty, 0, np.where(hot, np.digitize(pick, [0.2, 0.9]), any_of))
    names = pl.Series(DEFECTS).gather(number.tolist())
    return pl.select(pl.when(pl.Series(is_scrap)).then(names)).to_series()
