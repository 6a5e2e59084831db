"""Before and after in a report: the KPIs of each shift of two periods, compared shift by shift."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.change import Change, Units, change, holm, verdict
from pipelines.steps.kpis import kpi_rows
from ppuri.core.errors import UsageError
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.reports.parts.span import Span, month_span
from ppuri.reports.types import Comparison, Comparisons

COMPARED = (
    "scrap_ratio",
    "rework_ratio",
    "cycle_time_median",
    "soak_min_median",
    "zone_spread_max_c",
    "anomaly_ratio",
    "out_of_limit_ratio",
)
GRAIN = ["machine", "part", "day", "shift"]
# A difference below this share of the former value is too small to matter to a factory.
LEAST_OF_SHARES, LEAST_OF_VALUES = 0.05, 0.01


@dataclass(frozen=True)
class Periods:
    """What is compared: the days before and the days after.

    Attributes:
        before, after: First and last day.
        event: The day that parts them, where it is an event and not a month.
    """

    before: tuple[date, date]
    after: tuple[date, date]
    event: date | None = None


def comparisons(scope: Scope, chosen: Span, compare: str) -> Comparisons:
    """Return what became of each KPI.

    Args:
        scope: The firm.
        chosen: The period of the report.
        compare: `2026-09`, the month before; or `2026-10-15`, a day of the period on which something was changed.

    Raises:
        UsageError: When it is neither, or the period has no instants.
    """
    periods = _periods(chosen, compare)
    sides = [_units(scope, days) for days in (periods.before, periods.after)]
    found = {name: change(sides[0][name], sides[1][name]) for name in COMPARED if name in sides[0] and name in sides[1]}
    known = {name: one for name, one in found.items() if one is not None}
    corrected = holm([one.p_value for one in known.values()])
    shown = _shown(scope, periods)
    return Comparisons(
        before=periods.before,
        after=periods.after,
        event=periods.event,
        items=tuple(
            _item(name, one, p, shown[name])
            for (name, one), p in zip(known.items(), corrected, strict=True)
            if name in shown
        ),
    )


def _periods(chosen: Span, compare: str) -> Periods:
    """Return what is compared; raises as `comparisons`."""
    if chosen.from_date is None or chosen.to_date is None:
        raise UsageError(
            "시각이 없는 자료는 앞뒤를 견줄 수 없습니다.", "Data without instants has no before and after to compare."
        )
    refused = UsageError(
        f"‘{compare}’와는 견줄 수 없습니다. 보고서 달보다 앞선 달(2026-09)이나 그 달 안의 날짜(2026-10-15)를 적어 주십시오.",
        f"'{compare}' cannot be compared with. Give a month before the report's (2026-09) or a day within it (2026-10-15).",
    )
    try:
        found = _parted(chosen.from_date, chosen.to_date, compare, chosen.zone)
    except ValueError as error:
        raise refused from error
    if found is None:
        raise refused
    return found


def _parted(first: date, last: date, compare: str, zone: str) -> Periods | None:
    """Return the two periods, None where they would overlap or one would be empty; ValueError where `compare` is no date."""
    if len(compare) > len("2026-10"):
        event = date.fromisoformat(compare)
        return Periods((first, event - timedelta(days=1)), (event, last), event) if first < event <= last else None
    former = month_span(compare, zone)
    if former.from_date is None or former.to_date is None or former.to_date >= first:
        return None
    return Periods((former.from_date, former.to_date), (first, last))


def _units(scope: Scope, days: tuple[date, date]) -> dict[str, Units]:
    """Return per KPI the shifts of a period in the order of time, each with its weight and its part."""
    rows: dict[str, list[KpiRow]] = {}
    for row in kpi_rows(scope, by=GRAIN, names=COMPARED, from_date=days[0], to_date=days[1]):
        if row.subject is None and row.value is not None and _weight(row) > 0:
            rows.setdefault(row.kpi, []).append(row)
    return {name: _ordered(found) for name, found in rows.items()}


def _weight(row: KpiRow) -> float:
    return row.n if row.denominator is None else row.denominator


def _ordered(rows: list[KpiRow]) -> Units:
    # The hours of a shift are not known here; its name keeps day before night in the order of the calendar's names.
    rows = sorted(
        rows, key=lambda row: [str(row.grain[c] or "") for c in ("machine_id", "work_date", "shift", "part_id")]
    )
    strata = tuple(str(row.grain["part_id"] or "") for row in rows)
    values = np.array([row.value for row in rows], dtype=float)
    weights = np.array([_weight(row) for row in rows], dtype=float)
    return Units(values, weights, strata if len(set(strata)) > 1 else ())


def _shown(scope: Scope, periods: Periods) -> dict[str, tuple[KpiRow, KpiRow]]:
    """Return the KPIs of both periods as every other page shows them."""
    sides = [
        {row.kpi: row for row in kpi_rows(scope, names=COMPARED, from_date=first, to_date=last) if row.subject is None}
        for first, last in (periods.before, periods.after)
    ]
    return {name: (sides[0][name], sides[1][name]) for name in sides[0] if name in sides[1]}


def _item(name: str, found: Change, p_value: float | None, rows: tuple[KpiRow, KpiRow]) -> Comparison:
    before, after = rows
    share = LEAST_OF_SHARES if after.unit == "ratio" else LEAST_OF_VALUES
    least = share * abs(found.before)
    return Comparison(
        kpi=name,
        before=before,
        after=after,
        difference=found.difference,
        interval=found.interval,
        p_value=p_value,
        units=found.units,
        effective=found.effective,
        phi=found.phi,
        least=least,
        unmatched=found.unmatched,
        verdict=verdict(found, p_value, better=after.direction, least=least),
        refused=found.refused,
    )
