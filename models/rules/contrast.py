"""Which channels tell bad runs from good ones."""

import numpy as np

from models.evidence import Speaker
from models.robust import Bools, Floats, center, scale

SPEAKERS = 3
WORTH = 1.0


def contrast(channels: tuple[str, ...], values: Floats, bad: Bools, good: Bools) -> tuple[Speaker, ...]:
    """Return the channels in which bad runs lie farthest from good ones, at least one robust sigma of the good.

    Args:
        channels: Names of the columns of `values`.
        values: Runs x channels, NaN = missing.
        bad: Runs to explain; `good` those to compare with.
        good: Runs to compare with.
    """
    if not channels or not bad.any() or not good.any():
        return ()
    now, usual, spread = center(values[bad]), center(values[good]), scale(values[good])
    off = np.where(np.isfinite(values[bad]), np.abs(values[bad] - usual) / spread, np.nan)
    far = np.nan_to_num(center(off))
    order = np.argsort(-far, kind="stable")[:SPEAKERS]
    return tuple(
        Speaker(channels[at], float(now[at]), float(usual[at]), float(far[at])) for at in order if far[at] >= WORTH
    )
