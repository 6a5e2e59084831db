"""A hand-made result with every part, in the manner of a die-caster with a furnace."""

from datetime import UTC, date, datetime, timedelta
from math import sin
from random import Random
from typing import Any

from ppuri.core.results import Assumption, Contribution, Insight, KpiRow
from ppuri.reports import words
from ppuri.reports.types import (
    Batch,
    CapabilityLine,
    Card,
    ControlChart,
    ControlPoint,
    Coverage,
    CoverageDay,
    Definition,
    Excluded,
    HourCell,
    HourMap,
    Pareto,
    Profile,
    ProfilePoint,
    ProfileSeries,
    Quality,
    ReportMachine,
    ReportResult,
    Share,
    SourceAssumption,
    SourceFile,
    Spread,
    TallyLine,
    Trend,
)

AS_OF = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
TITLES = {
    "scrap_ratio": "불량률",
    "run_count": "운전 횟수",
    "cycle_time_median": "사이클타임 중앙값",
    "anomaly_count": "이상 건수",
    "oee": "종합설비효율",
    "quality_ratio": "양품률",
}


def kpi(name: str, value: float | None, unit: str, **more: Any) -> KpiRow:
    given = {"direction": "none", "n": 16540, "formula_version": "2026.1", "as_of": AS_OF, "grade": "A", **more}
    return KpiRow(kpi=name, value=value, unit=unit, **given)


def rows() -> tuple[KpiRow, ...]:
    return (
        kpi(
            "scrap_ratio",
            181 / 16540,
            "ratio",
            numerator=181,
            denominator=16540,
            ci_low=0.0095,
            ci_high=0.0126,
            direction="lower",
        ),
        kpi("scrap_ratio_all", 570 / 16929, "ratio", numerator=570, denominator=16929, n=16929, direction="lower"),
        kpi("quality_ratio", 16359 / 16540, "ratio", numerator=16359, denominator=16540, direction="higher"),
        kpi("run_count", 16929, "count", n=16929),
        kpi("cycle_time_median", 117.25, "s", direction="lower"),
        kpi("anomaly_count", 3, "count", direction="lower", n=16540),
        kpi("oee", None, "ratio", reasons=["교대 달력이 없습니다"], n=0, grade=None),
    )


def cards() -> tuple[Card, ...]:
    found = {row.kpi: row for row in rows()}
    before = kpi("scrap_ratio", 0.0199, "ratio", direction="lower")
    return (
        Card(row=found["scrap_ratio"], with_trials=found["scrap_ratio_all"], before=before, title="불량률"),
        Card(row=found["run_count"], title="운전 횟수"),
        Card(row=found["cycle_time_median"], title="사이클타임 중앙값"),
        Card(row=found["anomaly_count"], title="이상 건수"),
        Card(row=None, title="종합설비효율 OEE", absent_reason="교대 달력이 없습니다"),
    )


def insight(n: int, channel: str, summary: str, machine_id: str = "dc3") -> Insight:
    start = datetime(2026, 10, 12, 3, tzinfo=UTC) + timedelta(days=4 * n)
    return Insight(
        insight_id=f"i{n}",
        kind=("anomaly", "drift", "risk")[n % 3],
        machine_id=machine_id,
        from_ts=start,
        to_ts=start + timedelta(hours=9),
        summary_ko=summary,
        summary_en="-",
        contributions=[Contribution(channel=channel, value=222.4, baseline=201.3, score=9.0 - n)],
        support_n=40,
        model_version="1",
        as_of=AS_OF,
    )


def individuals() -> ControlChart:
    chance = Random(7)
    points = []
    for n in range(60):
        value = 220 + chance.gauss(0, 1.1) + (5 if n in (31, 32) else 0)
        points.append(
            ControlPoint(
                order=n,
                ts=datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=12 * n),
                value=value,
                rules=("1",) if abs(value - 220) > 3.3 else (),
            )
        )
    out = sum(bool(p.rules) for p in points)
    return ControlChart(
        kind="i",
        subject="주조압력",
        group="3호기 금형 A",
        unit="bar",
        center=220,
        lower=216.7,
        upper=223.3,
        points=tuple(points),
        point_count=16540,
        out_count=out,
        basis="한계는 9월 기록으로 정했습니다.",
    )


def shares() -> ControlChart:
    points = []
    for n in range(31):
        value = 0.011 + 0.006 * sin(n / 3) + (0.09 if n == 20 else 0)
        upper = 0.025 + 0.003 * (n % 4)
        points.append(
            ControlPoint(
                order=n,
                ts=datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=n),
                value=value,
                lower=0,
                upper=upper,
                rules=("1",) if value > upper else (),
            )
        )
    return ControlChart(
        kind="p",
        subject="불량률",
        group="3호기",
        unit="ratio",
        center=0.011,
        points=tuple(points),
        point_count=31,
        out_count=1,
        basis="하루 단위입니다.",
    )


def profile() -> Profile:
    series = []
    for n in range(7):
        points = []
        for minute in range(0, 361, 3):
            target = min(930.0, 30 + minute * 15) if minute < 270 else 180.0
            off = (
                3 * sin(minute / 9 + n)
                - (24 if n == 3 and 150 < minute < 195 else 0)
                - (200 if n == 3 and minute < 30 else 0)
            )
            points.append(ProfilePoint(minute=minute, value=target + off, setpoint=target))
        series.append(ProfileSeries(batch_id=f"b{n}", label=f"B-118{n}", points=tuple(points), marked=n == 3))
    return Profile(machine="침탄로 1호", channel="2존 온도", unit="degC", band=12, series=tuple(series))


def trend(subject: str, unit: str, level: float, slope: float) -> Trend:
    days = tuple(
        Spread(
            day=FIRST + timedelta(days=n),
            n=560 + n,
            low=level * 0.93 + slope * n,
            middle=level + slope * n,
            high=level * 1.09 + slope * n,
        )
        for n in range(31)
        if n % 7 != 3
    )
    return Trend(subject=subject, machine="3호기", unit=unit, days=days)


def coverage(label: str, skip: int) -> Coverage:
    days = tuple(
        CoverageDay(day=FIRST + timedelta(days=n), row_count=600, ratio=0.4 if n % 9 == 5 else 1.0)
        for n in range(31)
        if n % 10 != skip
    )
    return Coverage(label=label, ratio=sum(d.ratio for d in days) / 31, days=days)


def capabilities() -> tuple[CapabilityLine, ...]:
    told: dict[str, Any] = {
        "machine": "다이캐스팅 3호기",
        "unit": "mm",
        "mean": 30.5,
        "lower_spec": 20,
        "upper_spec": 40,
    }
    stable: dict[str, Any] = {"cp": 1.413, "cpk": 1.342, "cpk_interval": (1.262, 1.422)}
    overall: dict[str, Any] = {"pp": 1.378, "ppk": 1.309, "ppk_interval": (1.231, 1.387)}
    return (
        CapabilityLine(subject="비스킷 두께", group="금형 A", n=612, **told, **stable, **overall),
        CapabilityLine(
            subject="비스킷 두께", group="금형 B", n=540, out_count=9, reasons=("not-in-control",), **told, **overall
        ),
    )


def week() -> HourMap:
    cells = [
        HourCell(weekday=day, hour=hour, run_count=40 + 7 * day + hour) for day in range(6) for hour in range(6, 23)
    ]
    return HourMap(machine="다이캐스팅 3호기", cells=tuple(cells))


def make(**changes: Any) -> ReportResult:
    stops = Pareto(
        subject="정지 시간",
        unit="min",
        bars=(
            Share(code="die", label="금형 온도 이상", value=182, detail="21회"),
            Share(code="spray", label="이형제 도포 불량", value=121),
            Share(code="shot", label="사출 압력 저하", value=77),
            Share(code="ladle", label="래들 급탕 지연", value=52),
            Share(code="water", label="냉각수 유량", value=31),
            Share(code="robot", label="취출 로봇", value=22),
            Share(code="-", label="원인 미입력", value=27, open=True),
        ),
        total=512,
        basis="5분 이상 멈춘 것만 셌습니다.",
    )
    defects = Pareto(
        subject="불량",
        unit="count",
        bars=(
            Share(code="gas", label="기공", value=96),
            Share(code="short", label="미성형", value=55),
            Share(code="-", label="원인 미입력", value=30, open=True),
        ),
        total=181,
    )
    insights = (
        insight(0, "die_temp_c", "금형 온도가 기준보다 21 ℃ 높았습니다."),
        insight(1, "biscuit_mm", "비스킷 두께가 조금씩 늘었습니다."),
        insight(2, "zone_temp_2_c", "2존 온도가 처방보다 낮았습니다.", "hf1"),
    )
    quality = Quality(
        coverage_ratio=0.964,
        coverage=(coverage("다이캐스팅 3호기", 3), coverage("침탄로 1호", 6)),
        quarantined_count=37,
        excluded=(
            Excluded(code="not-a-number", column="금형온도", reason="숫자가 아닙니다", row_count=23, example="---"),
            Excluded(code="bad-time", column="일시", reason="없는 날짜입니다", row_count=14, example="2026-13-02"),
        ),
        assumptions=(
            SourceAssumption(
                assumption=Assumption(
                    key="unit:cast_pressure",
                    value="bar",
                    choices=("bar", "MPa"),
                    text_ko="주조압력의 단위를 bar로 보았습니다.",
                    text_en="-",
                ),
                files=("a1", "a2"),
            ),
        ),
        unconfirmed=("진공도",),
    )
    labels = {"die_temp_c": "금형 온도", "biscuit_mm": "비스킷 두께", "zone_temp_2_c": "2존 온도"}
    machines = (
        ReportMachine(
            machine_id="dc3", name="다이캐스팅 3호기", process="casting", run_count=16929, time_basis="clock"
        ),
        ReportMachine(machine_id="hf1", name="침탄로 1호", process="heat_treatment", run_count=7, time_basis="clock"),
    )
    batches = tuple(
        Batch(
            batch_id=f"b{n}",
            machine_id="hf1",
            machine="침탄로 1호",
            label=f"B-118{n}",
            started_ts=AS_OF,
            ended_ts=AS_OF,
            setpoint=930,
            soak_min=182,
            lost_min=45 if n == 3 else 0,
            overshoot=3.5,
            spread=26.0 if n == 3 else 4.0,
            outside=n == 3,
        )
        for n in range(7)
    )
    given: dict[str, Any] = {
        "firm_id": "hanbit",
        "firm_name": "한빛금속(가칭)",
        "period": "2026-10",
        "from_date": FIRST,
        "to_date": LAST,
        "time_basis": "clock",
        "as_of": AS_OF,
        "machines": machines,
        "headline": words.headline(cards(), stops, defects, insights, batches),
        "cards": cards(),
        "kpis": rows(),
        "machine_kpis": (
            kpi("run_count", 16929, "count", grain={"machine_id": "dc3"}),
            kpi("scrap_ratio", 181 / 16540, "ratio", grain={"machine_id": "dc3"}),
            kpi("run_count", 7, "count", grain={"machine_id": "hf1"}),
        ),
        "stops": stops,
        "defects": defects,
        "charts": (individuals(), shares()),
        "capabilities": capabilities(),
        "profiles": (profile(),),
        "batches": batches,
        "trends": (trend("비스킷 두께", "mm", 31, 0.08), trend("금형 온도", "degC", 212, 0)),
        "cycle_times": (trend("사이클타임", "s", 117, 0.2),),
        "hours": (week(),),
        "insights": insights,
        "labels": labels,
        "tallies": (
            TallyLine(work_date=FIRST, machine="다이캐스팅 3호기", measure="good_count", written=530, counted=528),
            TallyLine(
                work_date=None, machine="다이캐스팅 3호기", measure="stop_min", written=500, counted=512, unit="min"
            ),
        ),
        "actions": words.actions(insights, stops, defects, quality, {m.machine_id: m.name for m in machines}, labels),
        "quality": quality,
        "definitions": tuple(
            Definition(kpi=name, title=title, formula="불량 ÷ 생산", unit="%", source="ISO 22400-2", version="2026.1")
            for name, title in TITLES.items()
        ),
        "sources": (
            SourceFile(
                file_id="6fa39907aa11bb22",
                name="다이캐스팅3호기_10월.csv",
                sha256="6fa39907" * 8,
                machine="3호기",
                rows_in=14222,
                accepted=14185,
                quarantined=37,
            ),
        ),
        "versions": {"Ppuri": "0.1.0", "formula": "2026.1"},
    }
    return ReportResult(**{**given, **changes})


def bare() -> ReportResult:
    """A firm that has nothing but a declaration."""
    return ReportResult(
        firm_id="empty",
        firm_name="빈 회사",
        period="2026-10",
        from_date=None,
        to_date=None,
        time_basis="order",
        as_of=AS_OF,
        machines=(),
    )
