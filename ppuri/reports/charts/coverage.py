"""Calendar of what was recorded: a filled cell is a whole day, a low one part of it, a dashed one nothing."""

from collections.abc import Sequence
from datetime import date

import altair as alt

from ppuri.reports.charts.days import day_labels, label_axis
from ppuri.reports.charts.style import BAND, CONTEXT, INK, MUTED, PRIMARY, SIZE, Figure, finish, line_height
from ppuri.reports.format import percent, short
from ppuri.reports.types import Coverage

LEAST = 0.15


def draw(lines: Sequence[Coverage], chart_id: str, width: int, first: date, last: date) -> Figure:
    """Draw one row of days per machine.

    Args:
        lines: At least one.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
        first: First day of the axis.
        last: Last day of the axis.
    """
    span = (last - first).days + 1
    cells, names = [], []
    for at, line in enumerate(lines):
        share = "–" if line.ratio is None else percent(line.ratio)
        names.append({"at": at + 0.5, "name": short(line.label, 12), "share": share})
        known = {d.day: d for d in line.days}
        for n in range(span):
            found = known.get(date.fromordinal(first.toordinal() + n))
            ratio = min(1.0, max(found.ratio, LEAST)) if found and found.row_count else 0.0
            low, high = at + 0.12, at + 0.88
            cells.append(
                {
                    "x": n + 0.08,
                    "x2": n + 0.92,
                    "y": low,
                    "y2": high,
                    "fill": high - (high - low) * ratio,
                    "has": ratio > 0,
                }
            )
    left, top, right, bottom = 148, 2, 8, 22
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, span], nice=False, zero=False), axis=_axis(first, last))
    scale = alt.Scale(domain=[0, len(lines)], reverse=True, nice=False, zero=False)
    base = alt.Chart(alt.Data(values=cells)).encode(x=x, x2="x2:Q")
    text = alt.Chart(alt.Data(values=names)).encode(y=alt.Y("at:Q", scale=scale, axis=None))
    y = alt.Y("y:Q", scale=scale, axis=None)
    chart = alt.layer(
        base.transform_filter("datum.has").mark_rect(color=BAND, cornerRadius=1).encode(y=y, y2="y2:Q"),
        base.transform_filter("datum.has")
        .mark_rect(color=PRIMARY, cornerRadius=1)
        .encode(y=alt.Y("fill:Q", scale=scale, axis=None), y2="y2:Q"),
        base.transform_filter("!datum.has")
        .mark_rect(fill=None, stroke=CONTEXT, strokeDash=[2, 2], strokeWidth=0.8)
        .encode(y=y, y2="y2:Q"),
        text.mark_text(align="right", fontSize=SIZE, color=INK).encode(x=alt.value(-52), text="name:N"),
        text.mark_text(align="right", fontSize=SIZE - 0.5, color=MUTED).encode(x=alt.value(-6), text="share:N"),
    )
    said = ", ".join(f"{n['name']} {n['share']}" for n in names[:6])
    return finish(
        chart,
        chart_id=chart_id,
        title="데이터 보유 달력",
        description=f"하루 24시간 가운데 기록이 있는 시간의 비율: {said}.",
        width=width,
        height=line_height(len(lines), 24) + top + bottom,
        padding=(left, top, right, bottom),
    )


def _axis(first: date, last: date) -> alt.Axis:
    labels = day_labels(first, last)
    return label_axis(labels, domain=False, ticks=False, labelAlign="left")
