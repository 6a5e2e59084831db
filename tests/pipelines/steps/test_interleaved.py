"""Rows of another machine between the rows that are there, against a loop; gaps that are filled are no such thing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.steps.interleaved import interleaved
from pipelines.steps.merge import Part
from ppuri.core.contracts import RUN, TALLY, ordered
from tests.effort import examples

START = datetime(2026, 10, 1, tzinfo=UTC)


def part(seq: int, seconds: list[int], *, source: str = "s") -> Part:
    frame = pl.DataFrame({"ended_ts": [START + timedelta(seconds=second) for second in seconds]}).with_columns(
        pl.col("ended_ts").dt.cast_time_unit("us"),
        machine_id=pl.lit("dc3"),
        month=pl.lit("2026-10"),
        source_id=pl.lit(source),
        file_id=pl.lit(f"{seq:x}" * 16),
    )
    return Part(seq, ordered(frame, RUN))


def naive(own: list[int], there: list[int]) -> bool:
    """The rule read aloud."""
    stamps = sorted(set(there))
    steps = [after - before for before, after in pairwise(stamps)]
    if len(stamps) < 20:
        return False
    inside = [at for at in set(own) if stamps[0] <= at <= stamps[-1]]
    between = 0
    for at in inside:
        if at not in stamps:
            before, after = max(s for s in stamps if s < at), min(s for s in stamps if s > at)
            between += (after - before) * 2 < median(steps) * 3
    return between > 20 and between > 0.05 * len(inside)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=80),
    st.lists(st.integers(0, 400), min_size=1, max_size=120),
)
def test_like_the_rule_read_aloud(own: list[int], there: list[int]) -> None:
    expected = {"2" * 16} if naive(own, there) else set()
    assert interleaved([part(2, own)], [part(1, there)], RUN) == expected


@pytest.mark.parametrize(
    ("own", "there", "found"),
    [
        (range(30, 6000, 60), range(0, 6000, 60), True),
        (range(0, 6000, 60), range(0, 6000, 60), False),
        (range(1800, 3600, 60), [*range(0, 1800, 60), *range(3600, 6000, 60)], False),
        (range(60, 6000, 120), range(0, 6000, 120), True),
        (range(6030, 9000, 60), range(0, 6000, 60), False),
        (range(30, 600, 60), range(0, 6000, 60), False),
    ],
    ids=["another machine", "the same again", "a gap is filled", "between slow ones", "what comes after", "a handful"],
)
def test_kinds(own: range, there: list[int], found: bool) -> None:
    assert bool(interleaved([part(2, list(own))], [part(1, list(there))], RUN)) is found


def test_files_of_one_batch_are_seen_too_and_other_sources_are_not() -> None:
    first, second = part(1, list(range(0, 6000, 60))), part(2, list(range(30, 6000, 60)))
    assert interleaved([second, first], [], RUN) == {"2" * 16}
    other = part(3, list(range(45, 6000, 60)), source="another logger")
    assert interleaved([other], [first], RUN) == set()
    assert interleaved([second], [first], TALLY) == set()
