"""Numbers as a Korean reader expects them."""

import pytest

from ppuri.reports.format import amount, change, month_text, percent, plain
from tests.reports.builder import kpi


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12345.6, "s", "12,346초"),
        (-2.5, "degC", "−2.5 ℃"),
        (16929, "count", "16,929개"),
        (117.25, "s", "117.2초"),
        (0.0, "mm", "0 mm"),
        (-0.00001, "mm", "0 mm"),
        (0.01094, "ratio", "1.09 %"),
        (222.5, "bar", "222.5 bar"),
    ],
)
def test_an_amount(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.606, "60.6 %"), (181 / 16540, "1.09 %"), (0.9891, "98.91 %"), (1, "100 %"), (0, "0 %")]
)
def test_a_ratio(ratio: float, text: str) -> None:
    assert percent(ratio) == text


def test_a_nearly_whole_ratio_is_not_called_whole() -> None:
    assert percent(0.99999) == "100.00 %"


def test_differences_of_ratios_are_points() -> None:
    assert change(kpi("scrap_ratio", 0.0109, "ratio"), kpi("scrap_ratio", 0.0199, "ratio")) == "−0.90 %p"
    assert change(kpi("cycle_time_median", 118.0, "s"), kpi("cycle_time_median", 117.0, "s")) == "+1 초"
    assert change(kpi("cycle_time_median", None, "s"), kpi("cycle_time_median", 117.0, "s")) == ""


def test_thousands_and_minus() -> None:
    assert (plain(-12345, 0), plain(0.125, 3)) == ("−12,345", "0.125")


def test_a_month() -> None:
    assert (month_text("2026-03"), month_text("unknown")) == ("2026년 3월", "시각 없는 자료")
