"""Stamps written as numbers: Excel serials, epochs, WinCC day numbers, seconds since a start."""

import polars as pl

from connectors.timestamps.text import END_YEAR, FIRST_YEAR

# Day 0 of Excel is 1899-12-30 (its leap year 1900 never was); 1970-01-01 is day 25,569.
_EXCEL_EPOCH_DAY = 25_569
_DAY_MS = 86_400_000
_EPOCH_US = {"epoch_s": 1_000_000.0, "epoch_ms": 1_000.0, "epoch_us": 1.0, "epoch_ns": 0.001}
FORMS = ("excel_serial", "wincc_days", *_EPOCH_US, "elapsed_s")
_FIRST_DAY, _END_DAY = (FIRST_YEAR - 1970) * 365.25, (END_YEAR - 1970) * 365.25


def number(text: pl.Series) -> pl.Series:
    """Return the texts as Float64 with either decimal sign, null where they are no number."""
    return text.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def parse(text: pl.Series, form: str) -> pl.Series:
    """Return Int64 microseconds: since 1970 on the wall for day numbers, in UTC for epochs, since start for elapsed.

    Day numbers are rounded to milliseconds, because a double of days resolves no more.
    """
    value = number(text)
    if form == "elapsed_s":
        return (value * 1e6).round().cast(pl.Int64, strict=False)
    if form in _EPOCH_US:
        whole = text.str.strip_chars().cast(pl.Int64, strict=False)
        exact = {"epoch_us": whole, "epoch_ns": whole // 1000}.get(form, (value * _EPOCH_US[form]).round())
        return _within(exact.cast(pl.Int64, strict=False))
    days = value / 1e6 if form == "wincc_days" else value
    return _within(((days - _EXCEL_EPOCH_DAY) * _DAY_MS).round().cast(pl.Int64, strict=False) * 1000)


def _within(micros: pl.Series) -> pl.Series:
    day = micros / (_DAY_MS * 1000)
    return micros.set((~day.is_between(_FIRST_DAY, _END_DAY)).fill_null(False), None)


def guess(text: pl.Series) -> str | None:
    """Return the numeric form that at least 98 % of the texts fit, or None; elapsed seconds are never guessed here."""
    value = number(text).drop_nulls()
    if len(value) < 0.98 * max(1, text.drop_nulls().len()):
        return None
    middle = value.median()
    for form, scale in (("excel_serial", 1.0), ("wincc_days", 1e6)):
        low, high = (_EXCEL_EPOCH_DAY + _FIRST_DAY) * scale, (_EXCEL_EPOCH_DAY + _END_DAY) * scale
        if isinstance(middle, float) and low <= middle < high and value.is_between(low, high).mean() >= 0.98:  # type: ignore[operator]
            return form
    for form in _EPOCH_US:
        parsed = parse(text.drop_nulls(), form)
        if parsed.is_not_null().mean() >= 0.98:  # type: ignore[operator]
            return form
    return None
