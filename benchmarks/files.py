"""The files that are measured: simulated, seeded, made once."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

CHANNELS = {
    **{f"Zone{n}_PV": (850.0, 3.0, 1) for n in range(1, 7)},
    **{f"Z{n}_SV": (850.0, 0.0, 0) for n in range(1, 7)},
    **{f"OP{n}": (55.0, 8.0, 1) for n in range(1, 5)},
    "CP": (0.85, 0.01, 3),
    "quench_oil_temp": (65.0, 1.5, 1),
    "agitation_rpm": (900.0, 12.0, 0),
    "washer_temp": (70.0, 1.0, 1),
}


def sensor_csv(path: Path, megabytes: int, seed: int = 7) -> int:
    """Write a furnace recorder's CSV: one stamp a second, 20 channels.

    Args:
        path: File to write; an existing one is kept.
        megabytes: Size to reach, within a few per cent.
        seed: Of the noise.

    Returns:
        Records in the file.
    """
    rows = int(megabytes * 1_000_000 / 125)
    if path.exists():
        return rows
    noise = np.random.default_rng(seed)
    began = datetime(2026, 9, 1)  # noqa: DTZ001 - a recorder writes naive local time
    stamps = pl.datetime_range(began, began + timedelta(seconds=rows - 1), "1s", eager=True).dt.strftime(
        "%Y-%m-%d %H:%M:%S"
    )
    frame = pl.DataFrame(
        {
            "timestamp": stamps,
            **{
                name: np.round(level + spread * noise.standard_normal(rows), digits)
                for name, (level, spread, digits) in CHANNELS.items()
            },
        }
    )
    frame.write_csv(path)
    return rows
