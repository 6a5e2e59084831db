import pytest

from ppuri.portal.meaning import UNKNOWN, meaning


@pytest.mark.parametrize(
    ("column", "said"),
    [("ended_ts", "끝난 시각"), ("result", "양불 판정"), ("x_strange", UNKNOWN), ("no_such_channel_c", UNKNOWN)],
)
def test_own_and_unknown_columns(column: str, said: str) -> None:
    assert meaning(column, "casting", "hpdc") == said


def test_a_channel_is_named_in_korean_with_its_statistic() -> None:
    plain = meaning("cycle_time_s", "casting", "hpdc")
    assert plain.isascii() is False
    assert meaning("cycle_time_s_avg", "casting", "hpdc") == f"{plain} 평균"


def test_zones_keep_their_number() -> None:
    first, second = (meaning(f"furnace_temp_z{n}_c", "heat_treatment", None) for n in (1, 2))
    assert "1" in first
    assert first.replace("1", "2") == second
