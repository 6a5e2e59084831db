"""Every recorder, PLC and machine layout reads to the numbers of expected.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors import read_export
from connectors.types import Export, Table

SAMPLES = Path(__file__).parent / "samples"
EXPECTED: dict[str, dict[str, Any]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
READABLE = sorted(name for name, expected in EXPECTED.items() if not expected["refuse"])
LONG_OR_WIDE = [name for name in READABLE if EXPECTED[name]["layout"] != "blocks"]


def read(name: str) -> tuple[Export, Table, dict[str, Any]]:
    export = read_export(SAMPLES / name)
    assert len(export.tables) == 1
    return export, export.tables[0], EXPECTED[name]


def number(text: str | None, decimal: str) -> float:
    assert text is not None
    return float(text.replace(" ", "").replace(decimal, "."))


@pytest.mark.parametrize("name", READABLE)
def test_form_of_the_text(name: str) -> None:
    export, table, expected = read(name)
    assert (export.container, export.byte_count) == ("text", expected["bytes"])
    assert (table.encoding, table.bom, table.newline) == (expected["encoding"], expected["bom"], expected["newline"])
    assert (table.delimiter, table.decimal, table.layout) == tuple(
        expected[k] for k in ("delimiter", "decimal", "layout")
    )
    assert not export.findings
    assert not export.holds


@pytest.mark.parametrize("name", READABLE)
def test_every_line_has_its_place(name: str) -> None:
    _, table, expected = read(name)
    assert table.header_rows == tuple(expected["header_lines"])
    assert table.header_roles == expected["header_roles"]
    assert list(table.skipped_rows) == expected["skipped_lines"]
    assert table.rejected["row_no"].to_list() == expected["rejected_lines"]
    assert table.records.height == expected["rows"]
    assert table.record_count == expected["rows"] + len(expected["rejected_lines"])
    first = min(table.header_rows) - 1
    assert first == expected["preamble_lines"]
    each = expected["blocks"]["lines_per_block"] if expected["layout"] == "blocks" else 1
    lines = first + len(table.header_rows) + table.record_count * each + len(table.skipped_rows)
    assert lines == expected["lines"]


@pytest.mark.parametrize("name", LONG_OR_WIDE)
def test_columns_names_and_units(name: str) -> None:
    _, table, expected = read(name)
    assert table.records.columns == expected["columns"]
    if expected["layout"] == "wide":
        channels = expected["channels"]
        assert {c: table.labels.get(c) for c in channels} == {c: said["name"] for c, said in channels.items()}
        assert {c: table.units.get(c) for c in channels} == {c: said["unit"] for c, said in channels.items()}


@pytest.mark.parametrize("name", READABLE)
def test_cells(name: str) -> None:
    _, table, expected = read(name)
    for check in expected["checks"]:
        column = f"{check['column']}.{check['stat']}" if "stat" in check else check["column"]
        cell = table.records[column][check["row"] - 1]
        assert number(cell, table.decimal) == pytest.approx(check["value"], abs=0)
        if "tag" in check:
            assert table.records[expected["long"]["tag_column"]][check["row"] - 1] == check["tag"]
    for check in expected["text_checks"]:
        assert table.records[check["column"]][check["row"] - 1] == check["value"]
    for cell in expected["missing_cells"]:
        if cell["marker"].startswith("Validity"):
            continue
        assert table.records[cell["column"]][cell["row"] - 1] == cell["marker"]


def test_blocks_are_records() -> None:
    _, table, expected = read("yokogawa_mv_hourly_report.txt")
    assert table.row_numbers.to_list() == expected["blocks"]["first_lines"]
    assert table.records["Time"].to_list() == ["2026/05/12 09:00:00", "2026/05/12 10:00:00"]
    assert table.records["Status"].to_list() == [None, "Bo Pw"]
    assert table.units["CH001.Ave"] == "℃"
    assert table.labels["CH002.Max"] == "FI-103.Max"


def test_preamble_of_a_relative_log_keeps_its_start() -> None:
    _, table, expected = read("hioki_lr8402.csv")
    assert table.preamble["Start trigger time"] == "'26-05-12 13:52:32"
    assert expected["time"]["columns"] == ["Time"]


def test_cut_line_is_named_and_kept_as_text() -> None:
    _, table, _ = read("euromap63_reports.dat")
    assert table.rejected.rows() == [(7, "truncated-row", "20260512,14:52:21,2,10.3")]
    assert [found.code for found in table.findings] == ["truncated-row"]
    assert table.findings[0].row == 7


def test_request_to_a_machine_is_refused() -> None:
    export = read_export(SAMPLES / "euromap63_reports.job")
    assert (export.container, export.tables) == ("euromap63-job", ())
    assert [found.severity for found in export.findings] == ["error"]
    assert "EUROMAP 63" in export.findings[0].reason_en
