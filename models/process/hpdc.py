"""High-pressure die casting: flow, filling and forces of one shot (domain.md section 4.1)."""

import numpy as np
from numpy.typing import ArrayLike

from models.robust import Floats

GRAVITY = 9.80665
# NADCA's constants for aluminium in a die of H13 (domain.md 4.1; to be checked against the purchased standard).
FILL_K_S_PER_MM, FILL_Z_C_PER_PCT = 0.0346, 4.8
# 22.8 in^0.5/s in metric form.
SLOW_SHOT_M05_PER_S = 3.634


def positive(*given: ArrayLike) -> list[Floats]:
    """Return inputs as arrays of one shape, NaN where they are not above zero."""
    arrays = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in given))
    return [np.where(each > 0, each, np.nan) for each in arrays]


def flow_l_per_s(plunger_mm: ArrayLike, speed_m_per_s: ArrayLike) -> Floats:
    """Return the volume flow Q = A v in litres per second.

    Args:
        plunger_mm: Diameter of the plunger.
        speed_m_per_s: Its speed.
    """
    diameter, speed = positive(plunger_mm, speed_m_per_s)
    return np.pi / 4 * (diameter / 1000) ** 2 * speed * 1000


def gate_velocity_m_per_s(plunger_mm: ArrayLike, speed_m_per_s: ArrayLike, gate_mm2: ArrayLike) -> Floats:
    """Return the speed of the metal in the gate, by continuity.

    Args:
        plunger_mm: Diameter of the plunger.
        speed_m_per_s: Its speed.
        gate_mm2: Area of the gate.
    """
    (gate,) = positive(gate_mm2)
    return flow_l_per_s(plunger_mm, speed_m_per_s) / 1000 / (gate / 1e6)


def fill_time_ms(mass_kg: ArrayLike, density_kg_per_m3: ArrayLike, flow: ArrayLike) -> Floats:
    """Return the time t = m / (rho Q) in which the metal past the gate flows in.

    Args:
        mass_kg: Metal past the gate.
        density_kg_per_m3: Of the melt.
        flow: Litres per second.
    """
    mass, density, litres = positive(mass_kg, density_kg_per_m3, flow)
    return mass / (density * litres / 1000) * 1000


def metal_pressure_mpa(hydraulic_mpa: ArrayLike, cylinder_mm: ArrayLike, plunger_mm: ArrayLike) -> Floats:
    """Return the pressure of the metal under the plunger, P_hyd A_cyl / A_plunger.

    Args:
        hydraulic_mpa: In the cylinder.
        cylinder_mm: Diameter of the cylinder.
        plunger_mm: Diameter of the plunger.
    """
    pressure, cylinder, plunger = positive(hydraulic_mpa, cylinder_mm, plunger_mm)
    return pressure * (cylinder / plunger) ** 2


def opening_force_kn(pressure_mpa: ArrayLike, projected_m2: ArrayLike) -> Floats:
    """Return the force with which the metal opens the die.

    Args:
        pressure_mpa: Of the metal at the end of intensification.
        projected_m2: Area in the parting plane.
    """
    pressure, area = positive(pressure_mpa, projected_m2)
    return pressure * area * 1000


def recommended_fill_time_s(
    wall_mm: ArrayLike, metal_c: ArrayLike, flow_limit_c: ArrayLike, die_c: ArrayLike, solids_pct: ArrayLike
) -> Floats:
    """Return NADCA's longest fill time t = K T (T_i - T_f + S Z) / (T_f - T_d).

    Args:
        wall_mm: Typical wall of the casting.
        metal_c: Metal at the gate.
        flow_limit_c: Lowest temperature at which it still flows.
        die_c: Die before the shot.
        solids_pct: Solid at the end of filling.
    """
    wall, metal, limit, die = positive(wall_mm, metal_c, flow_limit_c, die_c)
    span = np.where(limit > die, limit - die, np.nan)
    (found,) = positive(FILL_K_S_PER_MM * wall * (metal - limit + np.asarray(solids_pct) * FILL_Z_C_PER_PCT) / span)
    return found


def critical_slow_speed_m_per_s(plunger_mm: ArrayLike, fill_ratio: ArrayLike) -> Floats:
    """Return the slow-shot speed below which air rolls in, v = 3.634 (1 - f) sqrt(D); a guide only, models differ.

    Args:
        plunger_mm: Diameter of the plunger.
        fill_ratio: Filled share of the sleeve, 0..1.
    """
    diameter, ratio = positive(plunger_mm, fill_ratio)
    return SLOW_SHOT_M05_PER_S * (1 - np.where(ratio <= 1, ratio, np.nan)) * np.sqrt(diameter / 1000)


def wave_slow_speed_m_per_s(plunger_mm: ArrayLike, fill_ratio: ArrayLike) -> Floats:
    """Return the same by the wave of shallow water, 2 (sqrt(g D) - sqrt(g f D)); arguments as `critical_slow_speed_m_per_s`."""
    diameter, ratio = positive(plunger_mm, fill_ratio)
    depth = GRAVITY * diameter / 1000
    return 2 * (np.sqrt(depth) - np.sqrt(depth * np.where(ratio <= 1, ratio, np.nan)))


def die_line_mpa(flow: ArrayLike, density_kg_per_m3: ArrayLike, gate_mm2: ArrayLike, discharge: ArrayLike) -> Floats:
    """Return the metal pressure that a flow through the gate needs, P = rho / (2 Cd^2 A^2) Q^2.

    Args:
        flow: Litres per second.
        density_kg_per_m3: Of the melt.
        gate_mm2: Area of the gate.
        discharge: Coefficient of discharge, 0.45 to 0.6.
    """
    litres, density, gate, factor = positive(flow, density_kg_per_m3, gate_mm2, discharge)
    return density / (2 * (factor * gate / 1e6) ** 2) * (litres / 1000) ** 2 / 1e6


def operating_flow_l_per_s(
    most_mpa: ArrayLike, dry_l_per_s: ArrayLike, density_kg_per_m3: ArrayLike, gate_mm2: ArrayLike, discharge: ArrayLike
) -> Floats:
    """Return the flow at which machine line P = P_max (1 - (Q / Q_dry)^2) and die line meet.

    Args:
        most_mpa: Metal pressure of the machine at rest.
        dry_l_per_s: Its flow in a dry shot.
        density_kg_per_m3: Of the melt.
        gate_mm2: Area of the gate.
        discharge: Coefficient of discharge.
    """
    most, dry = positive(most_mpa, dry_l_per_s)
    one = die_line_mpa(1.0, density_kg_per_m3, gate_mm2, discharge)
    return np.sqrt(most / (one + most / dry**2))
