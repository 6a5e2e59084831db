"""Instants of rows: the leading one, and further starts and ends."""

import polars as pl

from connectors import timestamps
from connectors.types import ColumnMapping, MachineContext, Mapping, Table
from connectors.typing.faults import Faults
from connectors.typing.numbers import parse

_SAMPLE_ROWS = 500
_MIDNIGHT = r"[T\s]+00:00(?::00)?(?:\.0+)?$"
_SUBSECOND_US = {"ms": 1000.0, "us": 1.0}


def stamp_text(table: Table, columns: tuple[str, ...]) -> pl.Series:
    """Return the cells of the time columns joined by a blank; a date that carries a midnight gives it up to the clock."""
    if len(columns) == 1:
        return table.records[columns[0]]
    date = pl.col(columns[0]).str.strip_chars().str.replace(_MIDNIGHT, "")
    joined = pl.concat_str([date, *(pl.col(c).str.strip_chars() for c in columns[1:])], separator=" ")
    return table.records.select(joined.alias("stamp")).to_series()


def leading(table: Table, mapping: Mapping, machine: MachineContext, faults: Faults) -> pl.Series:
    """Return the instant of every row (UTC); rows whose stamp cannot be read are set apart."""
    time = mapping.time
    text = stamp_text(table, time.columns)
    instants = timestamps.read(text, time.forms, zone=time.zone or machine.timezone, start=time.start)
    if time.subsecond is not None:
        header, unit = time.subsecond
        fraction = parse(table.records[header], table.decimal).values.fill_null(0.0) * _SUBSECOND_US[unit]
        instants = (instants.cast(pl.Int64) + fraction.round().cast(pl.Int64)).cast(pl.Datetime("us", "UTC"))
    shown = text if text.null_count() == 0 else text.fill_null("")
    faults.records("bad-timestamp", " ".join(time.columns), instants.is_null().arg_true(), shown)
    return instants


def further(
    table: Table, mapping: Mapping, column: ColumnMapping, lead: pl.Series, machine: MachineContext, faults: Faults
) -> pl.Series:
    """Return a further time column as instants; a bare clock takes the date of the leading stamp.

    A clock earlier than its row's leading instant belongs to the next day when it is an end.
    """
    text = table.records[column.header]
    sample = text.drop_nulls().head(_SAMPLE_ROWS)
    content = timestamps.classify(sample)
    zone = mapping.time.zone or machine.timezone
    joined = text
    if content in ("clock", "dotted") and mapping.time.columns:
        joined = stamp_text(table, (mapping.time.columns[0], column.header))
    form = timestamps.guess_number(text) if content == "number" else None
    order = timestamps.decide(timestamps.tidy(joined.drop_nulls().unique()))
    forms = (form,) if form else order.choices[:1] if order.settled else mapping.time.forms
    read = timestamps.read(joined, forms or ("ymd",), zone=zone)
    if content == "clock" and column.column == "ended_ts":
        over = (read < lead).fill_null(False)
        read = read.set(over, None).fill_null((read.cast(pl.Int64) + 86_400_000_000).cast(read.dtype))
    faults.records("bad-timestamp", column.header, (read.is_null() & text.is_not_null()).arg_true(), text)
    return read.alias(column.column or column.header)
