"""Ticks enclose the data, are round, and print exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppuri.reports.charts.style import ticks


@pytest.mark.parametrize(
    ("low", "high", "decimals"),
    [(216.7, 225.2, 1), (0, 10, 1), (0, 100, 0), (0, 1000, 0), (0.01, 0.03, 3), (5, 5, 1), (0, 0.7, 1), (-60, 20, 0)],
)
def test_decimals_follow_the_step(low: float, high: float, decimals: int) -> None:
    found = ticks(low, high)
    assert all(float(f"{v:.{found.decimals}f}") == pytest.approx(v, abs=1e-12) for v in found.values)
    assert found.decimals <= decimals


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 9))
def test_ticks_enclose_and_print_exactly(low: float, width: float, count: int) -> None:
    found = ticks(low, low + width, count)
    step = found.values[1] - found.values[0]
    assert found.values[0] <= low + step * 1e-6
    assert found.values[-1] >= low + width - step * 1e-6
    assert len(found.values) <= count + 2
    texts = [f"{v:.{found.decimals}f}" for v in found.values]
    assert len(set(texts)) == len(texts)
    assert all(abs(float(text) - v) <= abs(step) * 1e-6 for text, v in zip(texts, found.values, strict=True))
