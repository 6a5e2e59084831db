from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.sql.engine import FILES, SQL, described, result, text

NO_FILTER = {"line_id": None, "machine_id": None, "from_date": None, "to_date": None}
EXAMPLE = {
    "int_kpi__grain": {**NO_FILTER, "by": ["machine", "week"], "line_id": "l", "to_date": date(2026, 1, 31)},
    "int_kpi__evidence": {
        **NO_FILTER,
        "kpi": "quality_ratio",
        "tool_id": "a",
        "part_id": None,
        "shift": None,
        "subject": None,
    },
}
KPI = [name for name in FILES if name.startswith("kpi_")]
FOLDER = {"stg": "staging", "int": "intermediate", "mart": "marts", "kpi": "kpis", "assert": "checks"}


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return round(value, 8) if isinstance(value, float) else value


def picked(rows: list[dict[str, Any]], columns: list[str]) -> list[dict[str, Any]]:
    return sorted(({c: plain(row[c]) for c in columns} for row in rows), key=lambda row: str(list(row.values())))


@pytest.mark.parametrize("name", FILES)
def test_example_of_the_description_holds(name: str) -> None:
    page = described(name)
    got = result(name, page["given"], EXAMPLE.get(name)).to_dicts()
    if not page["expect"]:
        assert got == []
        return
    columns = list(dict.fromkeys(column for row in page["expect"] for column in row))
    expected = [{c: row.get(c) for c in columns} for row in page["expect"]]
    assert picked(got, columns) == picked(expected, columns)


@pytest.mark.parametrize("name", FILES)
def test_one_select_with_the_listed_parameters(name: str) -> None:
    statements = duckdb.connect().extract_statements(text(name))
    assert len(statements) == 1
    assert statements[0].type == duckdb.StatementType.SELECT
    assert sorted(statements[0].named_parameters) == described(name)["parameters"]
    assert not text(name).rstrip().endswith(";")


@pytest.mark.parametrize("name", FILES)
def test_name_folder_and_grain_agree(name: str) -> None:
    assert FILES[name].parent.name == FOLDER[name.split("_")[0]]
    assert "One row per" in described(name)["description"].split(". ")[-1]


def test_every_description_has_its_relation() -> None:
    assert {path.stem for path in SQL.rglob("*.yml")} == set(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name not in KPI and name != "int_kpi__grain"])
def test_columns_are_as_described(name: str) -> None:
    page = described(name)
    frame = result(name, page["given"], EXAMPLE.get(name))
    assert frame.columns[: len(page["columns"])] == list(page["columns"])


@pytest.mark.parametrize("name", KPI)
def test_kpi_is_defined_in_full(name: str) -> None:
    page = described(name)
    assert name == f"kpi_{page['id']}"
    assert page["direction"] in {"higher", "lower", "none"}
    assert all(
        page[key] for key in ("name_ko", "name_en", "scope", "formula", "unit", "range", "formula_version", "source")
    )
