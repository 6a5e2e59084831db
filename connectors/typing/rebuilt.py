"""Instants of a file without any time: counted backwards from a stated end over the cycle times."""

import polars as pl

from connectors import timestamps
from connectors.types import MachineContext, Mapping, Table
from connectors.typing.faults import Faults
from connectors.typing.numbers import parse


def rebuilt(table: Table, mapping: Mapping, machine: MachineContext, faults: Faults) -> pl.Series:
    """Return the end of every cycle (UTC), as if the machine had run without a pause up to the stated end.

    A cycle without a usable time counts as the middle one of the file. A file whose counter falls is read from its last row up.

    Args:
        table: As read.
        mapping: Its time names the end and the column of cycle times.
        machine: Gives the zone of the stated end.
        faults: Collects the findings.
    """
    time = mapping.time
    assert time.end is not None  # noqa: S101  the mapping asks for it before anything is typed
    assert time.durations is not None  # noqa: S101  likewise
    header, unit_us = time.durations
    micros = (parse(table.records[header], table.decimal).values * unit_us).round().cast(pl.Int64, strict=False)
    lost = (micros.is_null() | (micros <= 0)).fill_null(value=True)
    middle = micros.filter(~lost).median()
    usual = round(middle) if isinstance(middle, float | int) else 0
    micros = micros.set(lost, None).fill_null(usual)
    through = micros.cum_sum()
    before_end = through - micros if _newest_first(table, mapping) else micros.sum() - through
    end = timestamps.read(pl.Series([time.end]), ("ymd",), zone=time.zone or machine.timezone).cast(pl.Int64)
    _say(table, header, lost, faults)
    return (end - before_end).cast(pl.Datetime("us", "UTC")).alias("instant")


def _newest_first(table: Table, mapping: Mapping) -> bool:
    counter = next((c.header for c in mapping.columns if c.column == "cycle_counter" and c.status == "mapped"), None)
    if counter is None:
        return False
    steps = parse(table.records[counter], table.decimal).values.diff().drop_nulls()
    return int((steps < 0).sum()) > int((steps > 0).sum())


def _say(table: Table, header: str, lost: pl.Series, faults: Faults) -> None:
    faults.remark("time-rebuilt", header, table.records.height)
    if lost.any():
        faults.remark(
            "cycle-time-filled", header, int(lost.sum()), lost.arg_true(), table.records[header].fill_null("")
        )
