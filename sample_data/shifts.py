"""The working calendar of the simulated firms, and the mapping of operating seconds to the wall clock.

All instants are seconds since 2026-10-05 00:00 local time (Asia/Seoul, no daylight saving).
"""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sample_data.noise import DAY_S, Bools, Floats, Ints

Stamps = NDArray[np.datetime64]

START = date(2026, 10, 5)
DAY_START_S = 8 * 3600.0
UTC_OFFSET_S = 9 * 3600
# Public holidays with a fixed date. 2026-10-05 itself is a substitute holiday that the firms work through (특근).
HOLIDAYS = {(1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25)}
# Hours after 08:00 during which both shifts work when the machine stands still in the breaks (12-13 h, 00-01 h).
WITH_BREAKS = ((0.0, 4.0), (5.0, 16.0), (17.0, 24.0))
THROUGH = ((0.0, 24.0),)


def windows(hours: float, pattern: tuple[tuple[float, float], ...], *, holidays: bool = True) -> Floats:
    """Return the working windows as rows (from, to), ordered and disjoint.

    A work date runs from 08:00 to 08:00; Saturdays, Sundays and (if `holidays`) public holidays are free.

    Args:
        hours: Length of the simulated period, from 08:00 of the first day.
        pattern: Working hours of one work date, counted from 08:00.
        holidays: Whether the firm keeps public holidays.
    """
    end = DAY_START_S + hours * 3600.0
    dates = [START + timedelta(days=n) for n in range(int(np.ceil(hours / 24.0)))]
    worked = [
        n for n, day in enumerate(dates) if day.weekday() < 5 and not (holidays and (day.month, day.day) in HOLIDAYS)
    ]
    opens = np.array(worked, dtype=np.float64) * DAY_S + DAY_START_S
    spans = (opens[:, None, None] + np.array(pattern) * 3600.0).reshape(-1, 2)
    spans = np.minimum(spans, end)
    return spans[spans[:, 1] > spans[:, 0]]


def to_wall(operating: Floats, spans: Floats) -> Floats:
    """Return the wall-clock second at which each operating second falls."""
    lengths = spans[:, 1] - spans[:, 0]
    closed = np.cumsum(lengths)
    place = np.minimum(np.searchsorted(closed, operating, side="left"), len(spans) - 1)
    wall: Floats = spans[place, 0] + operating - (closed[place] - lengths[place])
    return wall


def at_share(spans: Floats, share: float) -> float:
    """Return the wall-clock second at a share (0..1) of the working time."""
    room = float((spans[:, 1] - spans[:, 0]).sum())
    return float(to_wall(np.array([share * room]), spans)[0])


def stamps(seconds: Floats) -> Stamps:
    """Return naive local stamps, truncated to whole seconds as the machines write them."""
    out: Stamps = np.datetime64(START.isoformat(), "ms") + np.floor(seconds).astype("timedelta64[s]")
    return out


def day_text(second: float) -> str:
    """Return the local date of a second as `20261005`, for file names."""
    return f"{START + timedelta(days=second // DAY_S):%Y%m%d}"


def iso_utc(second: float) -> str:
    """Return the UTC instant of a local second as ISO 8601 text."""
    local = datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(seconds=int(second) - UTC_OFFSET_S)
    return local.isoformat().replace("+00:00", "Z")


def work_day(seconds: Floats) -> Ints:
    """Return the number of the work date (0 = first), which begins at 08:00."""
    number: Ints = np.floor((seconds - DAY_START_S) / DAY_S).astype(np.int64)
    return number


def is_night(seconds: Floats) -> Bools:
    """Return whether the second lies in the night shift, 20:00 to 08:00."""
    night: Bools = ((seconds - DAY_START_S) % DAY_S) >= 12 * 3600.0
    return night
