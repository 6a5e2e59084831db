"""Energy and carbon of production: factors by purpose and year, and what does not depend on the load (domain.md section 5)."""

from dataclasses import dataclass

import numpy as np

from models.robust import Floats

LEAST_SHIFTS = 20


@dataclass(frozen=True)
class GridFactor:
    """tCO2eq per MWh of consumed electricity in Korea.

    Attributes:
        year: The years that it stands for.
        value: The factor, equal to kgCO2eq per kWh.
        published: When.
    """

    year: str
    value: float
    published: str


# Consumption-side factors of the Korean grid (domain.md section 5, source S16).
GRID = (
    GridFactor("2023", 0.4173, "2025-12-17"),
    GridFactor("2020-2022", 0.4541, "2025-03"),
)


def carbon_kg(energy_kwh: float, factor: GridFactor) -> float:
    """Return the carbon of an amount of electricity in kgCO2eq."""
    return energy_kwh * factor.value


def per_unit(amount: float, count: float) -> float:
    """Return an amount per piece or per kilogram; NaN where nothing was made."""
    return amount / count if count > 0 else float("nan")


@dataclass(frozen=True)
class BaseLoad:
    """Energy of shifts as base load and share of production, E = a + b kg (ISO 50006).

    Attributes:
        base_kwh: What a shift takes without production.
        per_kg_kwh: What each kilogram adds.
        r2: Explained share of the variance.
        base_ratio: Base load as a share of the mean shift.
        n: Shifts.
    """

    base_kwh: float
    per_kg_kwh: float
    r2: float
    base_ratio: float
    n: int


def base_load(energy_kwh: Floats, mass_kg: Floats) -> BaseLoad | None:
    """Fit base load and variable part; None with fewer than 20 shifts, or without any difference in mass.

    Args:
        energy_kwh: Per shift.
        mass_kg: Good mass of the same shifts.
    """
    known = np.isfinite(energy_kwh) & np.isfinite(mass_kg)
    energy, mass = energy_kwh[known], mass_kg[known]
    if len(energy) < LEAST_SHIFTS or np.ptp(mass) == 0:
        return None
    centred = mass - mass.mean()
    slope = float((centred * energy).sum() / (centred**2).sum())
    base = float(energy.mean() - slope * mass.mean())
    whole = float(((energy - energy.mean()) ** 2).sum())
    left = float(((energy - base - slope * mass) ** 2).sum())
    r2 = 1 - left / whole if whole else float("nan")
    return BaseLoad(base, slope, r2, base / float(energy.mean()), len(energy))
