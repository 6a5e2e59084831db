"""Stamps written as numbers: Excel serials, epochs, WinCC day numbers, FILETIME, seconds since a start, numbers of samples."""

import polars as pl

from connectors.timestamps.text import END_YEAR

# Numbers are told apart by their size alone, so they are stamps in a narrower span of years than texts.
FIRST_YEAR = 1990
# Day 0 of Excel is 1899-12-30 (its leap year 1900 never was); 1970-01-01 is day 25,569, in the system of 1904 day 24,107.
_EPOCH_DAY = {"excel_serial": 25_569.0, "excel_serial_1904": 24_107.0, "wincc_days": 25_569.0}
_DAY_MS = 86_400_000
_EPOCH_US = {"epoch_s": 1_000_000.0, "epoch_ms": 1_000.0, "epoch_us": 1.0, "epoch_ns": 0.001}
# FILETIME counts 100 ns since 1601-01-01; that many of them lie before 1970.
_FILETIME_EPOCH = 116_444_736_000_000_000
ELAPSED_US = {
    "elapsed_s": 1e6,
    "elapsed_ms": 1e3,
    "elapsed_us": 1.0,
    "elapsed_min": 60e6,
    "elapsed_h": 3600e6,
}
SAMPLE = "sample_no"
FORMS = (*_EPOCH_DAY, *_EPOCH_US, "filetime", *ELAPSED_US, SAMPLE)
_FIRST_DAY, _END_DAY = (FIRST_YEAR - 1970) * 365.25, (END_YEAR - 1970) * 365.25
_FITTING = 0.98
# No log runs longer; beyond it the arithmetic of microseconds would leave its bounds.
_LONGEST_US = 366 * 100 * 86_400_000_000


def number(text: pl.Series) -> pl.Series:
    """Return the texts as Float64 with either decimal sign, null where they are no finite number."""
    value = text.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return value.set((~value.is_finite()).fill_null(False), None)


def parse(text: pl.Series, form: str) -> pl.Series:
    """Return Int64 microseconds: since 1970 on the wall for day numbers, in UTC for epochs, since start for elapsed.

    Day numbers are rounded to milliseconds, because a double of days resolves no more. `sample_no` gives the number itself.
    """
    value = number(text)
    if form in ELAPSED_US:
        return _no_longer(value * ELAPSED_US[form])
    if form == SAMPLE:
        return _no_longer(value.set((value != value.round()).fill_null(False), None))
    whole = text.str.strip_chars().cast(pl.Int64, strict=False)
    if form == "filetime":
        return _within((whole - _FILETIME_EPOCH) // 10)
    if form in _EPOCH_US:
        exact = {"epoch_us": whole, "epoch_ns": whole // 1000}.get(form, (value * _EPOCH_US[form]).round())
        return _within(exact.cast(pl.Int64, strict=False))
    days = value / 1e6 if form == "wincc_days" else value
    days = days - _EPOCH_DAY[form]
    days = days.set((~days.is_between(_FIRST_DAY, _END_DAY)).fill_null(False), None)
    return _within((days * _DAY_MS).round().cast(pl.Int64, strict=False) * 1000)


def _no_longer(value: pl.Series) -> pl.Series:
    return value.set((value.abs() > _LONGEST_US).fill_null(False), None).round().cast(pl.Int64, strict=False)


def _within(micros: pl.Series) -> pl.Series:
    day = micros / (_DAY_MS * 1000)
    return micros.set((~day.is_between(_FIRST_DAY, _END_DAY)).fill_null(False), None)


def guess(text: pl.Series) -> str | None:
    """Return the numeric form that at least 98 % of the texts fit, or None; elapsed seconds are never guessed here.

    The ranges of the forms do not overlap, but for the two systems of Excel: there the usual one goes first.
    """
    value = number(text).drop_nulls()
    if len(value) < _FITTING * max(1, text.drop_nulls().len()):
        return None
    middle = value.median()
    for form, scale in (("excel_serial", 1.0), ("wincc_days", 1e6)):
        low, high = (_EPOCH_DAY[form] + _FIRST_DAY) * scale, (_EPOCH_DAY[form] + _END_DAY) * scale
        if isinstance(middle, float) and low <= middle < high and value.is_between(low, high).mean() >= _FITTING:  # type: ignore[operator]
            return form
    for form in (*_EPOCH_US, "filetime"):
        parsed = parse(text.drop_nulls(), form)
        if parsed.is_not_null().mean() >= _FITTING:  # type: ignore[operator]
            return form
    return None
