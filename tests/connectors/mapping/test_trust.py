"""What is used without a person's word, what is only suggested, and why."""

import pytest

from connectors.mapping import propose
from connectors.types import ColumnMapping, MachineContext, Mapping
from tests.connectors.tables import table

PRESS = MachineContext("dc3", ("dc3", "3호기"), ("4호기",), process="casting", kind="hpdc")
STAMPS: list[str | None] = [f"2025-03-02 08:{i:02}:{(i * 17) % 60:02}" for i in range(20)]


def mapped(**columns: list[str]) -> Mapping:
    cells: dict[str, list[str | None]] = {header: [*values] for header, values in columns.items()}
    return propose(table({"일시": STAMPS, **cells}), PRESS)


def column(mapping: Mapping, header: str) -> ColumnMapping:
    return next(c for c in mapping.columns if c.header == header)


def one(header: str, values: list[str]) -> ColumnMapping:
    return column(mapped(**{header: values}), header)


def test_one_machine_in_front_of_all_headers_is_taken_off() -> None:
    mapping = mapped(**{"3호기 용탕온도": ["665"] * 20, "3호기 슬리브온도": ["210"] * 20})
    assert [c.channel for c in mapping.columns[1:] if c.status == "mapped"] == ["melt_temp_c", "sleeve_temp_c"]


@pytest.mark.parametrize("headers", [("3호기 용탕온도", "5호기 용탕온도"), ("4호기 용탕온도",)])
def test_several_machines_or_another_one_are_left_to_a_person(headers: tuple[str, ...]) -> None:
    mapping = mapped(**{header: ["665"] * 20 for header in headers})
    assert {column(mapping, header).status for header in headers} == {"suggested"}


@pytest.mark.parametrize(
    ("header", "values", "status", "channel"),
    [
        ("시간", ["12.3"] * 20, "extra", None),
        ("No", ["A-1", "A-2"] * 10, "extra", None),
        ("번호", ["7", "7", "8", "8"] * 5, "extra", None),
        ("No", [str(n) for n in range(20)], "dropped", "source_row_no"),
        ("상태", ["1", "2", "3", "4"] * 5, "suggested", "run_state"),
        ("상태", ["가동", "정지"] * 10, "mapped", "run_state"),
        ("온도", ["665"] * 20, "extra", None),
        ("스트로크", ["330"] * 20, "suggested", "plunger_pos_mm"),
        ("보온로 내 용탕온도", ["665"] * 20, "suggested", "melt_temp_c"),
        ("보온로 내 용탕온도", ["12"] * 20, "extra", None),
        ("작업인원", ["3"] * 20, "extra", None),
        ("경도", ["58"] * 20, "extra", None),
        ("검사자", ["김철수"] * 20, "suggested", "operator_hash"),
    ],
)
def test_content_decides_what_a_word_means(header: str, values: list[str], status: str, channel: str | None) -> None:
    found = one(header, values)
    assert (found.status, found.channel) == (status, channel)


def test_reasons_name_word_unit_and_size() -> None:
    found = one("용탕온도(℃)", ["661", "668"] * 10)
    assert found.reason_ko == (
        "열 이름이 사전의 말과 같습니다; 단위 °C도 맞습니다; 가운데 값 664.5이(가) 가능한 범위(400~850 degC) 안에 있습니다."
    )
    assert "the median 664.5 lies inside" in found.reason_en
    bare, wrong = one("용탕온도", ["661"] * 20), one("용탕온도(℃)", ["12"] * 20)
    assert wrong.confidence < bare.confidence <= found.confidence


def test_a_file_that_proves_more_fills_in_what_was_open() -> None:
    weak = mapped(저속속도=["110"] * 20)
    assert column(weak, "저속속도").status == "unconfirmed"
    strong = propose(table({"일시": STAMPS, "저속속도": ["12"] * 20}), PRESS, remembered=weak)
    assert (column(strong, "저속속도").column, column(strong, "저속속도").unit) == ("slow_speed_m_s", "cm/s")
    assert "unit:저속속도" in {a.key for a in strong.assumptions}
    assert "unit-unknown" not in {f.code for f in strong.findings}
    again = propose(table({"일시": STAMPS, "저속속도": ["110"] * 20}), PRESS, remembered=strong)
    assert column(again, "저속속도").column == "slow_speed_m_s"


def test_a_column_of_the_last_file_is_suggested_again_but_not_used() -> None:
    override = {"columns": {"채널7": "sleeve_temp_c [degC]"}}
    last = propose(table({"일시": STAMPS, "채널7": ["210"] * 20}), PRESS, override=override)
    changed = table({"일시": STAMPS, "채널7": ["212"] * 20, "비스킷(mm)": ["48"] * 20})
    found = column(propose(changed, PRESS, remembered=last), "채널7")
    assert (found.status, found.channel, found.column) == ("suggested", "sleeve_temp_c", "x_채널7")
    assert found.reason_ko.startswith("지난번 파일에서")
    assert column(propose(changed, PRESS), "채널7").channel is None


def test_a_renamed_column_holds_no_file_and_a_changed_unit_row_is_a_new_layout() -> None:
    first = mapped(비스킷=["48"] * 20)
    renamed = propose(table({"일시": STAMPS, "비고란2": ["48"] * 20}), PRESS, remembered=first)
    assert renamed.holds == ()
    one = propose(table({"일시": STAMPS, "주조압력": ["72"] * 20}, units={"주조압력": "MPa"}), PRESS)
    other = propose(table({"일시": STAMPS, "주조압력": ["720"] * 20}, units={"주조압력": "bar"}), PRESS, remembered=one)
    assert one.layout_id != other.layout_id
    assert column(other, "주조압력").scale == pytest.approx(0.1)
