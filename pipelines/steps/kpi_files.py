"""KPI rows as files and as a table on the screen."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, cast, get_args

import polars as pl
from rich.table import Table

from ppuri.core.errors import UsageError
from ppuri.core.language import language, text
from ppuri.core.results import KpiRow
from ppuri.core.sqlfiles import describe

Format = Literal["table", "json", "csv", "parquet", "xlsx"]
COLUMNS = {
    "kpi": pl.String(),
    "subject": pl.String(),
    "mode": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "direction": pl.String(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "ci_low": pl.Float64(),
    "ci_high": pl.Float64(),
    "n": pl.Int64(),
    "coverage": pl.Float64(),
    "grade": pl.String(),
    "reasons": pl.List(pl.String()),
    "provisional": pl.Boolean(),
    "revision": pl.Int64(),
    "formula_version": pl.String(),
    "as_of": pl.Datetime("us", "UTC"),
}
# A cell that begins like this is a formula for Excel; the apostrophe makes it text again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_kpis(rows: Sequence[KpiRow], by: Sequence[str] | None, format: str, path: Path | None) -> str | Path | Table:
    """Write KPI rows in a format.

    Args:
        rows: Result of `kpi_rows`.
        by: The grain's words as given to `kpi_rows`.
        format: table, json, csv, parquet or xlsx.
        path: File to write; needed for parquet and xlsx.

    Returns:
        The path written; without a path the text (json, csv) or the rich table.

    Raises:
        UsageError: For an unknown format, or parquet and xlsx without a path.
    """
    if format not in get_args(Format):
        choices = ", ".join(get_args(Format))
        raise UsageError(f"--format은 {choices} 중 하나여야 합니다.", f"--format must be one of {choices}")
    kind = cast(Format, format)
    grain = list(rows[0].grain) if rows else []
    if kind == "table":
        return as_table(rows, grain)
    if kind in {"parquet", "xlsx"} and path is None:
        raise UsageError(f"{kind} 형식은 -o 파일 이름이 필요합니다.", f"{kind} needs a file name: -o FILE")
    content = _json(rows) if kind == "json" else _csv(rows, grain) if kind == "csv" else None
    if path is None:
        return content or ""
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "parquet":
        as_frame(rows, grain).write_parquet(path)
    elif kind == "xlsx":
        from pipelines.steps.kpi_workbook import write_workbook

        write_workbook(rows, grain, path)
    else:
        path.write_bytes((content or "").encode("utf-8"))
    return path


def as_frame(rows: Sequence[KpiRow], grain: Sequence[str]) -> pl.DataFrame:
    """Return the rows as a frame: grain columns as text first, then the KPI columns."""
    schema = {**{column: pl.String() for column in grain}, **COLUMNS}
    records = [{**row.grain, **row.model_dump(exclude={"grain"})} for row in rows]
    return pl.DataFrame(records, schema=schema)


def as_table(rows: Sequence[KpiRow], grain: Sequence[str]) -> Table:
    """Return the rows as a table for the screen, in the language in force."""
    table = Table(title=text("지표", "KPIs"), header_style="bold")
    for column in grain:
        table.add_column(column, no_wrap=True)
    for heading in (text("지표", "KPI"), text("구분", "Subject")):
        table.add_column(heading)
    for heading in (text("값", "Value"), text("95 % 구간", "95 % interval"), "n", text("등급", "Grade")):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        cells = [row.grain[column] or "-" for column in grain]
        table.add_row(*cells, title(row.kpi), _told(row), shown(row), _interval(row), f"{row.n:,}", row.grade or "")
    return table


def _told(row: KpiRow) -> str:
    """Subject and mode in one cell."""
    return " ".join(part for part in (row.subject, row.mode) if part)


def title(kpi: str) -> str:
    """Return the KPI's name in the language in force."""
    return str(describe(f"kpi_{kpi}")[f"name_{language()}"])


def shown(row: KpiRow) -> str:
    """Return the value with its unit as people read it; a ratio in percent."""
    if row.value is None:
        return "-"
    if row.unit == "ratio":
        return f"{row.value * 100:.2f} %"
    unit = {"1": "", "pieces": ""}.get(row.unit, f" {row.unit}")
    return f"{row.value:,.0f}{unit}" if row.value == int(row.value) else f"{row.value:,.2f}{unit}"


def _interval(row: KpiRow) -> str:
    if row.ci_low is None or row.ci_high is None:
        return ""
    return f"{row.ci_low * 100:.2f}–{row.ci_high * 100:.2f} %"


def guarded(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(rows: Sequence[KpiRow]) -> str:
    return json.dumps([row.flat() for row in rows], ensure_ascii=False, indent=2)


def _csv(rows: Sequence[KpiRow], grain: Sequence[str]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    columns = [*grain, *COLUMNS]
    writer.writerow(columns)
    for row in rows:
        record = row.flat() | {"reasons": "; ".join(row.reasons)}
        writer.writerow([guarded(record[column]) for column in columns])
    return "\ufeff" + buffer.getvalue()
