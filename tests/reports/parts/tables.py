"""Small published tables in a real DuckDB, as a warehouse would show them."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from ppuri.core.contracts import DATASETS, empty, ordered
from ppuri.core.warehouse import Warehouse
from ppuri.reports.parts.span import Ask
from ppuri.reports.types import ReportMachine

T0 = datetime(2026, 9, 30, 15, tzinfo=UTC)  # 2026-10-01 00:00 in Seoul
DC3 = ReportMachine(machine_id="dc3", name="3호기", process="casting", kind="hpdc")
HF1 = ReportMachine(machine_id="hf1", name="침탄로", process="heat_treatment")
NAMES = {"dc3": "3호기", "hf1": "침탄로"}


def opened(**frames: pl.DataFrame) -> Ask:
    """Return the query function over datasets (those not given are empty) and marts."""
    connection = duckdb.connect(":memory:")
    connection.execute("set TimeZone = 'UTC'")
    warehouse = Warehouse(connection, {})
    for name, dataset in DATASETS.items():
        given = frames.pop(name, None)
        warehouse.register(name, empty(dataset) if given is None else ordered(given, dataset))
    for name, frame in frames.items():
        warehouse.register(name, frame)

    def ask(sql: str, params: Mapping[str, Any]) -> pl.DataFrame:
        return warehouse.query(sql, dict(params))

    return ask


def every(minutes: float, n: int, row: Callable[[int], dict[str, Any]], time: str = "ts") -> pl.DataFrame:
    """Return n rows, one each so many minutes from T0."""
    rows = [{time: T0 + timedelta(minutes=minutes * i), **row(i)} for i in range(n)]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col(time).cast(pl.Datetime("us", "UTC")))


def runs(n: int = 600) -> pl.DataFrame:
    """Return runs of the die caster every 10 minutes."""

    def row(i: int) -> dict[str, Any]:
        told = {"machine_id": "dc3", "month": "2026-10", "piece_no": 1, "time_basis": "clock", "file_id": "f1"}
        return {**told, "biscuit_mm": 30.0 + i / 100, "is_trial": i % 50 == 0, "order_no": i}

    return every(10, n, row, "ended_ts")


DAY = date(2026, 10, 2)
