"""Numbers as files write them, read column by column: decimal comma, thousands, `+ 329`, `E+06`, full-width digits."""

from dataclasses import dataclass, field

import polars as pl

from connectors.layouts import named
from connectors.typing.texts import bare as without_blanks
from ppuri.core.units import is_unit, tidy_unit, units_of

# What loggers write where there is a fault, beside the words of their layout: null with a finding.
_FAULT_SIGNS = r"^(?:\+{3,}|-{3,}|\*{2,}|\#{2,}|\?{2,})$"
_PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_THOUSANDS = {".": r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$", ",": r"^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$"}
# A number with a unit behind it, as in `23.5℃`, `70 kgf/cm2`.
_DRESSED = r"^([+-]?\s?[\d.,]*\d)\s*([^\d\s.,+\-*()~?<>][^\s()~?<>]*)$"
_WORN = 0.8
_ONE_GROUP = {".": r"^[+-]?\d{1,3},\d{3}$", ",": r"^[+-]?\d{1,3}\.\d{3}$"}
_FAR = 20
_GROUP_SIGN = {".": ",", ",": "."}


@dataclass(frozen=True)
class Numbers:
    """A column of texts as numbers.

    Attributes:
        values: Float64, null where there is no usable number.
        faults: Row positions of texts that say "fault" (`+++++++`, `BURNOUT`, `#DIV/0!`).
        unreadable: Row positions of texts that are no number at all.
        doubtful: Row positions of texts such as `38,890` among numbers like 38.2: a thousand, or another decimal sign.
    """

    values: pl.Series
    faults: pl.Series
    unreadable: pl.Series
    doubtful: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt32))

    @property
    def readable_ratio(self) -> float:
        """Share of numbers and faults among the texts that are there."""
        numbers = len(self.values) - self.values.null_count()
        bad = len(self.unreadable)
        return (numbers + len(self.faults)) / max(1, numbers + len(self.faults) + bad)


def plain(records: pl.DataFrame, headers: list[str]) -> dict[str, pl.Series]:
    """Return the columns cast to Float64 all at once, null where a text is not a bare number."""
    return (
        {s.name: s for s in records.select(pl.col(headers).cast(pl.Float64, strict=False)).get_columns()}
        if headers
        else {}
    )


def parse(
    text: pl.Series,
    decimal: str = ".",
    cast: pl.Series | None = None,
    unit: str | None = None,
    family: str | None = None,
) -> Numbers:
    """Read a column of texts as numbers.

    Args:
        text: The cells.
        decimal: `.` or `,`.
        cast: The column as numbers, when that has been made already (`plain`, or by the reader).
        unit: Unit of the column: `185 MPa` in a column of MPa is a number, `27 bar` is none.
        family: Layout of the file, which says what is written where there is no number.
    """
    if cast is not None:
        values = cast
    elif decimal == ".":
        values = text.cast(pl.Float64, strict=False)
    else:
        # A point in such a column separates thousands: texts that hold one are for the slow way.
        bare = pl.when(~pl.col("text").str.contains(".", literal=True)).then(
            pl.col("text").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        )
        values = text.alias("text").to_frame().select(bare.alias(text.name)).to_series()
    values = values.set((~values.is_finite()).fill_null(False), None)
    open_rows = (values.is_null() & text.is_not_null()).arg_true()
    none = pl.Series([], dtype=pl.UInt32)
    if open_rows.is_empty():
        return Numbers(values, none, none)
    rest = text.gather(open_rows)
    read, fault, silent = _slow(rest, decimal, family)
    worn = read.is_null() & ~fault & ~silent
    if unit and worn.any():
        read = read.scatter(worn.arg_true(), _slow(undressed(rest.filter(worn), unit), decimal, family)[0])
    values = values.scatter(open_rows, read) if len(open_rows) < len(values) else read.rename(values.name)
    grouped = open_rows.filter(without_blanks(rest).str.contains(_ONE_GROUP[decimal]).fill_null(False))
    lost = read.is_null()
    faults, unreadable = open_rows.filter(lost & fault), open_rows.filter(lost & ~fault & ~silent)
    return Numbers(values, faults, unreadable, _doubtful(values, grouped) if len(grouped) else none)


def _doubtful(values: pl.Series, grouped: pl.Series) -> pl.Series:
    """Of the numbers with one sign before three digits, those that only the other reading brings near to the rest."""
    rest = values.set(pl.int_range(len(values), eager=True, dtype=pl.UInt32).is_in(grouped.implode()), None).abs().max()
    read = values.gather(grouped).abs()
    if not isinstance(rest, float):
        return grouped.clear()
    return grouped.filter(((read > _FAR * rest) & (read / 1000 <= 2 * rest)).fill_null(False))


def _slow(text: pl.Series, decimal: str, family: str | None) -> tuple[pl.Series, pl.Series, pl.Series]:
    tidy = without_blanks(text.str.normalize("NFKC")).fill_null("")
    tidy = tidy.str.strip_chars("'\"").str.replace(r"^([+-])\s+", "$1")
    tidy = tidy.str.replace("−", "-", literal=True)
    grouped = tidy.str.contains(_THOUSANDS[decimal])
    bare = tidy.str.replace_all(_GROUP_SIGN[decimal], "", literal=True)
    digits = pl.select(pl.when(grouped).then(bare).otherwise(tidy)).to_series()
    if decimal == ",":
        digits = digits.str.replace(",", ".", literal=True)
    usable = pl.select(pl.when(digits.str.contains(_PLAIN)).then(digits)).to_series()
    values = usable.cast(pl.Float64, strict=False)
    values = values.set((~values.is_finite()).fill_null(False), None)
    lower = tidy.str.to_lowercase()
    words = named(family).values
    silent = lower.is_in(list(words.missing))
    fault = (lower.is_in(list(words.faults)) | tidy.str.contains(_FAULT_SIGNS)) & ~silent
    return values, fault, silent


def undressed(text: pl.Series, unit: str) -> pl.Series:
    """Return the texts that are a number and the unit without the unit, null elsewhere."""
    number, worn = _parts(text)
    same = [each for each in worn.drop_nulls().unique().to_list() if _alike(each, unit)]
    return number.set(~worn.is_in(same).fill_null(False), None)


def unit_worn(text: pl.Series) -> str | None:
    """Return the unit that nearly all of these cells carry behind their number (`23.5 ℃`); None where they do not."""
    worn = _parts(text)[1].drop_nulls()
    if len(worn) < _WORN * max(1, len(text)):
        return None
    often = worn.value_counts(sort=True, name="n")
    unit = str(often[often.columns[0]][0])
    return unit if is_unit(unit) and int(often["n"][0]) >= _WORN * len(text) else None


def _alike(one: str, other: str) -> bool:
    return tidy_unit(one) == tidy_unit(other) or bool(set(units_of(one)) & set(units_of(other)))


def _parts(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    tidy = without_blanks(text)
    return tidy.str.extract(_DRESSED, 1), tidy.str.extract(_DRESSED, 2)


def whole(values: pl.Series) -> pl.Series:
    """Return Int64 of numbers that are whole (58778.0 is), null for the others."""
    exact = (values == values.round()) & (values.abs() < 2**53)
    return values.set((~exact).fill_null(True), None).cast(pl.Int64)
