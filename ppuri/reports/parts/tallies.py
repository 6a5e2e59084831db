"""What people wrote on the daily sheet beside what machines counted; never added to each other."""

from collections.abc import Mapping

from ppuri.reports.parts.span import Ask, Span, on_days
from ppuri.reports.types import TallyLine

MEASURES = ("produced_count", "good_count", "scrap_count", "rework_count", "stop_min")
MOST = 10


def tallies(ask: Ask, span: Span, machines: Mapping[str, str]) -> tuple[TallyLine, ...]:
    """Return per machine and measure the sum of the range, then the days that differ most.

    Only days with an entry are compared: a day that nobody wrote up is no difference.

    Args:
        ask: The warehouse.
        span: The range.
        machines: Machine id to name.
    """
    written = ", ".join(f"CAST(SUM({m}) AS DOUBLE) AS {m}" for m in MEASURES)
    counted = ", ".join(
        [f"CAST(SUM({m}) AS DOUBLE) AS {m}" for m in MEASURES[:4]]
        + ["CAST(SUM(stop_us + micro_stop_us) AS DOUBLE) / 60000000 AS stop_min"]
    )
    found = ask(
        f"""
        WITH written AS (
            SELECT machine_id, work_date, {written} FROM mart_machine__tally WHERE {on_days()} GROUP BY ALL
        ),
        counted AS (
            SELECT machine_id, work_date, {counted} FROM mart_machine__shift WHERE {on_days()} GROUP BY ALL
        )
        SELECT w.*, {", ".join(f"c.{m} AS {m}_counted" for m in MEASURES)}
        FROM written AS w
        LEFT JOIN counted AS c ON c.machine_id = w.machine_id AND c.work_date = w.work_date
        ORDER BY w.machine_id, w.work_date
        """,
        span.dates,
    )
    lines = [
        TallyLine(
            work_date=row["work_date"],
            machine=machines.get(row["machine_id"], row["machine_id"]),
            measure=measure,
            written=row[measure],
            counted=row[f"{measure}_counted"],
            unit="min" if measure.endswith("_min") else "count",
        )
        for row in found.iter_rows(named=True)
        for measure in MEASURES
        if row[measure] is not None
    ]
    return (*_sums(lines), *_widest(lines))


def _sums(lines: list[TallyLine]) -> list[TallyLine]:
    """Return one line per machine and measure over the days that have both figures."""
    sums: dict[tuple[str, str], TallyLine] = {}
    for line in lines:
        if line.counted is None:
            continue
        former = sums.get((line.machine, line.measure))
        before = (former.written, former.counted or 0.0) if former else (0.0, 0.0)
        changed = {"work_date": None, "written": before[0] + line.written, "counted": before[1] + line.counted}
        sums[(line.machine, line.measure)] = line.model_copy(update=changed)
    return list(sums.values())


def _widest(lines: list[TallyLine]) -> list[TallyLine]:
    """Return the days that differ most, in time."""
    apart = [line for line in lines if line.counted is None or line.counted != line.written]
    apart.sort(key=lambda line: -abs(line.written - (line.counted or 0.0)) / max(line.written, 1.0))
    return sorted(apart[:MOST], key=lambda line: (line.work_date is None, line.work_date, line.machine))
