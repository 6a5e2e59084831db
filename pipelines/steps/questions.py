"""What a refresh asks about the time of machines: mixed logs, gaps that nothing explains, missing working hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pipelines.steps.relations import fill_marts
from ppuri.core.findings import Finding, finding
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import read_sql
from ppuri.core.warehouse import Warehouse, open_warehouse

_SILENT = """
SELECT machine_id
FROM machine
WHERE machine_id NOT IN (SELECT machine_id FROM shift)
    AND machine_id IN (SELECT machine_id FROM mart_run__interval WHERE ended_ts IS NOT NULL)
ORDER BY machine_id
"""
_HOUR_US = 3_600_000_000


def time_questions(scope: Scope) -> list[Finding]:
    """Return what is to be asked about the time of the firm's machines, from its published marts.

    Args:
        scope: The firm.
    """
    with open_warehouse(scope) as warehouse:
        fill_marts(warehouse)
        machines = warehouse.query("SELECT machine_id, machine_name, timezone FROM machine")
        names = {row[0]: (row[1], ZoneInfo(row[2])) for row in machines.iter_rows()}
        return [*_overlaps(warehouse, names), *_gaps(warehouse, names), *_silent(warehouse, names)]


Names = dict[str, tuple[str, ZoneInfo]]


def _overlaps(warehouse: Warehouse, names: Names) -> list[Finding]:
    return [
        finding(
            "runs-overlap",
            count=row["day_count"],
            places=[(None, f"{row['from_date']} ~ {row['to_date']}")],
            machine=_called(names, row["machine_id"]),
            hours=_hours(row["overlap_us"]),
            tools=row["tools"] or "-",
        )
        for row in warehouse.query(read_sql("int_machine__overlap")).to_dicts()
    ]


def _gaps(warehouse: Warehouse, names: Names) -> list[Finding]:
    return [
        finding(
            "gap-unexplained",
            count=row["gap_count"],
            machine=_called(names, row["machine_id"]),
            hours=_hours(row["gap_us"]),
            longest=_span(row["longest_from_ts"], row["longest_to_ts"], names[row["machine_id"]][1]),
        )
        for row in warehouse.query(read_sql("int_machine__gap")).to_dicts()
        if row["machine_id"] in names
    ]


def _silent(warehouse: Warehouse, names: Names) -> list[Finding]:
    return [finding("hours-unknown", machine=_called(names, row[0])) for row in warehouse.query(_SILENT).iter_rows()]


def _called(names: Names, machine_id: str) -> str:
    name = names[machine_id][0] if machine_id in names else machine_id
    return f"{name}({machine_id})"


def _hours(duration_us: int) -> str:
    return f"{duration_us / _HOUR_US:,.1f}"


def _span(from_ts: datetime, to_ts: datetime, zone: ZoneInfo) -> str:
    begin, end = from_ts.astimezone(zone), to_ts.astimezone(zone)
    return f"{begin:%Y-%m-%d %H:%M} ~ {end:%Y-%m-%d %H:%M}"
