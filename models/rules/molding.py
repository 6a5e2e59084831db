"""Causes in injection molding (domain.md section 4.4)."""

from models.drift import Drift
from models.evidence import Found, Signal, overlapping, signal

_VISCOSITY = ("switchover_pressure_mpa", "injection_pressure_max_mpa", "plasticizing_time_s", "flow_index")
_RING = ("cushion", "weight", "switchover_pressure", "injection_pressure_max")
_COOLING = ("mold_temp", "cycle_time", "machine_cycle_time", "cooling_time", "coolant")
NEAR_RUNS = 150


def claim(found: Found, lot_changes: tuple[int, ...] = ()) -> tuple[list[Signal], Found]:
    """Return check-ring leaks, cooling faults and resin-lot changes, each on two pieces of evidence.

    Args:
        found: Drifts of one group.
        lot_changes: Places of the runs at which the material lot changes.
    """
    ring, found = _check_ring(found)
    cooling, found = _cooling(found)
    lots, found = _resin(found, lot_changes)
    return [*ring, *cooling, *lots], found


def _named(drift: Drift, stems: tuple[str, ...]) -> bool:
    return drift.channel.startswith(stems)


def _check_ring(found: Found) -> tuple[list[Signal], Found]:
    """The cushion falls or scatters; with it peak pressure falls or weight scatters, or both happen to the cushion."""
    cushion = [d for d in found.drifts if _named(d, ("cushion",)) and ((d.aspect == "level") == (d.z < 0))]
    if not cushion:
        return [], found
    anchor = max(cushion, key=lambda drift: abs(drift.z))
    together = [drift for drift in overlapping(found.drifts, anchor) if _named(drift, _RING)]
    evidence = {(d.channel, d.aspect) for d in together if (d.aspect == "level") == (d.z < 0)}
    sure = len(evidence) >= 2
    cause, action = ("check_ring_leak", "check_ring") if sure else (None, None)
    lead = [drift for drift in together if _named(drift, ("cushion",))]
    made = signal(found, "check_ring_leak", together, lead=lead, cause=cause, action=action)
    return [made], found.without(together)


def _cooling(found: Found) -> tuple[list[Signal], Found]:
    """A mold temperature moves; with it another one or the cycle time."""
    warm = [drift for drift in found.drifts if _named(drift, ("mold_temp",)) and drift.aspect == "level"]
    if not warm:
        return [], found
    anchor = max(warm, key=lambda drift: abs(drift.z))
    together = [d for d in overlapping(found.drifts, anchor) if _named(d, _COOLING)]
    evidence = {drift.channel for drift in together if drift.aspect == "level" and drift.z * anchor.z > 0}
    sure = len(evidence) >= 2
    cause, action = ("cooling_fault", "check_cooling") if sure else (None, None)
    lead = [drift for drift in together if _named(drift, ("mold_temp",))]
    made = signal(found, "cooling_drift", together, lead=lead, cause=cause, action=action)
    return [made], found.without(together)


def _resin(found: Found, lot_changes: tuple[int, ...]) -> tuple[list[Signal], Found]:
    """Pressure at transfer and its relatives change together and at once; a new lot at that moment names the cause."""
    stiff = [drift for drift in found.drifts if drift.channel in _VISCOSITY and drift.aspect == "level"]
    if not stiff:
        return [], found
    anchor = max(stiff, key=lambda drift: abs(drift.z))
    together = [drift for drift in overlapping(found.drifts, anchor) if drift.channel in _VISCOSITY]
    channels = {drift.channel for drift in together if drift.aspect == "level"}
    if len(channels) < 2:
        return [], found
    at_change = any(abs(place - anchor.first) <= NEAR_RUNS for place in lot_changes)
    sure = at_change or (anchor.step and not lot_changes)
    cause, action = ("resin_lot_change", "hold_lot_mfr_test") if sure else (None, None)
    lead = [drift for drift in together if drift.aspect == "level"]
    made = signal(found, "resin_lot_change", together, lead=lead, cause=cause, action=action, at_lot_change=at_change)
    return [made], found.without(together)
