"""What all charts share: palette, type, ticks whose decimals follow the step, and the way from Altair to SVG."""

import re
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

import altair as alt
import vl_convert

INK = "#1B2733"
MUTED = "#5C6975"
PRIMARY = "#1F5FA8"
SECOND = "#4A8CC4"
ALERT = "#C8400A"
CONTEXT = "#9AABBD"
GRID = "#E3E8EE"
BAND = "#DCE9F7"
PALE = "#B8C4D0"
FONT = "Pretendard, 맑은 고딕, Malgun Gothic, 나눔고딕, NanumGothic, sans-serif"
# Share of an axis at either end where names are not centred.
EDGE = 0.12
SIZE = 11
FULL = 720
HALF = 348
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Ticks:
    """Tick values and the decimals with which each of them is printed exactly."""

    values: tuple[float, ...]
    decimals: int

    @property
    def form(self) -> str:
        """The d3 format of the labels."""
        return f",.{self.decimals}f"

    @property
    def domain(self) -> list[float]:
        """First and last tick."""
        return [self.values[0], self.values[-1]]


@dataclass(frozen=True)
class Figure:
    """A drawn chart: SVG with title and description inside."""

    svg: str


def ticks(low: float, high: float, count: int = 5) -> Ticks:
    """Return round ticks that enclose [low, high]; decimals follow the step, so that 222.5 never prints as 222.

    Args:
        low: Smallest value to enclose.
        high: Largest value; equal values are widened.
        count: About how many ticks.
    """
    if high <= low:
        pad = abs(low) * 0.05 or 1.0
        low, high = low - pad, high + pad
    raw = (high - low) / max(count - 1, 1)
    power = floor(log10(raw))
    step_digits = next(s for s in STEPS if s * 10.0**power >= raw * 0.999)
    step = step_digits * 10.0**power
    decimals = max(0, -power + (1 if step_digits == 2.5 else 0) - (1 if step_digits == 10.0 else 0))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return Ticks(tuple(round(i * step, decimals + 2) for i in range(first, last + 1)), decimals)


def value_axis(found: Ticks, **more: Any) -> alt.Axis:
    """Return an axis with exactly these ticks."""
    return alt.Axis(values=list(found.values), format=found.form, title=None, **more)


def line_height(rows: int, each: int = 22) -> int:
    """Return the height of a chart of horizontal bars."""
    return max(rows, 1) * each


def finish(
    chart: Any,
    *,
    chart_id: str,
    title: str,
    description: str,
    width: int,
    height: int,
    padding: tuple[int, int, int, int],
) -> Figure:
    """Render a chart of known outer size; nothing is measured, so the layout is the same with any font.

    Args:
        chart: An Altair chart whose plot area is the outer size less the padding.
        chart_id: Prefix of the ids inside the SVG, unique on its page.
        title: What a screen reader says first.
        description: What it says next.
        width: Outer width in px.
        height: Outer height in px.
        padding: Left, top, right, bottom in px.
    """
    left, top, right, bottom = padding
    spec = chart.to_dict(validate=False)
    spec.update(
        width=width - left - right,
        height=height - top - bottom,
        padding={"left": left, "top": top, "right": right, "bottom": bottom},
        autosize={"type": "none", "contains": "content"},
        config=_config(),
        background=None,
    )
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4", allowed_base_urls=[], time_format_locale="ko-KR")
    return Figure(_inline(drawn, chart_id, title, description))


def _config() -> dict[str, Any]:
    axis = {
        "labelFont": FONT,
        "labelFontSize": SIZE,
        "labelColor": MUTED,
        "labelLimit": 0,
        "domainColor": CONTEXT,
        "tickColor": CONTEXT,
        "gridColor": GRID,
        "tickSize": 3,
        "aria": False,
    }
    return {
        "aria": False,
        "font": FONT,
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "axisX": {"grid": False},
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": SIZE, "fill": INK},
        "legend": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": SIZE, "aria": False},
    }


def _inline(svg: str, chart_id: str, title: str, description: str) -> str:
    """Make Vega's SVG fit for a page with others: own ids numbered from 0, scalable, named for screen readers."""
    names: dict[str, str] = {}
    for old in re.findall(r'\bid="([^"]+)"', svg):
        names.setdefault(old, f"{chart_id}-{len(names)}")
    svg = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{names[m[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{names.get(m[1], m[1])})", svg)
    svg = re.sub(r' (?:role|aria-[a-z]+|pointer-events|class)="[^"]*"', "", svg)
    size = re.search(r'viewBox="([^"]+)"', svg)
    head = f'<svg viewBox="{size[1] if size else ""}" role="img" aria-labelledby="{chart_id}-t {chart_id}-d">'
    body = svg[svg.index(">") + 1 :]
    return f'{head}<title id="{chart_id}-t">{escape(title)}</title><desc id="{chart_id}-d">{escape(description)}</desc>{body}'


def inward(at: float, first: float, last: float) -> str:
    """Return the alignment of a name at a place of the axis: near its ends a name grows inwards, off neither page nor axis.

    Args:
        at: The place.
        first: Where the axis begins.
        last: Where it ends.
    """
    share = (at - first) / ((last - first) or 1)
    return "left" if share < EDGE else "right" if share > 1 - EDGE else "center"
