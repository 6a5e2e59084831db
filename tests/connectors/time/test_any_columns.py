"""Whatever stands in columns that call themselves a time, under whatever answers: no exception, and no row is lost."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mapping import propose
from connectors.types import ClockError
from connectors.typing import type_table
from tests.connectors.tables import table
from tests.connectors.time.exports import MACHINE
from tests.effort import examples

HEADERS = ("시각", "일자", "date", "time", "Time[s]", "No.", "년", "월", "일", "시", "분", "초", "경과시간", "timestamp", "ms", "일시",
           "TIME (UTC+09:00)", "종료일시", "시작시간", "사이클타임(s)", "쇼트번호", "Zone1")  # fmt: skip
CELLS = ("2026-05-12 08:15:03", "2026-05-12", "08:15:03", "오후 4:24:03.0", "12.05.26", "12/05/2026", "05/13/2026 8:15", "46154.375", "46154",
         "0.375", "1778544000", "1778544000000", "0", "1", "2", "3", "12", "30", "59", "20260512", "260512", "260512081503", "081503", "24:00:00",
         "1970-01-01 00:00:00", "2041-01-01 00:00:00", "1.000000000E-01", "-5", "1e300", "nan", "어제", "?", "9999999999999999999", None)  # fmt: skip
ANSWERS = {
    "time": ("order", "rebuilt", "day", "x"),
    "start": ("2026-05-12 08:15", "order", "soon"),
    "date": ("2026-05-12", "order", "x"),
    "end": ("2026-05-12 18:00", "arrival", "x"),
    "interval": ("100ms", "0s", "x"),
    "date_order": ("dmy", "mdy", "ymd", "x"),
    "time:serial": ("1900", "1904", "x"),
    "time:elapsed_unit": ("ms", "x"),
    "time_range": ("as-written", "x"),
}
ERROR = ClockError(first="2026-05-12 00:00:00", end="2026-05-13 00:00:00", offset_us=-86_400_000_000)
machines = st.builds(
    replace,
    st.just(MACHINE),
    timezone=st.sampled_from(["Asia/Seoul", "Europe/Berlin"]),
    received=st.sampled_from([None, datetime(2026, 5, 14, tzinfo=UTC)]),
    clock_errors=st.sampled_from([(), (ERROR,)]),
)
answers = st.dictionaries(st.sampled_from(sorted(ANSWERS)), st.integers(0, 3), max_size=3)


@settings(max_examples=examples(60), deadline=None)
@given(st.data(), st.lists(st.sampled_from(HEADERS), min_size=1, max_size=5, unique=True), machines, answers)
def test_any_columns_are_read_or_asked_about(data, headers, machine, answered) -> None:  # type: ignore[no-untyped-def]
    height = data.draw(st.integers(1, 12))
    # Whole columns of one kind are commoner than mixed ones.
    kinds = [data.draw(st.one_of(st.sampled_from(CELLS).map(lambda one: (one,)), st.just(CELLS))) for _ in headers]
    columns = {
        h: [data.draw(st.sampled_from(kind)) for _ in range(height)] for h, kind in zip(headers, kinds, strict=True)
    }
    said = {key: ANSWERS[key][number % len(ANSWERS[key])] for key, number in answered.items()}
    one = table(columns)
    mapping = propose(one, machine, file_name="20260512.csv", answers=said)
    if mapping.holds:
        return
    typed = type_table(one, mapping, machine)
    assert typed.in_count == one.record_count
    again = propose(one, machine, file_name="20260512.csv", remembered=mapping, answers=said)
    assert again.time == mapping.time
    assert type_table(one, again, machine).frame.equals(typed.frame)
