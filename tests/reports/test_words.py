"""Sentences, cards and formulas say what the parts say."""

import re

import pytest

from ppuri.core.sqlfiles import relations
from ppuri.reports import words
from ppuri.reports.cards import cards
from ppuri.reports.formulas import FORMULAS, formula
from ppuri.reports.types import Quality
from tests.reports.builder import TITLES, insight, kpi, make, rows


def test_every_kpi_has_a_formula_in_korean() -> None:
    names = {name.removeprefix("kpi_").removesuffix("_all") for name in relations("kpis")}
    assert names <= set(FORMULAS)
    assert all(re.search("[가-힣]", text) for text in FORMULAS.values())
    assert formula("no_such", "a / b") == "a / b"
    assert formula("scrap_ratio_all", "-").endswith("(시사출 포함)")


def test_cards_show_both_numbers_only_where_there_are_trials() -> None:
    with_trials = (*rows(), kpi("trial_count", 389, "1"))
    assert cards(with_trials, (), TITLES)[0].with_trials is not None
    assert cards((*rows(), kpi("trial_count", 0, "1")), (), TITLES)[0].with_trials is None
    assert words.both(cards(with_trials, (), TITLES)[0]) == "1.09 % · 시사출 포함 3.37 %"


def test_counts_are_not_compared_with_another_month() -> None:
    now = (kpi("produced_count", 10, "pieces"), kpi("scrap_ratio", 0.1, "ratio"))
    before = (kpi("produced_count", 99, "pieces"), kpi("scrap_ratio", 0.2, "ratio"))
    found = {card.row.kpi: card.before for card in cards(now, before, {}) if card.row}
    assert found["produced_count"] is None
    assert found["scrap_ratio"] is not None


def test_a_missing_kpi_stands_with_its_first_reason() -> None:
    absent = kpi("anomaly_ratio", None, "ratio", reasons=["no-baseline", "low-coverage"])
    card = next(c for c in cards((*rows(), absent), (), TITLES) if c.row and c.row.kpi == "anomaly_ratio")
    assert card.absent_reason == "기준을 정하지 않았습니다"


def test_no_kpi_at_all_is_said() -> None:
    (said,) = words.headline((), None, None, (), ())
    assert said.text == "이 기간에 계산할 수 있는 지표가 없습니다."


def test_three_things_to_do_at_most_and_different_ones() -> None:
    same = [insight(0, "die_temp_c", "하나"), insight(0, "die_temp_c", "둘"), insight(0, "biscuit_mm", "셋")]
    whole = make()
    found = words.actions(
        same, whole.stops, whole.defects, whole.quality, {"dc3": "3호기"}, {"die_temp_c": "금형 온도"}
    )
    assert [a.title for a in found] == ["3호기 금형 온도", "금형 온도 이상", "3호기 biscuit_mm"]


@pytest.mark.parametrize(
    ("quality", "title"),
    [
        (Quality(held=("a.csv",)), "답을 기다리는 파일"),
        (Quality(unconfirmed=("진공도",)), "단위 확인"),
        (Quality(quarantined_count=3), "확인할 행"),
    ],
)
def test_what_the_data_lacks_is_something_to_do(quality: Quality, title: str) -> None:
    (action,) = words.actions((), None, None, quality, {}, {})
    assert action.title == title


def test_a_known_cause_names_the_action() -> None:
    known = insight(1, "biscuit_mm", "비스킷이 흩어집니다.").model_copy(
        update={"cause_code": "plunger_wear", "action_code": "check_tip_sleeve"}
    )
    (action,) = words.actions((known,), None, None, Quality(), {"dc3": "3호기"}, {})
    assert action.title == "3호기 플런저 팁 마모"
    assert action.action == words.ADVICE["check_tip_sleeve"]
