"""Capability of a report: declared limits against the values of the range, behind the gate of a stable chart."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from models.spc.autocorrelation import lag_one
from models.spc.capability import Capability, Indices, study
from models.spc.rules import Floats, alarms
from models.spc.specification import Specification
from models.spc.variables import individuals
from ppuri.core.hub.model import Spec
from ppuri.reports.parts.days import Channels
from ppuri.reports.parts.span import Ask, Span, inside
from ppuri.reports.types import CapabilityLine, ReportMachine

OUTSIDE = 0.0027
"""Share of a stable normal characteristic that lies beyond 3 sigma."""
CHANCE = 0.9973


def capabilities(
    ask: Ask, span: Span, machines: Sequence[ReportMachine], specs: Sequence[tuple[str, Spec]], known: Channels
) -> tuple[CapabilityLine, ...]:
    """Return per declared limit and tool what its values allow to say (domain.md section 3.4), trial runs left out.

    Args:
        ask: The warehouse.
        span: The range; without dates the order of the file stands for time.
        machines: In the order of the report.
        specs: Machine and limits, as declared.
        known: Names and units of channels.
    """
    present = set(ask("SELECT * FROM run LIMIT 0", {}).columns)
    lines: list[CapabilityLine] = []
    for machine in machines:
        for spec in (spec for machine_id, spec in specs if machine_id == machine.machine_id):
            if spec.channel in present:
                found = _values(ask, span, machine.machine_id, spec)
                tools = found.partition_by("tool_id", as_dict=True, maintain_order=True)
                lines += [_line(machine, key[0], spec, part, known) for key, part in tools.items()]
    return tuple(lines)


def _values(ask: Ask, span: Span, machine_id: str, spec: Spec) -> pl.DataFrame:
    part = "" if spec.part_id is None else "AND part_id = $part_id"
    params: dict[str, Any] = {name: value for name, value in span.params.items() if name != "zone"}
    if spec.part_id is not None:
        params["part_id"] = spec.part_id
    return ask(
        f"""
        SELECT tool_id, CAST("{spec.channel}" AS DOUBLE) AS value FROM run
        WHERE machine_id = $machine_id AND piece_no = 1 AND NOT COALESCE(is_trial, FALSE)
            AND "{spec.channel}" IS NOT NULL AND {inside("ended_ts")} {part}
        ORDER BY tool_id NULLS FIRST, ended_ts, order_no, cycle_counter, file_id, table_no, row_no
        """,  # noqa: S608
        {**params, "machine_id": machine_id},
    )


def _line(
    machine: ReportMachine, tool_id: str | None, spec: Spec, found: pl.DataFrame, known: Channels
) -> CapabilityLine:
    values = found["value"].to_numpy()
    chart = individuals(values)
    outside, alike = 0, False
    if chart is not None and chart.sigma > 0.0:
        outside = int(alarms((values - chart.center) / chart.sigma, rules=("N1",))["N1"].sum())
        alike = lag_one(values).warning == "autocorrelated"
    judged = study(
        Specification(spec.lsl, spec.usl, spec.target),
        n=len(values),
        mean=float(np.mean(values)),
        within=None if chart is None else chart.sigma,
        overall=_overall(values),
        in_control=None if chart is None else not alike and outside <= by_chance(len(values)),
    )
    return CapabilityLine(
        machine=machine.name,
        subject=known.labels.get(spec.channel, spec.channel),
        group=" ".join(part for part in (tool_id, spec.part_id) if part),
        unit=known.units.get(spec.channel, ""),
        n=len(values),
        mean=float(np.mean(values)),
        lower_spec=spec.lsl,
        upper_spec=spec.usl,
        out_count=outside,
        **_indices(judged),
        reasons=tuple(
            "autocorrelated" if reason == "not-in-control" and alike else reason
            for reason in judged.reasons
            if reason != "no-target"
        ),
    )


def by_chance(n: int) -> int:
    """Return how many of n points of a stable process may lie beyond 3 sigma: 99.73 % quantile of Binomial(n, 0.0027)."""
    return int(stats.binom.ppf(CHANCE, n, OUTSIDE))


def _overall(values: Floats) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def _indices(judged: Capability) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for both, least, found in (("cp", "cpk", judged.within), ("pp", "ppk", judged.overall)):
        if found is not None:
            told[both] = found.both
            told[least], told[f"{least}_interval"] = _least(found)
    return told


def _least(found: Indices) -> tuple[float | None, tuple[float, float] | None]:
    """Return the smaller index, of a one-sided limit its own."""
    values = {"least": found.least, "lower": found.lower, "upper": found.upper}
    name = next((name for name, value in values.items() if value is not None), None)
    return (None, None) if name is None else (values[name], found.intervals[name])
