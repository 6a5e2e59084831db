"""Where minutes and pieces went: stop reasons as people wrote them, losses as intervals show them, defects."""

from typing import Any

import polars as pl

from ppuri.reports.parts.span import Ask, Span, on_days
from ppuri.reports.types import Pareto, Share

UNASSIGNED = "unassigned"
OPEN_LABEL = "원인 미입력"
CLASSES = {
    "stop_us": ("정지", "stop_count"),
    "micro_stop_us": ("순간정지", "micro_stop_count"),
    "slow_us": ("느린 사이클", "slow_count"),
    "unknown_us": ("까닭 모르는 빈 시간", "unknown_count"),
}
MOST = 9
US_PER_MIN = 60_000_000


def stops(ask: Ask, span: Span) -> Pareto | None:
    """Return minutes by stop reason out of `mart_machine__stop`, or None where nobody wrote any."""
    found = ask(
        f"""
        SELECT reason_code, CAST(SUM(stop_us) AS BIGINT) AS amount, CAST(SUM(stop_count) AS BIGINT) AS times
        FROM mart_machine__stop WHERE {on_days()}
        GROUP BY reason_code ORDER BY amount DESC, reason_code
        """,
        span.dates,
    )
    return _pareto("정지 사유", "min", found, US_PER_MIN, "회", "정지 기록에 적힌 것입니다.")


def defects(ask: Ask, span: Span) -> Pareto | None:
    """Return pieces by defect out of `mart_machine__defect`, trial runs left out, or None where there is none."""
    found = ask(
        f"""
        SELECT defect_code AS reason_code, CAST(SUM(defect_count) AS BIGINT) AS amount,
            CAST(SUM(defect_count_all) AS BIGINT) AS times
        FROM mart_machine__defect WHERE {on_days()}
        GROUP BY defect_code ORDER BY amount DESC, reason_code
        """,
        span.dates,
    )
    everything = int(found["times"].sum() or 0)
    kept = int(found["amount"].sum() or 0)
    basis = f"시사출을 넣으면 {everything:,}개입니다." if everything != kept else ""
    return _pareto("불량 원인", "count", found, 1, "", basis)


def losses(ask: Ask, span: Span) -> Pareto | None:
    """Return minutes lost by class of interval out of `mart_machine__shift`, or None where none is known."""
    sums = ", ".join(
        f"CAST(SUM({column}) AS BIGINT) AS {column}" for us, (_, n) in CLASSES.items() for column in (us, n)
    )
    row = ask(f"SELECT {sums} FROM mart_machine__shift WHERE {on_days()}", span.dates).row(0, named=True)
    found = [
        Share(
            code=us,
            label=label,
            value=(row[us] or 0) / US_PER_MIN,
            detail=f"{row[n] or 0:,}회",
            open=us == "unknown_us",
        )
        for us, (label, n) in CLASSES.items()
    ]
    bars = sorted((bar for bar in found if bar.value > 0), key=lambda bar: (bar.open, -bar.value))
    if not bars:
        return None
    total = sum(bar.value for bar in bars)
    basis = "사이클 사이의 시간에서 기준 사이클을 뺀 것입니다."
    return Pareto(subject="시간 손실", unit="min", bars=tuple(bars), total=total, basis=basis)


def _pareto(subject: str, unit: str, found: pl.DataFrame, divisor: int, count: str, basis: str) -> Pareto | None:
    rows = [row for row in found.iter_rows(named=True) if row["amount"]]
    if not rows:
        return None
    named = [row for row in rows if row["reason_code"] != UNASSIGNED]

    def bar(row: dict[str, Any], label: str) -> Share:
        detail = f"{row['times']:,}{count}" if count else ""
        is_open = row["reason_code"] == UNASSIGNED
        return Share(code=row["reason_code"], label=label, value=row["amount"] / divisor, detail=detail, open=is_open)

    bars = [bar(row, row["reason_code"]) for row in named[:MOST]]
    if len(named) > MOST:
        rest = sum(row["amount"] for row in named[MOST:]) / divisor
        bars.append(Share(code="rest", label=f"그 밖 {len(named) - MOST}가지", value=rest))
    bars += [bar(row, OPEN_LABEL) for row in rows if row["reason_code"] == UNASSIGNED]
    return Pareto(subject=subject, unit=unit, bars=tuple(bars), total=sum(b.value for b in bars), basis=basis)
