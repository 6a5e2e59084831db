import polars as pl
import pytest

from connectors.mapping import propose
from connectors.types import MachineContext
from connectors.typing import type_table
from connectors.typing.damage import damaged
from tests.connectors.tables import table

PRESS = MachineContext("dc3", ("dc3",), process="casting", kind="hpdc")


@pytest.mark.parametrize(
    ("texts", "kind", "positions"),
    [
        (["L1", "1.23457E+12", "9.9E+11"], "power", [1, 2]),
        (["3-2", "03월 02일", "Mar-02", "2-Mar"], "date", [1, 2, 3]),
        (["A-1", "2025-03-02 00:00:00"], "date", [1]),
        (["001234", "001235", "1236", None], "zeros", [2]),
        (["2610050812345670000", "A-1"], "digits", [0]),
        (["2610050812345670", "2610050812345680", "2610050812345690"], "digits", [0, 1, 2]),
        (["L1", "#REF!", "#N/A"], "error", [1, 2]),
    ],
)
def test_what_a_spreadsheet_destroyed_is_seen(texts: list[str | None], kind: str, positions: list[int]) -> None:
    found = damaged(pl.Series(texts, dtype=pl.String))
    assert {k: v.arg_true().to_list() for k, v in found.items()} == {kind: positions}


@pytest.mark.parametrize(
    "texts",
    [
        ["000123", "1E5", "3-4"],
        ["1234", "56", "7"],
        ["2025-03-01", "2025-03-02"],
        ["1", "02", "003"],
        [None],
        ["L25E+1"],
        ["2610050812345670"],
        ["2610050812345670000", "2610050812345670001"],
    ],
)
def test_ids_that_only_look_strange_are_kept(texts: list[str | None]) -> None:
    assert damaged(pl.Series(texts, dtype=pl.String)) == {}


def shots(**columns: list[str | None]) -> pl.DataFrame:
    height = len(next(iter(columns.values())))
    stamps: list[str | None] = [f"2025-03-02 08:{i:02}:07" for i in range(height)]
    records = table({"일시": stamps, "사이클타임": ["61.5"] * height, **columns})
    typed = type_table(records, propose(records, PRESS), PRESS)
    assert typed.frame.height + typed.quarantine.height + typed.duplicate_count == records.record_count
    codes = [f.code for f in typed.findings if f.code.startswith("id-damaged")]
    return typed.frame.with_columns(codes=pl.lit(",".join(codes)), aside=pl.lit(typed.quarantine.height))


def test_a_damaged_attribute_is_left_out_and_its_row_stays() -> None:
    frame = shots(품번=["45100-2A", "1.23457E+12", "45100-2B"])
    assert frame["part_id"].to_list() == ["45100-2A", None, "45100-2B"]
    assert (frame["codes"][0], frame["aside"][0]) == ("id-damaged-power", 0)


def test_a_damaged_key_sets_its_row_apart() -> None:
    frame = shots(시리얼번호=["000123", "000124", "125", "000126"])
    assert frame["serial_id"].to_list() == ["000123", "000124", "000126"]
    assert (frame["codes"][0], frame["aside"][0]) == ("id-damaged-zeros", 1)
