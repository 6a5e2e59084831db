"""Warm-up after stops and tool changes."""

import numpy as np

from models.phases import WARM_UP_RUNS, phases

MINUTE = 60_000_000


def test_a_stop_opens_a_warm_up_and_a_micro_stop_does_not() -> None:
    gaps = np.full(200, MINUTE)
    gaps[60], gaps[130] = 4 * MINUTE, 20 * MINUTE
    found = phases(np.cumsum(gaps), np.array(["a"] * 200))
    assert np.flatnonzero(found.since == 0).tolist() == [0, 130]
    assert found.is_warm_up.sum() == 2 * WARM_UP_RUNS
    assert found.gap_us[0] == -1


def test_long_cycles_are_no_stops() -> None:
    found = phases(np.cumsum(np.full(100, 10 * MINUTE)), np.array(["a"] * 100))
    assert np.flatnonzero(found.since == 0).tolist() == [0]


def test_a_tool_change_opens_a_warm_up() -> None:
    found = phases(np.cumsum(np.full(100, MINUTE)), np.array(["a"] * 50 + ["b"] * 50))
    assert found.is_warm_up[50:90].all()
    assert not found.is_warm_up[90:].any()


def test_without_a_clock_only_tool_changes_are_known() -> None:
    found = phases(None, np.array(["a"] * 60 + ["b"] * 60))
    assert found.since[60] == 0
    assert (found.gap_us == -1).all()


def test_no_runs() -> None:
    assert len(phases(np.array([], dtype=np.int64), np.array([], dtype=str)).since) == 0
