"""Channel cells: text to Float64 in the dictionary's unit; what cannot be used becomes null, its row stays."""

from dataclasses import replace

import polars as pl

from connectors.dictionary import Channel, entry
from connectors.types import ColumnMapping, MachineContext, Table
from connectors.typing.faults import Faults
from connectors.typing.numbers import Numbers, parse, plain
from connectors.typing.sentinels import sentinel_mask

_BEYOND, _FEW, _LEAST, _LOOKED_AT = 5, 0.05, 20, 500
_ZERO_IS_NONE = ("cycle_time_s", "machine_cycle_time_s")


def type_channels(mappings: list[ColumnMapping], machine: MachineContext, faults: Faults) -> list[pl.Series]:
    """Return one Float64 series per numeric column mapping of the table, named as in the lake."""
    out = []
    headers = list(dict.fromkeys(m.header for m in mappings))
    records = faults.table.records
    numbers = {header: records[header] for header in headers if records.schema[header] == pl.Float64}
    texts = [header for header in headers if header not in numbers]
    cast = {**numbers, **(plain(records, texts) if faults.table.decimal == "." else {})}
    for mapping in mappings:
        meant = mapping.channel if mapping.status in ("mapped", "unconfirmed") else None
        channel = entry(meant, machine.process, machine.kind) if meant else None
        out.append(type_channel(mapping, channel, faults, cast.pop(mapping.header, None)))
    return out


def type_channel(
    mapping: ColumnMapping, channel: Channel | None, faults: Faults, cast: pl.Series | None = None
) -> pl.Series:
    """Type one column of numbers; `channel` is None for a column that no channel fits.

    A hard range judges only a column whose unit is settled, and never a standard deviation. Sentinels are looked
    for in settled and unconfirmed channels; a column that no channel fits is stored as exported.
    """
    read = parse(faults.table.records[mapping.header], faults.table.decimal, cast, mapping.unit, faults.table.family)
    faults.cells("bad-number", mapping.header, read.unreadable)
    doubtful = pl.concat([read.doubtful, _pointless(mapping.header, read.values, faults.table)])
    if len(doubtful):
        doubtful = doubtful.unique().sort()
        faults.cells("decimal-sign", mapping.header, doubtful)
        read = replace(read, values=read.values.scatter(doubtful, [None] * len(doubtful)))
    values = read.values
    stored = values if mapping.scale == 1.0 and mapping.offset == 0.0 else values * mapping.scale + mapping.offset
    if channel is not None and mapping.statistic != "sd":
        return _judged(read, stored, mapping, channel, faults).alias(mapping.column or mapping.header)
    faults.cells("sentinel-value", mapping.header, read.faults)
    return stored.alias(mapping.column or mapping.header)


def _pointless(header: str, values: pl.Series, table: Table) -> pl.Series:
    """Positions of the few numbers without a decimal point, far beyond the rest, that one would bring among them: `712` for `71.2`."""
    none = pl.Series([], dtype=pl.UInt32)
    size = values.abs()
    mean, most = size.mean(), size.max()
    if not isinstance(mean, float) or not isinstance(most, float) or most <= _BEYOND * mean:
        return none
    texts = table.text(header)
    far = (size > _BEYOND * mean).fill_null(False)
    places = far.arg_true()
    written = texts.filter(~far).drop_nulls().head(_LOOKED_AT)
    rest = size.filter(~far).drop_nulls()
    usual = written.str.contains(table.decimal, literal=True).mean()
    if len(places) > _FEW * len(values) or not isinstance(usual, float) or usual < 0.9 or len(rest) < _LEAST:
        return none
    low, high = rest.min(), rest.max()
    numbers = pl.DataFrame({"n": size.gather(places)})
    near = pl.any_horizontal((pl.col("n") / ten).is_between(low, high) for ten in (10, 100, 1000))
    plain = texts.gather(places).str.strip_chars().str.contains(r"^[+-]?\d+$")
    return places.filter(numbers.select(near).to_series() & plain)


def _judged(read: Numbers, stored: pl.Series, mapping: ColumnMapping, channel: Channel, faults: Faults) -> pl.Series:
    values = read.values
    if mapping.channel in _ZERO_IS_NONE:
        zero = values == 0
        if zero.any():
            faults.cells("not-measured", mapping.header, zero.fill_null(False).arg_true(), count=False)
            stored = stored.set(zero.fill_null(False), None)
            values = values.set(zero.fill_null(False), None)
    outside = _outside(stored, channel) if mapping.status == "mapped" else None
    marks = sentinel_mask(values, outside)
    if outside is not None and outside.any():
        beyond = (outside & ~marks).arg_true()
        faults.cells(
            "out-of-range", mapping.header, beyond, low=_shown(channel.hard_min), high=_shown(channel.hard_max)
        )
        stored = stored.set(outside, None)
    marked = marks.arg_true()
    faults.cells(
        "sentinel-value", mapping.header, pl.concat([read.faults, marked]).sort() if len(marked) else read.faults
    )
    if len(marked):
        stored = stored.set(marks, None)
    return stored


def _outside(stored: pl.Series, channel: Channel) -> pl.Series | None:
    low, high = channel.hard_min, channel.hard_max
    if low is None and high is None:
        return None
    below = stored < low if low is not None else None
    above = stored > high if high is not None else None
    mask = below | above if below is not None and above is not None else (below if below is not None else above)
    return None if mask is None else mask.fill_null(False)


def _shown(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"
