"""The rule of overlaps as properties: order, repetition and conservation."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.steps.merge import Part, merge
from pipelines.steps.prepare import SPAN
from ppuri.core.contracts import RUN, ordered

START = datetime(2026, 10, 1, tzinfo=UTC)
Rows = dict[int, float | None]  # second of the shot: value of its channel


def part(seq: int, file_id: str, rows: Rows, *, timed: bool = True) -> Part:
    frame = pl.DataFrame(
        {
            "ended_ts": [START + timedelta(seconds=second) if timed else None for second in rows],
            "order_no": [None if timed else second for second in rows],
            "melt_temp_c": list(rows.values()),
        },
        schema_overrides={"ended_ts": pl.Datetime("us", "UTC"), "order_no": pl.Int64, "melt_temp_c": pl.Float64},
    ).with_columns(
        machine_id=pl.lit("dc3"),
        month=pl.lit("2026-10"),
        file_id=pl.lit(file_id),
        table_no=pl.lit(1, dtype=pl.Int32),
        row_no=pl.int_range(2, pl.len() + 2, dtype=pl.Int64),
    )
    return Part(seq, ordered(frame, RUN).with_columns(pl.lit(1, dtype=pl.Int64).alias(SPAN)))


def truth(parts: list[Part]) -> list[tuple[object, ...]]:
    kept = merge(parts, RUN).kept
    return sorted(kept.select("ended_ts", "order_no", "melt_temp_c", "file_id", "row_no").rows(), key=str)


def counts(parts: list[Part]) -> dict[str, tuple[int, int, int]]:
    rows = merge(parts, RUN).counts.iter_rows(named=True)
    return {row["file_id"]: (row["accepted"], row["duplicate"], row["changed"]) for row in rows}


SECONDS = st.sets(st.integers(0, 30), min_size=1, max_size=20)
VALUES = st.one_of(st.none(), st.sampled_from([1.0, 2.0, float("nan")]))
FILES = st.lists(st.dictionaries(st.integers(0, 12), VALUES, min_size=1), min_size=1, max_size=4)


def named(files: list[Rows]) -> list[Part]:
    return [part(seq, f"{(seq * 7) % 16:x}" * 16, rows) for seq, rows in enumerate(files)]


@settings(max_examples=60, deadline=None)
@given(st.lists(SECONDS, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_files_leaves_no_trace_where_values_agree(chosen: list[set[int]], random: "object") -> None:
    files = [(f"{number}" * 16, {second: float(second) for second in seconds}) for number, seconds in enumerate(chosen)]
    shuffled = files.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = ([part(seq, *file) for seq, file in enumerate(each)] for each in (files, shuffled))
    assert truth(one) == truth(other)
    assert merge(one, RUN).superseded.is_empty()


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_the_last_value_of_every_key_holds_once(files: list[Rows]) -> None:
    expected: dict[int, float | None] = {}
    for rows in files:
        expected |= rows
    kept = merge(named(files), RUN).kept
    found = {(ended - START).seconds: value for ended, value in kept.select("ended_ts", "melt_temp_c").iter_rows()}
    assert kept.height == len(expected)
    assert str(dict(sorted(found.items()))) == str(dict(sorted(expected.items())))


@settings(max_examples=60, deadline=None)
@given(FILES)
def test_every_row_is_accepted_or_a_duplicate_and_sums_agree_with_the_lake(files: list[Rows]) -> None:
    parts = named(files)
    told = counts(parts)
    assert {each.frame["file_id"][0]: each.frame.height for each in parts} == {
        name: accepted + duplicate for name, (accepted, duplicate, _) in told.items()
    }
    stored = sum(accepted - changed for accepted, _, changed in told.values())
    assert stored == merge(parts, RUN).kept.height


@settings(max_examples=30, deadline=None)
@given(FILES)
def test_what_was_said_first_is_not_counted_anew_by_later_files(files: list[Rows]) -> None:
    parts = named(files)
    whole = counts(parts)
    for end in range(1, len(parts)):
        assert counts(parts[:end]).items() <= whole.items()


def test_a_correction_holds_and_the_former_value_is_kept_aside() -> None:
    parts = [part(1, "b" * 16, {0: 1.0, 1: 1.0}), part(2, "a" * 16, {1: 2.0, 2: 2.0})]
    merged = merge(parts, RUN)
    kept = merged.kept.sort("ended_ts").select("melt_temp_c", "file_id").rows()
    assert kept == [(1.0, "b" * 16), (2.0, "a" * 16), (2.0, "a" * 16)]
    assert merged.superseded.select("melt_temp_c", "file_id", "by_file_id").rows() == [(1.0, "b" * 16, "a" * 16)]
    assert counts(parts) == {"b" * 16: (2, 0, 0), "a" * 16: (2, 0, 1)}


def test_a_growing_log_brings_only_its_new_rows_whatever_the_ids() -> None:
    whole = {second: float(second) for second in range(100)}
    for first, second in (("a", "b"), ("b", "a")):
        parts = [part(1, first * 16, dict(list(whole.items())[:40])), part(2, second * 16, whole)]
        assert counts(parts) == {first * 16: (40, 0, 0), second * 16: (60, 40, 0)}


@pytest.mark.parametrize("value", [1.0, 2.0], ids=["equal", "different"])
def test_rows_without_an_instant_repeat_but_never_correct_each_other(value: float) -> None:
    parts = [part(1, "a" * 16, {1: 1.0}, timed=False), part(2, "b" * 16, {1: value}, timed=False)]
    merged = merge(parts, RUN)
    assert merged.superseded.is_empty()
    assert merged.kept.height == (1 if value == 1.0 else 2)
