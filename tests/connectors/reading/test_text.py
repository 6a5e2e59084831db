"""Texts through the whole reader: what stands in a cell is what comes out."""

import csv
import io
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.types import Table
from tests.paths import data

WORD = st.text(st.sampled_from(list("가나다 xyz,;\"'\n\t.-")), max_size=8)
RECORD = st.tuples(st.integers(0, 10**6), st.floats(0, 99), WORD, WORD)


def only(content: bytes, **named: object) -> Table:
    (table,) = read_export(content, **named).tables  # type: ignore[arg-type]
    return table


@given(st.lists(RECORD, min_size=3, max_size=15), st.sampled_from([",", ";", "\t"]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_cells_come_out_as_the_csv_module_reads_them(
    rows: list[tuple[int, float, str, str]], delimiter: str, all_quoted: bool
) -> None:
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
    writer.writerows([("번호", "온도", "이름", "비고"), *rows])
    table = only(out.getvalue().encode(), delimiter=delimiter)
    expected = [tuple(cell if str(cell).strip() else None for cell in (str(n), str(x), a, b)) for n, x, a, b in rows]
    assert table.records.rows() == expected
    assert (table.rejected.height, table.record_count) == (0, len(rows))


@pytest.mark.parametrize(
    ("header", "names", "units"),
    [
        (
            "시각,온도(℃),압력[MPa],속도 (m/s)",
            ["시각", "온도(℃)", "압력[MPa]", "속도 (m/s)"],
            {"온도(℃)": "℃", "압력[MPa]": "MPa", "속도 (m/s)": "m/s"},
        ),
        ("시각,온도(1존),온도(2존),", ["시각", "온도(1존)", "온도(2존)", "column_4"], {}),
        (" 시각, 온도 ,온도,온도", ["시각", " 온도 ", "온도", "온도 (2)"], {}),
        ("a,a,a (2),a", ["a", "a (2)", "a (2) (2)", "a (3)"], {}),
    ],
    ids=["units", "no-units", "blanks", "repeated"],
)
def test_header_cells_are_the_names(header: str, names: list[str], units: dict[str, str]) -> None:
    rows = [f"2026-05-12 08:00:0{i},{i}.5,2,3" for i in range(5)]
    table = only("\n".join([header, *rows, ""]).encode())
    assert (table.records.columns, table.units) == (names, units)


def test_groups_above_names_tell_repeated_names_apart() -> None:
    rows = [f"2026-05-12 08:00:0{i},{i}.5,2,3,4" for i in range(5)]
    table = only("\n".join(["시각,온도,,압력,", ",평균,최대,평균,최대", *rows, ""]).encode())
    assert table.records.columns == ["시각", "온도 평균", "온도 최대", "압력 평균", "압력 최대"]
    assert table.header_rows == (1, 2)


def test_header_cell_over_two_lines() -> None:
    rows = [f"2026-05-12 08:00:0{i},{i}.5" for i in range(5)]
    table = only("\n".join(["생산 일보,", '"시각","온도\n(℃)"', *rows, ""]).encode())
    assert table.records.columns == ["시각", "온도\n(℃)"]
    assert (table.units, table.header_rows, table.row_numbers[0]) == ({"온도\n(℃)": "℃"}, (2,), 4)


def test_a_word_for_totals_that_every_row_holds_is_a_value() -> None:
    rows = [f"{i},평균,{i}.5" for i in range(9)]
    table = only("\n".join(["번호,종류,온도", *rows, ""]).encode())
    assert (table.records.height, table.rejected.height) == (9, 0)


def test_decimal_comma_and_degree_sign_of_a_western_recorder() -> None:
    rows = [f"12.05.2026 08:00:0{i};8{i},5" for i in range(5)]
    table = only("\r\n".join(["Zeit;Temperatur [°C]", *rows, ""]).encode("cp1252"))
    assert (table.encoding, table.decimal, table.units) == ("cp1252", ",", {"Temperatur [°C]": "°C"})


@pytest.mark.parametrize("codec", ["utf-8", "cp949", "utf-16"])
def test_a_large_text_with_every_fault_keeps_its_counts(codec: str) -> None:
    draw = random.Random(11)
    good = [
        f"2026-05-12 {i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d},{draw.uniform(800, 900):.2f},정상"
        for i in range(60_000)
    ]
    faults = {
        100: "",
        2_000: ",,",
        3_000: "1,2",
        40_000: "1,2,3,4",
        50_000: "시각,온도,상태",
        55_000: '2026-05-12 10:00:00,"8,5",정상',
    }
    body = [faults.get(i, line) for i, line in enumerate(good)]
    table = only("\r\n".join(["시각,온도,상태", *body, "합계,1,2", ""]).encode(codec))
    assert table.records.height == 60_000 - 5
    assert table.rejected.select("row_no", "code").rows() == [
        (3_002, "ragged-row"),
        (40_002, "ragged-row"),
        (50_002, "repeated-header"),
        (60_002, "total-row"),
    ]
    assert table.skipped_rows == (2_002,)
    assert table.records.filter(pl.Series(table.row_numbers) == 55_002).row(0) == ("2026-05-12 10:00:00", "8,5", "정상")
    assert table.row_numbers[-1] == 60_001
    kept = [number for number in range(60_000) if number not in faults or number == 55_000]
    assert table.row_numbers.to_list() == [number + 2 for number in kept]


@pytest.mark.parametrize(
    ("path", "rows", "width", "encoding", "delimiter", "first"),
    [
        ("kamp-diecasting/train_group_8412.csv", 13_543, 25, "utf-8", ",", "id"),
        ("kamp-diecasting/test_group_8412.csv", 3_386, 25, "utf-8", ",", "id"),
        ("kamp-diecasting/train_group_8573.csv", 7_674, 25, "utf-8", ",", "id"),
        ("kamp-diecasting/test_group_8573.csv", 1_919, 25, "utf-8", ",", "id"),
        ("kamp-diecasting/train_group_8600.csv", 2_366, 25, "utf-8", ",", "id"),
        ("kamp-diecasting/test_group_8600.csv", 592, 25, "utf-8", ",", "id"),
        ("kamp-injection-molding/labeled_rg3.csv", 1_256, 26, "utf-8", ",", "PassOrFail"),
        ("kamp-heat-treatment/train.csv", 108, 38, "cp949", ",", "column_1"),
        ("kamp-plating-dryer/kemp-abh-sensor-2021.09.06.csv", 1_548, 6, "utf-8", ",", "Index"),
        ("airtlab-injection-lens/data.csv", 1_451, 14, "ascii", ";", "Melt temperature"),
        ("skab/anomaly-free/anomaly-free.csv", 9_405, 9, "ascii", ";", "datetime"),
        ("nab-machine-temperature/machine_temperature_system_failure.csv", 22_695, 2, "ascii", ",", "timestamp"),
    ],
)
def test_public_data(path: str, rows: int, width: int, encoding: str, delimiter: str, first: str) -> None:
    (table,) = read_export(data(path)).tables
    assert (table.records.height, table.records.width, table.rejected.height) == (rows, width, 0)
    assert (table.encoding, table.delimiter, table.records.columns[0]) == (encoding, delimiter, first)


def test_public_data_values() -> None:
    furnace = read_export(data("kamp-heat-treatment", "train.csv")).tables[0].records
    assert furnace["불량단계"].value_counts().sort("count").rows() == [("위험", 27), ("안정", 81)]
    zone = furnace["소입로 온도 2 Zone_Avg"].cast(pl.Float64)
    assert zone.median() == pytest.approx(860.001633, abs=1e-6)
    lens = read_export(data("airtlab-injection-lens", "data.csv")).tables[0].records
    assert lens["quality"].cast(pl.Float64).cast(pl.Int64).value_counts().sort("quality")["count"].to_list() == [
        370,
        406,
        310,
        365,
    ]
