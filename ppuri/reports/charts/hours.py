"""Weekday by hour: a darker cell is an hour of the week in which more runs ended; a dashed one had none."""

import altair as alt

from ppuri.reports.charts.days import label_axis
from ppuri.reports.charts.style import CONTEXT, INK, SIZE, Figure, finish, line_height
from ppuri.reports.format import WEEKDAYS, plain
from ppuri.reports.types import HourCell, HourMap

HOURS, DAYS = 24, 7
# One hue, ever darker: the order survives a print in grey.
RAMP = ("#F3F7FB", "#CFE0F1", "#9FC1E2", "#6499CB", "#2F6DB1", "#0E3E75")
GAP = 0.05


def busiest(given: HourMap) -> HourCell:
    """Return the cell with most runs, the earliest of equals."""
    return max(given.cells, key=lambda c: (c.run_count, -c.weekday, -c.hour))


def finding(given: HourMap) -> str:
    """Return what the chart shows, for its title."""
    most, idle = busiest(given), HOURS * DAYS - len(given.cells)
    told = f"{WEEKDAYS[most.weekday]}요일 {most.hour}시에 가장 많이 돌았습니다"
    return f"{told} (돌지 않은 시간 {idle}칸)" if idle else told


def draw(given: HourMap, chart_id: str, width: int) -> Figure:
    """Draw the week.

    Args:
        given: At least one cell.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
    """
    counts = {(cell.weekday, cell.hour): cell.run_count for cell in given.cells}
    most = busiest(given).run_count
    cells = [
        {
            "x": hour + GAP,
            "x2": hour + 1 - GAP,
            "y": day + GAP,
            "y2": day + 1 - GAP,
            "fill": shade(counts[day, hour], most) if (day, hour) in counts else None,
        }
        for day in range(DAYS)
        for hour in range(HOURS)
    ]
    left, top, right, bottom = 24, 4, 6, 22
    labels = {hour: f"{hour}시" for hour in range(0, HOURS, 6)}
    axis = label_axis(labels, domain=False, ticks=False, labelAlign="left")
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, HOURS], nice=False, zero=False), axis=axis)
    scale = alt.Scale(domain=[0, DAYS], reverse=True, nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    base = alt.Chart(alt.Data(values=cells)).encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
    names = alt.Chart(alt.Data(values=[{"at": n + 0.5, "name": name} for n, name in enumerate(WEEKDAYS)]))
    chart = alt.layer(
        base.transform_filter("datum.fill").mark_rect().encode(color=alt.Color("fill:N", scale=None)),
        base.transform_filter("!datum.fill").mark_rect(fill=None, stroke=CONTEXT, strokeDash=[2, 2], strokeWidth=0.6),
        names.mark_text(align="right", fontSize=SIZE, color=INK).encode(
            x=alt.value(-6), y=alt.Y("at:Q", scale=scale, axis=None), text="name:N"
        ),
    )
    return finish(
        chart,
        chart_id=chart_id,
        title=f"{given.machine} 요일과 시각: {finding(given)}",
        description=f"가장 많은 칸은 {plain(most, 0)}회입니다.",
        width=width,
        height=line_height(DAYS, 18) + top + bottom,
        padding=(left, top, right, bottom),
    )


def shade(count: int, most: int) -> str:
    """Return the step of the ramp: six equal parts of the largest count."""
    return RAMP[min((count * len(RAMP) - 1) // most, len(RAMP) - 1)]
