"""When something was found: one line each, over the days of the period."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt

from ppuri.core.results import Insight
from ppuri.reports.charts.days import day_labels, label_axis
from ppuri.reports.charts.style import ALERT, GRID, INK, PRIMARY, SIZE, Figure, finish, line_height
from ppuri.reports.format import short

MOST = 14
SHAPES = {"anomaly": "triangle-up", "drift": "diamond", "risk": "square", "window": "circle"}


def draw(
    insights: Sequence[Insight],
    names: dict[str, str],
    labels: dict[str, str],
    chart_id: str,
    width: int,
    first: date,
    last: date,
    zone: str,
) -> Figure:
    """Draw each insight at its time, named by machine and the channel that speaks loudest.

    Args:
        insights: At least one, the strongest first.
        names: Machine id to its name.
        labels: Channel to its name in Korean.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
        first: First day of the axis.
        last: Last day of the axis.
        zone: Time zone of the site.
    """
    start = datetime.combine(first, time(), ZoneInfo(zone))
    span = (last - first).days + 1
    rows = [_row(insight, place, start, span, names, labels) for place, insight in enumerate(insights[:MOST])]
    left, top, right, bottom = 190, 4, 16, 22
    x_scale = alt.Scale(domain=[0, span], nice=False, zero=False)
    x = alt.X("from:Q", scale=x_scale, axis=label_axis(day_labels(first, last)))
    y = alt.Y("at:Q", scale=alt.Scale(domain=[-0.5, len(rows) - 0.5], reverse=True, nice=False, zero=False), axis=None)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    color = alt.condition("datum.kind == 'anomaly'", alt.value(ALERT), alt.value(PRIMARY))
    chart = alt.layer(
        alt.Chart(alt.Data(values=rows)).mark_rule(color=GRID, strokeWidth=10).encode(y=y),
        base.mark_text(align="right", fontSize=SIZE, color=INK).encode(x=alt.value(-8), text="name:N"),
        base.mark_rule(strokeWidth=10, opacity=0.35).encode(x=x, x2="to:Q", color=color),
        base.mark_point(filled=True, size=52, opacity=1).encode(
            x=x, shape=alt.Shape("shape:N", scale=None, legend=None), color=color
        ),
    )
    return finish(
        chart,
        chart_id=chart_id,
        title=f"이상 시간축: {len(insights)}건",
        description="한 건이 한 줄이며, 세모는 이상, 마름모는 서서히 변함, 네모는 위험입니다.",
        width=width,
        height=line_height(len(rows)) + top + bottom,
        padding=(left, top, right, bottom),
    )


def _row(
    insight: Insight, place: int, start: datetime, span: int, names: dict[str, str], labels: dict[str, str]
) -> dict[str, Any]:
    day = 86_400.0
    top = max(insight.contributions, key=lambda c: abs(c.score), default=None)
    channel = labels.get(top.channel, top.channel) if top else ""
    machine = names.get(insight.machine_id, insight.machine_id) if len(names) > 1 else ""
    return {
        "at": place,
        "from": max(0.0, (insight.from_ts - start).total_seconds() / day),
        "to": min(float(span), (insight.to_ts - start).total_seconds() / day),
        "kind": insight.kind,
        "shape": SHAPES[insight.kind],
        "name": short(" · ".join(part for part in (machine, channel) if part), 18),
    }
