"""Causes in high-pressure die casting (domain.md section 4.1)."""

from models.drift import Drift
from models.evidence import Found, Signal, overlapping, signal

_PLUNGER = (
    "slow_speed_m_s",
    "biscuit_mm",
    "intens_rise_time_ms",
    "cast_pressure_mpa",
    "fast_speed_m_s",
    "fill_time_ms",
)


def claim(found: Found) -> tuple[list[Signal], Found]:
    """Return plunger-tip wear: slow speed and biscuit scatter more, the intensification takes longer.

    Two pieces of evidence name the cause; one alone is left to the general rule.
    """
    wide = [drift for drift in found.drifts if _scatters(drift)]
    if not wide:
        return [], found
    anchor = max(wide, key=lambda drift: abs(drift.z))
    together = [drift for drift in overlapping(found.drifts, anchor) if drift.channel in _PLUNGER]
    evidence = {drift.channel for drift in together if _scatters(drift) or _slower_rise(drift)}
    if len(evidence) < 2:
        return [], found
    lead = [drift for drift in together if _scatters(drift)]
    made = signal(found, "plunger_wear", together, lead=lead, cause="plunger_wear", action="check_tip_sleeve")
    return [made], found.without(together)


def _scatters(drift: Drift) -> bool:
    return drift.aspect == "spread" and drift.z > 0 and drift.channel in ("slow_speed_m_s", "biscuit_mm")


def _slower_rise(drift: Drift) -> bool:
    return drift.channel == "intens_rise_time_ms" and drift.aspect == "level" and drift.z > 0
