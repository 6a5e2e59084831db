"""A sensor that walks away from its sisters (domain.md section 4.1, TC/sensor fault)."""

from models.drift import Drift, family
from models.evidence import Found, Signal, overlapping, signal


def claim(found: Found) -> tuple[list[Signal], Found]:
    """Return thermocouple drifts: one channel leaves its sisters while they stay where they were.

    Evidence: the channel's distance from the median of its sisters, and no sister's level moving the same way by half
    as much. A change of the process would take the sisters along.
    """
    signals = []
    for anchor in sorted(found.drifts, key=lambda drift: -abs(drift.z)):
        if anchor.aspect != "apart" or all(drift is not anchor for drift in found.drifts):
            continue
        together = overlapping(found.drifts, anchor)
        if any(_follows(drift, anchor) for drift in together):
            continue
        own = [drift for drift in together if drift.channel == anchor.channel]
        sure = any(drift.aspect == "level" for drift in own)
        cause, action = ("thermocouple_drift", "replace_sensor") if sure else (None, None)
        signals.append(signal(found, "sensor_drift", own, lead=[anchor], cause=cause, action=action))
        found = found.without(own)
    return signals, found


def _follows(drift: Drift, anchor: Drift) -> bool:
    """Whether a sister moves along with the anchor."""
    if drift.channel == anchor.channel or family(drift.channel) != family(anchor.channel) or drift.aspect == "spread":
        return False
    moved, walked = drift.value - drift.baseline, anchor.value - anchor.baseline
    return moved * walked > 0 and abs(moved) >= 0.5 * abs(walked)
