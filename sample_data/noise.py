"""Building blocks of believable signals: seeded streams, AR(1) noise, decaying impulses, daily cycles."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
DAY_S = 86_400.0


def stream(seed: int, *names: str) -> np.random.Generator:
    """Return a random stream of its own for each purpose, so that a new draw in one never moves another."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def ar1(rng: np.random.Generator, count: int, *, sd: float, phi: float = 0.6) -> Floats:
    """Return stationary first-order autoregressive noise.

    Args:
        rng: Random stream.
        count: Number of values.
        sd: Standard deviation of the noise itself, not of its innovations.
        phi: Correlation of neighbours, 0..1.
    """
    innovations = rng.normal(0.0, sd * np.sqrt(1.0 - phi**2), count)
    if count:
        innovations[0] = rng.normal(0.0, sd)
    return decayed(innovations, phi)


def decayed(impulses: Floats, ratio: float) -> Floats:
    """Return the sum of all earlier impulses, each shrunk by `ratio` per step."""
    out: Floats = lfilter([1.0], [1.0, -ratio], impulses)
    return out


def daily(seconds: Floats, *, amplitude: float, peak_h: float) -> Floats:
    """Return a daily cosine that peaks at hour `peak_h`; `seconds` count from a local midnight."""
    wave: Floats = amplitude * np.cos(2 * np.pi * (seconds / DAY_S - peak_h / 24.0))
    return wave


def season(seconds: Floats, *, day_of_year: int, amplitude: float) -> Floats:
    """Return the yearly cosine of outdoor temperature, warmest at the end of July (day 210)."""
    wave: Floats = amplitude * np.cos(2 * np.pi * (seconds / DAY_S + day_of_year - 210) / 365.25)
    return wave


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function of the values."""
    out: Floats = 1.0 / (1.0 + np.exp(-values))
    return out
