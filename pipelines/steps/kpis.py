"""KPI values with their grounds, computed in SQL over what is published."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import polars as pl

from pipelines.steps.kpi_files import Format, write_kpis
from pipelines.steps.relations import ADDED, SOURCES, fill_marts, grained
from ppuri.core.clock import now
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.results import KpiRow
from ppuri.core.scope import Scope
from ppuri.core.sqlfiles import describe, mentioned, read_sql, relations
from ppuri.core.warehouse import Warehouse, open_warehouse

GRAINS = {
    "line": "line_id",
    "machine": "machine_id",
    "tool": "tool_id",
    "part": "part_id",
    "day": "work_date",
    "shift": "shift",
    "week": "period",
    "month": "period",
}
FIRST = (
    "run_count",
    "trial_count",
    "missing_cycle_count",
    *(f"{name}_count" for name in ("produced", "good", "scrap", "rework", "unjudged")),
    *(f"{name}_ratio" for name in ("quality", "scrap", "rework")),
)
_VALUE = {
    "grain": pl.String(),
    "subject": pl.String(),
    "mode": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "n": pl.Int64(),
    "coverage": pl.Float64(),
    "reason": pl.String(),
}


@dataclass(frozen=True)
class Definition:
    """What `--explain` prints: the description of a KPI and the SQL of it and of its source."""

    name: str
    fields: dict[str, Any]
    sql: str
    source_sql: dict[str, str]


@cache
def kpi_names() -> tuple[str, ...]:
    """Return every KPI's name: quantities and ratios first, each beside its twin with trials."""
    known = [name.removeprefix("kpi_") for name in relations("kpis")]
    first = [twin for name in FIRST for twin in (name, f"{name}_all") if twin in known]
    return (*first, *sorted(set(known) - set(first)))


def explain(name: str) -> Definition:
    """Return the definition of one KPI.

    Raises:
        UsageError: When there is no such KPI.
    """
    (name,) = checked_names([name])
    sql = read_sql(f"kpi_{name}")
    page = {
        key: value for key, value in describe(f"kpi_{name}").items() if key not in {"given", "expect", "parameters"}
    }
    return Definition(name, page, sql, {f"kpi_{source}": read_sql(f"int_kpi__{source}") for source in sources_of(name)})


def kpi_rows(
    scope: Scope,
    *,
    line_id: str | None = None,
    machine_id: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    by: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
) -> list[KpiRow]:
    """Return KPI values of a firm.

    Args:
        scope: The firm.
        line_id: Only machines of this line.
        machine_id: Only this machine.
        from_date: First work date.
        to_date: Last work date.
        by: Grain, words of `GRAINS`; none gives one row per KPI and subject.
        names: KPIs wanted; none gives all.

    Raises:
        UsageError: For a line, machine, grain or KPI that does not exist.
    """
    grain = checked_grain(by)
    wanted = checked_names(names)
    filters = {"line_id": line_id, "machine_id": machine_id, "from_date": from_date, "to_date": to_date}
    ledger = Ledger(scope.home)
    with open_warehouse(scope) as warehouse:
        read = {source for name in wanted for source in sources_of(name)}
        gather(warehouse, filters, grain, {*read, "component"})
        values = pl.concat([_values(warehouse, name) for name in wanted])
        warehouse.register("kpi_value", values)
        grounds = warehouse.query(read_sql("int_kpi__grounds"))
        revisions = _revisions(warehouse, ledger.state(scope.firm_id, "revision") or {})
    as_of = ledger.published_ts(scope.firm_id) or now()
    order = {name: place for place, name in enumerate(wanted)}
    rows = sorted(
        grounds.to_dicts(), key=lambda row: (row["grain"], order[row["kpi"]], row["subject"] or "", row["mode"] or "")
    )
    columns = [GRAINS[word] for word in grain]
    return [_row(row, columns, revisions.get(row["grain"], 1), as_of) for row in rows]


def checked_grain(by: Sequence[str] | None) -> list[str]:
    """Return the grain's words in the order of `GRAINS`; column names are taken too.

    Raises:
        UsageError: For an unknown word, or week and month together.
    """
    words = {GRAINS[word]: word for word in GRAINS if word not in {"week", "month"}}
    asked = {words.get(word, word) for word in by or ()}
    unknown = sorted(asked - set(GRAINS))
    if unknown:
        choices = ", ".join(GRAINS)
        raise UsageError(
            f"--by에 쓸 수 없는 말입니다: {unknown[0]}. 쓸 수 있는 말: {choices}",
            f"--by does not know {unknown[0]}; choose from {choices}",
        )
    if {"week", "month"} <= asked:
        raise UsageError("--by에 week와 month를 함께 쓸 수 없습니다.", "--by takes week or month, not both")
    return [word for word in GRAINS if word in asked]


def sources_of(name: str) -> list[str]:
    """Return the KPI sources that a KPI reads, words of `SOURCES` and `ADDED`."""
    found = mentioned(read_sql(f"kpi_{name}"), {f"kpi_{source}" for source in (*SOURCES, *ADDED)})
    direct = {source.removeprefix("kpi_") for source in found}
    return sorted(direct | {ADDED[source] for source in direct & set(ADDED)})


def gather(warehouse: Warehouse, filters: dict[str, Any], grain: list[str], sources: set[str]) -> None:
    """Put KPI sources of the asked range into the warehouse as tables `kpi_<source>`.

    Args:
        warehouse: The firm's warehouse.
        filters: line_id, machine_id, from_date, to_date, each None where not asked for.
        grain: Words of `GRAINS`.
        sources: Words of `SOURCES`.

    Raises:
        UsageError: When the line or machine is not declared.
    """
    fill_marts(warehouse)
    machines = warehouse.query("SELECT machine_id, line_id FROM machine")
    for column, ko, en in (("line_id", "라인", "line"), ("machine_id", "설비", "machine")):
        if filters[column] is not None and filters[column] not in machines[column].to_list():
            known = ", ".join(sorted(set(machines[column].drop_nulls())))
            raise UsageError(
                f"등록되지 않은 {ko}입니다: {filters[column]}. 등록된 {ko}: {known}",
                f"{en} {filters[column]} is not declared; declared: {known}",
            )
    for source in sorted(sources - set(ADDED)):
        warehouse.materialise(f"kpi_{source}", grained(source), {**filters, "by": grain})
    for source in sorted(sources & set(ADDED)):
        warehouse.materialise(f"kpi_{source}", read_sql(f"int_kpi__{source}"))


def checked_names(names: Sequence[str] | None) -> tuple[str, ...]:
    known = kpi_names()
    for name in names or ():
        if name not in known:
            raise UsageError(
                f"없는 지표입니다: {name}. 쓸 수 있는 지표: {', '.join(known)}",
                f"there is no KPI {name}; choose from {', '.join(known)}",
            )
    return tuple(name for name in known if not names or name in names)


def _values(warehouse: Warehouse, name: str) -> pl.DataFrame:
    frame = warehouse.query(read_sql(f"kpi_{name}"))
    cells = [
        (pl.col(column).cast(kind) if column in frame.columns else pl.lit(None, dtype=kind).alias(column))
        for column, kind in _VALUE.items()
    ]
    page = describe(f"kpi_{name}")
    # Minutes are no independent trials: a ratio of times has neither a Wilson interval nor too small a sample.
    is_ratio = page["unit"] == "ratio" and page.get("interval") != "none"
    return frame.select(pl.lit(name).alias("kpi"), *cells, pl.lit(is_ratio).alias("is_ratio"))


def _revisions(warehouse: Warehouse, counted: dict[str, int]) -> dict[str, int]:
    parts = warehouse.query(
        "SELECT DISTINCT grain, machine_id || '/' || month AS place FROM kpi_component ORDER BY ALL"
    )
    revision = parts["place"].replace_strict(counted, default=1, return_dtype=pl.Int64)
    highest = parts.with_columns(revision=revision).group_by("grain").agg(pl.col("revision").max())
    return dict(highest.select("grain", "revision").iter_rows())


def _row(row: dict[str, Any], columns: list[str], revision: int, as_of: datetime) -> KpiRow:
    page = describe(f"kpi_{row['kpi']}")
    texts = json.loads(row.pop("grain"))
    return KpiRow(
        grain={column: texts.get(column) for column in columns},
        unit=page["unit"],
        direction=page["direction"],
        formula_version=page["formula_version"],
        revision=revision,
        as_of=as_of,
        **row,
    )


__all__ = [
    "GRAINS",
    "Definition",
    "Format",
    "checked_grain",
    "explain",
    "gather",
    "kpi_names",
    "kpi_rows",
    "write_kpis",
]
