"""The day of the work on a people's sheet: in a column, above the table, on the tab, in the file's name, or asked."""

import re
from datetime import date, timedelta

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place
from connectors.sheets.dates import When, dated, day_of, days_in, when
from connectors.sheets.work import DATE, Work
from connectors.types import Table
from ppuri.core.results import Assumption, Hold

# Answers about one file; those about a layout hold for the next file too.
PER_FILE = ("work_date", "work_month")
_SERIAL = re.compile(r"4[0-9]{4}|5[0-9]{4}|(?:19|20)\d{6}|\d{6}")
_LONGEST = 40
_EVENING, _NOON = 18 * 60, 12 * 60


def when_of(table: Table) -> When:
    """Return what is known of a sheet's time: what stands right above the table counts before what stands further up."""
    own = [f"{key} {value}" for key, value in table.preamble.items() if not key.startswith("^")]
    told = when(own, None, None)
    further = [value for key, value in table.preamble.items() if key.startswith("^")]
    return told if told.days else when([*own, *further], table.name, table.source)


def needs_date(table: Table, found: list[Place]) -> bool:
    """Whether no column tells the day of a record in full."""
    column = _date_column(table, found)
    others = [place.header for place in found if not place.apart and place.measure is None]
    return not any(_full(table.records[name]) for name in ([column] if column else others))


def _date_column(table: Table, found: list[Place]) -> str | None:
    own = [place.header for place in found if words.bare(place.header) in words.DATES]
    return own[0] if own else None


def _full(cells: pl.Series) -> bool:
    """Whether most cells of a column are dates with their year, as text or as a day number."""
    texts = [text.strip() for text in cells.fill_null("").head(200).to_list()]
    dates = sum(1 for text in texts if (days_in(text) and len(text) <= _LONGEST) or _SERIAL.fullmatch(text))
    return dates > 0.5 * len(texts)


def with_date(work: Work, found: list[Place], long: pl.DataFrame) -> pl.DataFrame:
    """Add the day of the work, where no column tells it in full."""
    if not needs_date(work.table, found):
        return long
    column = _date_column(work.table, found)
    if column is not None and long[column].null_count() < long.height:
        return _completed(work, column, long)
    answer = days_in(work.answers.get("work_date", ""))
    day = answer[0] if len(answer) == 1 else work.when.day
    if day is None:
        preview = tuple(each.isoformat() for each in work.when.days[:5])
        _ask(work, "work_date", "표가 어느 날의 것인지 알 수 없습니다. 작업일은 언제입니까? (예: 2026-10-05)", "The sheet does not tell its day. Which work date is it? (such as 2026-10-05)", preview)  # fmt: skip
        day = date(2000, 1, 1)
    elif not answer and work.when.ground != "sheet":
        _assume_when(work, "work_date", day.isoformat())
    work.made.append(DATE)
    later = _past_midnight(work, long)
    if later is None:
        return long.with_columns(pl.lit(day.isoformat()).alias(DATE))
    days = pl.Series([day.isoformat(), (day + timedelta(days=1)).isoformat()])
    return long.with_columns(days.gather(later).alias(DATE))


def _completed(work: Work, column: str, long: pl.DataFrame) -> pl.DataFrame:
    """Dates without a year (10/5, 5일) with year and month from around the table."""
    distinct = long[column].drop_nulls().unique().to_list()
    days = {text: day for text in distinct if (day := day_of(text)) is not None}
    if not days:
        return long
    year, month = month_of(
        work, needs_month=any(d[1] is None for d in days.values()), needs_year=any(d[0] is None for d in days.values())
    )
    made = {text: full.isoformat() for text, day in days.items() if (full := dated(day, year, month))}
    return long.with_columns(pl.col(column).replace(list(made), list(made.values())))


def _past_midnight(work: Work, long: pl.DataFrame) -> pl.Series | None:
    """Days after the sheet's day of each stop, where the list of a night runs over midnight once: 23:50, then 00:40."""
    column = next((name for name in long.columns if words.bare(name) in words.STARTS), None)
    if column is None or work.answers.get("midnight") == "same-day":
        return None
    clock = long[column].str.extract_groups(r"^\s*(\d{1,2}):(\d{2})")
    hours, minutes = (clock.struct.field(part).cast(pl.Int64, strict=False) for part in ("1", "2"))
    minute = hours * 60 + minutes
    before = minute.forward_fill().shift(1)
    falls = ((minute < before) & (before >= _EVENING) & (minute < _NOON)).fill_null(value=False)
    if falls.sum() != 1:
        return None
    after = falls.cast(pl.Int64).cum_sum()
    evening, morning = (minute.filter(after == part).drop_nulls() for part in (0, 1))
    if not (evening.is_sorted() and morning.is_sorted() and bool((morning < _NOON).all())):
        return None
    if "midnight" not in work.answers:
        shown = str(long[column].filter(falls)[0])
        work.assumptions.append(
            Assumption(
                key="midnight",
                value="next-day",
                choices=("next-day", "same-day"),
                text_ko=f"{shown}부터 적힌 정지는 자정을 넘긴 다음 날로 보았습니다.",
                text_en=f"Stops from {shown} on were taken to be after midnight, on the next day.",
            )
        )
    return after


def day_of_column(place: Place, work: Work) -> date | None:
    """Date of a day's column; a day that its month does not have is left without one."""
    assert place.day is not None  # noqa: S101  asked for days only
    year, month = month_of(work, needs_month=place.day[1] is None, needs_year=place.day[0] is None)
    return dated(place.day, year, month)


def month_of(work: Work, *, needs_month: bool, needs_year: bool) -> tuple[int | None, int | None]:
    """Return year and month of a sheet, as far as they are needed; asks for them where they are told nowhere."""
    said = re.fullmatch(r"((?:19|20)\d{2})[-./년 ]*(\d{1,2})월?", work.answers.get("work_month", "").strip())
    if said and 1 <= int(said[2]) <= 12:
        return int(said[1]), int(said[2])
    year, month = work.when.year, work.when.month
    if (needs_month and month is None) or (needs_year and year is None):
        _ask(work, "work_month", "표가 어느 해 어느 달의 것인지 적혀 있지 않습니다. 언제입니까? (예: 2026-10)", "The sheet does not say its month. Which is it? (such as 2026-10)")  # fmt: skip
        return 2000, 1
    if work.when.ground != "sheet":
        _assume_when(work, "work_month", f"{year}-{month:02d}" if month else str(year))
    return year, month


def _ask(work: Work, key: str, ko: str, en: str, preview: tuple[str, ...] = ()) -> None:
    if all(hold.key != key for hold in work.holds):
        work.holds.append(Hold(key=key, choices=preview, question_ko=ko, question_en=en, preview=preview))


def _assume_when(work: Work, key: str, value: str) -> None:
    if key in work.answers or any(each.key == key for each in work.assumptions):
        return
    ko, en = {"tab": ("시트 이름", "the sheet's name"), "file": ("파일 이름", "the file's name")}[work.when.ground]
    work.assumptions.append(
        Assumption(
            key=key,
            value=value,
            text_ko=f"작업일을 {ko}에 따라 {value}(으)로 보았습니다.",
            text_en=f"The work date was taken from {en}: {value}.",
        )
    )
