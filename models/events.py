"""Anomalous runs that belong together as one event."""

from dataclasses import dataclass

import numpy as np

from models.robust import Bools, Ints

NEEDED = 10
WITHIN = 20


@dataclass(frozen=True)
class Event:
    """A stretch of runs: first and last place (inclusive) and how many of them were flagged."""

    first: int
    last: int
    count: int


def cluster(flags: Bools, *, needed: int = NEEDED, within: int = WITHIN, join: int = 2 * WITHIN) -> list[Event]:
    """Return the stretches in which flags crowd: at least `needed` among `within` neighbours.

    A single flagged run is what the false-alarm budget allows for, so it makes no event of its own.

    Args:
        flags: One flag per run in time order.
        needed: Flags that make a crowd.
        within: Neighbours among which they lie.
        join: Crowds with fewer runs than this between them are one event.
    """
    at = np.flatnonzero(flags)
    if len(at) < needed:
        return []
    opens = np.flatnonzero(at[needed - 1 :] - at[: len(at) - needed + 1] < within)
    crowded = np.zeros(len(at), dtype=bool)
    crowded[(opens[:, None] + np.arange(needed)).ravel()] = True
    return [Event(int(part[0]), int(part[-1]), len(part)) for part in split(at[crowded], join)]


def split(places: Ints, join: int) -> list[Ints]:
    """Return the ascending places cut wherever two neighbours lie more than `join` apart."""
    if not len(places):
        return []
    return np.split(places, np.flatnonzero(np.diff(places) > join) + 1)


def ratio_interval(count: int, total: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (domain.md section 7, STAT-3)."""
    if total == 0:
        return 0.0, 1.0
    share = count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
