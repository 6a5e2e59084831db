"""When machines run: runs by weekday and hour of the site's clock."""

from collections.abc import Sequence

from ppuri.reports.parts.span import Ask, Span, inside
from ppuri.reports.types import HourCell, HourMap, ReportMachine


def hour_maps(ask: Ask, span: Span, machines: Sequence[ReportMachine]) -> tuple[HourMap, ...]:
    """Return per machine how many runs ended in each hour of the week, trial runs included as in `run_count`.

    Runs without an instant belong to no hour; a machine that has only such runs has no map.

    Args:
        ask: The warehouse.
        span: A range with dates.
        machines: In the order of the report.
    """
    if span.from_date is None:
        return ()
    found = ask(
        f"""
        WITH local AS (
            SELECT machine_id, timezone($zone, ended_ts) AS ts FROM run
            WHERE piece_no = 1 AND ended_ts IS NOT NULL AND {inside("ended_ts")}
        )
        SELECT machine_id, isodow(ts) - 1 AS weekday, hour(ts) AS hour, COUNT(*) AS run_count
        FROM local GROUP BY machine_id, weekday, hour ORDER BY machine_id, weekday, hour
        """,
        span.params,
    )
    cells: dict[str, list[HourCell]] = {}
    for machine_id, weekday, hour, run_count in found.iter_rows():
        cells.setdefault(machine_id, []).append(HourCell(weekday=weekday, hour=hour, run_count=run_count))
    return tuple(HourMap(machine=m.name, cells=tuple(cells[m.machine_id])) for m in machines if m.machine_id in cells)
