"""The best cycle that a machine has shown with a tool: evidence for its reference cycle (domain.md section 2.3)."""

from dataclasses import dataclass

import numpy as np

from models.robust import Floats, Ints

LEAST_RUNS, LEAST_DAYS = 200, 5
CLOSE, FASTEST_SHARE = 0.03, 0.1


@dataclass(frozen=True)
class Shown:
    """The best shown cycle with what it rests on.

    Attributes:
        cycle_s: The cycle.
        p05_s: 5 % quantile of the cycles; `mode_s` their half-sample mode.
        run_count: Cycles; `day_count` the work dates on which they were made.
        is_bimodal: Whether two ways of running were seen, and the mode of the faster one taken.
    """

    cycle_s: float
    p05_s: float
    mode_s: float
    run_count: int
    day_count: int
    is_bimodal: bool


def best_shown(cycles_s: Floats, days: Ints) -> Shown | None:
    """Return the best shown cycle, or None where the evidence does not suffice.

    It is the 5 % quantile of at least 200 cycles of at least 5 work dates, if it lies within 3 % of their half-sample
    mode; else, with at least a tenth of the cycles near the quantile, the half-sample mode of those. Never the minimum:
    the fastest cycle of all is usually an error of the edge.

    Args:
        cycles_s: Cycles without trial, warm-up and lost time, seconds.
        days: Work date of each, as a number.
    """
    if len(cycles_s) < LEAST_RUNS or len(np.unique(days)) < LEAST_DAYS:
        return None
    low, mode = float(np.quantile(cycles_s, 0.05)), half_sample_mode(cycles_s)
    known = (low, mode, len(cycles_s), len(np.unique(days)))
    if abs(low - mode) <= CLOSE * mode:
        return Shown(low, *known, is_bimodal=False)
    fastest = cycles_s[cycles_s <= low * (1 + 2 * CLOSE)]
    if len(fastest) < FASTEST_SHARE * len(cycles_s):
        return None
    return Shown(half_sample_mode(fastest), *known, is_bimodal=True)


def half_sample_mode(values: Floats) -> float:
    """Return the half-sample mode: the densest half, again and again (Bickel and Fruehwirth 2006)."""
    part = np.sort(values)
    while len(part) > 3:
        half = -(-len(part) // 2)
        widths = part[half - 1 :] - part[: len(part) - half + 1]
        first = int(np.argmin(widths))
        part = part[first : first + half]
    if len(part) == 3:
        part = part[:2] if part[1] - part[0] <= part[2] - part[1] else part[1:]
    return float(part.mean())
