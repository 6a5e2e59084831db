"""Whatever form, zone and order a stamp is written in, it is read back to the same instant; no text breaks the reader."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.timestamps import (
    NUMERIC_FORMS,
    ORDERS,
    Origin,
    classify,
    clock_us,
    days_after,
    decide,
    guess_number,
    joined,
    read,
    tidy,
)
from connectors.timestamps.zones import changes, doubled
from tests.effort import examples

tried = settings(max_examples=examples(60), deadline=None)
Writer = Callable[[datetime], str]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def korean(t: datetime) -> str:
    return (
        f"{t.year}. {t.month}. {t.day}. {'오전' if t.hour < 12 else '오후'} {t.hour % 12 or 12}:{t.minute}:{t.second}"
    )


WRITERS: dict[str, tuple[Writer, str]] = {
    "iso": (lambda t: f"{t:%Y-%m-%d %H:%M:%S}", "ymd"),
    "iso T": (lambda t: f"{t:%Y-%m-%dT%H:%M:%S}", "ymd"),
    "slashes": (lambda t: f"{t:%Y/%m/%d %H:%M:%S}", "ymd"),
    "dots": (lambda t: f"{t:%Y.%m.%d %H.%M.%S}", "ymd"),
    "loose": (lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02}:{t.second:02}", "ymd"),
    "korean": (korean, "ymd"),
    "words": (lambda t: f"{t.year}년 {t.month}월 {t.day}일 {t.hour}시 {t.minute}분 {t.second}초", "ymd"),
    "half behind": (lambda t: f"{t:%Y-%m-%d} {t.hour % 12 or 12}:{t:%M:%S} {'AM' if t.hour < 12 else 'p.m.'}", "ymd"),
    "compact": (lambda t: f"{t:%Y%m%d%H%M%S}", "ymd"),
    "compact T": (lambda t: f"{t:%Y%m%dT%H%M%S}", "ymd"),
    "month's name": (lambda t: f"{t.day}-{MONTHS[t.month - 1]}-{t:%Y %H:%M:%S}", "ymd"),
    "month first": (lambda t: f"{MONTHS[t.month - 1]} {t.day}, {t:%Y %H:%M:%S}", "ymd"),
    "short year": (lambda t: f"{t:%y-%m-%d %H:%M:%S}", "ymd"),
    "short compact": (lambda t: f"{t:%y%m%d%H%M%S}", "compact6"),
    "day first": (lambda t: f"{t:%d/%m/%Y %H:%M:%S}", "dmy"),
    "day first, dots": (lambda t: f"{t:%d.%m.%y %H:%M:%S}", "dmy"),
    "month first, slashes": (lambda t: f"{t.month}/{t.day}/{t:%Y} {t.hour}:{t:%M:%S}", "mdy"),
}
instants = st.datetimes(datetime(2000, 1, 2), datetime(2049, 12, 30)).map(lambda t: t.replace(microsecond=0))
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarter: quarter * 15)


def offset_text(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@tried
@given(instants, st.sampled_from(sorted(WRITERS)), offsets)
def test_a_stamp_is_read_back_in_every_form_and_zone(moment: datetime, name: str, minutes: int) -> None:
    writer, form = WRITERS[name]
    wall = moment + timedelta(minutes=minutes)
    value = read(pl.Series([writer(wall)]), (form,), zone=offset_text(minutes)).item()
    assert value == moment.replace(tzinfo=UTC)


@tried
@given(instants, offsets, st.sampled_from(["{}", "{} ", "{}\t"]))
def test_a_stated_offset_goes_before_the_zone(moment: datetime, minutes: int, frame: str) -> None:
    wall = moment + timedelta(minutes=minutes)
    texts = [f"{wall:%Y-%m-%d %H:%M:%S}{offset_text(minutes)}", f"{wall:%Y-%m-%dT%H:%M:%S}{offset_text(minutes).replace(':', '')}"]  # fmt: skip
    values = read(pl.Series([frame.format(text) for text in texts]), ("ymd",), zone="Asia/Seoul").to_list()
    assert values == [moment.replace(tzinfo=UTC)] * 2


@tried
@given(st.datetimes(datetime(2000, 1, 2), datetime(2049, 12, 30)), st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/New_York"]))  # fmt: skip
def test_named_zones_agree_with_the_tables_of_the_world(wall: datetime, zone: str) -> None:
    value = read(pl.Series([f"{wall:%Y-%m-%d %H:%M:%S.%f}"]), ("ymd",), zone=zone).item()
    expected = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    exists = expected.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
    assert value == (expected if exists else None)


@tried
@given(st.integers(2000, 2049), st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]))
def test_changes_of_a_zone_are_those_of_its_table(year: int, zone: str) -> None:
    first, last = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    for change in changes(zone, first, last):
        before, at = ((change.at - step).astimezone(ZoneInfo(zone)).utcoffset() for step in (timedelta(minutes=1), timedelta()))  # fmt: skip
        assert before is not None
        assert at is not None
        assert at - before == change.by
        if change.by < timedelta():
            inside = pl.Series([change.at + change.by, change.at - timedelta(seconds=1), change.at, change.at + change.by - timedelta(seconds=1)])  # fmt: skip
            assert doubled(inside, zone).to_list() == [True, True, False, False]
    assert len(changes(zone, first, last)) == 2


@tried
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8), st.sampled_from([*ORDERS, "compact6", *NUMERIC_FORMS]))
def test_no_text_breaks_the_reader(texts: list[str], form: str) -> None:
    column = pl.Series(texts)
    origin = Origin("2026-05-12 08:15:00", 1_000_000, 1)
    for zone in ("Asia/Seoul", "Europe/Berlin", "+09:00"):
        assert len(read(column, (form,), zone=zone, origin=origin, full_years=True)) == len(texts)
    classify(column)
    decide(tidy(column))
    guess_number(column)
    days_after(clock_us(column))
    records = pl.DataFrame(dict.fromkeys("abcdef", texts))
    joined(records, list("abcdef"), ("year", "month", "day", "hour", "minute", "second"))
    joined(records, ["a", "b"], ("serial_day", "serial_clock"))
    joined(records, ["a", "b"], ("", "compact_clock"))


@tried
@given(
    st.lists(
        st.sampled_from(["1e308", "-1e308", "9" * 30, "nan", "inf", "-0", "1_000", "９", "0x10", "1e-320"]), min_size=1
    )
)
def test_no_number_breaks_the_reader(texts: list[str]) -> None:
    for form in NUMERIC_FORMS:
        found = read(pl.Series(texts), (form,), zone="+00:00", origin=Origin("2026-05-12 08:15:00", 10**15, 0))
        assert found.drop_nulls().dt.year().is_between(1800, 2200).all()


@tried
@given(st.lists(instants, min_size=1, max_size=20), st.randoms(use_true_random=False), st.sampled_from(sorted(WRITERS)))
def test_the_order_of_rows_changes_no_reading(moments: list[datetime], random: object, name: str) -> None:
    writer, form = WRITERS[name]
    mixed = [*moments]
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    straight = dict(zip(moments, read(pl.Series([writer(t) for t in moments]), (form,), zone="+09:00"), strict=True))
    shuffled = dict(zip(mixed, read(pl.Series([writer(t) for t in mixed]), (form,), zone="+09:00"), strict=True))
    assert straight == shuffled


@tried
@given(st.lists(instants, min_size=1, max_size=12))
def test_a_column_is_never_read_under_two_orders(moments: list[datetime]) -> None:
    texts = pl.Series([f"{t:%d/%m/%Y}" for t in moments])
    order = decide(tidy(texts))
    assert "dmy" in order.choices
    if order.settled:
        read_back = read(texts, order.choices, zone="+00:00").dt.date().to_list()
        assert read_back == [t.date() for t in moments]


@tried
@given(st.integers(0, 86_399), st.lists(st.integers(1, 12 * 3600 - 1), max_size=30), st.booleans())
def test_clocks_tell_how_often_they_passed_midnight(first: int, steps: list[int], newest_first: bool) -> None:
    seconds = [first]
    for step in steps:
        seconds.append(seconds[-1] + step)
    clocks = [f"{s // 3600 % 24}:{s // 60 % 60:02}:{s % 60:02}" for s in seconds]
    expected = [s // 86_400 for s in seconds]
    if newest_first and expected[-1] < len(steps):  # where every step passes midnight nothing tells the direction
        clocks, expected = clocks[::-1], expected[::-1]
    assert days_after(clock_us(pl.Series(clocks))).to_list() == expected


def test_times_since_a_start_in_summer_are_elapsed_and_not_of_the_wall() -> None:
    start = Origin("2026-03-29 01:30:00")
    value = read(pl.Series(["3600"]), ("elapsed_s",), zone="Europe/Berlin", origin=start).item()
    assert value == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_fraction_of_a_day_before_midnight_stays_on_its_day() -> None:
    records = pl.DataFrame({"d": ["46154", "46154"], "t": ["0.99999999999", "0,5"]})
    text = joined(records, ["d", "t"], ("serial_day", "serial_clock"))
    seoul = timezone(timedelta(hours=9))
    assert read(text, ("ymd",), zone="+09:00").to_list() == [datetime(2026, 5, 13, tzinfo=seoul), datetime(2026, 5, 12, 12, tzinfo=seoul)]  # fmt: skip
