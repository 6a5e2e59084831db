"""Instants: other forms, broken ones, and ones that two readings fit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.pollution.draft import Draft, Line
from tests.pollution.exports import KST
from tests.pollution.kinds.registry import CYCLES, kind


def _column(made: Draft) -> str:
    return made.export.fields[0].column


def _local(made: Draft, line: Line) -> datetime:
    instant: datetime = (line.truth or {})[_column(made)]
    return instant.astimezone(KST)


def _written(made: Draft, form: Callable[[datetime], str], lines: list[Line] | None = None) -> None:
    for line in made.records() if lines is None else lines:
        line.cells[0] = form(_local(made, line))


def _moved(made: Draft, start: datetime) -> None:
    """Let the file begin at another instant."""
    first = min(_local(made, line) for line in made.records())
    for line in made.records():
        at = _local(made, line) - first + start
        line.truth = {**(line.truth or {}), _column(made): at}


def twelve_hours(at: datetime) -> str:
    """`2026-10-05 오후 4:24:03`."""
    return f"{at:%Y-%m-%d} {'오전' if at.hour < 12 else '오후'} {(at.hour + 11) % 12 + 1}:{at:%M:%S}"


@kind()
def morning_and_afternoon(made: Draft) -> None:
    _written(made, twelve_hours)


@kind()
def am_and_pm(made: Draft) -> None:
    _written(made, lambda at: f"{at:%Y-%m-%d} {(at.hour + 11) % 12 + 1}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}")


@kind()
def dotted_dates(made: Draft) -> None:
    _written(made, lambda at: f"{at.year}. {at.month:02d}. {at.day:02d}. {at:%H:%M:%S}")


@kind()
def compact_stamps(made: Draft) -> None:
    _written(made, lambda at: f"{at:%Y%m%d%H%M%S}")


@kind()
def iso_with_zone(made: Draft) -> None:
    _written(made, lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+09:00")


@kind()
def korean_words_in_dates(made: Draft) -> None:
    _written(made, lambda at: f"{at.year}년 {at.month}월 {at.day}일 {at.hour}시 {at.minute}분 {at.second}초")


@kind()
def zones_mixed(made: Draft) -> None:
    """Universal time with Z in some rows, none in others: each its own instant or set apart, never nine hours off."""
    for line in made.records():
        at = _local(made, line)
        if made.rng.random() < 0.3:
            line.cells[0] = f"{at - timedelta(hours=9):%Y-%m-%dT%H:%M:%S}Z"
            made.either(line, "bad-timestamp")
    made.outcomes |= {"held"}


@kind()
def impossible_stamps(made: Draft) -> None:
    texts = ["2026-02-30 10:00:00", "2026-13-01 10:00:00", "2026-10-05 25:00:00", "2026-10-05 08:61:00", "어제", "-", "", "0",
             "0001-01-01 00:00:00", "9999-12-31 23:59:59", "2026-10-05 08:10:60", "2026-10-05", "08:15:00", "2099-01-01 00:00:00",
             "1970-01-01 00:00:00", "1900-01-00", "####"]  # fmt: skip
    for line in made.some(6):
        line.cells[0] = made.rng.choice(texts)
        made.apart(line, "bad-timestamp", "impossible-stamp", "total-row", "comment-row")


@kind()
def twenty_four_oclock(made: Draft) -> None:
    for line in made.some(2):
        at = _local(made, line)
        line.cells[0] = f"{at:%Y-%m-%d} 24:00:00"
        midnight = at.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        line.truth = {**(line.truth or {}), _column(made): midnight}
        made.either(line, "bad-timestamp")


@kind()
def serial_days_in_some_rows(made: Draft) -> None:
    """Day numbers of a spreadsheet among texts: set apart, or the same instant."""
    for line in made.some(4):
        days = (_local(made, line).replace(tzinfo=None) - datetime(1899, 12, 30)) / timedelta(days=1)
        line.cells[0] = f"{days:.6f}".replace(".", made.export.decimal)
        made.either(line, "bad-timestamp")


@kind()
def seconds_since_1970(made: Draft) -> None:
    """Every stamp a count of seconds since 1970: read as such, said or asked, never something else."""
    _written(made, lambda at: str(int(at.timestamp())))
    made.outcomes |= {"held"}


@kind()
def day_or_month_first_unknown(made: Draft) -> None:
    """Days up to the twelfth, written with day and month only: two readings fit, so it is asked."""
    order = made.rng.choice(["%d/%m/%Y", "%m/%d/%Y"])
    _written(made, lambda at: at.strftime(f"{order} %H:%M:%S"))
    made.only("held:date_order")


@kind(CYCLES)
def day_first_proven(made: Draft) -> None:
    """Days behind the twelfth prove the order."""
    _moved(made, datetime(2026, 10, 23, 8, 0, 0, tzinfo=KST))
    _written(made, lambda at: f"{at:%d/%m/%Y %H:%M:%S}")


@kind()
def two_digit_years(made: Draft) -> None:
    """`26/10/05`: the year first or last, asked where nothing proves it."""
    _written(made, lambda at: f"{at:%y/%m/%d %H:%M:%S}")
    made.outcomes |= {"held:date_order"}


@kind()
def minutes_only(made: Draft) -> None:
    """Seconds lost in Excel: many rows share a minute; none of them may be lost for that."""
    for line in made.records():
        at = _local(made, line).replace(second=0)
        line.cells[0] = f"{at:%Y-%m-%d %H:%M}"
        line.truth = {**(line.truth or {}), _column(made): at}


@kind(whole=True)
def date_and_clock_apart(made: Draft) -> None:
    """Date and time in two columns, over midnight."""
    _moved(made, datetime(2026, 10, 5, 23, 50, 0, tzinfo=KST))
    made.header[0:1] = ["일자", "시각"]
    if made.units:
        made.units.insert(0, "")
    for line in made.records():
        at = _local(made, line)
        line.cells[0:1] = [f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}"]


@kind()
def clock_alone_over_midnight(made: Draft) -> None:
    """No date anywhere: asked, never today."""
    _moved(made, datetime(2026, 10, 5, 23, 50, 0, tzinfo=KST))
    _written(made, lambda at: f"{at:%H:%M:%S}")
    made.only("held", "refused")


@kind()
def clock_set_back(made: Draft) -> None:
    """From one row on the logger's clock is an hour back: rows stay, and what shares a key is said."""
    for line in made.lines[made.cut() :]:
        at = _local(made, line) - timedelta(hours=1)
        line.cells[0] = f"{at:%Y-%m-%d %H:%M:%S}"
        line.truth = {**(line.truth or {}), _column(made): at}
    made.say("clock-went-back", "time-goes-back", "clock-back", "same-key-other-values", "time-order", "clock-set-back")
    made.outcomes |= {"held"}


@kind()
def forms_mixed(made: Draft) -> None:
    """Two ways of writing the same instants in one column."""
    for line in made.records():
        if made.rng.random() < 0.4:
            line.cells[0] = f"{_local(made, line):%Y.%m.%d %H:%M:%S}"
            made.either(line, "bad-timestamp")


@kind()
def stamps_with_an_apostrophe(made: Draft) -> None:
    _written(made, lambda at: f"'{at:%Y-%m-%d %H:%M:%S}")


@kind()
def blanks_around_stamps(made: Draft) -> None:
    made.unicode()
    for line in made.records():
        line.cells[0] = made.rng.choice([" {}", "{} ", "\u00a0{}", "  {}  ", "{}\u200b"]).format(line.cells[0])


@kind()
def milliseconds(made: Draft) -> None:
    for line in made.records():
        at = _local(made, line) + timedelta(milliseconds=made.rng.randint(0, 999))
        line.cells[0] = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d}"
        line.truth = {**(line.truth or {}), _column(made): at}


@kind()
def months_in_words(made: Draft) -> None:
    _written(made, lambda at: f"{at:%d-%b-%Y %H:%M:%S}")


@kind()
def first_and_last_day_disagree(made: Draft) -> None:
    """Day and month first in one file: one row proves the one, another the other."""
    _moved(made, datetime(2026, 10, 13, 8, 0, 0, tzinfo=KST))
    half = made.cut(0.4, 0.6)
    for at, line in enumerate(made.records()):
        form = "%d/%m/%Y %H:%M:%S" if at < half else "%m/%d/%Y %H:%M:%S"
        line.cells[0] = _local(made, line).strftime(form)
    made.only("held:date_order", "refused")


@kind(whole=True)
def date_and_clock_under_each_others_name(made: Draft) -> None:
    """`날짜` holds the clock and `시각` the date: the contents decide."""
    made.header[0:1] = ["시각", "날짜"]
    if made.units:
        made.units.insert(0, "")
    for line in made.records():
        at = _local(made, line)
        line.cells[0:1] = [f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}"]
