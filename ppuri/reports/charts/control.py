"""Control chart: points, centre and limits, rule hits as triangles with the rule's number; cut points are marked."""

from typing import Any

import altair as alt

from ppuri.reports.charts.days import label_axis
from ppuri.reports.charts.style import (
    ALERT,
    BAND,
    INK,
    MUTED,
    PRIMARY,
    SECOND,
    SIZE,
    Figure,
    Ticks,
    finish,
    inward,
    ticks,
    value_axis,
)
from ppuri.reports.format import amount, percent, plain
from ppuri.reports.types import ControlChart, ControlPoint

HEIGHT = 190
NAMED = 3
REACH = 1.0
MOVED = 0.1
NAME_PX = 64
NAME_HEIGHT = 12


def finding(chart: ControlChart) -> str:
    """Return what the chart shows, for its title."""
    if chart.out_count == 0:
        return "한계 안에 있습니다"
    hits = [point.value for point in chart.points if point.rules]
    if chart.kind == "p" and max(hits) < chart.center:
        return f"기준 {percent(chart.center)}보다 낮아졌습니다"
    if chart.kind == "i" and chart.out_count > MOVED * chart.point_count:
        share = plain(chart.out_count / chart.point_count * 100, 0)
        return f"기준과 달라졌습니다(점의 {share} %가 한계 밖)"
    only_limits = all(point.rules in ((), ("1",)) for point in chart.points)
    where = "한계 밖" if only_limits else "한계 밖이거나 규칙 위반"
    return f"{plain(chart.point_count, 0)}점 가운데 {plain(chart.out_count, 0)}점이 {where}"


def bounds(chart: ControlChart) -> tuple[float, float]:
    """Return the drawn range: points and limits, cut one limit width beyond a limit or at the outermost 2 % of points."""
    lows = [v for p in chart.points if (v := p.lower if p.lower is not None else chart.lower) is not None]
    highs = [v for p in chart.points if (v := p.upper if p.upper is not None else chart.upper) is not None]
    values = [p.value for p in chart.points]
    low, high = min([*lows, chart.center]), max([*highs, chart.center])
    width = (high - low) or (max(values) - min(values)) or 1.0
    ranked = sorted(values)
    tail = len(ranked) // 50
    lowest, highest = min(low - REACH * width, ranked[tail]), max(high + REACH * width, ranked[-1 - tail])
    if chart.kind == "p":
        lowest, highest = max(0.0, lowest), min(1.0, max(highest, max(values)))
    return max(lowest, min([*values, low])), min(highest, max([*values, high]))


def cut_count(chart: ControlChart) -> int:
    """Return how many drawn points lie outside the drawn range."""
    low, high = bounds(chart)
    return sum(not low <= point.value <= high for point in chart.points)


def draw(chart: ControlChart, chart_id: str, width: int, zone_labels: dict[int, str]) -> Figure:
    """Draw the chart.

    Args:
        chart: At least one point.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
        zone_labels: Text under the axis by the point's `order`.
    """
    factor = 100.0 if chart.kind == "p" else 1.0
    low, high = bounds(chart)
    found = ticks(low * factor, high * factor)
    rows = [_row(point, chart, low, high, factor) for point in chart.points]
    first, last = chart.points[0].order, chart.points[-1].order
    x_scale = alt.Scale(domain=[first - 0.5, last + 0.5], nice=False, zero=False)
    x = alt.X("order:Q", scale=x_scale, axis=label_axis(zone_labels))
    left, top, right, bottom = 48, 22, 86, 22
    layers = [
        *_limits(rows, x, found),
        *_points(rows, x, found, (last - first) * NAME_PX / (width - left - right)),
        *_names(chart, factor, found, width - left - right),
    ]
    unit = "%" if chart.kind == "p" else chart.unit
    values = [point.value for point in chart.points]
    form = percent if chart.kind == "p" else (lambda v: amount(v, unit))
    return finish(
        alt.layer(*layers),
        chart_id=chart_id,
        title=f"{chart.group} {chart.subject}: {finding(chart)}",
        description=f"중심 {form(chart.center)}, 가장 낮은 점 {form(min(values))}, 가장 높은 점 {form(max(values))}.",
        width=width,
        height=HEIGHT,
        padding=(left, top, right, bottom),
    )


def _row(point: ControlPoint, chart: ControlChart, low: float, high: float, factor: float) -> dict[str, Any]:
    shown = min(max(point.value, low), high)
    lower = point.lower if point.lower is not None else chart.lower
    upper = point.upper if point.upper is not None else chart.upper
    return {
        "order": point.order,
        "value": shown * factor,
        "lower": None if lower is None else lower * factor,
        "upper": None if upper is None else upper * factor,
        "hit": bool(point.rules),
        "cut": "" if shown == point.value else f"실제 {plain(point.value * factor)}",
        "rule": f"규칙 {point.rules[0]}" if point.rules else "",
    }


def _y(field: str, found: Ticks) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=found.domain, nice=False, zero=False), axis=value_axis(found))


def _limits(rows: list[dict[str, Any]], x: alt.X, found: Ticks) -> list[alt.Chart]:
    data = alt.Data(values=rows)
    layers = []
    if all(row["lower"] is not None and row["upper"] is not None for row in rows):
        band = alt.Chart(data).mark_area(color=BAND, opacity=0.45, interpolate="step", clip=True)
        layers.append(band.encode(x=x, y=_y("lower", found), y2="upper:Q"))
    for field in ("lower", "upper"):
        if any(row[field] for row in rows):
            line = alt.Chart(data).mark_line(
                color=ALERT, strokeDash=[5, 3], strokeWidth=1, interpolate="step", clip=True
            )
            layers.append(line.encode(x=x, y=_y(field, found)))
    return layers


def _points(rows: list[dict[str, Any]], x: alt.X, found: Ticks, gap: float) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=rows)).encode(x=x, y=_y("value", found))
    many = len(rows) > 120
    layers = [base.mark_line(color=SECOND if many else PRIMARY, strokeWidth=0.6 if many else 1.2)]
    if not many:
        layers.append(base.mark_circle(color=PRIMARY, size=9, opacity=1))
    layers.append(
        base.transform_filter("datum.hit").mark_point(
            shape="triangle-up", filled=True, color=ALERT, size=22 if many else 46, opacity=1
        )
    )
    named = [row for row in rows if row["hit"] or row["cut"]]
    spaced: list[dict[str, Any]] = []
    for row in sorted(named, key=lambda r: (not r["cut"], r["order"])):
        if len(spaced) < NAMED and all(abs(row["order"] - other["order"]) >= gap for other in spaced):
            spaced.append({**row, "name": row["cut"] or row["rule"]})
    for row in spaced:
        row["align"] = inward(row["order"], rows[0]["order"], rows[-1]["order"])
    text = alt.Chart(alt.Data(values=spaced)).mark_text(
        align={"expr": "datum.align"}, dy=-10, color=ALERT, fontSize=SIZE - 1, fontWeight=600
    )
    layers.append(text.encode(x=x, y=_y("value", found), text="name:N"))
    return layers


def _names(chart: ControlChart, factor: float, found: Ticks, plot_width: int) -> list[alt.Chart]:
    last = chart.points[-1]
    upper = last.upper if last.upper is not None else chart.upper
    lower = last.lower if last.lower is not None else chart.lower
    lines = [("위 한계", upper, ALERT), ("중심", chart.center, MUTED), ("아래 한계", lower, ALERT)]
    room = (found.domain[1] - found.domain[0]) * NAME_HEIGHT / (HEIGHT - 44)
    middle = chart.center * factor
    rows = [
        {
            "at": _apart(value * factor, middle, room),
            "name": f"{name} {_shown(value * factor, chart.kind)}",
            "color": color,
        }
        for name, value, color in lines
        if value is not None and (value > 0 or chart.kind == "i" or name != "아래 한계")
    ]
    center = alt.Chart(alt.Data(values=[{"at": chart.center * factor}])).mark_rule(color=INK, strokeWidth=0.8)
    text = alt.Chart(alt.Data(values=rows)).mark_text(align="left", baseline="middle", fontSize=SIZE - 1)
    return [
        center.encode(y=_y("at", found)),
        text.encode(
            x=alt.value(plot_width + 4), y=_y("at", found), text="name:N", color=alt.Color("color:N", scale=None)
        ),
    ]


def _shown(value: float, kind: str) -> str:
    return plain(value, 2) if kind == "p" else plain(value)


def _apart(value: float, middle: float, room: float) -> float:
    """Return where a limit's name stands: beside the limit, yet never over the name of the centre."""
    if value == middle:
        return value
    return max(value, middle + room) if value > middle else min(value, middle - room)
