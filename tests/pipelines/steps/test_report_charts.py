"""Control charts of a report stand on the limits that were fixed, and keep every extreme."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.steps.report_charts import share_charts, value_charts
from ppuri.core.ledger import Fact
from ppuri.reports.parts.days import Channels
from ppuri.reports.parts.span import month_span
from tests.reports.parts.tables import DC3, HF1, opened, runs

OCTOBER = month_span("2026-10", "Asia/Seoul")
LIMITS = {"center": 33.0, "sigma": 1.0, "lower": 30.0, "upper": 36.0, "n": 400}


def days(scrap: list[int]) -> pl.DataFrame:
    n = len(scrap)
    return pl.DataFrame(
        {
            "machine_id": ["dc3"] * n,
            "work_date": [date(2026, 10, 1) + timedelta(days=i) for i in range(n)],
            "scrap_count": scrap,
            "good_count": [1000 - s for s in scrap],
            "rework_count": [0] * n,
        }
    )


def test_shares_stand_on_the_fixed_limits() -> None:
    fixed = Fact("quality", "dc3", date(2026, 9, 1), {"center": 0.02, "sigma_z": 1.0, "sample_count": 9})
    ask = opened(mart_machine__shift=days([20, 21, 19, 20, 60, 20, 22, 18]))
    (chart,) = share_charts(ask, OCTOBER, [DC3, HF1], [fixed])
    assert chart.center == 0.02
    assert [n for n, p in enumerate(chart.points) if "1" in p.rules] == [4]
    assert chart.points[4].upper == pytest.approx(0.02 + 3 * (0.02 * 0.98 / 1000) ** 0.5)
    assert "2026-09-01" in chart.basis
    (own,) = share_charts(ask, OCTOBER, [DC3], [])
    assert own.center == pytest.approx(0.025)
    assert "이 기간의 기록" in own.basis


def test_few_days_or_no_scrap_draw_nothing() -> None:
    assert share_charts(opened(mart_machine__shift=days([3, 2])), OCTOBER, [DC3], []) == ()
    assert share_charts(opened(mart_machine__shift=days([0] * 9)), OCTOBER, [DC3], []) == ()


def fact(subject: str, channel: str = "biscuit_mm") -> Fact:
    return Fact("chart", subject, date(2026, 9, 1), {channel: LIMITS})


def test_values_keep_their_extremes_and_count_all() -> None:
    frame = runs(4000).with_columns(
        biscuit_mm=pl.when(pl.col("order_no") == 1234).then(50.0).otherwise(33.0 + (pl.col("order_no") % 7 - 3) / 4)
    )
    ask = opened(run=frame)
    (chart,) = value_charts(ask, OCTOBER, [DC3, HF1], [fact("dc3|-|-|-")], Channels({"biscuit_mm": "비스킷"}))
    kept = int((~frame["is_trial"]).sum())
    assert (chart.point_count, chart.out_count) == (kept, 1)
    assert len(chart.points) <= 300
    assert max(p.value for p in chart.points) == 50.0
    assert [p.value for p in chart.points if p.rules] == [50.0]
    assert [p.order for p in chart.points] == sorted(p.order for p in chart.points)
    assert chart.subject == "비스킷"


def test_limits_of_another_group_draw_nothing() -> None:
    assert value_charts(opened(run=runs(500)), OCTOBER, [DC3], [fact("dc3|-|T9|-")], Channels()) == ()
    assert value_charts(opened(run=runs(500)), OCTOBER, [DC3], [fact("hf1|-|-|-")], Channels()) == ()
