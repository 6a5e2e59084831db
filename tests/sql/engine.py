"""A bare DuckDB for relations: tables from the rows of a yml, relations mounted as views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml

from ppuri.core.contracts import DATASETS

SQL = Path(__file__).resolve().parents[2] / "sql"
FILES = {path.stem: path for path in sorted(SQL.rglob("*.sql"))}
Rows = list[dict[str, Any]]

MACHINE = {
    "machine_id": "VARCHAR",
    "machine_name": "VARCHAR",
    "line_id": "VARCHAR",
    "site_id": "VARCHAR",
    "process": "VARCHAR",
    "kind": "VARCHAR",
    "timezone": "VARCHAR",
    "ideal_cycle_s": "DOUBLE",
    "cavity_count": "BIGINT",
}
SHIFT = {
    "machine_id": "VARCHAR",
    "shift": "VARCHAR",
    "from_minute": "INTEGER",
    "to_minute": "INTEGER",
    "valid_from": "DATE",
    "break_minutes": "INTEGER",
    "weekdays": "VARCHAR",
}
BREAK = {"machine_id": "VARCHAR", "from_minute": "INTEGER", "to_minute": "INTEGER", "valid_from": "DATE"}
FACTS = {
    "machine": MACHINE,
    "shift": SHIFT,
    "shift_break": BREAK,
    "calendar_day": {"machine_id": "VARCHAR", "work_date": "DATE", "is_open": "BOOLEAN"},
    "calendar_span": {
        "machine_id": "VARCHAR",
        "from_local": "TIMESTAMP",
        "to_local": "TIMESTAMP",
        "is_overtime": "BOOLEAN",
    },
    "holiday_kept": {"machine_id": "VARCHAR", "country": "VARCHAR"},
    "public_holiday": {"country": "VARCHAR", "holiday_date": "DATE"},
    "reference_cycle": {
        "machine_id": "VARCHAR",
        "tool_id": "VARCHAR",
        "part_id": "VARCHAR",
        "valid_from": "DATE",
        "cycle_us": "BIGINT",
        "basis": "VARCHAR",
    },
    "gate": {
        "machine_id": "VARCHAR",
        "tool_id": "VARCHAR",
        "valid_from": "DATE",
        "plunger_mm": "DOUBLE",
        "gate_mm2": "DOUBLE",
    },
}
SCORE = {
    "machine_id": "VARCHAR",
    "month": "VARCHAR",
    "file_id": "VARCHAR",
    "table_no": "INTEGER",
    "row_no": "BIGINT",
    "is_anomaly": "BOOLEAN",
    "is_out_of_limit": "BOOLEAN",
}


@cache
def text(name: str) -> str:
    return FILES[name].read_text(encoding="utf-8")


@cache
def described(name: str) -> dict[str, Any]:
    page: dict[str, Any] = yaml.safe_load(FILES[name].with_suffix(".yml").read_text(encoding="utf-8"))
    return page


def inputs(name: str) -> list[str]:
    """Names of relations and datasets that a relation reads."""
    known = {*FILES, *DATASETS, *FACTS, "mart_run__score"}
    words = re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", text(name))
    return sorted({word for word in words if word in known and word != name})


def typed(name: str) -> dict[str, str]:
    name = {"kpi_spent": "int_kpi__spent", "kpi_time": "int_kpi__time"}.get(name, name)
    if name in DATASETS:
        with duckdb.connect() as con:
            con.register("frame", pl.DataFrame(schema=DATASETS[name].fixed))
            return {row[0]: row[1] for row in con.execute("DESCRIBE frame").fetchall()}
    fixed = {**FACTS, "mart_run__score": SCORE}.get(name)
    return (
        dict(fixed)
        if fixed
        else ({k: v["type"] for k, v in described(name)["columns"].items()} if name in FILES else {})
    )


def table(con: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    types = typed(name)
    for row in rows:
        for column, value in row.items():
            guess = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}.get(type(value), "VARCHAR")
            guess = "DATE" if column.endswith("_date") else guess
            if column not in types or (types[column] == "?" and value is not None):
                types[column] = guess if value is not None else "?"
    kinds = ", ".join(f'"{column}" {"VARCHAR" if kind == "?" else kind}' for column, kind in types.items())
    con.execute(f'CREATE TABLE "{name}" ({kinds})')
    for row in rows:
        columns = ", ".join(f'"{c}"' for c in row)
        con.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({", ".join("?" for _ in row)})', list(row.values()))


def mount(con: duckdb.DuckDBPyConnection, name: str, given: set[str]) -> None:
    """Create tables for everything that `name` reads, deepest first; what is not given is empty."""
    for needed in inputs(name):
        if needed in given:
            continue
        given.add(needed)
        if needed in FILES:
            mount(con, needed, given)
            con.execute(f'CREATE TABLE "{needed}" AS {text(needed)}')
        else:
            table(con, needed, [])


@contextmanager
def engine(given: dict[str, Rows]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for name, rows in given.items():
            table(con, name, rows)
        yield con


def result(name: str, given: dict[str, Rows], parameters: dict[str, Any] | None = None) -> pl.DataFrame:
    """Rows of the relation over the given tables."""
    with engine(given) as con:
        mount(con, name, set(given))
        return con.sql(text(name), params=parameters or None).pl()
