"""Which relations of `sql/` stand on which, and how they are put in front of a firm's tables."""

import polars as pl

from ppuri.core.hub import current_hub, machine_refs
from ppuri.core.hub.calendars import BEGINNING
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe, read_sql
from ppuri.core.warehouse import Warehouse

STAGING = ("stg_run", "stg_event", "stg_batch", "stg_inspection", "stg_reading__furnace")
INTERMEDIATE = (
    "int_shift__minute",
    "int_shift__window",
    "int_run__judged",
    "int_event__stop",
    "int_run__interval",
    "int_batch__reading",
)
# The order matters: the components are summed from the intervals.
MARTS = (
    "mart_run__interval",
    "mart_machine__shift",
    "mart_machine__defect",
    "mart_machine__stop",
    "mart_machine__batch",
    "mart_machine__tally",
)
SOURCES = ("component", "run", "defect", "stop", "batch", "tally")
_SCORE = {"machine_id": "VARCHAR", "month": "VARCHAR", "file_id": "VARCHAR", "table_no": "INTEGER", "row_no": "BIGINT"}


_BREAK = {"machine_id": pl.String(), "from_minute": pl.Int32(), "to_minute": pl.Int32(), "valid_from": pl.Date()}


def breaks(scope: Scope) -> pl.DataFrame:
    """Return the planned breaks of the firm's machines: minutes of the local day, `to_minute` above 1440 over midnight."""
    rows = []
    for ref in machine_refs(current_hub(scope.home), scope.firm_id):
        for shift in ref.site.shifts:
            for pause in shift.breaks:
                begins, ends = (int(clock[:2]) * 60 + int(clock[3:]) for clock in pause.split("-"))
                upto = ends if ends > begins else ends + 1440
                rows.append((ref.machine.id, begins, upto, shift.valid_from or BEGINNING))
    return pl.DataFrame(rows, schema=_BREAK, orient="row")


def mount_facts(warehouse: Warehouse, scope: Scope) -> None:
    """Create the views that marts are computed from."""
    warehouse.register("shift_break", breaks(scope))
    warehouse.mount([*STAGING, *INTERMEDIATE])


def fill_marts(warehouse: Warehouse) -> None:
    """Give every mart that nothing was published of yet its columns, without rows."""
    present = set(warehouse.tables())
    for mart in MARTS:
        if mart not in present:
            columns = {name: column["type"] for name, column in describe(mart)["columns"].items()}
            warehouse.materialise(mart, _nothing(columns))
    if "mart_run__score" not in present:
        warehouse.materialise("mart_run__score", _nothing(_SCORE))


def grained(source: str) -> str:
    """Return the SELECT of one KPI source inside the asked range, with its grain as JSON text.

    Args:
        source: One of `SOURCES`. Parameters of the SELECT: by, line_id, machine_id, from_date, to_date.
    """
    return f"WITH kpi_source AS ({read_sql(f'int_kpi__{source}')}) {read_sql('int_kpi__grain')}"


def _nothing(columns: dict[str, str]) -> str:
    cells = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
    return f"SELECT {cells} WHERE FALSE"
