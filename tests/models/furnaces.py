"""Readings of a made-up furnace with three zones, one reading per 10 s."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

START = datetime(2026, 10, 31, 12, tzinfo=UTC)
ZONES = ("furnace_temp_z1_c", "furnace_temp_z2_c", "furnace_temp_z3_c")


def load_shape(rest_min: int = 40, ramp_min: int = 30, soak_min: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Setpoint and temperature of one rest and the load after it."""
    rest, ramp, soak = rest_min * 6, ramp_min * 6, soak_min * 6
    setpoint = np.concatenate([np.full(rest, 400.0), np.linspace(500.0, 850.0, ramp), np.full(soak, 850.0)])
    cooling = 850.0 - 250.0 * (1.0 - np.exp(-np.arange(rest) / 120.0))
    heating = np.concatenate([np.linspace(600.0, 845.0, ramp), 850.0 - 5.0 * np.exp(-np.arange(soak) / 30.0)])
    return setpoint, np.concatenate([cooling, heating])


def readings(loads: int = 3, start: datetime = START, **shape: int) -> pl.DataFrame:
    """`loads` loads with rests before and after, zones half a degree apart."""
    setpoint, temp = load_shape(**shape)
    rest = shape.get("rest_min", 40) * 6
    setpoint = np.concatenate([np.tile(setpoint, loads), setpoint[:rest]])
    temp = np.concatenate([np.tile(temp, loads), temp[:rest]])
    ts = [start + timedelta(seconds=10 * n) for n in range(len(temp))]
    zones = {name: temp + 0.5 * (place - 1) for place, name in enumerate(ZONES)}
    return pl.DataFrame(
        {"ts": ts, "furnace_sv_c": setpoint, **zones}, schema_overrides={"ts": pl.Datetime("us", "UTC")}
    )


def within(
    load: int, from_min: float, to_min: float, *, rest_min: int = 40, ramp_min: int = 30, soak_min: int = 60
) -> pl.Expr:
    """Rows of some minutes of one load, counted from the beginning of its soak."""
    begin = (load * (rest_min + ramp_min + soak_min) + rest_min + ramp_min) * 6
    row = pl.int_range(pl.len())
    return (row >= begin + from_min * 6) & (row < begin + to_min * 6)
