"""Effects beside each other: difference as a share of the former value, with its interval; hollow where nothing is decided."""

import altair as alt

from ppuri.reports.charts.style import (
    ALERT,
    CONTEXT,
    INK,
    PRIMARY,
    SIZE,
    Figure,
    finish,
    line_height,
    ticks,
    value_axis,
)
from ppuri.reports.format import plain, short
from ppuri.reports.types import Comparison

# An interval that reaches further is cut at the edge.
MOST_PERCENT = 200.0


def effects(items: tuple[Comparison, ...], titles: dict[str, str]) -> list[dict[str, object]]:
    """Return per comparison the difference and its interval in per cent of the former value; none where that is 0."""
    rows: list[dict[str, object]] = []
    for one in items:
        base = one.before.value
        if one.interval is None or not base:
            continue
        low, high = (max(-MOST_PERCENT, min(MOST_PERCENT, edge / abs(base) * 100)) for edge in one.interval)
        middle = max(-MOST_PERCENT, min(MOST_PERCENT, one.difference / abs(base) * 100))
        rows.append(
            {
                "place": len(rows),
                "name": short(titles.get(one.kpi, one.kpi), 12),
                "middle": middle,
                "low": low,
                "high": high,
                "decided": one.verdict in ("better", "worse"),
                "worse": one.verdict == "worse",
                "text": f"{'+' if middle > 0 else ''}{plain(middle, 1)} %",
            }
        )
    return rows


def draw(rows: list[dict[str, object]], chart_id: str, width: int) -> Figure:
    """Draw the effects under each other over one axis.

    Args:
        rows: From `effects`, at least one.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
    """
    edges = [float(str(row[key])) for row in rows for key in ("low", "high")]
    axis = ticks(min(0.0, *edges), max(0.0, *edges))
    left, right, top, bottom = 116, 70, 6, 26
    y = alt.Y("place:O", axis=None)
    x = alt.X(
        "middle:Q",
        axis=value_axis(axis, labelExpr="datum.label + ' %'"),
        scale=alt.Scale(domain=axis.domain, nice=False),
    )
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    colour = alt.condition("datum.worse", alt.value(ALERT), alt.value(PRIMARY))
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=CONTEXT, strokeDash=[4, 3]).encode(x="zero:Q")
    chart = alt.layer(
        zero,
        base.mark_rule(strokeWidth=2)
        .encode(x=x.copy(), x2="high:Q", color=colour)
        .transform_calculate(middle="datum.low"),
        base.mark_point(filled=True, size=64, opacity=1).encode(x=x, color=colour).transform_filter("datum.decided"),
        base.mark_point(filled=True, size=64, fill="white", stroke=PRIMARY, strokeWidth=1.6, opacity=1)
        .encode(x=x)
        .transform_filter("!datum.decided"),
        base.mark_text(align="right", fontSize=SIZE, color=INK).encode(x=alt.value(-8), text="name:N"),
        base.mark_text(align="left", fontSize=SIZE, color=INK).encode(
            x=alt.value(width - left - right + 8), text="text:N"
        ),
    )
    said = ", ".join(f"{row['name']} {row['text']}" for row in rows)
    return finish(
        chart,
        chart_id=chart_id,
        title="개선 전후의 차이",
        description=f"앞 기간 값에 대한 백분율: {said}.",
        width=width,
        height=line_height(len(rows), 26) + top + bottom,
        padding=(left, top, right, bottom),
    )
