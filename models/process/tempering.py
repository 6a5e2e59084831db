"""Tempering: temperature and time as one number (domain.md section 4.3, Hollomon-Jaffe)."""

from math import isinf, log10

import numpy as np
from numpy.typing import ArrayLike

from models.process.hpdc import positive
from models.robust import Floats

ZERO_C = 273.15
# Of carbon steels; other materials have their own, 15 to 21, which is stored with the result.
CONSTANT = 20.0


def kelvin(temp_c: ArrayLike) -> Floats:
    """Return absolute temperatures, NaN at or below 0 degC: there nothing is tempered, it is a sentinel or a dead sensor."""
    (above,) = positive(temp_c)
    return above + ZERO_C


def hollomon_jaffe(temp_c: ArrayLike, hours: ArrayLike, constant: float = CONSTANT) -> Floats:
    """Return HP = (T + 273.15) (C + log10 t) / 1000.

    Args:
        temp_c: Temperature.
        hours: Time at it.
        constant: Of the material.
    """
    (time,) = positive(hours)
    return kelvin(temp_c) * (constant + np.log10(time)) / 1000


def equivalent_hours(parameter: ArrayLike, at_c: ArrayLike, constant: float = CONSTANT) -> Floats:
    """Return the time at one temperature that tempers as much as a parameter says.

    Args:
        parameter: HP.
        at_c: The temperature.
        constant: Of the material.
    """
    return np.power(10.0, 1000 * np.asarray(parameter, dtype=np.float64) / kelvin(at_c) - constant)


def combined(temp_c: ArrayLike, hours: ArrayLike, constant: float = CONSTANT) -> tuple[float, float]:
    """Return HP of several steps, or of all samples of a curve, in their order, and the share of their time that could be used.

    What came before becomes its time at the temperature of the next step, to which that step's time is added. Adding up times at one reference temperature
    instead would make the result grow with the number of samples: there the equivalent of a step is no multiple of its time.

    Args:
        temp_c: Temperature of each step; NaN where it is not known.
        hours: Its time.
        constant: Of the material.

    Returns:
        HP, NaN without a single usable step; usable hours / all hours, NaN where there are none.
    """
    temps, times = np.atleast_1d(*np.broadcast_arrays(np.asarray(temp_c, float), np.asarray(hours, float)))
    times = np.where((times > 0) & np.isfinite(times), times, 0.0)
    whole = float(times.sum())
    used = np.isfinite(kelvin(temps)) & (times > 0)
    if not used.any():
        return float("nan"), (0.0 if whole else float("nan"))
    parameter = float("-inf")
    for at, time in zip(
        kelvin(temps[used]).tolist(), times[used].tolist(), strict=True
    ):  # each step rests on the one before
        spent = 0.0 if isinf(parameter) else 10.0 ** (parameter / at - constant)
        parameter = at * (constant + log10(spent + time))
    return parameter / 1000, float(times[used].sum()) / whole
