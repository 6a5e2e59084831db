from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.timestamps import Origin, classify, decide, guess_number, read, tidy

SEOUL = timezone(timedelta(hours=9))


def one(text: str, *forms: str, zone: str = "Asia/Seoul", start: str | None = None) -> datetime | None:
    origin = None if start is None else Origin(start)
    value: datetime | None = read(pl.Series([text]), forms or ("ymd",), zone=zone, origin=origin).item()
    return value


@pytest.mark.parametrize(
    ("text", "hour", "minute", "second"),
    [
        ("2025-03-02 14:05:06", 14, 5, 6),
        ("2025/3/2 14:05", 14, 5, 0),
        ("2025.03.02 14:05:06", 14, 5, 6),
        ("2025. 3. 2. 오후 2:05:06", 14, 5, 6),
        ("2025년 3월 2일 14시 5분 6초", 14, 5, 6),
        ("20250302140506", 14, 5, 6),
        ("202503021405", 14, 5, 0),
        ("20250302 14:05:06", 14, 5, 6),
        ("20250302 140506", 14, 5, 6),
        ("2025-03-02 13.38.29", 13, 38, 29),
        ("2025-03-02 오전 12:00:03", 0, 0, 3),
        ("2025-03-02 오후 12:00:03", 12, 0, 3),
        ("2025-03-02 12:00:00 AM", 0, 0, 0),
        ("2025-03-02(일) 10:00", 10, 0, 0),
        ("2-Mar-2025 10:00", 10, 0, 0),
        ("２０２５-03-02 10:00", 10, 0, 0),
        ("2025-03-02", 0, 0, 0),
        (" 2025-03-02 09:02:48", 9, 2, 48),
    ],
)
def test_naive_stamp_is_local_time(text: str, hour: int, minute: int, second: int) -> None:
    assert one(text) == datetime(2025, 3, 2, hour, minute, second, tzinfo=SEOUL)


@pytest.mark.parametrize(
    "text",
    ["2025-02-30 10:00:00", "0001-01-01 00:00:00", "2099-01-01 00:00:00", "1969-12-31 00:00:00", "2025-03-02 10:00:60",
     "2025-03-02 25:00:00", "2025-03-02 24:00:01", "2025-13-01", "어제", "", "2025-03-02 오전 13:00:00", "12:30"],
)  # fmt: skip
def test_impossible_stamp_is_unreadable(text: str) -> None:
    assert one(text) is None


def test_midnight_written_as_24_is_next_day() -> None:
    assert one("2025-03-31 24:00:00") == datetime(2025, 4, 1, tzinfo=SEOUL)


def test_stated_offsets_and_naive_stamps_live_in_one_column() -> None:
    stamps = pl.Series(
        ["2025-03-02T05:00:00Z", "2025-03-02T14:00:00+09:00", "2025-03-02T14:00:00", "2025-03-02 14:00:00"]
    )
    assert read(stamps, ("ymd",), zone="Asia/Seoul").unique().to_list() == [datetime(2025, 3, 2, 5, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("text", "form"),
    [("46154,375", "excel_serial"), ("46154.375", "excel_serial"), ("1778544000", "epoch_s"), ("1778544000000", "epoch_ms"),
     ("1778544000000000", "epoch_us"), ("1778544000000000000", "epoch_ns"), ("46154375000,0", "wincc_days")],
)  # fmt: skip
def test_numbers_that_are_instants(text: str, form: str) -> None:
    assert guess_number(pl.Series([text])) == form
    zone = "UTC" if form.startswith("epoch") else "+09:00"
    expected = datetime(2026, 5, 12, 0, 0, tzinfo=UTC)
    assert one(text, form, zone=zone) == expected


def test_serial_day_is_rounded_to_milliseconds() -> None:
    assert one("46154,3750115741", "excel_serial", zone="+00:00") == datetime(2026, 5, 12, 9, 0, 1, tzinfo=UTC)


def test_elapsed_seconds_count_from_start() -> None:
    value = one("3.000000000E-01", "elapsed_s", zone="+00:00", start="2026-05-12 13:52:32")
    assert value == datetime(2026, 5, 12, 13, 52, 32, 300_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("dates", "choices"),
    [
        (["12/05/2026"], ("dmy", "mdy")),
        (["12/05/2026", "13/05/2026"], ("dmy",)),
        (["05/13/2026", "05/12/2026"], ("mdy",)),
        (["12.05.2026"], ("dmy",)),
        (["2026/05/12"], ("ymd",)),
        (["12.05.26"], ("ymd", "dmy", "mdy")),
        (["12.05.26", "13.05.26", "14.05.26"], ("dmy",)),
        (["26-05-30", "26-05-31", "26-06-01"], ("ymd",)),
        (["'26-05-12 13:52:32"], ("ymd",)),
        (["n/a"], ()),
    ],
)
def test_order_is_decided_by_the_whole_column_or_left_open(dates: list[str], choices: tuple[str, ...]) -> None:
    assert decide(tidy(pl.Series(dates))).choices == choices


@pytest.mark.parametrize(
    ("text", "content"),
    [("2026-05-12 10:00", "stamp"), ("2026-05-12", "date"), ("2026-05-12 00:00:00", "date"), ("오전 12:00:03.0", "clock"),
     ("13:37", "clock"), ("12.05.26", "dotted"), ("859.7", "number"), ("1778544000000", "number"), ("가동", "text")],
)  # fmt: skip
def test_content_is_told_by_texts(text: str, content: str) -> None:
    assert classify(pl.Series([text] * 10)) == content


@given(st.integers(min_value=631_300_000, max_value=2_524_000_000))
def test_every_form_names_the_same_instant(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    half = "오전" if moment.hour < 12 else "오후"
    texts = [
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        moment.strftime("%Y/%m/%d %H:%M:%S"),
        moment.strftime("%Y%m%d%H%M%S"),
        f"{moment.year}. {moment.month}. {moment.day}. {half} {moment.hour % 12 or 12}:{moment:%M:%S}",
        moment.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
    ]
    values = read(pl.Series(texts), ("ymd",), zone="+00:00").to_list()
    assert values == [moment] * len(texts)
