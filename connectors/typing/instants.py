"""Instants of rows: the leading one, and further starts and ends."""

import polars as pl

from connectors import timestamps
from connectors.types import ClockError, ColumnMapping, MachineContext, Mapping, Table, TimeMapping
from connectors.typing.faults import Faults
from connectors.typing.numbers import parse
from connectors.typing.plausible import ACCEPTED, judge, out_of_range
from connectors.typing.rebuilt import rebuilt

_SAMPLE_ROWS = 500
_SUBSECOND_US = {"ms": 1000.0, "us": 1.0}
_DAY_ALONE = r"^\s*'?\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4}\.?\s*$"
_CLOCK_BYTES, _MOSTLY = 5, 0.9
_DAY_US, _SECOND_US = 86_400_000_000, 1_000_000
_UTC = pl.Datetime("us", "UTC")


def stamp_text(table: Table, time: TimeMapping) -> pl.Series:
    """Return the cells of the time columns as one text per row."""
    return timestamps.joined(table.records, time.columns, time.parts)


def read_time(table: Table, time: TimeMapping, zone: str) -> pl.Series:
    """Return the instants (UTC) that the time columns of a table tell, null where they cannot be read.

    Args:
        table: As read.
        time: How its instants are made; basis `clock`.
        zone: Zone of the site, for stamps that state none.
    """
    text = stamp_text(table, time)
    zone = time.zone or zone
    if time.day is not None:
        instants = _dated(text, time.day, zone)
    else:
        origin = None if time.start is None else timestamps.Origin(time.start, time.step_us, time.first_no)
        instants = timestamps.read(text, time.forms, zone=zone, origin=origin, full_years=time.full_years)
    if time.subsecond is not None:
        header, unit = time.subsecond
        fraction = parse(table.records[header], table.decimal).values.fill_null(0.0) * _SUBSECOND_US[unit]
        part = fraction.is_between(0, _SECOND_US, closed="left")
        instants = (instants.cast(pl.Int64) + fraction.set(~part, None).round().cast(pl.Int64)).cast(_UTC)
    return instants


def _dated(text: pl.Series, day: str, zone: str) -> pl.Series:
    """Bare clocks of a log that begins on a day and may pass midnight."""
    clocks = timestamps.clock_us(text)
    first = pl.Series([day]).str.to_date("%Y-%m-%d").cast(pl.Datetime("us")).cast(pl.Int64).item()
    wall = clocks + timestamps.days_after(clocks) * _DAY_US + first
    return timestamps.localise(wall.cast(pl.Datetime("us")), zone).alias("instant")


def corrected(instants: pl.Series, corrections: tuple[ClockError, ...], zone: str) -> tuple[pl.Series, pl.Series]:
    """Return the instants as a right clock would have shown them, and the number of the error that moved each, 0 for none."""
    moved = pl.Series([0], dtype=pl.UInt8).new_from_index(0, len(instants))
    right = instants
    for number, error in enumerate(corrections, start=1):
        bounds = pl.Series([error.first, error.end]).str.to_datetime(time_unit="us")
        first, end = timestamps.localise(bounds, zone)
        inside = instants.is_between(first, end, closed="left").fill_null(value=False)
        shifted = (instants.cast(pl.Int64) + error.offset_us).cast(_UTC)
        right = right.zip_with(~inside, shifted)
        moved = moved.set(inside, number)
    return right.alias(instants.name), moved


def leading(table: Table, mapping: Mapping, machine: MachineContext, faults: Faults) -> pl.Series:
    """Return the instant of every row (UTC); rows whose stamp cannot be read are set apart."""
    time = mapping.time
    if time.basis == "rebuilt":
        return rebuilt(table, mapping, machine, faults)
    instants = read_time(table, time, machine.timezone)
    text = stamp_text(table, time)
    instants = instants.set(_days_alone(text), None)
    shown = text if text.null_count() == 0 else text.fill_null("")
    right, moved = corrected(instants, time.corrections, machine.timezone)
    judge(right, shown, moved, mapping, machine, faults)
    return right


def _days_alone(text: pl.Series) -> pl.Series:
    """Where a day stands without a clock though nearly all stamps have one: midnight would be a guess."""
    none = pl.Series([False]).new_from_index(0, len(text))
    shortest, longest = text.str.len_bytes().min(), text.str.len_bytes().max()
    if not isinstance(shortest, int) or not isinstance(longest, int) or longest - shortest < _CLOCK_BYTES:
        return none
    alone = text.str.contains(_DAY_ALONE).fill_null(value=False)
    clocked = text.str.contains(":", literal=True).fill_null(value=False)
    return alone if alone.any() and clocked.sum() >= _MOSTLY * len(text) else none


def further(
    table: Table, mapping: Mapping, column: ColumnMapping, lead: pl.Series, machine: MachineContext, faults: Faults
) -> pl.Series:
    """Return a further time column as instants; a bare clock takes the date of the leading stamp.

    A clock earlier than its row's leading instant belongs to the next day when it is an end, a start later than it to the day before.
    """
    time = mapping.time
    text = table.records[column.header]
    content = timestamps.classify(text.drop_nulls().head(_SAMPLE_ROWS))
    zone = time.zone or machine.timezone
    joined = text
    bare = content in ("clock", "dotted") and bool(time.columns)
    # Clocks stand beside the stamps as the machine wrote them, so they are dated before both are corrected.
    lead = read_time(table, time, machine.timezone) if bare and time.corrections else lead
    if bare and (time.parts or len(time.columns) == 1):
        day = lead.dt.convert_time_zone(machine.timezone).dt.strftime("%Y-%m-%d ")
        joined = (day + text.str.strip_chars()).alias(column.header)
    elif bare:
        joined = timestamps.joined(table.records, (time.columns[0], column.header))
    form = timestamps.guess_number(text) if content == "number" else None
    order = timestamps.decide(timestamps.tidy(joined.drop_nulls().unique()))
    forms = (form,) if form else order.choices[:1] if order.settled else time.forms
    read = timestamps.read(joined, forms or ("ymd",), zone=zone)
    if content == "clock":
        read = _beside(read, lead, column.column)
    read, _ = corrected(read, time.corrections, machine.timezone)
    if mapping.answers.get("time_range") != ACCEPTED:
        read = read.set(out_of_range(read, machine.received), None)
    faults.records("bad-timestamp", column.header, (read.is_null() & text.is_not_null()).arg_true(), text)
    return read.alias(column.column or column.header)


def _beside(read: pl.Series, lead: pl.Series, column: str | None) -> pl.Series:
    """Clocks on the right side of midnight, as seen from the leading instant of their row."""
    if column not in ("started_ts", "ended_ts"):
        return read
    over = ((read < lead) if column == "ended_ts" else (read > lead)).fill_null(value=False)
    days = _DAY_US if column == "ended_ts" else -_DAY_US
    return read.zip_with(~over, (read.cast(pl.Int64) + days).cast(_UTC))
