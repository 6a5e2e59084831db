"""Pareto chart: horizontal bars, cumulative share as text, what nobody assigned last."""

import altair as alt

from ppuri.reports.charts.style import INK, MUTED, PALE, PRIMARY, SIZE, Figure, finish, line_height
from ppuri.reports.format import amount, plain, short
from ppuri.reports.types import Pareto, Share

CUT = 0.8


def vital(pareto: Pareto) -> list[Share]:
    """Return the assigned bars that together first reach 80 % of the total, largest first."""
    chosen: list[Share] = []
    reached = 0.0
    for bar in pareto.bars:
        if bar.open or reached >= CUT * pareto.total:
            break
        chosen.append(bar)
        reached += bar.value
    return chosen


def finding(pareto: Pareto) -> str:
    """Return what the chart shows, for its title."""
    chosen = vital(pareto)
    if not chosen or not pareto.total:
        return "원인이 적혀 있지 않습니다" if pareto.total else "없음"
    unknown = next((bar for bar in pareto.bars if bar.open), None)
    if unknown is not None and unknown.value > pareto.total / 2:
        return f"{unknown.label} {plain(unknown.value / pareto.total * 100, 0)} %"
    share = sum(bar.value for bar in chosen) / pareto.total * 100
    if len(chosen) == 1:
        return f"{chosen[0].label} {plain(share, 0)} %"
    return f"앞의 {len(chosen)}개가 {plain(share, 0)} %"


def draw(pareto: Pareto, chart_id: str, width: int) -> Figure:
    """Draw the bars; values stand beside them, cumulative shares at the right edge.

    Args:
        pareto: At least one bar.
        chart_id: Prefix of ids in the SVG.
        width: Outer width in px.
    """
    strong = {bar.code for bar in vital(pareto)}
    reached = 0.0
    rows = []
    for place, bar in enumerate(pareto.bars):
        reached += bar.value
        rows.append(
            {
                "place": place,
                "name": short(bar.label, 11),
                "value": bar.value,
                "text": amount(bar.value, pareto.unit),
                "sum": f"누적 {plain(reached / pareto.total * 100, 0)} %",
                "strong": bar.code in strong,
            }
        )
    left, right, top, bottom = 108, 128, 4, 4
    height = line_height(len(rows)) + top + bottom
    y = alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15))
    largest = max(bar.value for bar in pareto.bars) or 1.0
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, largest], nice=False))
    weight = {"expr": "datum.strong ? 700 : 400"}
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)
    chart = alt.layer(
        base.mark_bar(cornerRadiusEnd=2).encode(
            x=x, color=alt.condition("datum.strong", alt.value(PRIMARY), alt.value(PALE))
        ),
        base.mark_text(align="right", fontSize=SIZE, color=INK, fontWeight=weight).encode(
            x=alt.value(-8), text="name:N"
        ),
        base.mark_text(align="left", dx=5, fontSize=SIZE, color=INK, fontWeight=weight).encode(x=x, text="text:N"),
        base.mark_text(align="right", fontSize=SIZE - 0.5, color=MUTED).encode(
            x=alt.value(width - left - 2), text="sum:N"
        ),
    )
    said = ", ".join(f"{bar.label} {amount(bar.value, pareto.unit)}" for bar in pareto.bars[:5])
    return finish(
        chart,
        chart_id=chart_id,
        title=f"{pareto.subject}: {finding(pareto)}",
        description=f"큰 것부터 {said}.",
        width=width,
        height=height,
        padding=(left, top, right, bottom),
    )
