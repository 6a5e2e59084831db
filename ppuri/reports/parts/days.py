"""Quantities by day: cycle time, and the channels that tell most of a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ppuri.core.results import KpiRow
from ppuri.reports.parts.span import Ask, Span, inside
from ppuri.reports.types import ReportMachine, Spread, Trend

TOLD = {
    "casting": (
        "biscuit_mm",
        "cast_pressure_mpa",
        "melt_temp_c",
        "die_temp_fixed_c",
        "die_temp_upper_1_c",
        "mold_temp_c",
    ),
    "molding": ("cushion_mm", "injection_pressure_max_mpa", "plasticizing_time_s", "mold_temp_c"),
}
MOST = 2
LEAST_N = 3


def cycle_times(daily: Sequence[KpiRow], machines: Sequence[ReportMachine]) -> tuple[Trend, ...]:
    """Return the cycle time of each machine by work date.

    Args:
        daily: KPIs cycle_time_p05, cycle_time_median and cycle_time_p95 by machine and day.
        machines: In the order of the report.
    """
    found = {
        (row.grain["machine_id"], row.grain["work_date"], row.kpi): row
        for row in daily
        if row.subject is None and row.value is not None and row.grain.get("work_date")
    }
    told = ((machine, _cycle_days(machine.machine_id, found)) for machine in machines)
    return tuple(Trend(subject="사이클타임", machine=m.name, unit="s", days=days) for m, days in told if days)


def _cycle_days(machine_id: str, found: Mapping[tuple[str | None, str | None, str], KpiRow]) -> tuple[Spread, ...]:
    days = sorted({day for machine, day, _ in found if machine == machine_id and day is not None})
    spreads = []
    for day in days:
        low, middle, high = (found.get((machine_id, day, f"cycle_time_{name}")) for name in ("p05", "median", "p95"))
        if low is None or middle is None or high is None or middle.n < LEAST_N:
            continue
        values = {"low": low.value, "middle": middle.value, "high": high.value}
        spreads.append(Spread.model_validate({"day": day, "n": middle.n, **values}))
    return tuple(spreads)


@dataclass(frozen=True)
class Channels:
    """What is known of channels.

    Attributes:
        labels: Channel to its name in Korean.
        units: Channel to its unit.
        specs: (machine, channel) to lower and upper specification limit.
        leads: Machine to the channels that its insights name first, most often first.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    specs: Mapping[tuple[str, str], tuple[float | None, float | None]] = field(default_factory=dict)
    leads: Mapping[str, Sequence[str]] = field(default_factory=dict)


def trends(ask: Ask, span: Span, machines: Sequence[ReportMachine], known: Channels) -> tuple[Trend, ...]:
    """Return the telling channels of each machine by local day, at most two per machine, those of insights first.

    Args:
        ask: The warehouse.
        span: A range with dates; without dates nothing is drawn by day.
        machines: In the order of the report.
        known: Names, units and limits of channels.
    """
    if span.from_date is None:
        return ()
    present = set(ask("SELECT * FROM run LIMIT 0", {}).columns)
    drawn: list[Trend] = []
    for machine in machines:
        # The cycle time has a chart of its own.
        leads = [channel for channel in known.leads.get(machine.machine_id, ()) if channel != "cycle_time_s"]
        wanted = dict.fromkeys((*leads, *TOLD.get(machine.process, ())))
        found = [_channel(ask, span, machine, channel, known) for channel in wanted if channel in present]
        drawn += [trend for trend in found if trend is not None][:MOST]
    return tuple(drawn)


def _channel(ask: Ask, span: Span, machine: ReportMachine, channel: str, known: Channels) -> Trend | None:
    found = ask(
        f"""
        WITH value AS (
            SELECT machine_id, CAST(timezone($zone, ended_ts) AS DATE) AS work_date, "{channel}" AS x
            FROM run
            WHERE piece_no = 1 AND machine_id = $machine_id AND NOT COALESCE(is_trial, FALSE) AND {inside("ended_ts")}
        )
        {_quantiles("machine_id, work_date", "work_date")}
        """,
        {**span.params, "machine_id": machine.machine_id},
    )
    drawn = _trend(found, machine, known.labels.get(channel, channel), known.units.get(channel, ""))
    lower, upper = known.specs.get((machine.machine_id, channel), (None, None))
    return drawn and drawn.model_copy(update={"lower_spec": lower, "upper_spec": upper})


def _quantiles(grain: str, order: str) -> str:
    """Return the SELECT over `value` that gives n, low, middle, high of column x."""
    return f"""
        SELECT {grain}, COUNT(x) AS n, QUANTILE_CONT(x, 0.05) AS low, MEDIAN(x) AS middle, QUANTILE_CONT(x, 0.95) AS high
        FROM value WHERE x IS NOT NULL GROUP BY {grain} ORDER BY {order}
    """


def _trend(found: pl.DataFrame, machine: ReportMachine, subject: str, unit: str) -> Trend | None:
    rows = found.filter((pl.col("machine_id") == machine.machine_id) & (pl.col("n") >= LEAST_N))
    days = tuple(
        Spread(day=row["work_date"], n=row["n"], low=row["low"], middle=row["middle"], high=row["high"])
        for row in rows.iter_rows(named=True)
    )
    return Trend(subject=subject, machine=machine.name, unit=unit, days=days) if days else None
