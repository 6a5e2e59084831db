"""Robust references and blocks against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import robust
from tests.models import naive

CELLS = st.floats(-100, 100) | st.just(np.nan)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(0, 25), st.integers(1, 3)), elements=CELLS), st.data())
def test_rolling_reference_is_what_the_twin_says(values: np.ndarray, draw: st.DataObject) -> None:
    accepted = draw.draw(arrays(np.bool_, len(values)))
    # A window without any value keeps the last known reference, which the twin does not know: only rows with values.
    values = np.nan_to_num(values, nan=1.0)
    found = robust.rolling_reference(values, accepted, window=4)
    np.testing.assert_allclose(found, naive.rolling_reference(values, accepted, 4), equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(1, 3)), elements=CELLS), st.integers(2, 9))
def test_blocks_are_what_the_twin_says(values: np.ndarray, size: int) -> None:
    numbers = robust.block_numbers(len(values), size)
    for found, expected in zip(robust.block_table(values, numbers), naive.blocks(values, numbers), strict=True):
        np.testing.assert_allclose(found, expected, equal_nan=True, atol=1e-9)


@pytest.mark.parametrize(
    ("rows", "size", "expected"),
    [(0, 5, []), (3, 5, [0, 0, 0]), (7, 3, [0, 0, 0, 1, 1, 1, 1]), (8, 3, [0, 0, 0, 1, 1, 1, 2, 2])],
    ids=["empty", "short", "rest-joins", "rest-stands"],
)
def test_a_short_last_block_joins_the_one_before(rows: int, size: int, expected: list[int]) -> None:
    assert robust.block_numbers(rows, size).tolist() == expected


def test_scale_of_normal_values_is_their_sigma() -> None:
    values = np.random.default_rng(1).normal(10.0, 2.0, (4000, 1))
    assert robust.scale(values)[0] == pytest.approx(2.0, rel=0.06)


def test_scale_of_a_quantised_channel_is_not_zero() -> None:
    values = np.where(np.arange(1000) % 20 == 0, 6.6, 6.5)[:, None]
    assert robust.scale(values)[0] == pytest.approx(0.05)


def test_a_constant_channel_gets_a_thousandth_of_its_level() -> None:
    assert robust.scale(np.full((50, 1), 200.0))[0] == pytest.approx(0.2)


def test_missing_values_stay_missing() -> None:
    values = np.array([[1.0, np.nan], [3.0, np.nan]])
    assert robust.center(values)[0] == 2.0
    assert np.isnan([robust.center(values)[1], robust.scale(values)[1]]).all()


def test_plain_text_and_back() -> None:
    values = np.array([[1.0, np.nan], [0.1, 3.0]])
    assert robust.plain(values) == [[1.0, None], [0.1, 3.0]]
    np.testing.assert_array_equal(robust.from_plain(robust.plain(values)[0]), values[0])
