"""Which relations of `sql/` stand on which, and how they are put in front of a firm's tables."""

import polars as pl

from ppuri.core.hub.planned import REFERENCE, gates, planned_frames, public_holidays, standard_cycles
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe, read_sql
from ppuri.core.warehouse import Warehouse

STAGING = ("stg_run", "stg_run__process", "stg_event", "stg_batch", "stg_inspection", "stg_reading__furnace")
INTERMEDIATE = (
    "int_shift__dated",
    "int_shift__minute",
    "int_shift__break",
    "int_shift__planned",
    "int_run__judged",
    "int_run__reference",
    "int_run__gate",
    "int_event__stop",
    "int_stop__element",
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
    "mart_machine__time",
    "mart_run__process",
)
# Relations between two marts: computed once, used several times, not kept.
BETWEEN = {"mart_machine__time": ("int_run__chain", "int_run__slice", "int_run__time")}
SOURCES = ("component", "run", "defect", "stop", "batch", "tally", "time", "process")
# Sources that are added up from another one once its rows are there, per grain.
ADDED = {"spent": "time"}
REFERENCE_CYCLE = "reference_cycle"
_SCORE = {"machine_id": "VARCHAR", "month": "VARCHAR", "file_id": "VARCHAR", "table_no": "INTEGER", "row_no": "BIGINT"}


def reference_cycles(scope: Scope) -> pl.DataFrame:
    """Return the reference cycles in force: what people declared (`standard`) and what `learn` found (`shown`)."""
    shown = [
        (*(fact.value[name] for name in ("machine_id", "tool_id", "part_id")), fact.valid_from, fact.value["cycle_us"])
        for fact in Ledger(scope.home).facts(scope.firm_id, REFERENCE_CYCLE)
    ]
    learnt = pl.DataFrame([(*row, "shown") for row in shown], schema=REFERENCE, orient="row")
    return pl.concat([standard_cycles(scope), learnt])


def calendar_facts(scope: Scope) -> dict[str, pl.DataFrame]:
    """Return every declared or learnt fact beside shifts that marts rest on, as tables; each has a `machine_id`."""
    return {**planned_frames(scope), REFERENCE_CYCLE: reference_cycles(scope), "gate": gates(scope)}


def mount_facts(warehouse: Warehouse, scope: Scope) -> None:
    """Create the views that marts are computed from."""
    facts = calendar_facts(scope)
    for name, frame in facts.items():
        warehouse.register(name, frame)
    years = [] if facts["holiday_kept"].is_empty() else _years(warehouse)
    warehouse.register("public_holiday", public_holidays(years))
    warehouse.mount([*STAGING, *INTERMEDIATE])


def _years(warehouse: Warehouse) -> list[int]:
    """Years of the runs and batches, and those beside them: a work date may lie in the year before."""
    found = warehouse.query(
        """
        SELECT MIN(year) AS first, MAX(year) AS last
        FROM (SELECT year(ended_ts) AS year FROM run UNION ALL SELECT year(started_ts) FROM batch)
        """
    ).row(0)
    return [] if found[0] is None else list(range(found[0] - 1, found[1] + 2))


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
