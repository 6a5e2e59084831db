"""Killed or refused on the way: readers see all or nothing, receipts hold, a second run makes it whole.

A sample: `make faults` goes through thousands of points.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.effort import FACTOR
from tests.faults.bench import Bench
from tests.faults.scene import overlap
from tests.faults.tracing import Point, chosen, errors, kills, untraceable

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")
on_linux = pytest.mark.skipif(untraceable() is not None, reason=untraceable() or "")


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """The overlap of two logs, to be disturbed again and again."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.delenv("PPURI_LEDGER", raising=False)
        with Bench(overlap(Path(folder)), Path(folder)) as made:
            yield made


def tried(bench: Bench, points: list[Point | float]) -> None:
    bench.bad.clear()
    for point in points:
        bench.attempt(point)
    assert bench.bad == []


def test_killed_at_any_instant(bench: Bench) -> None:
    whole, count = bench.seconds(), 2 * FACTOR
    tried(bench, [whole * (number + 0.5) / count for number in range(count)])


@on_linux
def test_killed_and_refused_at_system_calls(bench: Bench) -> None:
    calls = bench.calls()
    tried(bench, [*chosen(list(kills(calls)), 3 * FACTOR), *chosen(list(errors(calls)), 3 * FACTOR)])
