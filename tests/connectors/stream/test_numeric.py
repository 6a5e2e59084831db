"""Numbers typed straight from the bytes are those that the text gives: values, faults, their places and texts."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.mapping import propose
from connectors.reading.numeric import Numeric
from connectors.reading.text import read_text
from connectors.stream import tables
from connectors.types import MachineContext, Table, TypedTable
from connectors.typing import type_table
from connectors.typing.numbers import parse
from connectors.typing.rows import number_headers

MACHINE = MachineContext("dc3", ("dc3",), process="casting")
HEADERS = ("용탕온도(℃)", "주조압력(MPa)")
ODD = [
    "", " ", "-", "NaN", "inf", "1e400", "1_0", "0x1F", " 7.5", "7.5 ", "+7.50", ".5", "5.", "1E+02", "00012", "1.2.3", "--5",
    "BURNOUT", "+++++++", "9999", "65534", "1,234", "１２.5", "12 ℃", "일시", "합계", "true", "9007199254740993",
]  # fmt: skip


def text_of(cells: list[str], *, decimal: str) -> str:
    sign = ";" if decimal == "," else ","
    rows = [sign.join(["일시", *HEADERS, "비고"])]
    for at, cell in enumerate(cells):
        usual = [f"{655 + at % 5}.5".replace(".", decimal), f"{71 + at % 3}.25".replace(".", decimal)]
        values = [cell, usual[1]] if at % 2 else [usual[0], cell]
        shown = [f'"{each}"' if sign in each else each for each in values]
        rows.append(sign.join([f"2026-10-05 08:{at // 60 % 60:02}:{at % 60:02}", *shown, "메모"]))
    return "\n".join(rows) + "\n"


def both(text: str) -> tuple[Table, Table]:
    """The same text read as text and with its numbers typed."""
    given: dict[str, None] = {"encoding": None, "delimiter": None, "header_row": None}
    (slow,) = read_text(text.encode(), **given).tables
    (fast,) = read_text(text.encode(), **given, numeric=Numeric(frozenset(HEADERS), slow.decimal)).tables
    # The first block tells the decimal sign of all.
    return slow, replace(fast, decimal=slow.decimal)


def told(typed: TypedTable) -> object:
    spots = None if typed.spots is None else typed.spots.rows()
    return typed.quarantine.rows(), spots, [each.model_dump() for each in typed.findings], typed.cells_nulled


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_typed_bytes_and_text_agree(data: st.DataObject) -> None:
    decimal = data.draw(st.sampled_from([".", ","]))
    cells = [f"{n}.{n % 10}".replace(".", decimal) for n in range(40, 80)]
    for at in data.draw(st.lists(st.integers(0, 39), max_size=4, unique=True)):
        cells[at] = data.draw(st.sampled_from(ODD))
    slow, fast = both(text_of(cells, decimal=decimal))
    mapping = propose(slow, MACHINE, answers={})
    left, right = (type_table(each, mapping, MACHINE) for each in (slow, fast))
    assert left.frame.equals(right.frame)
    assert told(left) == told(right)
    assert slow.rejected.equals(fast.rejected)
    for name in slow.records.columns:
        assert slow.records[name].equals(fast.text(name))


def test_columns_of_bare_numbers_are_typed_and_others_are_not() -> None:
    _, fast = both(text_of([f"{n}.5" for n in range(40)], decimal="."))
    assert [fast.records.schema[name] for name in HEADERS] == [pl.Float64, pl.Float64]
    _, doubtful = both(text_of([*(f"{n}.5" for n in range(39)), "BURNOUT"], decimal="."))
    assert [doubtful.records.schema[name] for name in HEADERS] == [pl.String, pl.Float64]


def test_a_repeated_header_or_a_total_turns_all_to_text() -> None:
    rows = text_of([f"{n}.5" for n in range(40)], decimal=".").splitlines()
    for row in (rows[0].replace(HEADERS[0], "1").replace(HEADERS[1], "2"), "합계,26220.0,2880.00,"):
        slow, fast = both("\n".join([*rows, row]) + "\n")
        assert set(fast.records.dtypes) == {pl.String} or not slow.rejected.height
        assert slow.rejected.equals(fast.rejected)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["r", ".3f", ".17e", ".9g"]))
def test_a_number_is_the_same_both_ways(number: float, form: str) -> None:
    text = repr(number) if form == "r" else format(number, form)
    slow, fast = both(text_of([text, *["1.5"] * 30], decimal="."))
    column = HEADERS[1]
    assert parse(slow.records[column]).values.equals(parse(fast.records[column]).values)


def test_later_blocks_are_typed_once_the_columns_are_known(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_of([f"{n}.5" for n in range(400)], decimal="."), encoding="utf-8")
    (whole,) = read_export(path).tables
    known = number_headers(propose(whole, MACHINE, answers={}))
    assert known == frozenset(HEADERS)
    first, *later = tables(path, size=3_000, numeric=lambda: known)
    assert set(first.records.dtypes) == {pl.String}
    assert later
    assert {part.records.schema[name] for part in later for name in HEADERS} == {pl.Float64}
    for name in whole.records.columns:
        assert pl.concat([part.text(name) for part in (first, *later)]).equals(whole.records[name])


@pytest.mark.parametrize("point", ["1.234", "1.234,5"])
def test_a_point_beside_a_decimal_comma_is_never_typed_from_the_bytes(point: str) -> None:
    slow, fast = both(text_of([point, *["71,25"] * 30], decimal=","))
    assert fast.records.equals(slow.records)
