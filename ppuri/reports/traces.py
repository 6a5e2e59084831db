"""What stands behind each number of the page: formula, numerator, denominator, SQL, and the command that lists files and rows."""

from dataclasses import dataclass

from ppuri.reports.format import plain
from ppuri.reports.tables import Grid, marked
from ppuri.reports.types import Definition, ReportResult


@dataclass(frozen=True)
class Trace:
    """Grounds of one KPI.

    Attributes:
        anchor: Its place on the page.
        definition: How it is computed.
        values: Value, numerator, denominator and n of the firm and of each machine.
        command: Lists the files and the first rows behind the firm's value.
    """

    anchor: str
    definition: Definition
    values: Grid
    command: str


def traces(result: ReportResult) -> list[Trace]:
    """Return the grounds of every KPI that has a value, in the order of the KPIs."""
    return [trace for one in result.definitions if (trace := _trace(result, one)) is not None]


def _trace(result: ReportResult, definition: Definition) -> Trace | None:
    names = {machine.machine_id: machine.name for machine in result.machines}
    rows = [
        row
        for row in (*result.kpis, *result.machine_kpis)
        if row.kpi == definition.kpi and row.value is not None and row.subject is None
    ]
    if not rows:
        return None
    values = tuple(
        (
            names.get(machine, machine) if (machine := row.grain.get("machine_id")) else "전체",
            row.mode or "–",
            marked(row),
            "–" if row.numerator is None else plain(row.numerator),
            "–" if row.denominator is None else plain(row.denominator),
            plain(row.n, 0),
        )
        for row in rows
    )
    headers = ("설비", "구분", "값", "분자", "분모", "n")
    return Trace(
        f"t-{definition.kpi}", definition, Grid(headers, values, numbers=(2, 3, 4, 5)), _command(result, definition.kpi)
    )


def _command(result: ReportResult, kpi: str) -> str:
    dates = "" if result.from_date is None else f" --from {result.from_date} --to {result.to_date}"
    return f"ppuri trace --kpi {kpi} --firm {result.firm_id}{dates}"
