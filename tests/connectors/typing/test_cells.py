"""Cells that only look like values: ditto marks, other signs, units beside numbers, fills of registers."""

import polars as pl
import pytest

from connectors.types import MachineContext, TypedTable
from connectors.typing.numbers import parse, unit_worn
from connectors.typing.sentinels import sentinel_mask
from tests.connectors.tables import table
from tests.connectors.typing.test_rows import count, typed

FURNACE = MachineContext("f1", ("f1",), process="heat_treatment")
ROWS = 40


def shots(**changed: list[str | None]) -> TypedTable:
    columns: dict[str, list[str | None]] = {
        "일시": [f"2026-10-05 08:00:{at:02d}" for at in range(ROWS)],
        "쇼트수": [str(100 + at) for at in range(ROWS)],
        "금형번호": ["DM-1107"] * ROWS,
        "비스킷두께(mm)": [f"{26 + at / 100:.2f}" for at in range(ROWS)],
        "판정": ["양품" if at % 20 else "불량" for at in range(ROWS)],
    }
    for name, cells in changed.items():
        columns[name][: len(cells)] = cells
    return typed(table(columns))


@pytest.mark.parametrize("mark", ["〃", "상동", '"', "위와 같음"])
def test_a_ditto_mark_is_no_id(mark: str) -> None:
    result = shots(금형번호=["DM-1107", mark, f" {mark} "])
    assert result.frame["tool_id"].to_list()[:4] == ["DM-1107", None, None, "DM-1107"]
    assert count(result, "ditto-mark") == 2


def test_letters_without_width_are_no_part_of_an_id_or_a_judgement() -> None:
    result = shots(금형번호=["\u200bDM-1107\ufeff", "\u3000DM-1107"], 판정=["\u200b양품", "NG\u00a0", "-", "없음"])
    assert set(result.frame["tool_id"]) == {"DM-1107"}
    assert result.frame["result"].to_list()[:4] == ["good", "scrap", None, None]
    assert result.quarantine.height == 0


def test_a_counter_below_zero_is_none() -> None:
    result = shots(쇼트수=["-38", "0"])
    assert result.quarantine["code"].to_list() == ["bad-key"]
    assert result.frame["cycle_counter"][0] == 0


def test_a_number_among_states_tells_of_moved_cells_and_an_unknown_word_is_kept() -> None:
    states: list[str | None] = ["가동"] * 30 + ["정지"] * 8 + ["61,5", "난기"]
    columns: dict[str, list[str | None]] = {
        "일시": [f"2026-10-05 08:00:{at:02d}" for at in range(ROWS)],
        "1존 PV": [f"{860 + at / 10}" for at in range(ROWS)],
        "운전상태": states,
    }
    result = typed(table(columns), FURNACE)
    assert result.quarantine["row_no"].to_list() == [40]
    assert (result.frame["run_state"][-1], count(result, "unknown-state")) == ("난기", 1)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("185 MPa", "MPa", 185.0), ("23.5℃", "°C", 23.5), ("1,185 MPa", "MPa", 1185.0), ("27 bar", "MPa", None), ("5%", "mm", None), ("1.5E3", "mm", 1500.0)],
)  # fmt: skip
def test_a_number_with_the_unit_of_its_column(text: str, unit: str, value: float | None) -> None:
    read = parse(pl.Series([text, "7"]), unit=unit)
    assert read.values.to_list() == [value, 7.0]
    assert len(read.unreadable) == (value is None)


def test_units_that_nearly_all_cells_carry_are_the_columns() -> None:
    assert unit_worn(pl.Series(["23.5 ℃", "24℃", "25 ℃", "-", "26 ℃", "27 ℃"])) == "℃"
    assert unit_worn(pl.Series(["3번", "4번", "5번"])) is None
    assert unit_worn(pl.Series(["23.5 ℃", "24", "25"])) is None


def test_thousands_or_a_decimal_sign() -> None:
    near = parse(pl.Series(["38.21", "38.19", "38,890", "71"]))
    assert (near.values.to_list()[2:], near.doubtful.to_list()) == ([38890.0, 71.0], [2])
    assert parse(pl.Series(["640.5", "1,642"])).doubtful.to_list() == []
    assert parse(pl.Series(["1,642", "2,001"])).doubtful.to_list() == []
    result = shots(**{"비스킷두께(mm)": ["26,104"]})
    assert (result.frame["biscuit_mm"][0], count(result, "decimal-sign")) == (None, 1)


@pytest.mark.parametrize(
    ("fill", "others", "marked"),
    [
        (6553.5, 640.0, True),
        (-1.0, 60.0, True),
        (-1.0, 4.0, False),  # a value near zero may be below it
        (999.9, 640.0, False),
    ],
)
def test_a_fill_within_the_range_stands_far_apart(fill: float, others: float, marked: bool) -> None:
    values = pl.Series([*(others + at / 10 for at in range(30)), fill])
    inside = pl.Series([False] * 31)
    assert sentinel_mask(values, inside).to_list()[-1] is marked
    assert not sentinel_mask(values, inside)[:-1].any()
