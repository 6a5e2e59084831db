"""What any process knows: slow cycles, and drifts that no rule explains."""

from models.drift import Drift
from models.evidence import Found, Signal, loudest_first, overlapping, signal

LASTING = 3
CYCLES = ("cycle_time_s", "machine_cycle_time_s")


def slow_cycles(found: Found) -> tuple[list[Signal], Found]:
    """Return stretches of longer or shorter cycles; both clocks together name it slow."""
    signals = []
    while anchors := [drift for drift in found.drifts if drift.channel in CYCLES and drift.aspect == "level"]:
        anchor = max(anchors, key=lambda drift: abs(drift.z))
        together = [drift for drift in overlapping(found.drifts, anchor) if drift.channel in CYCLES]
        longer = anchor.z > 0
        sure = longer and len({drift.channel for drift in together if drift.aspect == "level"}) >= 2
        cause, action = ("slow_cycle", "check_cycle") if sure else (None, None)
        signals.append(signal(found, "slow_cycles", together, lead=[anchor], cause=cause, action=action))
        found = found.without(together)
    return signals, found


def unexplained(found: Found) -> list[Signal]:
    """Return what is left: drifts of three blocks and more; those that share runs are one signal, without a cause.

    The scatter of cycle times is left out: single slow cycles and micro-stops are counted from the intervals.
    """
    signals = []
    told = [drift for drift in found.drifts if not (drift.channel in CYCLES and drift.aspect == "spread")]
    lasting = [drift for drift in told if drift.blocks >= LASTING]
    rest = sorted(lasting, key=lambda drift: (drift.first, drift.last, drift.channel, drift.aspect))
    while rest:
        group = [rest.pop(0)]
        last = group[0].last
        while rest and rest[0].first <= last:
            group.append(rest.pop(0))
            last = max(last, group[-1].last)
        signals.append(_of(found, group))
    return signals


def _of(found: Found, group: list[Drift]) -> Signal:
    loud = loudest_first(group)[0].channel
    lead = [drift for drift in group if drift.channel == loud]
    return signal(found, "drift", group, lead=lead, channels=len({drift.channel for drift in group}))
