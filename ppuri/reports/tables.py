"""Tables of the page, as texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from ppuri.core.results import KpiRow
from ppuri.reports.format import WEEKDAYS, amount, instant, interval, is_ratio, kpi_value, plain, unit_text
from ppuri.reports.types import CapabilityLine, Comparison, HourMap, ReportResult
from ppuri.reports.words import (
    BASES,
    CAPABILITY,
    KINDS,
    MEASURES,
    PROCESSES,
    SIGNS,
    STATES,
    VERDICTS,
    WITHHELD,
    reason_text,
    verdict_text,
)

PER_MACHINE = (
    "run_count",
    "trial_count",
    "batch_count",
    "scrap_ratio",
    "scrap_ratio_all",
    "cycle_time_median",
    "soak_min_median",
    "anomaly_ratio",
)
GRADES = {"A": "● A", "B": "■ B", "C": "▲ C", "D": "× D"}


@dataclass(frozen=True)
class Grid:
    """Headers and rows of texts; `numbers` are the columns set to the right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


def marked(row: KpiRow | None) -> str:
    """Return the value as printed inside `<data>` with the exact value, so that programs can read the page."""
    if row is None or row.value is None:
        return "–"
    where = "".join(
        f' data-{key.replace("_", "-")}="{escape(str(value))}"' for key, value in row.grain.items() if value
    )
    subject = f' data-subject="{escape(row.subject)}"' if row.subject else ""
    # Every text that goes in is escaped above or below.
    return Markup(  # noqa: S704
        f'<data data-kpi="{escape(row.kpi)}"{subject}{where} value="{row.value!r}">{escape(kpi_value(row))}</data>'
    )


def _linked(row: KpiRow, title: str) -> str:
    """Return the title of a KPI as a link to its grounds on the page, where it has a value."""
    return title if row.value is None else Markup('<a href="#t-{}">{}</a>').format(row.kpi, title)


def kpi_grid(result: ReportResult) -> Grid:
    """Return the KPIs of the whole firm: both numbers where trial runs exist, grounds beside them."""
    rows = {(row.kpi, row.subject, row.mode): row for row in result.kpis}
    titles = {definition.kpi: definition.title for definition in result.definitions}
    trials = rows.get(("trial_count", None, None))
    has_trials = trials is None or bool(trials.value)
    shown = []
    for (kpi, subject, mode), row in rows.items():
        if subject is not None or (kpi.endswith("_all") and (kpi.removesuffix("_all"), subject, mode) in rows):
            continue
        whole = rows.get((f"{kpi}_all", subject, mode)) if has_trials else None
        grounds = "–"
        if row.value is not None and row.numerator is not None and row.denominator is not None:
            grounds = f"{plain(row.numerator)} ÷ {plain(row.denominator)}"
        reason = " ".join(t for t in (GRADES.get(row.grade or "", row.grade), reason_text(row)) if t)
        if row.value is None:
            reason = reason_text(row) or "자료가 없습니다"
        shown.append(
            (
                _linked(row, titles.get(kpi, kpi)),
                marked(row),
                marked(whole),
                interval(row) or "–",
                grounds,
                plain(row.n, 0),
                reason or "–",
            )
        )
    headers = ("지표", "값", "시사출 포함", "95 % 구간", "분자 ÷ 분모", "n", "등급·까닭")
    return Grid(headers, tuple(shown), numbers=(1, 2, 3, 4, 5))


def machine_grid(result: ReportResult) -> Grid:
    """Return one row per machine, with the KPIs that at least one of them has."""
    titles = {definition.kpi: definition.title for definition in result.definitions}
    found = {(row.grain.get("machine_id"), row.kpi): row for row in result.machine_kpis if row.subject is None}
    names = [
        name for name in PER_MACHINE if any(kpi == name and row.value is not None for (_, kpi), row in found.items())
    ]
    rows = tuple(
        (
            machine.name,
            PROCESSES.get(machine.process, machine.process),
            *(marked(found.get((machine.machine_id, name))) for name in names),
            BASES.get(machine.time_basis or "", "자료 없음"),
        )
        for machine in result.machines
    )
    headers = ("설비", "공정", *(titles.get(name, name) for name in names), "시각")
    return Grid(headers, rows, numbers=tuple(range(2, 2 + len(names))))


def insight_grid(result: ReportResult, most: int = 12) -> Grid:
    """Return the strongest insights with the channels that speak for them."""
    machines = {machine.machine_id: machine.name for machine in result.machines}
    rows = []
    for insight in result.insights[:most]:
        channels = ", ".join(
            f"{result.labels.get(c.channel, c.channel)} {_beside(c.value, c.baseline)}".strip()
            for c in insight.contributions[:3]
        )
        kind = f"{SIGNS[insight.kind]} {KINDS[insight.kind]}"
        state = STATES[insight.status] if insight.refused_reason is None else WITHHELD  # its sentence says why
        when = instant(insight.from_ts, result.timezone, "%m-%d %H:%M")
        rows.append((kind, when, machines.get(insight.machine_id, ""), insight.summary_ko, channels or "–", state))
    return Grid(("종류", "시작", "설비", "무엇", "기여한 값 (기준)", "상태"), tuple(rows))


def _beside(value: float | None, baseline: float | None) -> str:
    if value is None:
        return ""
    return plain(value) if baseline is None else f"{plain(value)} ({plain(baseline)})"


def hour_grid(given: HourMap) -> Grid:
    """Return runs by hour, a column per weekday, with the sum of each hour."""
    counts = {(cell.weekday, cell.hour): cell.run_count for cell in given.cells}
    rows = []
    for hour in range(24):
        each = [counts.get((day, hour), 0) for day in range(7)]
        rows.append((f"{hour}시", *(plain(n, 0) for n in each), plain(sum(each), 0)))
    return Grid(("시", *WEEKDAYS, "합"), tuple(rows), numbers=tuple(range(1, 9)))


def tally_grid(result: ReportResult) -> Grid:
    """Return what was written beside what was counted, with the difference; the two are never added."""
    rows = []
    for line in result.tallies:
        unit = "min" if line.measure.endswith("_min") else line.unit
        counted = "자료 없음" if line.counted is None else amount(line.counted, unit)
        difference = "–" if line.counted is None else _signed(line.written - line.counted)
        rows.append(
            (
                "전체" if line.work_date is None else f"{line.work_date:%m-%d}",
                line.machine,
                MEASURES.get(line.measure, line.measure),
                amount(line.written, unit),
                counted,
                difference,
            )
        )
    return Grid(("작업일", "설비", "항목", "작업일보", "설비 기록", "차이"), tuple(rows), numbers=(3, 4, 5))


def capability_grid(result: ReportResult) -> Grid:
    """Return per declared limit the indices that the data allow, and why others are withheld."""
    rows = tuple(
        (
            " ".join(part for part in (one.machine, one.group) if part),
            f"{one.subject} ({unit_text(one.unit)})" if one.unit else one.subject,
            " ~ ".join("" if edge is None else plain(edge) for edge in (one.lower_spec, one.upper_spec)).strip(),
            plain(one.mean),
            plain(one.n, 0),
            _index(one.cp, None),
            _index(one.cpk, one.cpk_interval),
            _index(one.pp, None),
            _index(one.ppk, one.ppk_interval),
            _judged(one),
        )
        for one in result.capabilities
    )
    headers = ("설비", "특성", "규격", "평균", "n", "Cp", "Cpk (95 %)", "Pp", "Ppk (95 %)", "판정·까닭")
    return Grid(headers, rows, numbers=(3, 4, 5, 6, 7, 8))


def _index(value: float | None, edges: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    return plain(value, 2) if edges is None else f"{plain(value, 2)} ({plain(edges[0], 2)} ~ {plain(edges[1], 2)})"


def _judged(one: CapabilityLine) -> str:
    reasons = ". ".join(CAPABILITY[reason] for reason in one.reasons)
    outside = f" 한계 밖 {plain(one.out_count, 0)}점." if one.out_count else ""
    verdict = "○ 판정 보류" if one.cpk is None else "● 안정"
    return f"{verdict}: {reasons}.{outside}" if reasons else f"{verdict}.{outside}"


def _signed(value: float) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)


def comparison_grid(result: ReportResult) -> Grid:
    """Return what became of each KPI, with what speaks for it."""
    found = result.comparison
    titles = {definition.kpi: definition.title for definition in result.definitions}
    rows = tuple(
        (
            titles.get(one.kpi, one.kpi),
            kpi_value(one.before),
            kpi_value(one.after),
            difference_text(one, one.difference),
            "–" if one.interval is None else " ~ ".join(difference_text(one, edge) for edge in one.interval),
            f"{one.units[0]} · {one.units[1]}",
            VERDICTS[one.verdict],
            verdict_text(one) + (f" 한쪽에만 있는 품번: {', '.join(one.unmatched)}." if one.unmatched else ""),
        )
        for one in (found.items if found is not None else ())
    )
    headers = ("지표", "전", "후", "차이", "95 % 구간", "교대 수", "판정", "까닭")
    return Grid(headers, rows, numbers=(1, 2, 3, 4, 5))


def difference_text(one: Comparison, value: float) -> str:
    """Return a difference with its sign: points of per cent for shares."""
    shown = f"{plain(value * 100, 2)} %p" if is_ratio(one.after) else amount(value, one.after.unit)
    return f"+{shown}" if value > 0 else shown


def batch_grid(result: ReportResult, most: int = 40) -> Grid:
    """Return furnace loads with soak and deviation, those that left their band first."""
    rows = tuple(
        (
            batch.label,
            batch.machine,
            instant(batch.started_ts, result.timezone, "%m-%d %H:%M"),
            instant(batch.ended_ts, result.timezone, "%m-%d %H:%M"),
            "–" if batch.setpoint is None else amount(batch.setpoint, "degC"),
            "–" if batch.soak_min is None else amount(batch.soak_min, "min"),
            "–" if batch.lost_min is None else amount(batch.lost_min, "min"),
            "–" if batch.overshoot is None else amount(batch.overshoot, "degC"),
            "–" if batch.spread is None else amount(batch.spread, "degC"),
            "▲ 벗어남" if batch.outside else "● 정상",
        )
        for batch in sorted(result.batches, key=lambda b: not b.outside)[:most]
    )
    headers = ("배치", "설비", "시작", "끝", "설정", "유지", "끊긴 시간", "넘침", "존 사이", "상태")
    return Grid(headers, rows, numbers=(4, 5, 6, 7, 8))


def quality_grids(result: ReportResult) -> Iterable[tuple[str, str, Grid]]:
    """Yield (title, text where empty, table) of what the numbers rest on."""
    quality = result.quality
    excluded = tuple((e.reason, e.column or "–", plain(e.row_count, 0), e.example or "–") for e in quality.excluded)
    yield "따로 보관한 행", "따로 보관한 행이 없습니다.", Grid(("까닭", "열", "행", "적힌 값"), excluded, numbers=(2,))
    assumed = tuple(
        (
            a.assumption.text_ko,
            a.assumption.key,
            a.assumption.value,
            ", ".join(a.assumption.choices) or "–",
            f"{len(a.files)}개",
        )
        for a in quality.assumptions
    )
    headers = ("무엇을 어떻게 보았는지", "이름", "값", "바꿀 수 있는 값", "파일")
    yield "가정", "가정한 것이 없습니다.", Grid(headers, assumed, numbers=(4,))
    unconfirmed = tuple((name,) for name in quality.unconfirmed)
    yield "단위를 모르는 열", "단위를 모르는 열이 없습니다.", Grid(("열",), unconfirmed)


def source_grid(result: ReportResult) -> Grid:
    """Return the files behind the report."""
    rows = tuple(
        (
            source.name,
            source.machine or "–",
            f"{instant(source.from_ts, result.timezone, '%m-%d')} ~ {instant(source.to_ts, result.timezone, '%m-%d')}"
            if source.from_ts
            else "–",
            plain(source.rows_in, 0),
            plain(source.accepted, 0),
            plain(source.quarantined, 0),
            plain(source.duplicate, 0),
            source.sha256,
        )
        for source in result.sources
    )
    headers = ("파일", "설비", "기간", "행", "쓴 행", "따로 보관", "겹친 행", "SHA-256")
    return Grid(headers, rows, numbers=(3, 4, 5, 6))


def definition_grid(result: ReportResult) -> Grid:
    """Return how each KPI of the report is computed."""
    rows = tuple(
        (d.title, d.formula, unit_text(d.unit), d.source or "–", d.version)
        for d in result.definitions
        if not d.kpi.endswith("_all")
    )
    return Grid(("지표", "산식", "단위", "근거", "판"), rows)
