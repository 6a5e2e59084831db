"""Run rules of Nelson and Western Electric on standardised points (domain.md section 3.3).

One flag stands at the point that completes the pattern, and at each later point that completes it again. Zones are
strict, N7 includes its edge. The flagged point of N5, N6, W2 and W3 itself lies beyond the zone. A point on the center
breaks N2 and W4, equal neighbours break N3 and N4, N8 needs both sides. NaN and a segment break end every run.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Side = Literal["both", "upper", "lower"]

NELSON = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")
WESTERN_ELECTRIC = ("W1", "W2", "W3", "W4")
DEFAULT = ("N1", "N2", "N5", "N6")
# Zones say nothing about counts and shares, whose distribution is skew.
ATTRIBUTES = ("N1", "N2", "N3", "N4")
_ZONES = {
    "N1": (3.0, 1, 1),
    "N2": (0.0, 9, 9),
    "N5": (2.0, 2, 3),
    "N6": (1.0, 4, 5),
    "W1": (3.0, 1, 1),
    "W2": (2.0, 2, 3),
    "W3": (1.0, 4, 5),
    "W4": (0.0, 8, 8),
}


def alarms(
    z: Floats, segments: Ints | None = None, rules: tuple[str, ...] = DEFAULT, side: Side = "both"
) -> dict[str, Bools]:
    """Return for each rule the points that complete it.

    Args:
        z: Standardised values in order; each by its own sigma where limits vary.
        segments: Number of the segment of each value; runs start anew where it changes.
        rules: Rules to judge.
        side: Side on which rules with a side count (N1, N2, N3, N5, N6, W1 to W4); rising is the upper side of N3.
    """
    with np.errstate(invalid="ignore"):
        return {rule: _judge(rule, z, segments, side) for rule in rules}


def _judge(rule: str, z: Floats, segments: Ints | None, side: Side) -> Bools:
    if rule in _ZONES:
        zone, needed, window = _ZONES[rule]
        return _sides(z > zone, z < -zone, needed, window, segments, side)
    patterns: dict[str, Callable[[], Bools]] = {
        "N3": lambda: _trend(z, segments, side),
        "N4": lambda: _alternating(z, segments),
        "N7": lambda: last(np.abs(z) <= 1.0, 15, segments) >= 15,
        "N8": lambda: _mixture(z, segments),
    }
    return patterns[rule]()


def _sides(up: Bools, down: Bools, needed: int, window: int, segments: Ints | None, side: Side) -> Bools:
    """Return points on a side with at least `needed` of the last `window` points on the same side."""
    out = np.zeros(len(up), dtype=bool)
    if side != "lower":
        out |= up & (last(up, window, segments) >= needed)
    if side != "upper":
        out |= down & (last(down, window, segments) >= needed)
    return out


def _steps(z: Floats, segments: Ints | None) -> Floats:
    """Return z_i - z_(i-1), NaN at the first point of each segment."""
    steps: Floats = np.diff(z, prepend=np.nan)
    if segments is not None and len(z):
        steps[1:][segments[1:] != segments[:-1]] = np.nan
    return steps


def _trend(z: Floats, segments: Ints | None, side: Side) -> Bools:
    steps = _steps(z, segments)
    return _sides(steps > 0.0, steps < 0.0, 5, 5, segments, side)


def _alternating(z: Floats, segments: Ints | None) -> Bools:
    turned = np.sign(_steps(z, segments))
    turns = np.concatenate([[False], turned[1:] * turned[:-1] < 0.0])[: len(z)]
    out: Bools = last(turns, 12, segments) >= 12
    return out


def _mixture(z: Floats, segments: Ints | None) -> Bools:
    up, down = last(z > 1.0, 8, segments), last(z < -1.0, 8, segments)
    out: Bools = (up + down >= 8) & (up > 0) & (down > 0)
    return out


def last(flags: Bools, window: int, segments: Ints | None = None) -> Ints:
    """Return how many of the last `window` points of the own segment are flagged."""
    total = np.concatenate([[0], np.cumsum(flags)])
    place = np.arange(len(flags))
    start = np.maximum(place - window + 1, 0)
    if segments is not None and len(flags):
        opened = np.concatenate([[True], segments[1:] != segments[:-1]])
        start = np.maximum(start, np.maximum.accumulate(np.where(opened, place, 0)))
    counted: Ints = total[place + 1] - total[start]
    return counted
