"""Columns that are known to hold numbers, typed straight from the bytes; one cell that is no bare number and the column is read as text."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from connectors.reading.content import Content

Reader = Callable[[dict[str, type[pl.DataType]], list[int] | None], pl.DataFrame]


@dataclass(frozen=True)
class Numeric:
    """What is known of a text from its earlier part.

    Attributes:
        headers: Columns that hold numbers.
        decimal: Decimal sign.
    """

    headers: frozenset[str]
    decimal: str


def usable(known: Numeric | None, content: Content) -> Numeric | None:
    """Return what may be typed from the bytes; None where all is to be read as text.

    With a decimal comma a point separates thousands, which the parser of numbers would take for a decimal sign: then all is read as text.
    """
    if known is None or not known.headers or (known.decimal == "," and b"." in content.body):
        return None
    return known


def typed(read: Reader, schema: dict[str, type[pl.DataType]], headers: frozenset[str]) -> pl.DataFrame:
    """Read numbers as numbers where every cell of the column is one.

    Args:
        read: Reads the records under a schema, all columns or those at the given places.
        schema: All columns as text.
        headers: Columns to type.

    Returns:
        Float64 columns without null for those that are numbers throughout, text for all others.
    """
    frame = read({name: pl.Float64 if name in headers else kind for name, kind in schema.items()}, None)
    floats = [name for name in frame.columns if name in headers]
    sound = frame.select(pl.col(floats).is_finite().all() & pl.col(floats).is_not_null().all())
    doubtful = [name for name in floats if not sound[name][0]]
    if not doubtful:
        return frame
    places = sorted(frame.columns.index(name) for name in doubtful)
    return frame.with_columns(read(schema, places).get_columns())
