"""What the numbers rest on: days with rows, rows kept apart, assumptions, files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from ppuri.core.results import Assumption, Receipt
from ppuri.reports.parts.span import INSTANTS, Ask, Span, inside
from ppuri.reports.types import (
    Coverage,
    CoverageDay,
    Excluded,
    ReportMachine,
    SourceAssumption,
    SourceFile,
)

HOURS = 24
EXAMPLE = 40


def coverage(ask: Ask, span: Span, machines: Sequence[ReportMachine]) -> tuple[Coverage, ...]:
    """Return per machine the days with rows; a day's ratio is the share of its 24 local hours that have any row."""
    if span.from_date is None or span.to_date is None:
        return ()
    each = " UNION ALL ".join(
        f"SELECT machine_id, timezone($zone, {ts}) AS local_ts FROM {table} WHERE {ts} IS NOT NULL AND {inside(ts)}"
        for table, ts in INSTANTS.items()
        if table in ("run", "reading")
    )
    found = ask(
        f"""
        SELECT machine_id, CAST(local_ts AS DATE) AS day, COUNT(*) AS row_count, COUNT(DISTINCT date_part('hour', local_ts)) AS hours
        FROM ({each}) GROUP BY machine_id, day ORDER BY machine_id, day
        """,
        span.params,
    )
    told = (_coverage(machine, found) for machine in machines)
    return tuple(line for line in told if line is not None)


def _coverage(machine: ReportMachine, found: pl.DataFrame) -> Coverage | None:
    rows = list(found.filter(pl.col("machine_id") == machine.machine_id).iter_rows(named=True))
    if not rows:
        return None
    days = tuple(CoverageDay(day=r["day"], row_count=r["row_count"], ratio=r["hours"] / HOURS) for r in rows)
    # Between the first and the last row: days before a machine was connected are not missing.
    length = (days[-1].day - days[0].day).days + 1
    return Coverage(label=machine.name, ratio=sum(day.ratio for day in days) / length, days=days)


def total_ratio(lines: Sequence[Coverage]) -> float | None:
    """Return the mean share over the machines, or None without any."""
    ratios = [line.ratio for line in lines if line.ratio is not None]
    return sum(ratios) / len(ratios) if ratios else None


def file_ids(ask: Ask, span: Span) -> set[str]:
    """Return the files that gave rows to the range."""
    each = [f"SELECT DISTINCT file_id FROM {table} WHERE {inside(ts)}" for table, ts in INSTANTS.items()]
    given: dict[str, object] = {k: v for k, v in span.params.items() if k != "zone"}
    each.append(
        "SELECT DISTINCT file_id FROM tally WHERE CAST($from_date AS DATE) IS NULL"
        " OR work_date BETWEEN CAST($from_date AS DATE) AND CAST($to_date AS DATE)"
    )
    found = ask(" UNION ".join(each), {**given, **span.dates})
    return {file_id for file_id in found["file_id"] if file_id is not None}


def excluded(ask: Ask, files: set[str]) -> tuple[Excluded, ...]:
    """Return the rows of these files that are kept apart, by reason and column, most first."""
    found = ask(
        """
        SELECT code, column_name, ANY_VALUE(reason_ko) AS reason, COUNT(*) AS row_count, MIN(value) AS example
        FROM quarantine WHERE list_contains(CAST($files AS VARCHAR[]), file_id)
        GROUP BY code, column_name ORDER BY row_count DESC, code, column_name
        """,
        {"files": sorted(files)},
    )
    return tuple(
        Excluded(
            code=row["code"],
            column=row["column_name"],
            reason=row["reason"] or row["code"],
            row_count=row["row_count"],
            example=None if row["example"] is None else row["example"][:EXAMPLE],
        )
        for row in found.iter_rows(named=True)
    )


def assumptions(receipts: Iterable[Receipt]) -> tuple[SourceAssumption, ...]:
    """Return every assumption once, with the files that it was taken for."""
    files: dict[tuple[str, str, str], list[str]] = {}
    firsts: dict[tuple[str, str, str], Assumption] = {}
    for receipt in receipts:
        for assumption in receipt.assumptions:
            key = (assumption.key, assumption.value, assumption.text_ko)
            files.setdefault(key, []).append(receipt.file_id)
            firsts.setdefault(key, assumption)
    return tuple(SourceAssumption(assumption=firsts[key], files=tuple(sorted(files[key]))) for key in sorted(files))


def sources(receipts: Iterable[Receipt], machines: Mapping[str, str]) -> tuple[SourceFile, ...]:
    """Return the files, oldest data first."""
    told = [
        SourceFile(
            file_id=r.file_id,
            name=r.file_name,
            sha256=r.sha256,
            machine=None if r.machine_id is None else machines.get(r.machine_id, r.machine_id),
            rows_in=r.rows_in,
            accepted=r.accepted,
            quarantined=r.quarantined,
            duplicate=r.duplicate,
            from_ts=r.from_ts,
            to_ts=r.to_ts,
        )
        for r in receipts
    ]
    return tuple(sorted(told, key=lambda s: (s.machine or "", str(s.from_ts or ""), s.file_id)))


def day_range(lines: Sequence[Coverage]) -> tuple[date, date] | None:
    """Return first and last day with rows."""
    days = [day.day for line in lines for day in line.days]
    return (min(days), max(days)) if days else None
