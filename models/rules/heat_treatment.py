"""Causes in furnace loads (domain.md section 4.3): uneven zones, interrupted soaks, burnout, overshoot."""

from collections.abc import Callable, Sequence

from models.evidence import Signal, Speaker
from models.loads import BAND_C, UNEVEN_US, Load

MINUTE_US = 60_000_000


def signals(loads: Sequence[Load], band_c: float = BAND_C) -> list[Signal]:
    """Return what went wrong in a furnace's loads, in order; neighbouring loads with one fault are one signal.

    Args:
        loads: Loads of one furnace in time order.
        band_c: Half width of the band around the setpoint, degC.
    """
    rules: list[tuple[Callable[[Load], bool], Callable[[Sequence[Load], float], Signal]]] = [
        (lambda load: load.uneven_us > UNEVEN_US, _uneven),
        (lambda load: bool(load.interruptions), _interrupted),
        (lambda load: (load.overshoot_c or 0.0) > band_c, _overshoot),
        (lambda load: bool(load.burnt), _burnout),
    ]
    return [say(group, band_c) for fits, say in rules for group in _neighbours(loads, fits)]


def _neighbours(loads: Sequence[Load], fits: Callable[[Load], bool]) -> list[list[Load]]:
    """Return the loads concerned, split where two and more sound loads lie between."""
    groups: list[list[Load]] = []
    last = -9
    for place, load in enumerate(loads):
        if fits(load):
            if place - last > 2:
                groups.append([])
            groups[-1].append(load)
            last = place
    return groups


def _uneven(group: Sequence[Load], band_c: float) -> Signal:
    """Evidence: the difference between zones beyond the band for 5 minutes, in two loads and the same zone."""
    zones = [load.uneven_zone for load in group if load.uneven_zone]
    zone = max(sorted(set(zones)), key=zones.count) if zones else None
    worst = max(group, key=lambda load: load.spread_max_c or 0.0)
    off = sorted(load.uneven_c for load in group if load.uneven_c is not None and load.uneven_zone == zone)
    sure = len(group) >= 2 and sum(one == zone for one in zones) >= 2
    return Signal(
        "anomaly",
        "uneven_zone",
        None,
        group[0].started_us,
        group[-1].ended_us,
        (Speaker(zone or "furnace_temp_c", worst.spread_max_c, band_c, (worst.spread_max_c or 0.0) / band_c, "apart"),),
        len(group),
        "uneven_zone" if sure else None,
        "temperature_survey" if sure else None,
        {
            "minutes": sum(load.uneven_us for load in group) // MINUTE_US,
            "off_c": off[len(off) // 2] if off else None,
            "band_c": band_c,
        },
    )


def _interrupted(group: Sequence[Load], band_c: float) -> Signal:
    """Evidence: below the band for more than a minute, and back in it before the quench."""
    spells = [spell for load in group for spell in load.interruptions]
    worst = min(group, key=lambda load: load.lowest_c or 0.0)
    lowest, zone = worst.lowest_c or 0.0, worst.lowest_zone or "furnace_temp_c"
    minutes = sum(spell.to_us - spell.from_us for spell in spells) / MINUTE_US
    return Signal(
        "anomaly",
        "interrupted_soak",
        None,
        spells[0].from_us,
        spells[-1].to_us,
        (Speaker(zone, lowest, -band_c, abs(lowest) / band_c),),
        len(group),
        "interrupted_soak",
        "hold_lot",
        {"minutes": minutes, "lowest_c": lowest, "band_c": band_c, "loads": [load.load_id for load in group]},
    )


def _overshoot(group: Sequence[Load], band_c: float) -> Signal:
    worst = max(group, key=lambda load: load.overshoot_c or 0.0)
    over = worst.overshoot_c or 0.0
    return Signal(
        "anomaly",
        "overshoot",
        None,
        group[0].started_us,
        group[-1].ended_us,
        (Speaker(worst.overshoot_zone or "furnace_temp_c", over, band_c, over / band_c),),
        len(group),
        "overshoot",
        "tune_controller",
        {"over_c": over, "band_c": band_c},
    )


def _burnout(group: Sequence[Load], _band_c: float) -> Signal:
    """Evidence: one zone gives nothing credible while the others do."""
    spells = [spell for load in group for spell in load.burnt]
    zones = [spell.name for spell in spells]
    zone = max(sorted(set(zones)), key=zones.count)
    minutes = sum(spell.to_us - spell.from_us for spell in spells) / MINUTE_US
    return Signal(
        "anomaly",
        "thermocouple_burnout",
        None,
        min(spell.from_us for spell in spells),
        max(spell.to_us for spell in spells),
        (Speaker(zone, None, None, float(len(spells))),),
        len(group),
        "thermocouple_burnout",
        "mask_replace_sensor",
        {"minutes": minutes},
    )
