"""A finding that is withheld says so in words; its code is for programs."""

from ppuri.reports.html import render
from ppuri.reports.tables import insight_grid
from tests.reports.builder import insight, make


def test_no_code_stands_in_place_of_a_state() -> None:
    withheld = insight(1, "melt_temp_c", "용탕온도가 낮습니다.").model_copy(
        update={"refused_reason": "baseline_below_one_day"}
    )
    result = make(insights=(withheld,))
    assert insight_grid(result).rows[0][-1] == "판정 보류"
    assert "baseline_below_one_day" not in render(result)
