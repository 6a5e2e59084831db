"""Numbers as files write them, read column by column: decimal comma, thousands, `+ 329`, `E+06`, full-width digits."""

from dataclasses import dataclass

import polars as pl

# What files write where there is no value: silently null.
NO_VALUE = ("", "-", "--", "---", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "없음", "미측정", ".")
# What loggers and spreadsheets write where there is a fault: null with a finding.
FAULT_WORDS = (
    "burnout",
    "b.out",
    "over",
    "under",
    "ol",
    "error",
    "err",
    "#div/0!",
    "#value!",
    "#ref!",
    "#name?",
    "#num!",
    "bad",
    "----",
    "open",
)
_FAULT_SIGNS = r"^(?:\+{3,}|-{3,}|\*{2,}|\#{2,}|\?{2,})$"
_PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_THOUSANDS = {".": r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$", ",": r"^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$"}
_GROUP_SIGN = {".": ",", ",": "."}


@dataclass(frozen=True)
class Numbers:
    """A column of texts as numbers.

    Attributes:
        values: Float64, null where there is no usable number.
        faults: Row positions of texts that say "fault" (`+++++++`, `BURNOUT`, `#DIV/0!`).
        unreadable: Row positions of texts that are no number at all.
    """

    values: pl.Series
    faults: pl.Series
    unreadable: pl.Series

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


def parse(text: pl.Series, decimal: str = ".", cast: pl.Series | None = None) -> Numbers:
    """Read a column of texts as numbers.

    Args:
        text: The cells.
        decimal: `.` or `,`.
        cast: The column as numbers, when that has been made already (`plain`, or by the reader).
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
    read, fault, silent = _slow(rest, decimal)
    values = values.scatter(open_rows, read) if len(open_rows) < len(values) else read.rename(values.name)
    lost = read.is_null()
    return Numbers(values, open_rows.filter(lost & fault), open_rows.filter(lost & ~fault & ~silent))


def _slow(text: pl.Series, decimal: str) -> tuple[pl.Series, pl.Series, pl.Series]:
    tidy = text.str.normalize("NFKC").str.strip_chars().str.strip_chars("'\"").str.replace(r"^([+-])\s+", "$1")
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
    silent = lower.is_in(list(NO_VALUE))
    fault = (lower.is_in(list(FAULT_WORDS)) | tidy.str.contains(_FAULT_SIGNS)) & ~silent
    return values, fault, silent


def whole(values: pl.Series) -> pl.Series:
    """Return Int64 of numbers that are whole (58778.0 is), null for the others."""
    exact = (values == values.round()) & (values.abs() < 2**53)
    return values.set((~exact).fill_null(True), None).cast(pl.Int64)
