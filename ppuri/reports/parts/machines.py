"""Which machines gave rows, how many, and whether the rows have an instant."""

from collections.abc import Iterable, Sequence

import polars as pl

from ppuri.reports.parts.span import Ask, Span, inside
from ppuri.reports.types import ReportMachine, TimeBasis


def counted(ask: Ask, span: Span) -> pl.DataFrame:
    """Return machine_id, run_count, reading_count, from_ts, to_ts, bases (list of time bases)."""
    return ask(
        f"""
        WITH each AS (
            SELECT machine_id, ended_ts AS ts, time_basis, CAST(piece_no = 1 AS BIGINT) AS runs, 0 AS readings FROM run
            WHERE {inside("ended_ts")}
            UNION ALL
            SELECT machine_id, ts, time_basis, 0, 1 FROM reading WHERE {inside("ts")}
            UNION ALL
            SELECT machine_id, started_ts, time_basis, 0, 0 FROM batch WHERE {inside("started_ts")}
        )
        SELECT
            machine_id,
            CAST(SUM(runs) AS BIGINT) AS run_count,
            CAST(SUM(readings) AS BIGINT) AS reading_count,
            MIN(ts) AS from_ts,
            MAX(ts) AS to_ts,
            list_sort(list_distinct(LIST(time_basis))) AS bases
        FROM each
        GROUP BY machine_id
        """,
        _only(span),
    )


def _only(span: Span) -> dict[str, object]:
    return {name: value for name, value in span.params.items() if name != "zone"}


def machines(declared: Iterable[ReportMachine], found: pl.DataFrame) -> tuple[ReportMachine, ...]:
    """Return the declared machines with what was counted, in their order."""
    rows = {row["machine_id"]: row for row in found.iter_rows(named=True)}
    return tuple(_with(machine, rows.get(machine.machine_id)) for machine in declared)


def _with(machine: ReportMachine, row: dict[str, object] | None) -> ReportMachine:
    if row is None:
        return machine
    kept = {name: row[name] for name in ("run_count", "reading_count", "from_ts", "to_ts")}
    return machine.model_copy(update={**kept, "time_basis": basis(row["bases"])})  # type: ignore[arg-type]


def basis(bases: Sequence[TimeBasis] | None) -> TimeBasis | None:
    """Return the one basis, `mixed` where there are several, None where there is none."""
    found = sorted(set(bases or ()))
    if not found:
        return None
    return found[0] if len(found) == 1 else "mixed"
