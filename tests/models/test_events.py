"""Crowds of flagged runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.events import cluster, ratio_interval, split
from tests.models import naive


@given(st.lists(st.booleans(), max_size=60))
def test_events_cover_what_the_twin_calls_crowded(flags: list[bool]) -> None:
    marks = np.array(flags, dtype=bool)
    crowded = naive.crowded(marks, 3, 6)
    found = cluster(marks, needed=3, within=6, join=8)
    covered = np.zeros(len(marks), dtype=bool)
    for event in found:
        covered[event.first : event.last + 1] = True
    assert (covered & crowded).sum() == crowded.sum() == sum(event.count for event in found)


def test_single_flags_make_no_event() -> None:
    flags = np.zeros(1000, dtype=bool)
    flags[::50] = True
    assert cluster(flags) == []


def test_near_crowds_are_one_event() -> None:
    flags = np.zeros(300, dtype=bool)
    flags[100:112] = flags[130:142] = flags[250:262] = True
    assert [(one.first, one.last, one.count) for one in cluster(flags)] == [(100, 141, 24), (250, 261, 12)]


def test_split_of_nothing() -> None:
    assert split(np.array([], dtype=np.int64), 3) == []


@pytest.mark.parametrize(
    ("count", "total", "low", "high"), [(0, 50, 0.0, 0.071348), (15, 50, 0.191036, 0.437504)], ids=["none", "some"]
)
def test_wilson_interval_of_stat_3(count: int, total: int, low: float, high: float) -> None:
    assert ratio_interval(count, total) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))
