import pytest

from connectors.mapping.spelling import is_logger_channel, machine_prefix, spelling, text_stem, trailing_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("온도 설정값", "설정온도"),
        ("소입로 2존 온도", "소입로 온도 2 Zone"),
        ("금형온도#1", "금형온도 1"),
        ("냉각Time", "냉각 시간"),
        ("Cavity No.", "캐비티번호"),
        ("바렐 온도 2", "배럴온도2"),
        ("SHOT수", "쇼트수"),
    ],
)
def test_two_spellings_of_one_thing_are_equal(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("설정온도", "온도"),
        ("최대사출압력", "사출압력"),
        ("금형온도1", "금형온도2"),
        ("N2 유량", "NH3 유량"),
        ("누적 쇼트수", "쇼트수"),
        ("차지번호1", "지번호1"),
        ("저속속도", "고속속도"),
    ],
)
def test_words_and_numbers_that_change_the_meaning_stay(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("3호기 용탕온도", ("3호기", "용탕온도")),
        ("DC3_용탕온도", ("DC3", "용탕온도")),
        ("사출기#3 금형온도", ("사출기#3", "금형온도")),
        ("IM02.사이클타임", ("IM02", "사이클타임")),
        ("Z1_PV", None),
        ("Zone3_PV", None),
        ("용탕온도", None),
        ("1존 온도", None),
    ],
)
def test_a_machine_in_front_is_told_apart(header: str, parts: tuple[str, str] | None) -> None:
    assert machine_prefix(header) == parts


def test_inputs_of_a_logger_are_no_machines() -> None:
    assert is_logger_channel("CH1")
    assert not is_logger_channel("DC3")


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("냉각수유량 LPM", ("냉각수유량", "LPM")),
        ("교반기RPM", ("교반기", "RPM")),
        ("용탕온도", None),
        ("보온로 용탕", None),
    ],
)
def test_a_unit_at_the_end_needs_no_bracket(header: str, parts: tuple[str, str] | None) -> None:
    assert trailing_unit(header) == parts


@pytest.mark.parametrize(
    ("header", "stem"),
    [("작업자 성명", "작업자"), ("알람내용", "알람"), ("금형NO", "금형"), ("품명", None), ("공정", "공정")],
)
def test_names_and_codes_of_one_thing_share_a_stem(header: str, stem: str | None) -> None:
    assert text_stem(header) == stem
