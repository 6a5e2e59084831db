"""One quantity by day: middle and range; a dashed line is a specification limit."""

from datetime import date
from typing import Any

import altair as alt

from ppuri.reports.charts.days import day_labels, label_axis
from ppuri.reports.charts.style import ALERT, BAND, INK, PRIMARY, SECOND, SIZE, Figure, Ticks, finish, ticks, value_axis
from ppuri.reports.format import amount, day_text, plain, unit_text
from ppuri.reports.types import Trend

HEIGHT = 170
FLAT = 0.02


def finding(trend: Trend) -> str:
    """Return what the chart shows, for its title: first against last third of the days."""
    days = trend.days
    if len(days) < 6:
        middle = sorted(day.middle for day in days)[len(days) // 2]
        return f"중앙값 {amount(middle, trend.unit)}"
    third = len(days) // 3
    early, late = (sorted(d.middle for d in part)[third // 2] for part in (days[:third], days[-third:]))
    shift = (late - early) / abs(early) if early else 0.0
    if abs(shift) < FLAT:
        return f"고릅니다 (처음 {amount(early, trend.unit)}, 끝 {amount(late, trend.unit)})"
    word = "늘었습니다" if shift > 0 else "줄었습니다"
    shown = [plain(value) for value in (early, late)]
    places = max(len(text.partition(".")[2]) for text in shown)
    end = f"{plain(late, places)} {unit_text(trend.unit)}".rstrip()
    return f"{plain(early, places)}에서 {end}로 {word}"


def draw(trend: Trend, chart_id: str, width: int, first: date, last: date) -> Figure:
    """Draw the middle of each day as a line with points over the range from 5 % to 95 %.

    Args:
        trend: At least one day.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
        first: First day of the axis.
        last: Last day of the axis.
    """
    specs = [v for v in (trend.lower_spec, trend.upper_spec) if v is not None]
    found = ticks(min([d.low for d in trend.days] + specs), max([d.high for d in trend.days] + specs))
    rows = [{"day": (d.day - first).days, "low": d.low, "middle": d.middle, "high": d.high} for d in trend.days]
    span = max((last - first).days, 1)
    scale = alt.Scale(domain=[-0.5, span + 0.5], nice=False, zero=False)
    x = alt.X("day:Q", scale=scale, axis=label_axis(day_labels(first, last)))
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    chart = alt.layer(
        base.mark_rule(color=BAND, strokeWidth=max(4, min(14, 420 // span))).encode(y=_y("low", found), y2="high:Q"),
        base.mark_line(color=SECOND, strokeWidth=1.2).encode(y=_y("middle", found)),
        base.mark_circle(color=PRIMARY, size=22, opacity=1).encode(y=_y("middle", found)),
        *_specs(trend, found),
    )
    lowest, highest = (pick(trend.days, key=lambda d: d.middle) for pick in (min, max))
    return finish(
        chart,
        chart_id=chart_id,
        title=f"{trend.machine} {trend.subject}: {finding(trend)}",
        description=(
            f"하루 중앙값은 {day_text(lowest.day)} {amount(lowest.middle, trend.unit)}에서 "
            f"{day_text(highest.day)} {amount(highest.middle, trend.unit)} 사이입니다."
        ),
        width=width,
        height=HEIGHT,
        padding=(52, 12, 16, 22),
    )


def _y(field: str, found: Ticks) -> Any:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=found.domain, nice=False, zero=False), axis=value_axis(found))


def _specs(trend: Trend, found: Ticks) -> list[Any]:
    limits = [("규격 하한", trend.lower_spec), ("규격 상한", trend.upper_spec)]
    rows = [{"at": value, "name": f"{name} {plain(value)}"} for name, value in limits if value is not None]
    if not rows:
        return []
    base = alt.Chart(alt.Data(values=rows)).encode(y=_y("at", found))
    return [
        base.mark_rule(color=ALERT, strokeDash=[5, 3]),
        base.mark_text(align="left", dx=4, dy=-6, x=0, fontSize=SIZE - 1, color=INK).encode(text="name:N"),
    ]
