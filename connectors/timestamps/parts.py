"""One text per row out of the columns that a stamp is spread over."""

from collections.abc import Sequence

import polars as pl

from connectors.timestamps import text
from connectors.timestamps.numbers import number, parse

# What a column of a stamp may hold by itself; an empty word stands for a text that is joined as it is.
PARTS = ("", "year", "month", "day", "hour", "minute", "second", "serial_day", "serial_clock", "compact_clock")
_MIDNIGHT = r"[T\s]+00:00(?::00)?(?:\.0+)?$"
_BEFORE = {"month": "-", "day": "-", "minute": ":", "second": ":"}
_DAY_US = 86_400_000_000
_DATED_US = 978_307_200_000_000  # 2001-01-01


def joined(records: pl.DataFrame, columns: Sequence[str], parts: Sequence[str] = ()) -> pl.Series:
    """Return the cells of the time columns as one text per row, null where one of them is missing.

    Args:
        records: Frame of strings.
        columns: Headers in the order of the stamp.
        parts: What each column holds, a word of `PARTS`; empty when all are joined by a blank as they stand.
            A date that carries a midnight gives it up to the clock beside it.
    """
    if not parts:
        if len(columns) == 1:
            return records[columns[0]]
        date = pl.col(columns[0]).str.strip_chars().str.replace(_MIDNIGHT, "")
        clocks = (pl.col(name).str.strip_chars() for name in columns[1:])
        return records.select(pl.concat_str([date, *clocks], separator=" ").alias("stamp")).to_series()
    cells = [
        _cell(records[name], part).alias(str(i)) for i, (name, part) in enumerate(zip(columns, parts, strict=True))
    ]
    pieces: list[pl.Expr] = []
    for i, part in enumerate(parts):
        pieces += [pl.lit(_BEFORE.get(part, " " if i else "")), pl.col(str(i))]
    return pl.DataFrame(cells).select(pl.concat_str(pieces).alias("stamp")).to_series()


def _cell(cells: pl.Series, part: str) -> pl.Series:
    bare = cells.str.strip_chars()
    if part == "compact_clock":
        return bare.str.zfill(6)
    if part == "serial_day":
        return parse(bare, "excel_serial").cast(pl.Datetime("us")).dt.strftime("%Y-%m-%d")
    if part == "serial_clock":
        return _clock_of(number(bare))
    if part == "":
        return bare
    return bare.str.replace(r"^(\d+)\.0+$", "$1").str.replace(r"\s*[년월일시분초]$", "")


def _clock_of(share: pl.Series) -> pl.Series:
    """The clock of a fraction of a day; a sheet's clock is one of milliseconds at best."""
    share = share.set((~share.is_between(0, 1, closed="left")).fill_null(value=False), None)
    micros = (share * (_DAY_US / 1000)).round().cast(pl.Int64, strict=False) * 1000
    shown = micros.cast(pl.Datetime("us")).dt.strftime("%H:%M:%S%.3f")
    return shown.set((micros == _DAY_US).fill_null(value=False), "24:00:00")


def clock_us(clocks: pl.Series) -> pl.Series:
    """Return the microseconds since midnight of clocks that stand without a date, null where there is none."""
    dated = "2001-01-01 " + clocks.str.strip_chars()
    return text.parse(text.tidy(dated), "ymd")["local"] - _DATED_US


def days_after(clocks: pl.Series) -> pl.Series:
    """Return for each clock how many days after the first day of its log it lies.

    A clock that falls by more than half a day has passed midnight, one that falls by less was set back.
    In a log that runs backwards, newest first, the same holds from its last row up.

    Args:
        clocks: Result of `clock_us`, in the order of the file.
    """
    known = clocks.forward_fill()
    step = known - known.shift(1)
    half = _DAY_US // 2
    backwards = ((step < 0) & (step >= -half)).sum() > ((step > 0) & (step <= half)).sum()
    if not backwards:
        return (step < -half).fill_null(value=False).cast(pl.Int64).cum_sum()
    passed = (step > half).fill_null(value=False).cast(pl.Int64).cum_sum()
    return passed.max() - passed  # type: ignore[return-value]  # whole numbers, never empty where rows are
