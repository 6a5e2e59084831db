"""Changes of a zone's clock: the hours that come twice, and those that never come."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl

from connectors.timestamps.read import is_offset

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """One change of a clock.

    Attributes:
        at: Instant of it (UTC).
        by: How far the clock is set forward; negative where an hour comes twice.
    """

    at: datetime
    by: timedelta


def changes(zone: str, first: datetime, last: datetime) -> list[Change]:
    """Return the changes of a zone's clock between two instants; an offset (`+09:00`) has none."""
    if is_offset(zone):
        return []
    found = [change for year in range(first.year, last.year + 1) for change in _of_year(zone, year)]
    return [change for change in found if first - _DAY <= change.at <= last + _DAY]


@cache
def _of_year(zone: str, year: int) -> tuple[Change, ...]:
    info = ZoneInfo(zone)

    def offset(moment: datetime) -> timedelta:
        return moment.astimezone(info).utcoffset() or timedelta()

    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        after = day + _DAY
        if offset(day) != offset(after):
            low, high = day, after
            while high - low > _MINUTE:
                middle = low + (high - low) // 2
                low, high = (middle, high) if offset(middle) == offset(day) else (low, middle)
            at = high.replace(second=0, microsecond=0)
            found.append(Change(at, offset(after) - offset(day)))
        day = after
    return tuple(found)


def doubled(instants: pl.Series, zone: str) -> pl.Series:
    """Return where an instant (UTC) was read from an hour of the wall that comes twice, and taken for the first."""
    first, last = instants.min(), instants.max()
    mask = pl.Series([False]).new_from_index(0, len(instants))
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        return mask
    for change in changes(zone, first, last):
        if change.by < timedelta():
            mask = mask | instants.is_between(change.at + change.by, change.at, closed="left").fill_null(value=False)
    return mask


def changes_clock(zone: str, years: range) -> bool:
    """Whether the zone sets its clock forward in one of these years, so that an hour of the wall never comes."""
    return not is_offset(zone) and any(change.by > timedelta() for year in years for change in _of_year(zone, year))
