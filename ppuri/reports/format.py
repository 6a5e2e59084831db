"""Numbers, units and instants as a Korean reader expects them: `12,345.6`, `60.6 %`, `−2.5 ℃`."""

from datetime import date, datetime
from math import floor, isfinite, log10
from zoneinfo import ZoneInfo

from ppuri.core.results import KpiRow

UNITS = {
    "count": "개",
    "degC": "℃",
    "c": "℃",
    "s": "초",
    "ms": "ms",
    "min": "분",
    "h": "시간",
    "day": "일",
    "ratio": "%",
    "%": "%",
    "pct": "%",
    "1": "회",
    "pieces": "개",
    "row": "행",
    "m3/h": "m³/h",
    "m3": "m³",
    "L/min": "L/분",
    "MPa*s": "MPa·s",
}
PERCENT = ("ratio",)
WHOLE = ("count", "row", "pieces", "1")
TIGHT = ("개", "회", "초", "분", "시간", "일", "행", "")
WEEKDAYS = "월화수목금토일"


def unit_text(unit: str) -> str:
    """Return the unit as printed."""
    return UNITS.get(unit, unit)


def is_ratio(row: KpiRow) -> bool:
    """Return whether the value lies in 0..1 and is read in per cent."""
    return row.unit in PERCENT


def decimals_of(value: float) -> int:
    """Return decimals that leave four significant digits, at most three."""
    if value == 0 or not isfinite(value):
        return 0
    return min(3, max(0, 3 - floor(log10(abs(value)))))


def plain(value: float, decimals: int | None = None) -> str:
    """Return a number with grouped thousands, a true minus, and without trailing zeros unless decimals are given."""
    if decimals is None:
        text = f"{value:,.{decimals_of(value)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if text.strip("-0.,") else text.lstrip("-")


def percent(ratio: float) -> str:
    """Return a ratio 0..1 in per cent: two decimals near 0 and near 100 %, else one; 0 % and 100 % only when exact."""
    if ratio in (0, 1):
        return f"{ratio * 100:.0f} %"
    share = ratio * 100
    return f"{plain(share, 2 if min(abs(share), abs(100 - share)) < 10 else 1)} %"


def amount(value: float, unit: str) -> str:
    """Return a number with its unit; counts are whole."""
    if unit in PERCENT:
        return percent(value)
    shown = plain(value, 0) if unit in WHOLE and value == int(value) else plain(value)
    name = unit_text(unit)
    glue = "" if name in TIGHT else " "
    return f"{shown}{glue}{name}"


def kpi_value(row: KpiRow | None) -> str:
    """Return the value of a KPI as printed, `–` where there is none."""
    if row is None or row.value is None:
        return "–"
    return percent(row.value) if is_ratio(row) else amount(row.value, row.unit)


def interval(row: KpiRow) -> str:
    """Return the 95 % interval of a KPI, or an empty text."""
    if row.ci_low is None or row.ci_high is None:
        return ""
    low, high = (percent(v) if is_ratio(row) else plain(v) for v in (row.ci_low, row.ci_high))
    return f"{low} ~ {high}"


def change(row: KpiRow | None, before: KpiRow | None) -> str:
    """Return the difference to the period before with sign and unit, or an empty text."""
    if row is None or before is None or row.value is None or before.value is None:
        return ""
    ratio = is_ratio(row)
    difference = (row.value - before.value) * (100 if ratio else 1)
    shown = plain(difference, 2) if ratio else plain(difference)
    sign = "+" if difference > 0 else ""
    return f"{sign}{shown} {'%p' if ratio else unit_text(row.unit)}".rstrip()


def instant(ts: datetime | None, zone: str, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return an instant in the zone of the site, `–` where there is none."""
    return "–" if ts is None else ts.astimezone(ZoneInfo(zone)).strftime(form)


def day_text(day: date) -> str:
    """Return `10-12 (월)`."""
    return f"{day:%m-%d} ({WEEKDAYS[day.weekday()]})"


def month_text(period: str) -> str:
    """Return `2026년 10월` for `2026-10`; `unknown` has no instant."""
    year, _, month = period.partition("-")
    return f"{year}년 {int(month)}월" if year.isdigit() and month.isdigit() else "시각 없는 자료"


def short(text: str, limit: int) -> str:
    """Return the text, cut with `…` where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
