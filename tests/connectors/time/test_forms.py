"""Every way in which factory exports write their time, from the bytes to the instant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tests.connectors.time.exports import (
    MACHINE,
    START,
    START_UTC,
    Form,
    export,
    half,
    moments,
    read,
    serial,
    steps_s,
    written,
)

EPOCH = datetime(1970, 1, 1, 9)
ABOVE = "Vendor,X\nStart time,2026-05-12 08:15:03\nInterval,100ms\n"

FORMS: dict[str, tuple[str, Form]] = {
    "iso": ("시각", lambda t, _: f"{t:%Y-%m-%d %H:%M:%S}"),
    "iso T": ("시각", lambda t, _: f"{t:%Y-%m-%dT%H:%M:%S}"),
    "korean half": ("시각", lambda t, _: f"{t:%Y-%m-%d} {half(t)[0]} {half(t)[1]}:{t:%M:%S}"),
    "korean dots": ("일시", lambda t, _: f"{t.year}. {t.month}. {t.day}. {half(t)[0]} {half(t)[1]}:{t:%M:%S}"),
    "korean words": ("일시", lambda t, _: f"{t.year}년 {t.month}월 {t.day}일 {t.hour}시 {t.minute}분 {t.second}초"),
    "weekday": ("일시", lambda t, _: f"{t.year}년 {t.month}월 {t.day}일 화요일 {t:%H:%M:%S}"),
    "PM before": ("DateTime", lambda t, _: f"{t:%Y-%m-%d %p} {half(t)[1]:02}:{t:%M:%S}"),
    "AM behind": ("DateTime", lambda t, _: f"{t:%Y-%m-%d} {half(t)[1]}:{t:%M:%S} {t:%p}"),
    "month's name": ("Time", lambda t, _: f"{t:%d-%b-%Y %H:%M:%S}"),
    "month's name, short year": ("Time", lambda t, _: f"{t:%d-%b-%y %H:%M:%S}"),
    "ctime": ("Time", lambda t, _: f"{t:%a %b %d %H:%M:%S %Y}"),
    "dots in the clock": ("Time", lambda t, _: f"{t:%Y-%m-%d-%H.%M.%S}"),
    "compact": ("시각", lambda t, _: f"{t:%Y%m%d%H%M%S}"),
    "compact, short year": ("시각", lambda t, _: f"{t:%y%m%d%H%M%S}"),
    "compact, zoned": ("시각", lambda t, _: f"{t:%Y%m%dT%H%M%S}+0900"),
    "two columns": ("일자,시각", lambda t, _: f"{t:%Y-%m-%d},{t:%H:%M:%S}"),
    "two columns, swapped names": ("time,date", lambda t, _: f"{t:%Y-%m-%d},{t:%H:%M:%S}"),
    "two columns, swapped places": ("Time,Date", lambda t, _: f"{t:%H:%M:%S},{t:%Y-%m-%d}"),
    "two columns, compact": ("일자,시각", lambda t, _: f"{t:%Y%m%d},{t:%H%M%S}"),
    "two columns, compact without zero": ("일자,시각", lambda t, _: f"{t:%Y%m%d},{int(f'{t:%H%M%S}')}"),
    "two columns, serial day": ("일자,시각", lambda t, _: f"{int(serial(t))},{t:%H:%M:%S}"),
    "two columns, serials": ("일자,시각", lambda t, _: f"{int(serial(t))},{serial(t) % 1:.10f}"),
    "six columns": ("년,월,일,시,분,초", lambda t, _: f"{t.year},{t.month},{t.day},{t.hour},{t.minute},{t.second}"),
    "six columns, English": ("Year,Month,Day,Hour,Minute,Second", lambda t, _: f"{t:%Y,%m,%d,%H,%M,%S}"),
    "three columns and a clock": ("연,월,일,시각", lambda t, _: f"{t.year},{t.month},{t.day},{t:%H:%M:%S}"),
    "date and three columns": ("일자,시,분,초", lambda t, _: f"{t:%Y-%m-%d},{t.hour},{t.minute},{t.second}"),
    "Z": ("시각", lambda t, _: f"{t - timedelta(hours=9):%Y-%m-%dT%H:%M:%S}Z"),
    "+09:00": ("시각", lambda t, _: f"{t:%Y-%m-%dT%H:%M:%S}+09:00"),
    "+09": ("시각", lambda t, _: f"{t:%Y-%m-%d %H:%M:%S}+09"),
    "+0200": ("시각", lambda t, _: f"{t - timedelta(hours=7):%Y-%m-%d %H:%M:%S} +0200"),
    "KST": ("시각", lambda t, _: f"{t:%Y-%m-%d %H:%M:%S} KST"),
    "header UTC+09:00": ("TIME (UTC+09:00)", lambda t, _: f"{t:%Y/%m/%d %H:%M:%S}"),
    "header GMT+9": ("Time[GMT+9]", lambda t, _: f"{t:%Y/%m/%d %H:%M:%S}"),
    "header KST": ("시간(KST)", lambda t, _: f"{t:%Y/%m/%d %H:%M:%S}"),
    "header UTC": ("Time(UTC)", lambda t, _: f"{t - timedelta(hours=9):%Y/%m/%d %H:%M:%S}"),
    "epoch s": ("timestamp", lambda t, _: f"{(t - EPOCH).total_seconds():.0f}"),
    "epoch s, fraction": ("timestamp", lambda t, _: f"{(t - EPOCH).total_seconds():.3f}"),
    "epoch ms": ("timestamp", lambda t, _: f"{(t - EPOCH).total_seconds() * 1e3:.0f}"),
    "epoch us": ("timestamp", lambda t, _: f"{(t - EPOCH).total_seconds() * 1e6:.0f}"),
    "epoch ns": ("timestamp", lambda t, _: f"{round((t - EPOCH).total_seconds()) * 10**9}"),
    "filetime": ("timestamp", lambda t, _: f"{round((t - datetime(1601, 1, 1, 9)).total_seconds()) * 10**7}"),
    "serial": ("Date", lambda t, _: f"{serial(t):.10f}"),
}


@pytest.mark.parametrize(("header", "form"), FORMS.values(), ids=FORMS)
def test_a_form_is_read_to_the_instant(header: str, form: Form) -> None:
    one = read(written(header, form))
    assert (one.holds, one.codes & {"bad-timestamp", "impossible-stamp"}) == ([], set())
    assert one.instants == [moment - timedelta(hours=9) for moment in moments()]


def test_serials_with_a_decimal_comma() -> None:
    one = read(written("Date", lambda t, _: f"{serial(t):.10f}".replace(".", ","), delimiter=";"))
    assert one.instants == [moment - timedelta(hours=9) for moment in moments()]


def test_serials_of_1904_are_an_answer_away() -> None:
    content = written("Date", lambda t, _: f"{serial(t, datetime(1904, 1, 1)):.10f}")
    one = read(content)
    assert one.assumed == {"time:serial": "1900"}
    assert one.instants[0] == datetime(2022, 5, 10, 23, 15, 3)
    assert read(content, answers={"time:serial": "1904"}).instants[0] == START_UTC


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_of_a_workbook_count_from_the_day_that_it_says(tmp_path: Path, since_1904: bool) -> None:
    with Workbook(tmp_path / "book.xlsx", {"date_1904": since_1904}) as book:
        sheet, shown = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["일시", "Zone1(℃)"])
        for row, moment in enumerate(moments(), start=1):
            sheet.write_datetime(row, 0, moment, shown)
            sheet.write(row, 1, 859 + row % 7)
    one = read((tmp_path / "book.xlsx").read_bytes(), name="book.xlsx")
    assert one.instants == [moment - timedelta(hours=9) for moment in moments()]


def test_serials_that_lie_before_2000_are_asked() -> None:
    assert read(export("Date", [f"{36_000 + n / 1000:.4f}" for n in range(30)])).holds == ["time:serial"]


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("Date&Time;ms", lambda t, i: f"{t:%Y/%m/%d %H:%M:%S};{(i % 4) * 250}"),
        ("Date;Time;us", lambda t, i: f"{t:%Y-%m-%d};{t:%H:%M:%S};{(i % 4) * 250_000}"),
        ("Time", lambda t, _: f"{t:%Y-%m-%d %H:%M:%S}:{t.microsecond // 1000:03}"),
        ("Time", lambda t, _: f"{t:%Y-%m-%d %H:%M:%S},{t.microsecond // 1000:03}"),
    ],
    ids=["ms column", "us column", "colon before ms", "comma before ms"],
)
def test_parts_of_a_second_are_added(header: str, form: Form) -> None:
    one = read(written(header, form, step_s=0.25, delimiter=";"))
    assert set(steps_s(one.instants)) == {0.25}


def test_a_counter_of_milliseconds_is_no_part_of_a_second() -> None:
    one = read(written("Date&Time,ms", lambda t, i: f"{t:%Y/%m/%d %H:%M:%S},{i * 37_000}"))
    assert one.instants == [moment - timedelta(hours=9) for moment in moments()]


@pytest.mark.parametrize(
    ("header", "rows", "step_s"),
    [
        ("Time[s]", [f"{n * 0.1:.9E}" for n in range(30)], 0.1),
        ("Time[ms]", [f"{n * 100}" for n in range(30)], 0.1),
        ("No.", [f"{n + 1}" for n in range(30)], 0.1),
        ("No.", [f"{n}" for n in range(30)], 0.1),
    ],
    ids=["seconds", "milliseconds", "samples from 1", "samples from 0"],
)
def test_what_counts_from_the_start_begins_there(header: str, rows: list[str], step_s: float) -> None:
    one = read(export(header, rows, above=ABOVE))
    assert (one.holds, one.instants[0], set(steps_s(one.instants))) == ([], START_UTC, {step_s})


def test_a_part_of_a_recording_begins_later() -> None:
    one = read(export("No.", [f"{n + 1001}" for n in range(30)], above=ABOVE))
    assert one.instants[0] == START_UTC + timedelta(seconds=100)


def test_a_start_that_is_not_told_is_asked_and_answered() -> None:
    content = export("Time[s]", [f"{n * 0.5}" for n in range(30)])
    assert read(content).holds == ["start"]
    assert read(content, answers={"start": "soon"}).holds == ["start"]
    one = read(content, answers={"start": "2026-05-12 08:15:03"})
    assert (one.holds, one.instants[0], set(steps_s(one.instants))) == ([], START_UTC, {0.5})
    assert read(content, answers={"start": "order"}).mapping.time.basis == "order"


def test_an_interval_that_is_not_told_is_asked_and_answered() -> None:
    content = export("No.", [f"{n}" for n in range(30)], above=ABOVE.replace("Interval,100ms\n", ""))
    assert read(content).holds == ["interval"]
    assert set(steps_s(read(content, answers={"interval": "200ms"}).instants)) == {0.2}


CLOCKS = written("시각", lambda t, _: f"{t:%H:%M:%S}")


@pytest.mark.parametrize(
    "name", ["20260512_dc3.csv", "3호기 2026년 5월 12일.csv", "dc3-2026-05-12.csv", "26년 5월 12일.csv"]
)
def test_a_day_in_the_file_name_is_an_assumption(name: str) -> None:
    one = read(CLOCKS, name=name)
    assert (one.holds, one.assumed) == ([], {"date": "2026-05-12"})
    assert one.instants[0] == START_UTC
    changed = read(CLOCKS, name=name, answers={"date": "2026-05-13"})
    assert (changed.assumed, changed.instants[0]) == ({}, START_UTC + timedelta(days=1))


@pytest.mark.parametrize("name", ["dc3.csv", "20260512-20260513.csv", "shot_260512.csv", "12-05-26_dc3.csv"])
def test_a_day_that_is_not_told_once_is_asked(name: str) -> None:
    assert read(CLOCKS, name=name).holds == ["date"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_bare_clocks_pass_midnight(newest_first: bool) -> None:
    night = [START.replace(hour=22) + timedelta(minutes=7 * n) for n in range(400)]
    order = night[::-1] if newest_first else night
    one = read(export("시각", [f"{moment:%H:%M:%S}" for moment in order]), name="20260512.csv")
    assert one.instants == [moment - timedelta(hours=9) for moment in order]


def test_a_clock_of_a_day_named_column_is_a_damaged_date() -> None:
    one = read(export("date", ["03:04:23"] * 30))
    assert (one.holds, "date-as-clock" in one.codes) == (["time"], True)


RUNS = export("쇼트번호,사이클타임(s)", [f"{n + 1},{30 + n % 3}" for n in range(30)])


def test_no_time_is_asked_and_rebuilt_backwards_from_the_end() -> None:
    (hold,) = read(RUNS).typed.holds
    assert (hold.key, hold.choices) == ("time", ("order", "rebuilt"))
    assert read(RUNS, answers={"time": "rebuilt"}).holds == ["end"]
    one = read(RUNS, answers={"time": "rebuilt", "end": "2026-05-12 18:00"})
    assert (one.holds, one.typed.frame["time_basis"].unique().to_list()) == ([], ["rebuilt"])
    assert one.instants[-1] == datetime(2026, 5, 12, 9)
    assert steps_s(one.instants) == [float(30 + n % 3) for n in range(1, 30)]
    assert "time-rebuilt" in one.codes


def test_the_arrival_is_an_end_and_newest_first_is_seen_by_the_counter() -> None:
    rows = [f"{n + 1},{30 + n % 3}" for n in range(30)][::-1]
    machine = replace(MACHINE, received=datetime(2026, 5, 12, 9, tzinfo=UTC))
    one = read(export("쇼트번호,사이클타임(s)", rows), answers={"time": "rebuilt", "end": "arrival"}, machine=machine)
    assert one.instants[0] == datetime(2026, 5, 12, 9)
    assert steps_s(one.instants) == [-float(30 + n % 3) for n in range(29, 0, -1)]


def test_a_cycle_without_its_time_counts_as_the_middle_one() -> None:
    rows = ["1,30", "2,", "3,30", "4,34", "5,30"]
    one = read(export("쇼트번호,사이클타임(s)", rows), answers={"time": "rebuilt", "end": "2026-05-12 18:00"})
    assert (steps_s(one.instants), "cycle-time-filled" in one.codes) == ([30.0, 30.0, 34.0, 30.0], True)


def test_cycles_with_days_alone_are_asked() -> None:
    content = export("일자,쇼트번호", [f"2026-05-{12 + n // 20},{n % 20 + 1}" for n in range(60)])
    (hold,) = read(content).typed.holds
    assert (hold.key, hold.choices) == ("time", ("order", "day"))
    assert read(content, answers={"time": "order"}).mapping.time.basis == "order"
    assert read(content, answers={"time": "day"}).holds == []
