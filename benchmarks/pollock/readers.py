"""Readers with no settings: ours, and three that are widely used, each as its manual shows for files that are not clean."""

import csv
import io
import warnings
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from connectors import read_export

Rows = list[list[str]]


def ours(path: Path) -> Rows | None:
    """`connectors.read_export`: the first table, its names where the file has names; an empty file is an empty table."""
    export = read_export(path)
    if not export.tables:
        return [] if [each.code for each in export.findings] == ["empty-file"] else None
    table = export.tables[0]
    names = [table.records.columns] if table.header_rows else []
    return [*names, *([cell or "" for cell in row] for row in table.records.iter_rows())]


def duckdb_auto(path: Path) -> Rows:
    """DuckDB as the benchmark's own script calls it without parameters."""
    with duckdb.connect() as connection:
        frame = connection.read_csv(str(path), strict_mode=False, ignore_errors=True, null_padding=True).df()
    return _rows(frame.to_csv(index=False))


def pandas_auto(path: Path) -> Rows:
    """Pandas with its own search for the delimiter; lines that do not fit are left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_csv(path, sep=None, engine="python", dtype=object, on_bad_lines="skip")
    return _rows(frame.to_csv(index=False))


def polars_auto(path: Path) -> Rows:
    """Polars, every cell as text; cells beyond the names are left out."""
    frame = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True, ignore_errors=True)
    return _rows(frame.write_csv())


def _rows(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text, newline="")))


READERS: dict[str, Callable[[Path], Rows | None]] = {
    "ppuri": ours,
    "duckdb": duckdb_auto,
    "pandas": pandas_auto,
    "polars": polars_auto,
}
