"""Stamps written as text: one pattern for every common form, taken apart in columns, never row by row.

Understood after tidying: ISO, slashes, dots, `2025. 3. 2.`, `2025년 3월 2일`, compact `yyyymmdd[hhmmss]`,
two-digit years, 오전/오후 and AM/PM (12 at night is 0), dots in the clock, `24:00:00`, fractions, names of months,
`Z`, `+09:00`, `+9`, `KST`, `UTC+9`.
"""

import polars as pl

from connectors.typing.texts import bare

ORDERS = ("ymd", "dmy", "mdy")
# A clock without its battery begins again in 1970 or 1980: read, so that a declared error can correct it.
FIRST_YEAR, END_YEAR = 1970, 2050
_DAY_US = 86_400_000_000

_STAMP = (
    r"^'?(?P<a>\d{1,4})[-/.]\s*(?P<b>\d{1,2})[-/.]\s*(?P<c>\d{1,4})\.?"
    r"(?:[t\s_,-]+(?:(?P<half>am|pm)\s*)?(?P<h>\d{1,2})[:.](?P<m>\d{1,2})(?:[:.](?P<s>\d{1,2}))?"
    r"(?:[.,](?P<f>\d{1,9}))?\s*(?P<tail>am|pm)?\s*(?P<zone>z|[+-]\d{1,2}|[+-]\d{2}:?\d{2})?)?$"
)
# Names of zones that mean one offset everywhere; CST, EST and their like do not.
_NAMED_ZONES = (("utc|gmt", "z"), ("kst|jst", "+09:00"))
_WEEKDAYS = r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+"
_COLON_FRACTION = r"(\d{1,2}:\d{2}:\d{2}):(\d{3}|\d{6})(\D|$)"
_DATE_PART = r"^'?(\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4})"
# What any of the changes of `tidy` could touch: short numbers it leaves as they are.
_BEYOND_SHORT_NUMBERS = r"[^0-9.+-]|\d{6}|\.$"
_COMPACT_DAY = r"^'?((?:19|20)\d{2})(\d{2})(\d{2})([t\s]|$)"
_COMPACT_STAMP = r"^'?((?:19|20)\d{2})(\d{2})(\d{2})[t_\s-]?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]?(\d{1,6}))?)?$"
_COMPACT_ZONED = r"^((?:19|20)\d{2})(\d{2})(\d{2})[t_\s-]?(\d{2})(\d{2})(\d{2})(z|[+-]\d{2}:?\d{2})$"
_SHORT_DAY = r"^'?(\d{2})(\d{2})(\d{2})(\s|$)"
_SHORT_STAMP = r"^'?(\d{2})(\d{2})(\d{2})\s?(\d{2})(\d{2})(\d{2})$"
_BARE_CLOCK = r"[\st](\d{2})(\d{2})(\d{2})$"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def tidy(text: pl.Series) -> pl.Series:
    """Return the stamps in lower case with one way of writing halves of the day, units of time and blanks."""
    out = text.str.strip_chars().str.to_lowercase()
    if not _any(out, _BEYOND_SHORT_NUMBERS):
        return out
    if _any(out, r"[^\x00-\x7f]"):
        out = _translate(bare(out).str.normalize("NFKC"))
    if _any(out, "[a-z]"):
        out = out.str.replace_all(r"\s*\b([ap])\.?m\b\.?\s*", " ${1}m ").str.strip_chars()
        out = _zone_names(_month_names(out))
    out = out.str.replace(_COMPACT_DAY, "$1-$2-$3$4").str.strip_chars()
    out = out.str.replace(_COMPACT_STAMP, "$1-$2-$3 $4:$5:$6.$7").str.strip_chars_end(".:")
    out = out.str.replace(_BARE_CLOCK, " $1:$2:$3")
    return out.str.replace(_COLON_FRACTION, "$1.$2$3") if _any(out, _COLON_FRACTION) else out


def _translate(text: pl.Series) -> pl.Series:
    halves = text.str.replace(r"\s*(?:오전|午前)\s*", " am ").str.replace(r"\s*(?:오후|午後)\s*", " pm ")
    named = halves.str.replace(r"\s*(?:[\(\[][월화수목금토일][\)\]]|[월화수목금토일]요일)", "")
    years = named.str.replace(r"^'?(\d{2})\s*[년年]", "20${1}년")
    days = years.str.replace_all(r"\s*[년월年月]\s*", "-")
    clocks = days.str.replace(r"\s*[일日]", " ").str.replace_all(r"\s*[시분時分]\s*", ":").str.replace(r"\s*[초秒]", "")
    return clocks.str.replace_all(r"\s+", " ").str.strip_chars(" :")


def _month_names(text: pl.Series) -> pl.Series:
    if not _any(text, "(?:" + "|".join(_MONTHS) + ")"):
        return text
    text = text.str.replace(_WEEKDAYS, "")
    for number, name in enumerate(_MONTHS, start=1):
        word = rf"{name}[a-z]*"
        text = text.str.replace(rf"^(\d{{1,2}})[-/. ]{word}[-/., ]+(\d{{4}})", f"$2-{number:02}-$1")
        text = text.str.replace(rf"^(\d{{1,2}})[-/. ]{word}[-/., ]+(\d{{2}})(\s|$)", f"20$2-{number:02}-$1$3")
        text = text.str.replace(rf"^(\d{{4}})[-/. ]{word}[-/. ]+(\d{{1,2}})", f"$1-{number:02}-$2")
        text = text.str.replace(rf"^{word}[-/. ]+(\d{{1,2}})[, ]+(\d{{4}})", f"$2-{number:02}-$1")
        text = text.str.replace(rf"^{word}\s+(\d{{1,2}})\s+([\d:.]+)\s+(\d{{4}})$", f"$3-{number:02}-$1 $2")
    return text


def _zone_names(text: pl.Series) -> pl.Series:
    text = text.str.replace(_COMPACT_ZONED, "$1-$2-$3 $4:$5:$6$7")
    if not _any(text, r"\d\s*\(?(?:utc|gmt|kst|jst)"):
        return text
    text = text.str.replace(r"(\d)\s*\(?(?:utc|gmt)\s*([+-]\d[\d:]*)\)?$", "$1 $2")
    for words, sign in _NAMED_ZONES:
        text = text.str.replace(rf"(\d)\s*\(?(?:{words})\)?$", f"$1 {sign}")
    return text


def _any(text: pl.Series, pattern: str) -> bool:
    return bool(text.str.contains(pattern).any())


def date_tokens(tidied: pl.Series) -> pl.Series:
    """Return the distinct dates of tidied stamps whose parts are set apart, without their clocks."""
    return tidied.str.extract(_DATE_PART, 1).drop_nulls().unique().sort()


def parse(tidied: pl.Series, order: str, *, short_compact: bool = False, full_years: bool = False) -> pl.DataFrame:
    """Take tidied stamps apart under one order of day, month and year.

    Args:
        tidied: Result of `tidy`.
        order: `ymd`, `dmy` or `mdy`; a first part of four digits is a year in any case.
        short_compact: Whether six digits are a date of two-digit year, and twelve a date and a clock.
        full_years: Whether years have four digits: a shorter one is not read.

    Returns:
        `local` Int64: microseconds since 1970 as the clock on the wall shows them, null when unreadable;
        `zone` Int64: the stated offset from UTC in microseconds, null when none; `has_clock` Boolean.
    """
    if short_compact:
        tidied = tidied.str.replace(_SHORT_STAMP, "20$1-$2-$3 $4:$5:$6").str.replace(_SHORT_DAY, "20$1-$2-$3$4")
    frame = tidied.to_frame("t").lazy().select(pl.col("t").str.extract_groups(_STAMP)).unnest("t")
    return frame.select(
        (_days(order, full_years=full_years) * _DAY_US + _clock()).alias("local"),
        _offset().alias("zone"),
        pl.col("h").is_not_null().alias("has_clock"),
    ).collect()


def _days(order: str, *, full_years: bool) -> pl.Expr:
    first, last = pl.col("a"), pl.col("c")
    year_first = (first.str.len_chars() == 4) | pl.lit(order == "ymd")
    year = pl.when(year_first).then(first).otherwise(last)
    month = pl.when(year_first | pl.lit(order == "dmy")).then(pl.col("b")).otherwise(first)
    day_last = pl.when(pl.lit(order == "dmy")).then(first).otherwise(pl.col("b"))
    day = pl.when(year_first).then(last).otherwise(day_last)
    short = pl.lit(None, dtype=pl.String) if full_years else pl.lit("20") + year
    full = pl.when(year.str.len_chars() == 2).then(short).otherwise(year)
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
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False)
    minutes = digits.str.slice(2).cast(pl.Int64, strict=False).fill_null(0)
    signed = sign * (hours * 60 + minutes) * 60_000_000
    return pl.when(zone == "z").then(0).otherwise(signed)
