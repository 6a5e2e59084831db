"""Each kind of chart says its finding and marks what matters."""

import pytest

from ppuri.reports.charts import control, daily, hours, pareto, profile
from ppuri.reports.types import Pareto, Share
from tests.reports.builder import individuals, make, shares, trend, week
from tests.reports.builder import profile as furnace


def loss(*values: float, open_value: float = 0.0) -> Pareto:
    bars = [Share(code=str(n), label=f"원인 {n}", value=v) for n, v in enumerate(values)]
    if open_value:
        bars.append(Share(code="-", label="원인 미입력", value=open_value, open=True))
    return Pareto(subject="정지", unit="min", bars=tuple(bars), total=sum(b.value for b in bars))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (loss(80, 10, 10), "원인 0 80 %"),
        (loss(50, 30, 20), "앞의 2개가 80 %"),
        (loss(open_value=5), "원인이 적혀 있지 않습니다"),
    ],
    ids=["one", "two", "unassigned"],
)
def test_a_pareto_says_what_matters(given: Pareto, said: str) -> None:
    assert pareto.finding(given) == said


def test_a_pareto_is_drawn_with_labels_and_shares() -> None:
    svg = pareto.draw(loss(50, 30, open_value=20), "x", 348).svg
    for text in ("원인 0", "50분", "누적 50 %", "누적 100 %", "원인 미입력"):
        assert f">{text}</text>" in svg, text


def test_a_control_chart_prints_limits_and_rules() -> None:
    svg = control.draw(individuals(), "x", 348, {0: "10-01"}).svg
    for text in ("위 한계 223.3", "중심 220", "아래 한계 216.7", "규칙 1", "10-01"):
        assert f">{text}</text>" in svg, text


def test_a_p_chart_is_in_per_cent() -> None:
    svg = control.draw(shares(), "x", 348, {}).svg
    assert ">중심 1.10</text>" in svg
    assert "아래 한계" not in svg


def test_a_quiet_chart_says_so() -> None:
    calm = individuals().model_copy(update={"out_count": 0})
    assert control.finding(calm) == "한계 안에 있습니다"


def test_one_wild_point_does_not_flatten_the_rest() -> None:
    points = list(individuals().points)
    points[3] = points[3].model_copy(update={"value": 65535.0})
    wild = individuals().model_copy(update={"points": tuple(points)})
    assert control.bounds(wild)[1] < 240
    assert control.cut_count(wild) == 1


def test_a_furnace_fault_is_visible_in_the_deviation_panel() -> None:
    part = furnace()
    assert profile.finding(part) == "그린 7배치 가운데 1배치가 벗어났습니다"
    svg = profile.draw_deviation(part, "x", 720).svg
    assert ">−60</text>" in svg
    assert profile.cut_count(part) == 10


def test_days_say_whether_they_move() -> None:
    assert daily.finding(trend("사이클타임", "s", 117, 0.5)).endswith("늘었습니다")
    assert daily.finding(trend("사이클타임", "s", 117, -0.5)).endswith("줄었습니다")
    assert daily.finding(trend("사이클타임", "s", 117, 0)).startswith("고릅니다")


def test_axes_keep_their_decimals() -> None:
    days = make().cycle_times[0].days[:8]
    fine = (
        make()
        .cycle_times[0]
        .model_copy(
            update={"days": tuple(d.model_copy(update={"low": 222.1, "middle": 222.5, "high": 223.0}) for d in days)}
        )
    )
    svg = daily.draw(fine, "x", 348, days[0].day, days[-1].day).svg
    assert ">222.0</text>" in svg or ">222.00</text>" in svg


def test_a_week_names_its_busiest_hour_and_gets_darker_with_the_count() -> None:
    assert hours.finding(week()) == "토요일 22시에 가장 많이 돌았습니다 (돌지 않은 시간 66칸)"
    steps = [hours.RAMP.index(hours.shade(count, 97)) for count in range(1, 98)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 5)
    svg = hours.draw(week(), "x", 348).svg
    assert [f">{name}</text>" in svg for name in "월화수목금토일"] == [True] * 7
    assert svg.count("stroke-dasharray") >= 66
