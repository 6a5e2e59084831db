"""What the stamps say about the clock that wrote them, and what is done about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.types import ClockError
from tests.connectors.time.exports import MACHINE, START_UTC, Form, export, moments, read, written

RECEIVED = replace(MACHINE, received=datetime(2026, 5, 14, tzinfo=UTC))
BERLIN = replace(MACHINE, timezone="Europe/Berlin")
ISO: Form = lambda t, _: f"{t:%Y-%m-%d %H:%M:%S}"  # noqa: E731  one of many forms


def stamps(*texts: str) -> bytes:
    return export("시각", list(texts))


@pytest.mark.parametrize("year", [1970, 1980, 1999, 2041])
def test_a_clock_years_off_holds_the_file_until_someone_says_so(year: int) -> None:
    content = written("시각", lambda t, _: f"{t.replace(year=year):%Y-%m-%d %H:%M:%S}")
    (hold,) = read(content, machine=RECEIVED).typed.holds
    assert (hold.key, hold.choices) == ("time_range", ("as-written",))
    one = read(content, machine=RECEIVED, answers={"time_range": "as-written"})
    assert (one.holds, len(one.instants), "strange-stamps" in one.codes) == ([], 40, True)


def test_a_single_stamp_years_off_is_set_apart() -> None:
    one = read(written("시각", lambda t, i: "1970-01-01 00:00:07" if i == 5 else ISO(t, i)), machine=RECEIVED)
    assert (one.holds, len(one.instants)) == ([], 39)
    assert one.typed.quarantine.select("row_no", "code").rows() == [(7, "impossible-stamp")]


def test_stamps_of_the_coming_week_are_told() -> None:
    one = read(written("시각", lambda t, i: ISO(t + timedelta(days=7), i)), machine=RECEIVED)
    assert (one.holds, len(one.instants), one.codes & {"future-stamps", "impossible-stamp"}) == (
        [],
        40,
        {"future-stamps"},
    )
    assert "future-stamps" not in read(written("시각", ISO), machine=RECEIVED).codes


def test_a_clock_set_back_is_told_with_its_place() -> None:
    one = read(written("시각", lambda t, i: ISO(t - timedelta(hours=1) if i > 20 else t, i)))
    (found,) = (f for f in one.typed.findings if f.code == "clock-back")
    assert (found.count, found.row, len(one.instants)) == (1, 23, 40)


def test_newest_first_and_equal_stamps_are_no_fault() -> None:
    order = [moment for moment in moments()[::-1] for _ in range(2)]
    one = read(export("시각", [ISO(moment, 0) for moment in order]))
    assert one.codes & {"clock-back", "rows-unordered"} == set()


def test_rows_in_no_order_are_told_apart_from_a_clock_set_back() -> None:
    order = [moments()[(n * 17) % 40] for n in range(40)]
    codes = read(export("시각", [ISO(moment, 0) for moment in order])).codes
    assert codes & {"clock-back", "rows-unordered"} == {"rows-unordered"}


@pytest.mark.parametrize(
    ("step_s", "form", "cut"),
    [
        (7, "%Y-%m-%d %H:%M", True),
        (7, "%Y-%m-%d %H:%M:00", True),
        (73, "%Y-%m-%d %H:%M", True),
        (60, "%Y-%m-%d %H:%M", False),
        (600, "%Y-%m-%d %H:%M:00", False),
        (73, "%Y-%m-%d %H:%M:%S", False),
    ],
)
def test_stamps_cut_to_the_minute_are_told(step_s: int, form: str, cut: bool) -> None:
    codes = read(written("시각", lambda t, _: t.strftime(form), step_s=step_s)).codes
    assert ("minute-stamps" in codes) == cut


def test_dates_filled_by_dragging_are_held() -> None:
    one = read(export("date", [f"6/15/{38 + n}" for n in range(60)]), machine=RECEIVED)
    assert (one.holds, "spread-dates" in one.codes) == (["time_range"], True)


def test_a_leap_second_is_set_apart_and_midnight_is_the_next_day() -> None:
    one = read(stamps("2026-05-12 23:59:58", "2026-05-12 23:59:60", "2026-05-12 24:00:00"))
    assert one.instants == [datetime(2026, 5, 12, 14, 59, 58), datetime(2026, 5, 12, 15)]
    assert one.typed.quarantine["code"].to_list() == ["bad-timestamp"]


def test_an_hour_that_never_came_is_set_apart() -> None:
    one = read(stamps("2026-03-29 01:30:00", "2026-03-29 02:30:00", "2026-03-29 03:30:00"), machine=BERLIN)
    assert one.instants == [datetime(2026, 3, 29, 0, 30), datetime(2026, 3, 29, 1, 30)]
    assert one.typed.quarantine.select("row_no", "code").rows() == [(3, "skipped-hour")]


def test_an_hour_that_comes_twice_is_read_as_the_first_and_told() -> None:
    one = read(stamps("2026-10-25 01:30:00", "2026-10-25 02:30:00", "2026-10-25 03:30:00"), machine=BERLIN)
    (found,) = (f for f in one.typed.findings if f.code == "doubled-hour")
    assert (found.count, one.instants[1]) == (1, datetime(2026, 10, 25, 0, 30))
    stated = stamps("2026-10-25 01:30:00+02:00", "2026-10-25 02:30:00+01:00", "2026-10-25 03:30:00+01:00")
    assert read(stated, machine=BERLIN).codes & {"doubled-hour", "skipped-hour"} == set()
    assert read(stamps("2026-10-25 01:30:00", "2026-10-25 02:30:00")).codes & {"doubled-hour"} == set()


def test_a_declared_error_moves_its_stretch_and_nothing_else() -> None:
    error = ClockError(first="2026-05-12 08:20:00", end="2026-05-12 08:30:00", offset_us=3_600_000_000)
    one = read(written("시각", ISO), machine=replace(RECEIVED, clock_errors=(error,)))
    plain = read(written("시각", ISO), machine=RECEIVED).instants
    first, end = (START_UTC.replace(hour=23, minute=minute, second=0) for minute in (20, 30))
    inside = [moment is not None and first <= moment < end for moment in plain]
    moved = [m + timedelta(hours=within) if m else m for m, within in zip(plain, inside, strict=True)]
    (found,) = (f for f in one.typed.findings if f.code == "clock-corrected")
    assert (one.instants, found.count, "+01:00:00" in found.reason_ko) == (moved, sum(inside), True)


def test_a_declared_error_brings_back_a_clock_without_its_battery() -> None:
    lost = written("시각", lambda t, i: ISO(t - timedelta(days=9628), i))
    first = moments()[0] - timedelta(days=9629)
    error = ClockError(first=f"{first:%Y-%m-%d %H:%M:%S}", end="2000-12-31 00:00:00", offset_us=9628 * 86_400_000_000)
    assert read(lost, machine=RECEIVED).holds == ["time_range"]
    one = read(lost, machine=replace(RECEIVED, clock_errors=(error,)))
    assert (one.holds, one.instants[0]) == ([], START_UTC)


def test_clocks_beside_a_corrected_stamp_are_corrected_with_it() -> None:
    rows = [f"{m:%Y-%m-%d %H:%M:%S},{m - timedelta(seconds=30):%H:%M:%S},{i}" for i, m in enumerate(moments())]
    error = ClockError(first="2026-05-12 00:00:00", end="2026-05-13 00:00:00", offset_us=86_400_000_000 * 30)
    one = read(export("종료일시,시작시간,쇼트번호", rows), machine=replace(MACHINE, clock_errors=(error,)))
    frame = one.typed.frame
    assert ((frame["ended_ts"] - frame["started_ts"]).dt.total_seconds() == 30).all()
    assert one.instants[0] == START_UTC + timedelta(days=30)
