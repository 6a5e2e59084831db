"""Control charts of a report: share of scrap by work date, and single values against the limits that `learn` fixed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.charts import alarms, shares
from ppuri.core.ledger import Fact
from ppuri.reports.parts.days import TOLD, Channels
from ppuri.reports.parts.span import Ask, Span, inside, on_days
from ppuri.reports.types import ControlChart, ControlPoint, ReportMachine

LEAST_DAYS = 5
LEAST_PIECES = 20
STRETCHES = 150
ABSENT = "-"


def share_charts(
    ask: Ask, span: Span, machines: Sequence[ReportMachine], facts: Sequence[Fact]
) -> tuple[ControlChart, ...]:
    """Return per machine a chart of the share of scrap per work date, trial runs left out (domain.md section 3.2).

    Days with fewer than 20 judged pieces and machines with fewer than 5 such days are left out: their limits say nothing.

    Args:
        ask: The warehouse.
        span: A range with dates.
        machines: In the order of the report.
        facts: Facts `quality` of `learn`: center and sigma_z per machine; without one the range's own limits are drawn.
    """
    if span.from_date is None:
        return ()
    found = ask(
        f"""
        SELECT machine_id, work_date, CAST(SUM(scrap_count) AS BIGINT) AS scrap,
            CAST(SUM(good_count + scrap_count + rework_count) AS BIGINT) AS judged
        FROM mart_machine__shift WHERE {on_days()}
        GROUP BY machine_id, work_date HAVING SUM(good_count + scrap_count + rework_count) >= {LEAST_PIECES}
        ORDER BY machine_id, work_date
        """,  # noqa: S608
        span.dates,
    )
    fixed = {fact.subject: fact for fact in facts}
    days = {key[0]: part for key, part in found.partition_by("machine_id", as_dict=True).items()}
    drawn = [_shares(m, days[m.machine_id], fixed.get(m.machine_id)) for m in machines if m.machine_id in days]
    return tuple(chart for chart in drawn if chart is not None)


def _shares(machine: ReportMachine, days: pl.DataFrame, fixed: Fact | None) -> ControlChart | None:
    if days.height < LEAST_DAYS or not days["scrap"].sum():
        return None
    counts, sizes = (days[name].cast(pl.Float64).to_numpy() for name in ("scrap", "judged"))
    own = shares(counts, sizes)
    center, factor = (fixed.value["center"], fixed.value["sigma_z"]) if fixed else (own.center, own.sigma_z)
    sigma = np.sqrt(center * (1.0 - center) / sizes) * factor
    share = counts / sizes
    rules = _rules((share - center) / sigma, ("N1", "N2", "N5", "N6"))
    points = tuple(
        ControlPoint(
            order=n,
            label=f"{day:%m-%d}",
            value=float(share[n]),
            lower=float(max(center - 3 * sigma[n], 0.0)),
            upper=float(min(center + 3 * sigma[n], 1.0)),
            rules=rules[n],
        )
        for n, day in enumerate(days["work_date"])
    )
    since = f"{fixed.valid_from:%Y-%m-%d}부터의 기록" if fixed else "이 기간의 기록"
    scatter = "" if factor == 1.0 else f" 날마다 흩어짐이 커서 한계를 {factor:.1f}배로 했습니다."
    return ControlChart(
        kind="p",
        subject="불량률",
        group=machine.name,
        unit="ratio",
        center=center,
        points=points,
        point_count=len(points),
        out_count=sum(bool(point.rules) for point in points),
        basis=f"작업일 단위이고 한계는 {since}으로 정했습니다.{scatter}",
    )


def value_charts(
    ask: Ask, span: Span, machines: Sequence[ReportMachine], facts: Sequence[Fact], known: Channels
) -> tuple[ControlChart, ...]:
    """Return per machine the individuals chart of its most telling channel, in the group with most limits' values.

    Args:
        ask: The warehouse.
        span: The range; without dates the order of the file stands for time.
        machines: In the order of the report.
        facts: Facts `chart` of `learn`: subject `machine|source|tool|recipe`, value channel to its limits.
        known: Names, units, and the channels that insights name first.
    """
    drawn = []
    for machine in machines:
        mine = [fact for fact in facts if fact.subject.split("|")[0] == machine.machine_id]
        wanted = [*known.leads.get(machine.machine_id, ()), *TOLD.get(machine.process, ())]
        chosen = [(c, fact) for c in wanted for fact in sorted(mine, key=lambda f: -_size(f, c)) if c in fact.value]
        charts = (_values(ask, span, machine, fact, channel, known) for channel, fact in chosen)
        drawn += [chart for chart in charts if chart is not None][:1]
    return tuple(drawn)


def _size(fact: Fact, channel: str) -> int:
    return int(fact.value.get(channel, {}).get("n", 0))


def _values(
    ask: Ask, span: Span, machine: ReportMachine, fact: Fact, channel: str, known: Channels
) -> ControlChart | None:
    limits = fact.value[channel]
    key = [None if part == ABSENT else part for part in fact.subject.split("|")]
    if len(key) != 4 or not limits["sigma"]:
        return None
    found = ask(
        f"""
        SELECT ended_ts, "{channel}" AS value FROM run
        WHERE machine_id = $machine_id AND source_id IS NOT DISTINCT FROM $source_id AND piece_no = 1
            AND tool_id IS NOT DISTINCT FROM $tool_id AND recipe_id IS NOT DISTINCT FROM $recipe_id
            AND NOT COALESCE(is_trial, FALSE) AND "{channel}" IS NOT NULL AND {inside("ended_ts")}
        ORDER BY ended_ts, order_no, cycle_counter, file_id, table_no, row_no
        """,  # noqa: S608
        {
            **dict(zip(("machine_id", "source_id", "tool_id", "recipe_id"), key, strict=True)),
            **{name: value for name, value in span.params.items() if name != "zone"},
        },
    )
    if found.height < LEAST_PIECES:
        return None
    hits = _rules((found["value"].to_numpy() - limits["center"]) / limits["sigma"], ("N1",))
    tool = f" {key[2]}" if key[2] and key[2] not in machine.name else ""
    return ControlChart(
        kind="i",
        subject=known.labels.get(channel, channel),
        group=f"{machine.name}{tool}",
        unit=known.units.get(channel, ""),
        center=limits["center"],
        lower=limits["lower"],
        upper=limits["upper"],
        points=_extremes(found, hits),
        point_count=found.height,
        out_count=sum(bool(rules) for rules in hits),
        basis=f"한계는 {fact.valid_from:%Y-%m-%d}부터의 양품 {limits['n']:,}회로 정했습니다.",
    )


def _extremes(found: pl.DataFrame, hits: list[tuple[str, ...]]) -> tuple[ControlPoint, ...]:
    """Return every point, or of each stretch the lowest and the highest: what lies outside limits always stays."""
    rows = found.with_row_index("order").with_columns(pl.Series("rules", [list(h) for h in hits], pl.List(pl.String)))
    if rows.height > 2 * STRETCHES:
        value, among = pl.col("value"), "stretch"
        rows = (
            rows.with_columns((pl.col("order") * STRETCHES // rows.height).alias(among))
            .filter((value == value.min().over(among)) | (value == value.max().over(among)))
            .unique([among, "value"], keep="first", maintain_order=True)
        )
    return tuple(
        ControlPoint(order=row["order"], ts=row["ended_ts"], value=row["value"], rules=tuple(row["rules"]))
        for row in rows.iter_rows(named=True)
    )


def _rules(z: NDArray[np.float64], names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return per point the numbers of the rules that it completes."""
    found: Mapping[str, Any] = alarms(z, rules=names)
    return [tuple(name.removeprefix("N") for name in names if found[name][n]) for n in range(len(z))]
