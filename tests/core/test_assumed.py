from ppuri.core.assumed import assumed_lines
from ppuri.core.results import Assumption


def unit(column: str, value: str) -> Assumption:
    return Assumption(key=f"unit:{column}", value=value, text_ko=f"'{column}'의 단위", text_en=f"'{column}' unit")


def test_columns_of_one_unit_share_a_line_and_keep_their_keys() -> None:
    label = Assumption(key="label:판정", value="1=scrap", text_ko="판정", text_en="label")
    lines = assumed_lines([unit("용탕온도", "degC"), unit("비스킷", "mm"), label, unit("금형온도", "degC")])
    assert [line.keys for line in lines] == [("unit:용탕온도", "unit:금형온도"), ("unit:비스킷",), ("label:판정",)]
    assert lines[0].text_ko == "2개 열의 값을 ℃ 단위로 보았습니다(크기로 판단): 용탕온도, 금형온도"
    assert lines[0].text_en.startswith("2 columns were taken to be in ℃")
    assert (lines[1].text_ko, lines[2].text_en) == ("'비스킷'의 단위", "label")


def test_the_same_assumption_of_two_tables_is_said_once() -> None:
    assert len(assumed_lines([unit("용탕온도", "degC"), unit("용탕온도", "degC")])) == 1
