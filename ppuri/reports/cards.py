"""Which KPIs stand in large type: what the firm's data can say, most telling first."""

from collections.abc import Mapping, Sequence

from ppuri.core.results import KpiRow
from ppuri.reports.format import WHOLE
from ppuri.reports.types import Card
from ppuri.reports.words import basis_of, reason_text

ORDER = (
    "scrap_ratio",
    "produced_count",
    "batch_count",
    "cycle_time_median",
    "soak_min_median",
    "anomaly_ratio",
    "zone_spread_max_c",
    "missing_cycle_count",
)
EXPECTED = ("scrap_ratio", "cycle_time_median", "anomaly_ratio")
MOST = 5


def cards(rows: Sequence[KpiRow], before: Sequence[KpiRow], titles: Mapping[str, str]) -> tuple[Card, ...]:
    """Return at most five cards; a KPI that every report should have stands with its reason where it is absent.

    Args:
        rows: KPIs of the whole firm over the period.
        before: The same of the month before, may be empty.
        titles: KPI name to its Korean name.
    """
    now, then = _plain(rows), _plain(before)
    has_trials = (trial := now.get("trial_count")) is not None and bool(trial.value)
    there = [name for name in ORDER if (row := now.get(name)) is not None and row.value is not None]
    absent = [name for name in EXPECTED if name in now and name not in there]
    chosen = there[: MOST - min(len(absent), 2)] + absent
    return tuple(_card(name, now, then, titles, has_trials) for name in chosen[:MOST])


def _plain(rows: Sequence[KpiRow]) -> dict[str, KpiRow]:
    return {row.kpi: row for row in rows if row.subject is None}


def _card(
    name: str, now: Mapping[str, KpiRow], then: Mapping[str, KpiRow], titles: Mapping[str, str], has_trials: bool
) -> Card:
    row = now[name]
    return Card(
        row=row,
        with_trials=now.get(f"{name}_all") if has_trials else None,
        # Counts follow the days recorded; only what does not grow with them is compared with the month before.
        before=None if row.unit in WHOLE else then.get(name),
        title=titles.get(name, name),
        basis=basis_of(row),
        absent_reason=None if row.value is not None else reason_text(row),
    )
