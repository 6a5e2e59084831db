"""Where a run stands: how long since the last stop, whether the machine is still warming up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.robust import Bools, Ints

SHORTEST_STOP_US = 300_000_000
STOP_INTERVALS = 3.0
WARM_UP_RUNS = 40


@dataclass(frozen=True)
class Phases:
    """Arrays as long as the runs of one machine in time order.

    Attributes:
        since: Runs since the last stop or tool change, 0 = first.
        is_warm_up: Whether that is within the first 40.
        gap_us: Distance from the run before, in microseconds; -1 where unknown.
    """

    since: Ints
    is_warm_up: Bools
    gap_us: Ints


def phases(ended_us: Ints | None, tool: NDArray[np.str_]) -> Phases:
    """Return the phases of a machine's runs.

    A stop is a gap of 5 minutes and of three usual intervals; shorter ones belong to normal running (domain.md
    section 2.4). A measured machine fails 12 to 54 % of the first shots after a stop (statistics.md section 4).

    Args:
        ended_us: Ends of the runs in order, microseconds; None where there is no time.
        tool: Tool of each run.
    """
    n = len(tool)
    place = np.arange(n)
    changed = np.concatenate([[True], tool[1:] != tool[:-1]]) if n else np.zeros(0, dtype=bool)
    if ended_us is None or n < 2:
        gap = np.full(n, -1, dtype=np.int64)
        opened = changed.copy()
        opened[:1] = ended_us is not None
    else:
        gap = np.concatenate([[-1], np.diff(ended_us)])
        usual = int(np.median(gap[1:]))
        opened = changed | (gap > max(SHORTEST_STOP_US, int(STOP_INTERVALS * usual)))
    since = place - np.maximum.accumulate(np.where(opened, place, 0)) if n else place
    return Phases(since, (since < WARM_UP_RUNS) & bool(opened.any()), gap)
