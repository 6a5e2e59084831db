"""The range that a report is about, and the way to ask the published tables for it."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

Ask = Callable[[str, Mapping[str, Any]], pl.DataFrame]
"""A query on the warehouse: SQL text with `$name` parameters."""

UNKNOWN = "unknown"
INSTANTS = {
    "run": "ended_ts",
    "reading": "ts",
    "batch": "started_ts",
    "event": "started_ts",
    "inspection": "inspected_ts",
}


@dataclass(frozen=True)
class Span:
    """A month in the zone of the site, or everything where no instant is known.

    Attributes:
        period: `2026-10`, or `unknown`.
        from_date: First day, None where no instant is known.
        to_date: Last day.
        zone: Time zone of the site.
    """

    period: str
    from_date: date | None
    to_date: date | None
    zone: str

    @property
    def params(self) -> dict[str, Any]:
        """Parameters of the range for SQL: from_ts (inclusive), to_ts (exclusive), zone."""
        if self.from_date is None or self.to_date is None:
            return {"from_ts": None, "to_ts": None, "zone": self.zone}
        zone = ZoneInfo(self.zone)
        start = datetime.combine(self.from_date, time(), zone)
        end = datetime.combine(self.to_date + timedelta(days=1), time(), zone)
        return {"from_ts": start, "to_ts": end, "zone": self.zone}

    @property
    def dates(self) -> dict[str, Any]:
        """Parameters of the range of work dates for SQL: from_date, to_date (both inclusive)."""
        return {"from_date": self.from_date, "to_date": self.to_date}


def inside(column: str) -> str:
    """Return the SQL condition that an instant lies in the range; everything where the range has no dates."""
    return (
        f"(CAST($from_ts AS TIMESTAMPTZ) IS NULL OR ({column} >= CAST($from_ts AS TIMESTAMPTZ)"
        f" AND {column} < CAST($to_ts AS TIMESTAMPTZ)))"
    )


def on_days(column: str = "work_date") -> str:
    """Return the SQL condition that a work date lies in the range."""
    return f"(CAST($from_date AS DATE) IS NULL OR {column} BETWEEN CAST($from_date AS DATE) AND CAST($to_date AS DATE))"


def month_span(period: str, zone: str) -> Span:
    """Return the month `YYYY-MM`, or the range without dates for `unknown`.

    Raises:
        ValueError: When the period is neither.
    """
    if period == UNKNOWN:
        return Span(period, None, None, zone)
    first = datetime.strptime(period, "%Y-%m").date()  # noqa: DTZ007 - a calendar month has no zone
    return Span(f"{first:%Y-%m}", first, first.replace(day=monthrange(first.year, first.month)[1]), zone)


def former(span: Span) -> Span | None:
    """Return the month before."""
    if span.from_date is None:
        return None
    return month_span(f"{span.from_date - timedelta(days=1):%Y-%m}", span.zone)


def months(ask: Ask, zone: str) -> list[str]:
    """Return the local months that have rows, oldest first; rows without an instant count as `unknown`, first of all."""
    one = [
        f"SELECT DISTINCT strftime(timezone($zone, {ts}), '%Y-%m') AS month FROM {table}"
        for table, ts in INSTANTS.items()
    ]
    one.append("SELECT DISTINCT strftime(work_date, '%Y-%m') AS month FROM tally")
    found = ask(" UNION ".join(one), {"zone": zone})["month"].to_list()
    return [UNKNOWN] * (None in found) + sorted(month for month in found if month is not None)
