import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.typing.numbers import parse, whole


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [("1,234", ".", 1234.0), ("1,234.5", ".", 1234.5), ("+ 329,05", ",", 329.05), ("1.234", ",", 1234.0), ("3,5", ",", 3.5),
     ("3.09E+06", ".", 3_090_000.0), ("１２.５", ".", 12.5), ("+859.7", ".", 859.7), (" 12 ", ".", 12.0),
     ("9.600000381469728", ".", 9.600000381469728), ("-0,0021", ",", -0.0021)],
)  # fmt: skip
def test_numbers_as_files_write_them(text: str, decimal: str, value: float) -> None:
    read = parse(pl.Series([text]), decimal)
    assert read.values.to_list() == [value]
    assert len(read.unreadable) == 0


@pytest.mark.parametrize("text", ["23.5℃", "0x1F", "1_000", "(5)", "inf", "1e400", "E+06", "1,2", "가동", "٣"])
def test_what_is_no_number_is_said(text: str) -> None:
    read = parse(pl.Series(["1", text]))
    assert read.values.to_list() == [1.0, None]
    assert read.unreadable.to_list() == [1]


@pytest.mark.parametrize("text", ["+++++++", "-------", "BURNOUT", "*****", "#DIV/0!"])
def test_faults_of_loggers_are_told_apart(text: str) -> None:
    read = parse(pl.Series([text, "2"]))
    assert (read.faults.to_list(), read.unreadable.to_list()) == ([0], [])


@pytest.mark.parametrize("text", ["", "-", "NaN", "N/A", "null", None])
def test_nothing_is_silent(text: str | None) -> None:
    read = parse(pl.Series([text, "2"], dtype=pl.String))
    assert (read.values.to_list(), len(read.faults), len(read.unreadable)) == ([None, 2.0], 0, 0)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_written_double_comes_back(value: float) -> None:
    assert parse(pl.Series([repr(value)])).values.to_list() == [value]
    assert parse(pl.Series([repr(value).replace(".", ",")]), ",").values.to_list() == [value]


def test_counts_are_whole() -> None:
    assert whole(pl.Series([58778.0, 3.5, None, 2.0**53])).to_list() == [58778, None, None, None]
