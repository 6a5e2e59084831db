from typing import Any

import pytest

from connectors.mapping import propose
from connectors.types import ColumnMapping, MachineContext, Mapping, Table
from ppuri.core.errors import UsageError
from tests.connectors.tables import table

PRESS = MachineContext("dc3", ("dc3", "다이캐스팅 3호기", "3호기"), ("4호기",), process="casting", kind="hpdc")
FURNACE = MachineContext("f1", ("f1",), process="heat_treatment")
IMM = MachineContext("m1", ("m1",), process="molding", kind="injection")
STAMPS: list[str | None] = [f"2025-03-02 08:{minute:02}:{second:02}" for minute in range(10) for second in (3, 41)]


def shots(**columns: list[str | None]) -> Table:
    """Twenty shots with irregular stamps, and the columns given."""
    return table({"일시": STAMPS, "사이클타임": ["61.5"] * 20, **columns})


def column(mapping: Mapping, header: str) -> ColumnMapping:
    return next(c for c in mapping.columns if c.header == header)


def codes(mapping: Mapping) -> set[str]:
    return {f.code for f in mapping.findings}


@pytest.mark.parametrize(
    ("header", "machine", "value", "stored"),
    [
        ("용탕온도(℃)", PRESS, "680", "melt_temp_c"),
        ("Molten Temp", PRESS, "680", "melt_temp_c"),
        ("상형온도2(℃)", PRESS, "250", "die_temp_upper_2_c"),
        ("냉각시간(s)", PRESS, "20", "cure_time_s"),
        ("냉각시간(s)", IMM, "20", "cooling_time_s"),
        ("ActTmpBrlZn[1,3]", IMM, "227.1", "barrel_temp_3_c"),
        ("ZUx - Cushion", IMM, "8.8", "cushion_mm"),
        ("소입로 온도 2 Zone_Avg", FURNACE, "860.1", "furnace_temp_z2_c_avg"),
        ("소입로 온도 2 Zone_Std", FURNACE, "0.5", "furnace_temp_z2_c_sd"),
        ("PV", FURNACE, "860", "furnace_temp_c"),
        ("V1", PRESS, "0.3", "x_v1"),
        ("Temp", FURNACE, "75", "x_temp"),
        ("용탕운도", PRESS, "680", "x_용탕운도"),
        ("금형상태", PRESS, "좋음", "xt_금형상태"),
    ],
)
def test_headers_find_their_column(header: str, machine: MachineContext, value: str, stored: str) -> None:
    mapping = propose(shots(**{header: [value] * 20}), machine, file_name="a.csv")
    assert column(mapping, header).column == stored


def test_near_misses_are_only_suggested() -> None:
    near = column(propose(shots(용탕운도=["680"] * 20), PRESS), "용탕운도")
    assert (near.status, near.channel) == ("suggested", "melt_temp_c")


def test_stated_units_convert_without_assumption() -> None:
    mapping = propose(shots(**{"주조압력[kgf/cm²]": ["332"] * 20, "용탕온도(℉)": ["1256"] * 20}), PRESS)
    assert column(mapping, "주조압력[kgf/cm²]").scale == pytest.approx(0.0980665)
    assert column(mapping, "용탕온도(℉)").offset == pytest.approx(-32 / 1.8)
    assert not [a for a in mapping.assumptions if a.key.startswith("unit:") and "사이클" not in a.key]


@pytest.mark.parametrize(
    ("header", "value", "unit", "status"),
    [
        ("고속속도", "112", "cm/s", "mapped"),
        ("저속속도", "110", None, "unconfirmed"),
        ("주조압력", "330", None, "unconfirmed"),
        ("주조압력", "0.001", None, "unconfirmed"),
        ("비스킷", "48", "mm", "mapped"),
        ("냉각수유량(V)", "48", "V", "unconfirmed"),
        ("용탕온도(℃)", "9000", "degC", "unconfirmed"),
    ],
)
def test_units_without_a_word_are_settled_by_magnitude_or_left_open(
    header: str, value: str, unit: str | None, status: str
) -> None:
    mapping = propose(shots(**{header: [value] * 20}), PRESS)
    found = column(mapping, header)
    assert (found.status, found.unit if status == "mapped" else unit) == (status, unit)
    assert (f"unit:{header}" in {a.key for a in mapping.assumptions}) == (status == "mapped")
    if status == "unconfirmed":
        assert (found.column or "").startswith("x_")
        assert codes(mapping) & {"unit-unknown", "unit-out-of-range", "unit-mismatch"}


def test_an_answer_settles_a_unit() -> None:
    mapping = propose(shots(주조압력=["330"] * 20), PRESS, answers={"unit:주조압력": "kgf/cm2"})
    found = column(mapping, "주조압력")
    assert (found.column, found.status) == ("cast_pressure_mpa", "mapped")
    assert found.scale == pytest.approx(0.0980665)


def test_a_broken_relation_leaves_both_channels_unconfirmed() -> None:
    mapping = propose(shots(평균RPM=["290"] * 20, 최대스크류회전수=["31"] * 20), IMM)
    assert {column(mapping, h).status for h in ("평균RPM", "최대스크류회전수")} == {"unconfirmed"}
    assert "relation-broken" in codes(mapping)


def test_a_complete_stamp_makes_date_and_time_redundant() -> None:
    mapping = propose(
        table({"date": ["2019-01-02"], "time": ["16:45:08"], "CT": ["60"], "datetime": ["2019-01-02 16:45:08"]}), PRESS
    )
    assert mapping.time.columns == ("datetime",)
    assert {column(mapping, h).status for h in ("date", "time")} == {"dropped"}


@pytest.mark.parametrize(
    ("columns", "joined"),
    [
        ({"Time": ["오후 4:24:03.0"], "Date": ["2021-09-06"]}, ("Date", "Time")),
        ({"time": ["2019-02-15"], "date": ["02:23:40"]}, ("time", "date")),
        ({"Dato": ["12.05.26", "13.05.26", "14.05.26"], "Tid": ["13.38.29", "13.37.58", "13.37.26"]}, ("Dato", "Tid")),
        ({"Ch": ["2026/05/12 08:00:00"]}, ("Ch",)),
    ],
)
def test_date_and_clock_are_told_by_content(columns: dict[str, list[str | None]], joined: tuple[str, ...]) -> None:
    height = len(next(iter(columns.values())))
    mapping = propose(table({**columns, "CT": ["60"] * height}), PRESS)
    assert mapping.time.columns == joined
    assert mapping.holds == ()


def test_an_open_date_order_holds_until_answered() -> None:
    records = {"date": ["12/05/2026", "11/05/2026"], "time": ["08:00", "08:01"], "CT": ["60", "61"]}
    held = propose(table(records), PRESS)
    assert [(h.key, set(h.choices)) for h in held.holds] == [("date_order", {"dmy", "mdy"})]
    answered = propose(table(records), PRESS, answers={"date_order": "mdy"})
    assert (answered.holds, answered.time.forms) == ((), ("mdy",))


def test_one_date_that_only_one_order_reads_settles_it_as_an_assumption() -> None:
    mapping = propose(table({"일시": ["01/03/2025 08:00", "13/02/2025 09:00"], "CT": ["60", "61"]}), PRESS)
    assert mapping.time.forms == ("dmy",)
    assert "time:date_order" in {a.key for a in mapping.assumptions}


def test_without_time_the_file_is_held() -> None:
    records = {"Cycle_Time": ["61.7"], "PassOrFail": ["Y"]}
    assert [h.key for h in propose(table(records), IMM).holds] == ["time"]
    assert propose(table(records), IMM, answers={"time": "order"}).time.basis == "order"


def test_elapsed_seconds_take_their_start_from_the_preamble() -> None:
    mapping = propose(
        table(
            {"Time": ["0.000000000E+00", "1.000000000E-01"], "1-1[C]": ["8.597E+02", "8.599E+02"]},
            labels={"1-1[C]": "Zone1"},
            preamble={"Start trigger time": "'26-05-12 13:52:32"},
        ),
        FURNACE,
    )
    assert (mapping.time.forms, mapping.time.start) == (("elapsed_s",), "2026-05-12 13:52:32")
    assert column(mapping, "1-1[C]").column == "furnace_temp_z1_c"


def test_offset_in_the_header_is_the_zone() -> None:
    mapping = propose(table({"TIME (UTC+09:00)": ["2026/05/12 17:03:45.402"], "INDEX": ["1"], "D3203": ["1.25"]}), IMM)
    assert mapping.time.zone == "+09:00"


@pytest.mark.parametrize(
    ("name", "held"), [("3호기", False), ("650톤 3호기", False), ("13호기", True), ("4호기", True), ("DC3", False)]
)
def test_another_machine_in_the_file_is_asked(name: str, held: bool) -> None:
    mapping = propose(shots(설비=[name] * 20), PRESS)
    assert [h.key for h in mapping.holds] == (["machine"] if held else [])
    assert propose(shots(설비=[name] * 20), PRESS, answers={"machine": "dc3"}).holds == ()


def test_rare_zero_or_one_is_scrap_as_an_assumption() -> None:
    mapping = propose(shots(passorfail=["0"] * 17 + ["1"] * 3), PRESS)
    assert mapping.labels["result"] == {"0": "good", "1": "scrap"}
    assert "label:passorfail" in {a.key for a in mapping.assumptions}
    turned = propose(shots(passorfail=["0"] * 17 + ["1"] * 3), PRESS, answers={"label:passorfail": "0=scrap"})
    assert turned.labels["result"] == {"0": "scrap", "1": "good"}


@pytest.mark.parametrize("values", [["0"] * 10 + ["1"] * 10, ["Y"] * 15 + ["N"] * 5 + [], ["가", "나", "다", "라"] * 5])
def test_judgements_that_are_not_evident_are_asked(values: list[str | None]) -> None:
    header = "검사결과"
    mapping = propose(shots(**{header: values}), PRESS)
    expected = [] if values[0] == "Y" else ["result"]
    assert [h.key for h in mapping.holds] == expected
    assert propose(shots(**{header: values}), PRESS, answers={"result": "ignore"}).labels["result"] == {}


def test_trial_shots_are_an_assumption() -> None:
    mapping = propose(shots(tryshot_signal=["A"] * 15 + ["D"] * 5), PRESS)
    assert mapping.labels["is_trial"] == {"A": "production", "D": "trial"}
    assert [a.value for a in mapping.assumptions if a.key == "trial:tryshot_signal"] == ["D"]


def test_process_column_is_a_load_only_when_it_never_falls() -> None:
    rising = {"Time": STAMPS, "Temp": ["77"] * 20, "Process": [str(1 + i // 5) for i in range(20)]}
    falling = {**rising, "Process": ["2", "1"] * 10}
    assert column(propose(table(rising), FURNACE), "Process").column == "load_id"
    assert column(propose(table(falling), FURNACE), "Process").column == "xt_process_step"


def test_two_columns_on_one_channel_never_overwrite() -> None:
    mapping = propose(shots(CT=["70"] * 20, **{"사이클 타임": ["61.5"] * 20}), PRESS)
    assert [column(mapping, h).column for h in ("사이클타임", "CT", "사이클 타임")] == ["cycle_time_s", "x_ct", None]
    assert "same-channel" in codes(mapping)


@pytest.mark.parametrize(
    ("columns", "dataset"),
    [
        ({"일시": STAMPS[:4], "쇼트수": ["1", "2", "3", "4"], "용탕온도": ["680"] * 4}, "run"),
        ({"일시": [f"2025-03-02 08:00:{s:02}" for s in range(0, 50, 10)], "로온": ["860"] * 5}, "reading"),
        ({"작업일": ["2025-03-02"], "조": ["주간"], "생산수량": ["100"], "불량수량": ["1"]}, "tally"),
        ({"시작일시": ["2025-03-02 08:00"], "종료일시": ["2025-03-02 08:10"], "정지사유": ["고장"]}, "event"),
        ({"로트번호": ["L1"], "검사일시": ["2025-03-02 08:00"], "HRC": ["58"], "판정": ["OK"]}, "inspection"),
    ],
)
def test_dataset_is_told_by_meanings(columns: dict[str, list[str | None]], dataset: str) -> None:
    machine = PRESS if dataset == "run" else FURNACE
    assert propose(table(columns), machine).dataset == dataset


def test_process_is_inferred_where_no_machine_is_known() -> None:
    unknown = MachineContext("-", process="other")
    mapping = propose(shots(용탕온도=["680"] * 20, 비스킷=["48"] * 20, 고속속도=["112"] * 20), unknown)
    assert column(mapping, "고속속도").column == "fast_speed_m_s"
    alone = propose(table({"일시": STAMPS, "냉각시간": ["20"] * 20}), unknown)
    assert column(alone, "냉각시간").status == "suggested"


def test_override_says_it_all() -> None:
    override: dict[str, Any] = {
        "dataset": "run",
        "source": "plc",
        "columns": {"주조압력": "cast_pressure_mpa [bar]", "메모": "drop", "X": "extra"},
        "labels": {"판정": "1=scrap,0=good"},
    }
    records = shots(주조압력=["330"] * 20, 메모=["a"] * 20, X=["1"] * 20, 판정=["0", "1"] * 10)
    mapping = propose(records, PRESS, override=override)
    assert (mapping.source_id, mapping.holds) == ("plc", ())
    assert column(mapping, "주조압력").scale == pytest.approx(0.1)
    assert [column(mapping, h).status for h in ("메모", "X")] == ["dropped", "extra"]
    assert mapping.labels["result"] == {"1": "scrap", "0": "good"}


@pytest.mark.parametrize("override", [{"colums": {}}, {"columns": {"A": "melt_tmp_c"}}, {"time": {"form": "ymd"}}])
def test_a_typo_in_the_override_is_a_usage_error(override: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        propose(shots(), PRESS, override=override)


def test_a_remembered_mapping_is_used_as_it_is_but_checked() -> None:
    first = propose(shots(주조압력=["330"] * 20), PRESS, answers={"unit:주조압력": "bar"})
    again = propose(shots(주조압력=["340"] * 20), PRESS, remembered=first)
    assert again.columns == first.columns
    drifted = propose(shots(주조압력=["0.3"] * 20), PRESS, remembered=first)
    assert column(drifted, "주조압력").status == "unconfirmed"
    changed = propose(shots(주조압력=["330"] * 20), PRESS, remembered=first, answers={"unit:주조압력": "kgf/cm2"})
    assert column(changed, "주조압력").scale == pytest.approx(0.0980665)
    assert changed.answers == {"unit:주조압력": "kgf/cm2"}


def test_the_same_layout_has_the_same_id() -> None:
    one, two = propose(shots(비스킷=["48"] * 20), PRESS), propose(shots(**{"비스킷 ": ["49"] * 20}), PRESS)
    assert one.layout_id == two.layout_id
    assert propose(shots(), PRESS).layout_id != one.layout_id


def test_a_mapping_survives_json() -> None:
    mapping = propose(shots(비스킷=["48"] * 20), PRESS)
    assert Mapping.model_validate_json(mapping.model_dump_json()) == mapping
