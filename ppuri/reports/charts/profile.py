"""Furnace loads over elapsed minutes, and the deviation from the setpoint below: on a 0 to 1,000 axis a fault hides."""

from typing import Any

import altair as alt

from ppuri.reports.charts.style import (
    ALERT,
    BAND,
    CONTEXT,
    INK,
    SECOND,
    SIZE,
    Figure,
    Ticks,
    finish,
    inward,
    ticks,
    value_axis,
)
from ppuri.reports.format import amount, plain
from ppuri.reports.types import Profile, ProfileSeries

HEIGHT = 190
PANEL = 150
CLIP_BANDS = 5.0
MINUTES = (1, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
PADDING = (52, 12, 16, 24)


def limit(profile: Profile) -> float:
    """Return the deviation at which the lower panel is cut."""
    return CLIP_BANDS * profile.band


def cut_count(profile: Profile) -> int:
    """Return how many moments lie beyond the lower panel."""
    return sum(abs(deviation) > limit(profile) for series in profile.series for _, deviation in deviations(series))


def deviations(series: ProfileSeries) -> list[tuple[float, float]]:
    """Return (minute, value minus setpoint) where there is a setpoint."""
    return [(p.minute, p.value - p.setpoint) for p in series.points if p.setpoint is not None]


def finding(profile: Profile) -> str:
    """Return what the chart shows, for its title."""
    marked = sum(series.marked for series in profile.series)
    total = len(profile.series)
    return f"그린 {total}배치 가운데 {marked}배치가 벗어났습니다" if marked else f"그린 {total}배치가 띠 안에 있습니다"


def draw(profile: Profile, chart_id: str, width: int) -> Figure:
    """Draw values and setpoint of each load, the marked ones heavier."""
    values = [p.value for s in profile.series for p in s.points]
    setpoints = [p.setpoint for s in profile.series for p in s.points if p.setpoint is not None]
    found = ticks(min([*values, *setpoints]), max([*values, *setpoints]))
    lead = next((s for s in profile.series if s.marked), profile.series[0])
    target = [{"minute": p.minute, "at": p.setpoint} for p in lead.points if p.setpoint is not None]
    chart = alt.layer(
        *_lines([(s, [(p.minute, p.value) for p in s.points]) for s in profile.series], profile, found),
        alt.Chart(alt.Data(values=target))
        .mark_line(color=INK, strokeWidth=1, strokeDash=[2, 2])
        .encode(x=_x(profile), y=_y("at", found)),
    )
    return finish(
        chart,
        chart_id=chart_id,
        title=f"{profile.machine} {profile.channel}: {finding(profile)}",
        description=f"경과 시간에 따른 값. 가장 높은 값 {amount(max(values), profile.unit)}. 점선은 설정값입니다.",
        width=width,
        height=HEIGHT,
        padding=PADDING,
    )


def draw_deviation(profile: Profile, chart_id: str, width: int) -> Figure:
    """Draw the deviation from the setpoint with its band; what lies beyond five bands is cut and marked."""
    edge = limit(profile)
    shown = [(s, [(minute, min(max(value, -edge), edge)) for minute, value in deviations(s)]) for s in profile.series]
    reached = [value for _, line in shown for _, value in line] or [0.0]
    found = ticks(min([*reached, -profile.band * 1.5]), max([*reached, profile.band * 1.5]))
    cut = [
        {"minute": minute, "at": edge if value > 0 else -edge}
        for s in profile.series
        for minute, value in deviations(s)
        if abs(value) > edge
    ]
    band = [{"low": -profile.band, "high": profile.band}]
    chart = alt.layer(
        alt.Chart(alt.Data(values=band)).mark_rect(color=BAND, opacity=0.8).encode(y=_y("low", found), y2="high:Q"),
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=INK, strokeWidth=0.7).encode(y=_y("at", found)),
        *_lines(shown, profile, found),
        alt.Chart(alt.Data(values=cut[:: max(1, len(cut) // 12)]))
        .mark_point(shape="cross", angle=45, filled=True, color=ALERT, size=40, opacity=1)
        .encode(x=_x(profile), y=_y("at", found)),
        alt.Chart(alt.Data(values=_worst(profile)))
        .mark_text(
            align={"expr": "datum.align"},
            dy={"expr": "datum.at > 0 ? -8 : 12"},
            fontSize=SIZE - 0.5,
            fontWeight=600,
            color=INK,
        )
        .encode(x=_x(profile), y=_y("at", found), text="name:N"),
    )
    worst = max((abs(v) for s in profile.series for _, v in deviations(s)), default=0.0)
    return finish(
        chart,
        chart_id=chart_id,
        title=f"{profile.machine} {profile.channel} 설정값과의 차이",
        description=f"띠는 설정값 ±{plain(profile.band)}. 가장 큰 차이 {amount(worst, profile.unit)}.",
        width=width,
        height=PANEL,
        padding=PADDING,
    )


def soaking(series: ProfileSeries, band: float) -> list[tuple[float, float]]:
    """Return (minute, deviation) at the highest setpoint, from the first moment inside the band on.

    A zone that never reaches its band is judged in the second half of that time.
    """
    top = max((p.setpoint for p in series.points if p.setpoint is not None), default=None)
    if top is None:
        return []
    hot = [
        (p.minute, p.value - p.setpoint) for p in series.points if p.setpoint is not None and p.setpoint >= top - band
    ]
    first = next((n for n, (_, deviation) in enumerate(hot) if abs(deviation) <= band), len(hot) // 2)
    return hot[first:]


def _worst(profile: Profile) -> list[dict[str, Any]]:
    """Return the names of the marked loads, each at its largest deviation while soaking."""
    told = [(s, soaking(s, profile.band)) for s in profile.series if s.marked]
    rows = []
    longest = max((p.minute for s in profile.series for p in s.points), default=0.0)
    for series, moments in told:
        if moments:
            minute, deviation = max(moments, key=lambda moment: abs(moment[1]))
            at = min(max(deviation, -limit(profile)), limit(profile))
            name = f"{series.label} {plain(round(deviation, 1))}"
            rows.append({"minute": minute, "at": at, "name": name, "align": inward(minute, 0.0, longest)})
    return rows


def _x(profile: Profile) -> Any:
    longest = max(p.minute for s in profile.series for p in s.points)
    step = next(s for s in MINUTES if longest <= 9 * s or s == MINUTES[-1])
    scale = alt.Scale(domain=[0, longest or 1], nice=False, zero=False)
    axis = alt.Axis(values=list(range(0, int(longest) + 1, step)), format=",.0f", title=None)
    return alt.X("minute:Q", scale=scale, axis=axis)


def _y(field: str, found: Ticks) -> Any:
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=found.domain, nice=False, zero=False), axis=value_axis(found))


def _lines(lines: list[tuple[ProfileSeries, list[tuple[float, float]]]], profile: Profile, found: Ticks) -> list[Any]:
    drawn = []
    for series, points in sorted(lines, key=lambda line: line[0].marked):
        rows = [{"minute": minute, "at": value} for minute, value in points]
        color = (ALERT if series.marked else SECOND) if len(lines) < 6 or series.marked else CONTEXT
        mark = alt.Chart(alt.Data(values=rows)).mark_line(color=color, strokeWidth=1.8 if series.marked else 1)
        drawn.append(mark.encode(x=_x(profile), y=_y("at", found)))
    return drawn
