"""Carburising: depth of the case from temperature and time; estimates that never release a part (domain.md section 4.3)."""

import numpy as np
from numpy.typing import ArrayLike

from models.process.hpdc import positive
from models.process.tempering import ZERO_C, kelvin
from models.robust import Floats

MM_PER_INCH = 25.4


def harris_mm(temp_c: ArrayLike, hours: ArrayLike) -> Floats:
    """Return the total case depth by Harris, 31.6 sqrt(t) / 10^(6700 / (T_F + 460)) in inches, as millimetres.

    For gas carburising of saturated austenite; heating up and diffusion are not in it.

    Args:
        temp_c: Temperature.
        hours: Time at it.
    """
    (time,) = positive(hours)
    rankine = (kelvin(temp_c) - ZERO_C) * 1.8 + 32 + 460
    return 31.6 * np.sqrt(time) / np.power(10.0, 6700 / rankine) * MM_PER_INCH


def metric_mm(temp_c: ArrayLike, hours: ArrayLike) -> Floats:
    """Return the total case depth by the other form in use, 660 exp(-8287 / T) sqrt(t): some 4 % deeper than Harris."""
    (time,) = positive(hours)
    return 660 * np.exp(-8287 / kelvin(temp_c)) * np.sqrt(time)


def boost_hours(total_hours: ArrayLike, wanted: ArrayLike, core: ArrayLike, boost: ArrayLike) -> Floats:
    """Return the boost time of a boost-diffuse cycle, t ((C_d - C_0) / (C_s - C_0))^2.

    Args:
        total_hours: Boost and diffusion together.
        wanted: Carbon wanted at the surface, % C.
        core: Carbon of the steel, % C.
        boost: Carbon at the surface while boosting, % C.
    """
    (time,) = positive(total_hours)
    goal, steel, surface = (np.asarray(each, dtype=np.float64) for each in (wanted, core, boost))
    share: Floats = (goal - steel) / np.where(surface > steel, surface - steel, np.nan)
    possible: Floats = np.where((share >= 0) & (share <= 1), share, np.nan)
    return time * possible**2
