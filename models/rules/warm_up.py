"""Scrap in the first runs after a stop (domain.md sections 2.2 and 4.1; statistics.md section 4, trap e)."""

import numpy as np
from scipy import stats

from models.events import ratio_interval
from models.evidence import Signal
from models.robust import Bools, Floats, Ints
from models.rules.contrast import contrast

MIN_JUDGED = 30
TIMES = 2.0


def signal(
    tool_id: str | None,
    ended_us: Ints,
    is_warm_up: Bools,
    is_scrap: Bools,
    is_judged: Bools,
    channels: tuple[str, ...],
    values: Floats,
) -> Signal | None:
    """Return whether warming up costs parts: the scrap ratio of warm-up runs against that of steady runs.

    Args:
        tool_id: Tool of the group.
        ended_us: End of each run, microseconds, ascending.
        is_warm_up: First 40 runs after a stop.
        is_scrap: Scrapped runs; `is_judged` those with a result.
        is_judged: Runs with a result.
        channels: Names of the columns of `values`.
        values: Channels of the runs.

    Returns:
        The signal, where the lower end of the 95 % interval is above twice the steady ratio; None otherwise.
    """
    warm, steady = is_judged & is_warm_up, is_judged & ~is_warm_up
    counts = [int(warm.sum()), int(steady.sum())]
    if min(counts) < MIN_JUDGED:
        return None
    bad = [int((warm & is_scrap).sum()), int((steady & is_scrap).sum())]
    low, high = ratio_interval(bad[0], counts[0])
    usual = bad[1] / counts[1]
    if low <= TIMES * usual or bad[0] < 5:
        return None
    p_value = float(stats.fisher_exact([[bad[0], counts[0] - bad[0]], [bad[1], counts[1] - bad[1]]], "greater").pvalue)
    places = np.flatnonzero(warm & is_scrap)
    return Signal(
        "anomaly",
        "warm_up_scrap",
        tool_id,
        int(ended_us[places[0]]),
        int(ended_us[places[-1]]),
        contrast(channels, values, warm & is_scrap, steady & ~is_scrap),
        counts[0],
        "warm_up",
        "shorten_warm_up",
        {"warm_scrap": bad[0], "warm_count": counts[0], "ratio": bad[0] / counts[0], "steady_ratio": usual},
        p_value,
        (low, high),
    )
