"""Neighbours compared give what hashing every row gives."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.steps.runs import distinct, grouped

ROWS = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["2026-10", None]), st.integers(-5, 5)), max_size=30
)
SCHEMA = {"machine_id": pl.String(), "month": pl.String(), "value": pl.Int64()}
BY = ["machine_id", "month"]


@given(ROWS)
def test_groups_are_those_of_polars(rows: list[tuple[str | None, str | None, int]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    value = pl.col("value")
    wanted = frame.group_by(BY).agg(from_ts=value.min(), to_ts=value.max(), accepted=value.sum())
    made = grouped(frame, BY, from_ts=value, to_ts=value, accepted=value)
    assert_frame_equal(made, wanted, check_row_order=False)
    assert_frame_equal(distinct(frame, BY), frame.select(BY).unique(), check_row_order=False)
