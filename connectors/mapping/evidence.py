"""What a table's columns hold, looked at once: texts of a sample, their kind, their numbers."""

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from connectors.layouts import in_words
from connectors.timestamps import LIKELY, Content, classify
from connectors.types import Table
from connectors.typing.numbers import Numbers, parse, undressed, unit_worn

SAMPLE_ROWS = 20_000
CONTENT_ROWS = 500


@dataclass(frozen=True)
class Column:
    """One column of a table, as far as mapping looks at it.

    Attributes:
        header: As it stands in the file.
        label: The human name that preamble or further header rows give it, or its maker's own name in plain words; else None.
        unit: Unit as written in a header bracket, unit row or preamble, else None.
        cells: All of its texts.
        sample: Texts spread evenly over the column.
        content: What nine tenths of them are.
        decimal: Decimal sign of the file.
        family: Layout of the file.
    """

    header: str
    label: str | None
    unit: str | None
    cells: pl.Series
    sample: pl.Series
    content: Content
    decimal: str
    family: str | None = None

    @cached_property
    def numbers(self) -> Numbers:
        """The sample as numbers."""
        return parse(self.sample, self.decimal, unit=self.unit, family=self.family)

    @cached_property
    def values(self) -> pl.Series:
        """The readable numbers of the sample, nulls left out."""
        return self.numbers.values.drop_nulls()

    @property
    def numeric(self) -> bool:
        """Whether the column is one of numbers: nine tenths of its texts are."""
        return self.content != "empty" and self.numbers.readable_ratio >= 0.9 and len(self.values) > 0

    @cached_property
    def texts(self) -> pl.Series:
        """The distinct texts of the whole column, stripped, commonest first: a rare label decides as much as a common one."""
        counted = self.cells.drop_nulls().str.strip_chars().value_counts(sort=True, name="n")
        return counted.sort(["n", counted.columns[0]], descending=[True, False])[counted.columns[0]]


def as_time(column: Column) -> Column:
    """Return the column looked at as one that its header calls a time: half of its texts decide."""
    return replace(column, content=classify(_few(column.sample), LIKELY)) if column.content == "text" else column


def sampled_row(table: Table, position: int) -> int:
    """Return the row number of a place in a column's sample."""
    height = table.records.height
    stride = 1 if height <= SAMPLE_ROWS else -(-height // SAMPLE_ROWS)
    return int(table.row_numbers[position * stride])


def survey(table: Table) -> list[Column]:
    """Return every column of the table with its evidence."""
    height = table.records.height
    spread = table.records if height <= SAMPLE_ROWS else table.records.gather_every(-(-height // SAMPLE_ROWS))
    return [_column(table, header, spread[header]) for header in table.records.columns]


def _column(table: Table, header: str, sample: pl.Series) -> Column:
    few = _few(sample)
    content = classify(few)
    unit = table.units.get(header)
    worn = unit_worn(few) if content == "text" else None
    if worn is not None:
        unit = unit or worn
        content = classify(undressed(few, unit).drop_nulls())
    label = table.labels.get(header) or in_words(header, table.family)
    return Column(header, label, unit, table.records[header], sample, content, table.decimal, table.family)


def _few(sample: pl.Series) -> pl.Series:
    present = sample.drop_nulls()
    return present if len(present) <= CONTENT_ROWS else present.gather_every(len(present) // CONTENT_ROWS)
