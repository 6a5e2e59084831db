"""Made-up runs of a die-casting machine: 60 s apart, a break of an hour every 400 runs."""

from datetime import UTC, datetime

import numpy as np
import polars as pl

START = datetime(2026, 9, 28, 0, tzinfo=UTC)


def runs(count: int = 4000, *, drift: bool = True, seed: int = 1) -> pl.DataFrame:
    """Runs with three die temperatures, a pressure and an unconfirmed column; die 2 walks away in the last half."""
    rng = np.random.default_rng(seed)
    place = np.arange(count)
    seconds = place * 60 + place // 400 * 3600
    temps = rng.normal(size=(count, 3)) * 2.0 + 200.0
    if drift:
        temps[count // 2 :, 1] -= np.linspace(0.0, 25.0, count - count // 2)
    pressure = rng.normal(size=count) + 70.0
    pressure[1500:1530] += 12.0 if drift else 0.0
    return pl.DataFrame(
        {
            "ended_ts": pl.Series(seconds * 1_000_000 + int(START.timestamp() * 1e6)).cast(pl.Datetime("us", "UTC")),
            "cycle_counter": place,
            "piece_no": np.ones(count, dtype=np.int32),
            "occurrence_no": np.ones(count, dtype=np.int32),
            "tool_id": pl.Series(["T1"]).new_from_index(0, count),
            "time_basis": pl.Series(["clock"]).new_from_index(0, count),
            "result": pl.Series(np.where(rng.random(count) < 0.02, "scrap", "good")),
            "is_trial": place % 1000 < 5,
            "piece_count": np.ones(count, dtype=np.int64),
            "die_temp_1_c": temps[:, 0],
            "die_temp_2_c": temps[:, 1],
            "die_temp_3_c": temps[:, 2],
            "cast_pressure_mpa": pressure,
            "x_wert": rng.normal(size=count) + 5.0,
        }
    )
