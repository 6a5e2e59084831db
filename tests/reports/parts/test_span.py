"""The month is that of the site's zone, and rows without an instant are a period of their own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from ppuri.reports.parts.span import former, month_span, months
from tests.reports.parts.tables import T0, opened

SEOUL = "Asia/Seoul"


def test_a_month_begins_at_local_midnight() -> None:
    span = month_span("2026-02", SEOUL)
    assert (span.from_date, span.to_date) == (date(2026, 2, 1), date(2026, 2, 28))
    assert span.params["from_ts"] == datetime(2026, 2, 1, tzinfo=ZoneInfo(SEOUL))
    assert span.params["to_ts"] == datetime(2026, 3, 1, tzinfo=ZoneInfo(SEOUL))


@pytest.mark.parametrize("text", ["2026", "2026-13", "10월", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time data|unconverted"):
        month_span(text, SEOUL)


def test_the_month_before_january() -> None:
    before = former(month_span("2026-01", SEOUL))
    assert before is not None
    assert before.period == "2025-12"
    assert former(month_span("unknown", SEOUL)) is None


def test_months_are_local_and_unknown_comes_first() -> None:
    runs = pl.DataFrame({"machine_id": ["a", "a"], "ended_ts": [T0, None]}).with_columns(
        pl.col("ended_ts").cast(pl.Datetime("us", "UTC"))
    )
    tally = pl.DataFrame({"machine_id": ["a"], "work_date": [date(2026, 8, 1)]})
    assert months(opened(run=runs, tally=tally), SEOUL) == ["unknown", "2026-08", "2026-10"]
    assert months(opened(), SEOUL) == []
