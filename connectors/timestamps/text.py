"""Stamps written as text: one pattern for every common form, taken apart in columns, never row by row.

Understood after tidying: ISO, slashes, dots, `2025. 3. 2.`, `2025년 3월 2일`, compact `yyyymmdd[hhmmss]`,
two-digit years, 오전/오후 and AM/PM (12 at night is 0), dots in the clock, `24:00:00`, fractions, `Z` and `+09:00`.
"""

import polars as pl

ORDERS = ("ymd", "dmy", "mdy")
# Outside these years a stamp is a slip of the clock or of drag-filling, not production.
FIRST_YEAR, END_YEAR = 1990, 2050
_DAY_US = 86_400_000_000

_STAMP = (
    r"^'?(?P<a>\d{1,4})[-/.]\s*(?P<b>\d{1,2})[-/.]\s*(?P<c>\d{1,4})\.?"
    r"(?:[t\s]+(?:(?P<half>am|pm)\s*)?(?P<h>\d{1,2})[:.](?P<m>\d{1,2})(?:[:.](?P<s>\d{1,2}))?"
    r"(?:[.,](?P<f>\d{1,9}))?\s*(?P<tail>am|pm)?)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?$"
)
_DATE_PART = r"^'?(\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4})"
_COMPACT_DAY = r"^'?((?:19|20)\d{2})(\d{2})(\d{2})([t\s]|$)"
_COMPACT_STAMP = r"^'?((?:19|20)\d{2})(\d{2})(\d{2})[t_\s-]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]?(\d{1,6}))?)?$"
_SHORT_DAY = r"^'?(\d{2})(\d{2})(\d{2})(\s|$)"
_BARE_CLOCK = r"\s(\d{2})(\d{2})(\d{2})$"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def tidy(text: pl.Series) -> pl.Series:
    """Return the stamps in lower case with one way of writing halves of the day, units of time and blanks."""
    out = text.str.strip_chars().str.to_lowercase()
    if _any(out, r"[^\x00-\x7f]"):
        out = _translate(out.str.normalize("NFKC"))
    if _any(out, "[a-z]"):
        out = out.str.replace_all(r"\s*\b([ap])\.?m\b\.?\s*", " ${1}m ").str.strip_chars()
        out = _month_names(out)
    out = out.str.replace(_COMPACT_DAY, "$1-$2-$3$4").str.strip_chars()
    out = out.str.replace(_COMPACT_STAMP, "$1-$2-$3 $4:$5:$6.$7").str.strip_chars_end(".:")
    return out.str.replace(_BARE_CLOCK, " $1:$2:$3")


def _translate(text: pl.Series) -> pl.Series:
    halves = text.str.replace(r"\s*(?:오전|午前)\s*", " am ").str.replace(r"\s*(?:오후|午後)\s*", " pm ")
    days = halves.str.replace(r"\s*[\(\[][월화수목금토일][\)\]]", "").str.replace_all(r"\s*[년월年月]\s*", "-")
    clocks = days.str.replace(r"\s*[일日]", " ").str.replace_all(r"\s*[시분時分]\s*", ":").str.replace(r"\s*[초秒]", "")
    return clocks.str.replace_all(r"\s+", " ").str.strip_chars(" :")


def _month_names(text: pl.Series) -> pl.Series:
    if not _any(text, "(?:" + "|".join(_MONTHS) + ")"):
        return text
    for number, name in enumerate(_MONTHS, start=1):
        text = text.str.replace(rf"^(\d{{1,2}})[-/. ]{name}[a-z]*[-/., ]+(\d{{4}})", f"$2-{number:02}-$1")
        text = text.str.replace(rf"^{name}[a-z]*[-/. ]+(\d{{1,2}})[, ]+(\d{{4}})", f"$2-{number:02}-$1")
    return text


def _any(text: pl.Series, pattern: str) -> bool:
    return bool(text.str.contains(pattern).any())


def date_tokens(tidied: pl.Series) -> pl.Series:
    """Return the distinct dates of tidied stamps whose parts are set apart, without their clocks."""
    return tidied.str.extract(_DATE_PART, 1).drop_nulls().unique().sort()


def parse(tidied: pl.Series, order: str, *, short_compact: bool = False) -> pl.DataFrame:
    """Take tidied stamps apart under one order of day, month and year.

    Args:
        tidied: Result of `tidy`.
        order: `ymd`, `dmy` or `mdy`; a first part of four digits is a year in any case.
        short_compact: Whether six digits are a date of two-digit year.

    Returns:
        `local` Int64: microseconds since 1970 as the clock on the wall shows them, null when unreadable;
        `zone` Int64: the stated offset from UTC in microseconds, null when none; `has_clock` Boolean.
    """
    if short_compact:
        tidied = tidied.str.replace(_SHORT_DAY, "20$1-$2-$3$4")
    frame = tidied.to_frame("t").lazy().select(pl.col("t").str.extract_groups(_STAMP)).unnest("t")
    return frame.select(
        (_days(order) * _DAY_US + _clock()).alias("local"),
        _offset().alias("zone"),
        pl.col("h").is_not_null().alias("has_clock"),
    ).collect()


def _days(order: str) -> pl.Expr:
    first, last = pl.col("a"), pl.col("c")
    year_first = (first.str.len_chars() == 4) | pl.lit(order == "ymd")
    year = pl.when(year_first).then(first).otherwise(last)
    month = pl.when(year_first | pl.lit(order == "dmy")).then(pl.col("b")).otherwise(first)
    day_last = pl.when(pl.lit(order == "dmy")).then(first).otherwise(pl.col("b"))
    day = pl.when(year_first).then(last).otherwise(day_last)
    full = pl.when(year.str.len_chars() == 2).then(pl.lit("20") + year).otherwise(year)
    whole = pl.concat_str([full, month.str.zfill(2), day.str.zfill(2)], separator="-")
    date = whole.str.to_date("%Y-%m-%d", strict=False, exact=True)
    usable = date.dt.year().is_between(FIRST_YEAR, END_YEAR - 1)
    return pl.when(usable).then(date.cast(pl.Int32).cast(pl.Int64))


def _clock() -> pl.Expr:
    hour, minute = pl.col("h").cast(pl.Int64), pl.col("m").cast(pl.Int64)
    second = pl.col("s").cast(pl.Int64).fill_null(0)
    fraction = pl.col("f").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    half = pl.coalesce(pl.col("half"), pl.col("tail"))
    turned = (
        pl.when((half == "am") & (hour == 12))
        .then(0)
        .when((half == "am") & (hour > 12))
        .then(None)
        .when((half == "pm") & (hour < 12))
        .then(hour + 12)
        .otherwise(hour)
    )
    usable = (
        (minute < 60) & (second < 60) & ((hour < 24) | ((hour == 24) & (minute == 0) & (second == 0) & half.is_null()))
    )
    micros = ((turned * 60 + minute) * 60 + second) * 1_000_000 + fraction
    return pl.when(pl.col("h").is_null()).then(0).when(usable).then(micros)


def _offset() -> pl.Expr:
    zone = pl.col("zone")
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    digits = zone.str.replace(":", "").str.slice(1)
    hours, minutes = (
        digits.str.slice(0, 2).cast(pl.Int64, strict=False),
        digits.str.slice(2).cast(pl.Int64, strict=False),
    )
    signed = sign * (hours * 60 + minutes) * 60_000_000
    return pl.when(zone.is_in(["z", "utc"])).then(0).otherwise(signed)
