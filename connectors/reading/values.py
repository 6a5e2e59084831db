"""Values of a sheet's column as text: numbers as they were typed, days without a clock, instants to the millisecond."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

# From here on the shortest text of a float is written with an exponent.
_EXACT, _SMALL = 1e15, 1e-4
_NOTHING, _STRING, _FLOAT, _INSTANT, _DAY, _OTHER = range(6)
_KINDS: defaultdict[type, int] = defaultdict(
    lambda: _OTHER, {type(None): _NOTHING, str: _STRING, float: _FLOAT, datetime: _INSTANT, date: _DAY}
)


@dataclass(frozen=True)
class ColumnTexts:
    """A column of a sheet.

    Attributes:
        texts: String series; null where the cell holds nothing.
        held: Whether each cell holds anything, told by the values and not by their texts.
    """

    texts: pl.Series
    held: npt.NDArray[np.bool_]


def texts_of(cells: Sequence[Any]) -> ColumnTexts:
    """Return the values of a column as text, kind by kind.

    Args:
        cells: Texts, numbers, instants, days, clock times, spans, truths and None.
    """
    kinds = np.fromiter(map(_KINDS.__getitem__, map(type, cells)), np.int8, len(cells))
    held = kinds != _NOTHING
    strings = np.flatnonzero(kinds == _STRING)
    held[strings] = [bool(cells[at].strip()) for at in strings.tolist()]
    if len(strings) == np.count_nonzero(kinds != _NOTHING):
        return ColumnTexts(pl.Series(cells, dtype=pl.String), held)
    texts = np.full(len(cells), None, dtype=object)
    forms: dict[int, Callable[[list[Any]], list[str]]] = {
        _STRING: list,
        _FLOAT: _of_floats,
        _INSTANT: _of_instants,
        _DAY: lambda days: [day.isoformat() for day in days],
        _OTHER: lambda others: [_of_other(other) for other in others],
    }
    mixed_days = (kinds == _DAY).any() and (kinds == _INSTANT).any()
    for kind, form in forms.items():
        places = np.flatnonzero(kinds == kind)
        if len(places) and not (mixed_days and kind in (_INSTANT, _DAY)):
            texts[places] = form([cells[at] for at in places.tolist()])
    if mixed_days:
        places = np.flatnonzero((kinds == _DAY) | (kinds == _INSTANT))
        texts[places] = _of_instants([_at_midnight(cells[at]) for at in places.tolist()])
    return ColumnTexts(pl.Series(texts.tolist(), dtype=pl.String), held)


def _of_floats(values: list[float]) -> list[str]:
    numbers = pl.Series(values, dtype=pl.Float64) + 0.0
    plain = numbers.cast(pl.String).str.strip_suffix(".0")
    size = numbers.abs()
    odd = ((size >= _EXACT) | ((size < _SMALL) & (size > 0))).arg_true().to_list()
    texts: list[str] = plain.to_list()
    for at in odd:
        texts[at] = repr(values[at])
    return texts


def _of_instants(values: list[datetime]) -> list[str]:
    """Days where every instant of the column stands at midnight."""
    instants = pl.Series(values, dtype=pl.Datetime("us"))
    if (instants.dt.time() == time()).all():
        return instants.dt.date().cast(pl.String).to_list()
    # Day numbers are exact to some microseconds; milliseconds are what Excel shows at most.
    return instants.dt.round("1ms").cast(pl.Datetime("ms")).cast(pl.String).str.strip_suffix(".000").to_list()


def _at_midnight(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def _of_other(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, time):
        return cell.isoformat(timespec="milliseconds" if cell.microsecond else "seconds")
    if isinstance(cell, timedelta):
        return _duration(cell)
    return str(cell)


def _duration(span: timedelta) -> str:
    seconds = round(span.total_seconds(), 3)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02d}:{minutes:02d}:{rest:06.3f}".removesuffix(".000")
