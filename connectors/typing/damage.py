"""Ids that a spreadsheet destroyed: long numbers in powers of ten, lost leading zeros, part numbers turned into dates.

What is left of them cannot be mended by a program (`1.23457E+12` stands for a thousand million lots), so such a cell
is never a key.
"""

import polars as pl

_POWER = r"^[+-]?\d(?:[.,]\d+)?[Ee]\+\d{2,3}$"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAY = (
    rf"^(?:\d{{1,2}}월\s?\d{{1,2}}일|(?i:{_MONTHS})-\d{{1,2}}|\d{{1,2}}-(?i:{_MONTHS})(?:-\d{{2,4}})?"
    r"|\d{4}-\d{2}-\d{2}(?: 00:00:00)?)$"
)
_ERROR = r"^#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|#+)$"
_WIDE = 0.5
_EXACT_DIGITS = 15  # what a cell of numbers keeps


def damaged(texts: pl.Series) -> dict[str, pl.Series]:
    """Return the damaged cells of an id column: kind (`power`, `date`, `zeros`, `digits`, `error`) to a mask as long as the column.

    A column of nothing but dates is one of dates. Zeros are missed only where the other rows prove the width:
    more than half of its numbers are of one length and at least one of those begins with 0.
    """
    stripped = texts.str.strip_chars()
    present = stripped.is_not_null() & (stripped != "").fill_null(False)
    masks = {
        "power": stripped.str.contains(_POWER).fill_null(False),
        "date": stripped.str.contains(_DAY).fill_null(False),
        "zeros": _shortened(stripped),
        "digits": _rounded(stripped),
        "error": stripped.str.contains(_ERROR).fill_null(False),
    }
    if masks["date"].sum() == present.sum() and bool(stripped.drop_nulls().str.contains(r"^\d{4}-").any()):
        del masks["date"]
    return {kind: mask for kind, mask in masks.items() if mask.any()}


def _rounded(stripped: pl.Series) -> pl.Series:
    """Where digits behind the fifteenth were lost: all of a column's longer numbers end in zeros from there on.

    A single number may end in a zero of its own, so three different ones, or two zeros at least, must agree.
    """
    long = stripped.str.contains(rf"^\d{{{_EXACT_DIGITS + 1},}}$").fill_null(False)
    numbers = stripped.filter(long).unique()
    tails = numbers.str.slice(_EXACT_DIGITS)
    agree = bool(tails.str.contains(r"^0+$").all()) and (len(numbers) > 2 or bool((tails.str.len_chars() > 1).all()))
    return long if len(numbers) and agree else pl.repeat(False, len(stripped), dtype=pl.Boolean, eager=True)


def _shortened(stripped: pl.Series) -> pl.Series:
    digits = stripped.str.contains(r"^\d+$").fill_null(False)
    lengths = stripped.str.len_chars().cast(pl.Int64)
    numbers = lengths.filter(digits)
    nothing = pl.repeat(False, len(stripped), dtype=pl.Boolean, eager=True)
    if numbers.is_empty():
        return nothing
    counts = numbers.value_counts(sort=True, name="n")
    width, often = int(counts[counts.columns[0]][0]), int(counts["n"][0])
    whole = digits & (lengths == width).fill_null(False)
    zeros = whole & stripped.str.starts_with("0").fill_null(False)
    if width < 3 or often <= _WIDE * len(numbers) or not zeros.any():
        return nothing
    return digits & (lengths < width).fill_null(False)
