"""Injection molding: what the machine's own signals say of melt, filling and cavities (domain.md section 4.4)."""

import numpy as np
from numpy.typing import ArrayLike

from models.process.hpdc import positive
from models.robust import Floats


def viscosity_index_mpa_s(transfer_mpa: ArrayLike, fill_s: ArrayLike) -> Floats:
    """Return the effective viscosity P t of a shot.

    Args:
        transfer_mpa: Specific pressure at transfer.
        fill_s: Fill time.
    """
    pressure, time = positive(transfer_mpa, fill_s)
    return pressure * time


def shift_ratio(values: Floats, baseline: Floats) -> float:
    """Return how far the median moved from a baseline's, as a share of it; NaN where either is empty.

    Args:
        values: After, such as the shots of a new lot of material.
        baseline: Before.
    """
    after, before = values[np.isfinite(values)], baseline[np.isfinite(baseline)]
    if not len(after) or not len(before) or np.median(before) == 0:
        return float("nan")
    return float(np.median(after) / np.median(before) - 1)


def cushion_spread_mm(cushion_mm: Floats) -> float:
    """Return the standard deviation of the cushion over shots; NaN below two known ones. Above 0.3 mm the check ring may leak."""
    known = cushion_mm[np.isfinite(cushion_mm)]
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")


def cavity_balance(cavities: Floats) -> Floats:
    """Return (max - min) / max over the cavities of each shot; NaN where fewer than two are known.

    Args:
        cavities: One row per shot, one column per cavity: peak pressure or weight.
    """
    if not cavities.size:
        return np.full(len(cavities), np.nan)
    rows = np.atleast_2d(cavities)
    result = np.full(len(rows), np.nan)
    enough = np.isfinite(rows).sum(axis=1) > 1
    most, least = np.nanmax(rows[enough], axis=1), np.nanmin(rows[enough], axis=1)
    result[enough] = (most - least) / np.where(most > 0, most, np.nan)
    return result


def cycle_residual_s(cycle_s: ArrayLike, parts: ArrayLike, cooling_s: ArrayLike, dosing_s: ArrayLike) -> Floats:
    """Return what a cycle holds beyond its parts; dosing goes on while the part cools, so the longer of both counts.

    Args:
        cycle_s: Cycle time.
        parts: Sum of closing, filling, holding, opening, ejecting and idle.
        cooling_s: Cooling time.
        dosing_s: Dosing time.
    """
    cooling, dosing = np.asarray(cooling_s, dtype=np.float64), np.asarray(dosing_s, dtype=np.float64)
    return np.asarray(cycle_s, dtype=np.float64) - np.asarray(parts, dtype=np.float64) - np.maximum(cooling, dosing)
