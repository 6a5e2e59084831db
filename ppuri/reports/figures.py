"""From parts of a result to what the page shows: a chart with its finding as title, a caption, and the same as a table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from ppuri.reports.charts import control, coverage, daily, effect, hours, pareto, profile, timeline
from ppuri.reports.charts.style import FULL, HALF, Figure
from ppuri.reports.format import amount, day_text, instant, percent, plain, unit_text
from ppuri.reports.tables import Grid, comparison_grid, hour_grid
from ppuri.reports.types import ControlChart, ControlPoint, Pareto, Profile, ReportResult, Trend

MOST_DATES = 4
TABLE_ROWS = 60


@dataclass(frozen=True)
class Panel:
    """One chart of the page.

    Attributes:
        title: Says what was found.
        note: How to read it.
        drawings: SVG, in order from the top.
        table: The same as numbers.
        wide: Whether it takes the whole width.
    """

    title: str
    note: str
    drawings: tuple[Markup, ...] = field(repr=False)
    table: Grid
    wide: bool = False


def _drawn(*figures: Figure) -> tuple[Markup, ...]:
    # Our own SVG: texts in it were escaped by the renderer.
    return tuple(Markup(figure.svg) for figure in figures)  # noqa: S704


def days_of(result: ReportResult) -> tuple[date, date]:
    """Return first and last day of the axis of days."""
    first = result.from_date or result.as_of.date()
    return first, result.to_date or first


def panels(result: ReportResult) -> list[Panel]:
    """Return every chart that the result has data for, in the order of the page."""
    makers: list[Callable[[ReportResult], Iterable[Panel]]] = [
        _losses,
        _cycles,
        _controls,
        _profiles,
        _trends,
        _hours,
        _found,
    ]
    return [panel for maker in makers for panel in maker(result)]


def _losses(result: ReportResult) -> Iterable[Panel]:
    both = [p for p in (result.losses, result.stops, result.defects) if p is not None and p.bars and p.total]
    for n, loss in enumerate(both):
        yield loss_panel(loss, f"p{n}", wide=n == len(both) - 1 and n % 2 == 0)


def loss_panel(loss: Pareto, chart_id: str, *, wide: bool) -> Panel:
    """Return the Pareto chart of stops or defects."""
    reached, rows = 0.0, []
    for bar in loss.bars:
        reached += bar.value
        share, total = bar.value / loss.total, reached / loss.total
        rows.append((bar.label, amount(bar.value, loss.unit), percent(share), percent(total), bar.detail))
    return Panel(
        title=f"{loss.subject} — {pareto.finding(loss)}",
        note=f"진한 막대가 먼저 손볼 것입니다. 전체 {amount(loss.total, loss.unit)}. {loss.basis}".strip(),
        drawings=_drawn(pareto.draw(loss, chart_id, FULL if wide else HALF)),
        table=Grid(("이름", "양", "몫", "누적", "비고"), tuple(rows), numbers=(1, 2, 3)),
        wide=wide,
    )


def _cycles(result: ReportResult) -> Iterable[Panel]:
    return _trend_panels(result.cycle_times, result, "c")


def _trends(result: ReportResult) -> Iterable[Panel]:
    return _trend_panels(result.trends, result, "t")


def _trend_panels(trends: tuple[Trend, ...], result: ReportResult, prefix: str) -> Iterable[Panel]:
    first, last = days_of(result)
    shown = [t for t in trends if t.days]
    for n, trend in enumerate(shown):
        wide = n == len(shown) - 1 and n % 2 == 0
        rows = tuple((day_text(d.day), plain(d.n, 0), plain(d.low), plain(d.middle), plain(d.high)) for d in trend.days)
        specs = " 점선은 규격입니다." if trend.lower_spec is not None or trend.upper_spec is not None else ""
        yield Panel(
            title=f"{trend.machine} {trend.subject} — {daily.finding(trend)}",
            note=f"점은 하루 중앙값, 세로 막대는 5 %에서 95 %까지. 단위 {unit_text(trend.unit) or '모름'}.{specs}",
            drawings=_drawn(daily.draw(trend, f"{prefix}{n}", FULL if wide else HALF, first, last)),
            table=Grid(("날짜", "n", "5 %", "중앙값", "95 %"), rows, numbers=(1, 2, 3, 4)),
            wide=wide,
        )


def _hours(result: ReportResult) -> Iterable[Panel]:
    for n, given in enumerate(result.hours):
        wide = n == len(result.hours) - 1 and n % 2 == 0
        yield Panel(
            title=f"{given.machine} 요일과 시각 — {hours.finding(given)}",
            note="칸은 그 요일 그 시에 끝난 운전의 수이고 진할수록 많습니다. 점선 칸은 운전이 없습니다. 시사출을 넣었습니다.",
            drawings=_drawn(hours.draw(given, f"h{n}", FULL if wide else HALF)),
            table=hour_grid(given),
            wide=wide,
        )


def _controls(result: ReportResult) -> Iterable[Panel]:
    shown = [chart for chart in result.charts if chart.points]
    for n, chart in enumerate(shown):
        yield _control(chart, f"k{n}", n == len(shown) - 1 and n % 2 == 0, result.timezone)


def _control(chart: ControlChart, chart_id: str, wide: bool, zone: str) -> Panel:
    ratio = chart.kind == "p"
    form = percent if ratio else plain
    hits = [p for p in chart.points if p.rules]
    rows = tuple(
        (
            _when(p, zone),
            form(p.value),
            "–" if (low := p.lower if p.lower is not None else chart.lower) is None else form(low),
            "–" if (high := p.upper if p.upper is not None else chart.upper) is None else form(high),
            ", ".join(p.rules) or "–",
        )
        for p in (hits or list(chart.points))[:TABLE_ROWS]
    )
    notes = ["▲는 규칙 위반, 바탕 띠는 관리한계 안입니다."]
    if chart.point_count > len(chart.points):
        notes.append(f"{plain(chart.point_count, 0)}점을 구간마다 가장 크고 작은 점으로 줄여 그렸습니다.")
    if cut := control.cut_count(chart):
        notes.append(f"한계에서 먼 {cut}점은 가장자리에 잘라 그리고 실제 값을 적었습니다.")
    notes.append(f"단위 {'%' if ratio else unit_text(chart.unit) or '모름'}. {chart.basis}")
    return Panel(
        title=f"{chart.group} {chart.subject} 관리도 — {control.finding(chart)}",
        note=" ".join(notes).strip(),
        drawings=_drawn(control.draw(chart, chart_id, FULL if wide else HALF, _order_labels(chart, zone))),
        table=Grid(("때", "값", "아래 한계", "위 한계", "규칙"), rows, numbers=(1, 2, 3)),
        wide=wide,
    )


def _order_labels(chart: ControlChart, zone: str) -> dict[int, str]:
    """Return the texts under the axis, each once and with room for it."""
    gap = (chart.points[-1].order - chart.points[0].order) / (MOST_DATES + 0.5)
    texts: dict[int, str] = {}
    for point in chart.points:
        text = point.label or (instant(point.ts, zone, "%m-%d") if point.ts else plain(point.order, 0))
        if not texts or (point.order - max(texts) >= gap and text not in texts.values()):
            texts[point.order] = text
    return texts


def _when(point: ControlPoint, zone: str) -> str:
    return point.label or (instant(point.ts, zone) if point.ts else f"{point.order}번째")


def _profiles(result: ReportResult) -> Iterable[Panel]:
    for n, part in enumerate(p for p in result.profiles if any(s.points for s in p.series)):
        yield _profile(part, f"f{n}")


def _profile(part: Profile, chart_id: str) -> Panel:
    figures = [profile.draw(part, chart_id, FULL)]
    notes = [f"배치마다 설정값과 가장 다른 존을 그렸습니다. 가로축은 시작부터 지난 분, 단위 {unit_text(part.unit)}."]
    has_target = any(profile.deviations(series) for series in part.series)
    if has_target:
        figures.append(profile.draw_deviation(part, f"{chart_id}d", FULL))
        notes.append(f"아래는 설정값과의 차이이며 띠는 ±{plain(part.band)}. 굵은 선이 벗어난 배치입니다.")
        if cut := profile.cut_count(part):
            notes.append(f"±{plain(profile.limit(part))} 밖의 {plain(cut, 0)}점은 가장자리에 ×로 잘라 그렸습니다.")
    else:
        notes.append("설정값이 없어 차이를 그리지 않았습니다.")
    rows = []
    for series in part.series:
        worst = max((abs(d) for _, d in profile.soaking(series, part.band)), default=None)
        rows.append(
            (
                series.label,
                plain(len(series.points), 0),
                plain(max(p.value for p in series.points)),
                "–" if worst is None else plain(worst),
                "▲ 벗어남" if series.marked else "● 정상",
            )
        )
    return Panel(
        title=f"{part.machine} {part.channel} — {profile.finding(part)}",
        note=" ".join(notes),
        drawings=_drawn(*figures),
        table=Grid(("배치", "점", "최고", "유지 중 가장 큰 차이", "상태"), tuple(rows), numbers=(1, 2, 3)),
        wide=True,
    )


def _found(result: ReportResult) -> Iterable[Panel]:
    found = [i for i in result.insights if i.refused_reason is None]
    if not found or result.from_date is None:
        return
    first, last = days_of(result)
    names = {m.machine_id: m.name for m in result.machines}
    drawn = timeline.draw(found, names, result.labels, "a0", FULL, first, last, result.timezone)
    rows = tuple(
        (instant(i.from_ts, result.timezone), names.get(i.machine_id, i.machine_id), i.summary_ko)
        for i in found[:TABLE_ROWS]
    )
    yield Panel(
        title=f"이상 시간축 — {len(found)}건을 찾았습니다",
        note=f"세모는 이상, 마름모는 서서히 변함, 네모는 위험입니다. 강한 것부터 {timeline.MOST}건까지 그렸습니다.",
        drawings=_drawn(drawn),
        table=Grid(("시작", "설비", "내용"), rows),
        wide=True,
    )


def comparison_panel(result: ReportResult) -> Panel | None:
    """Return the effects of before and after, or None where nothing could be compared."""
    if result.comparison is None:
        return None
    titles = {definition.kpi: definition.title for definition in result.definitions}
    rows = effect.effects(result.comparison.items, titles)
    if not rows:
        return None
    decided = [one for one in result.comparison.items if one.verdict in ("better", "worse")]
    found = f"{len(decided)}개 지표가 달라졌습니다" if decided else "달라졌다고 할 지표가 없습니다"
    return Panel(
        title=f"개선 전후 — {found}",
        note="점은 차이를 앞 기간 값의 백분율로, 가로줄은 95 % 구간을 나타냅니다. 속이 빈 점은 판정하지 않은 것입니다.",
        drawings=_drawn(effect.draw(rows, "e0", FULL)),
        table=comparison_grid(result),
        wide=True,
    )


def coverage_panel(result: ReportResult) -> Panel | None:
    """Return the calendar of what was recorded, or None where no day is known."""
    lines = [line for line in result.quality.coverage if line.days]
    if not lines or result.from_date is None:
        return None
    first, last = days_of(result)
    share = result.quality.coverage_ratio
    rows = tuple(
        (line.label, day_text(d.day), plain(d.row_count, 0), percent(d.ratio)) for line in lines for d in line.days
    )
    last = min(last, first + timedelta(days=365))
    return Panel(
        title="데이터 보유" + (f" — {percent(share)}" if share is not None else ""),
        note="가득 찬 칸은 하루치가 모두 있고, 점선 칸은 자료가 없습니다.",
        drawings=_drawn(coverage.draw(lines, "v0", FULL, first, last)),
        table=Grid(("설비", "날짜", "행", "보유율"), rows[:400], numbers=(2, 3)),
        wide=True,
    )
