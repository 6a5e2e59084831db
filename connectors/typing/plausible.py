"""What the instants of a table say about the clock that wrote them: findings, and rows whose stamp cannot be true."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from connectors import timestamps
from connectors.timestamps.share import share
from connectors.timestamps.zones import changes_clock, doubled
from connectors.types import MachineContext, Mapping
from connectors.typing.faults import Faults

# What is stamped before was stamped by a clock without its battery; industry logs of an earlier time are not handed in.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# A file may come from a clock that goes ahead by a day; a year is another matter.
AHEAD, FAR_AHEAD = timedelta(days=1), timedelta(days=366)
ACCEPTED = "as-written"
_HOUR_US, _MINUTE_US, _SECOND_US = 3_600_000_000, 60_000_000, 1_000_000
_LONG_LOG = timedelta(days=3653)
_FEW_BACK = 0.05
_LEAST_MINUTES = 10
_IN_ORDER = ("run", "reading")
_OFFSET = r"(?i)(?:z|utc|kst|[+-]\d{2}:?\d{2})$"


def judge(
    instants: pl.Series, text: pl.Series, moved: pl.Series, mapping: Mapping, machine: MachineContext, faults: Faults
) -> None:
    """Set rows apart whose instant is missing or impossible, and say what the others tell.

    Args:
        instants: One per row (UTC), null where the stamp cannot be read.
        text: The stamps as written.
        moved: Number of the declared error of the clock that moved each row, 0 for none.
        mapping: Names the columns.
        machine: Its zone, and when the file came in.
        faults: Collects what is said.
    """
    header = " ".join(mapping.time.columns)
    zone = mapping.time.zone or machine.timezone
    _unreadable(instants, text, header, zone, mapping, faults)
    for number, error in enumerate(mapping.time.corrections, start=1):
        rows = (moved == number).arg_true()
        told = {"first": error.first, "end": error.end, "offset": signed(error.offset_us)}
        faults.remark("clock-corrected", header, len(rows), rows, text, **told)
    first, last = instants.min(), instants.max()
    if not (isinstance(first, datetime) and isinstance(last, datetime)):
        return
    _outside(instants, text, header, first, last, mapping, machine, faults)
    twice = doubled(instants, zone)
    if twice.any():
        twice = twice & ~text.str.strip_chars().str.contains(_OFFSET)
        faults.remark("doubled-hour", header, int(twice.sum()), twice.arg_true(), text)
    if mapping.dataset in _IN_ORDER and mapping.time.start is None:
        _sequence(instants, text, header, faults)
        _resolution(instants, text, header, faults)


def signed(offset_us: int) -> str:
    """Return a difference of time as `+01:00:00`."""
    seconds = abs(offset_us) // _SECOND_US
    sign = "-" if offset_us < 0 else "+"
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def out_of_range(instants: pl.Series, received: datetime | None) -> pl.Series:
    """Return which instants lie before 2000 or more than a year after the file came in."""
    early = instants < EARLIEST
    return (early if received is None else early | (instants > received + FAR_AHEAD)).fill_null(value=False)


def _unreadable(instants: pl.Series, text: pl.Series, header: str, zone: str, mapping: Mapping, faults: Faults) -> None:
    lost = instants.is_null()
    if not lost.any():
        return
    time, skipped = mapping.time, None
    if (
        changes_clock(zone, range(2000, 2050))
        and time.day is None
        and not set(time.forms) & set(timestamps.NUMERIC_FORMS)
    ):
        rows = lost.arg_true()
        there = timestamps.read(text.gather(rows), time.forms, zone="+00:00", full_years=time.full_years).is_not_null()
        skipped = rows.filter(there)
        faults.records("skipped-hour", header, skipped, text)
    bad = lost.arg_true()
    faults.records("bad-timestamp", header, bad if skipped is None else bad.filter(~bad.is_in(skipped.implode())), text)


def _outside(
    instants: pl.Series, text: pl.Series, header: str, first: datetime, last: datetime,
    mapping: Mapping, machine: MachineContext, faults: Faults,
) -> None:  # fmt: skip
    received = machine.received
    if first < EARLIEST or (received is not None and last > received + FAR_AHEAD):
        wrong = out_of_range(instants, received)
        if mapping.answers.get("time_range") == ACCEPTED:
            faults.remark("strange-stamps", header, int(wrong.sum()), wrong.arg_true(), text)
        else:
            faults.records("impossible-stamp", header, wrong.arg_true(), text)
            instants = instants.filter(~wrong)
            first, last = instants.min() or first, instants.max() or last  # type: ignore[assignment]  # instants again
    if received is not None and last > received + AHEAD:
        ahead = (instants > received + AHEAD).fill_null(value=False)
        faults.remark("future-stamps", header, int(ahead.sum()), received=f"{received:%Y-%m-%d}")
    if last - first > _LONG_LOG and mapping.dataset in _IN_ORDER:
        years = f"{first.year}-{last.year}"
        faults.remark("spread-dates", header, len(instants), years=years)


def _sequence(instants: pl.Series, text: pl.Series, header: str, faults: Faults) -> None:
    """Stamps that run against the rest of the file: a clock that was set back, or rows in no order at all."""
    known = instants.is_not_null()
    rows = None if known.all() else known.arg_true()
    step = (instants if rows is None else instants.gather(rows)).to_physical().diff()
    back, forth = int((step < 0).sum()), int((step > 0).sum())
    against = min(back, forth)
    if not against:
        return
    places = ((step < 0) if back <= forth else (step > 0)).fill_null(value=False).arg_true()
    places = places if rows is None else rows.gather(places)
    few = against <= max(1, _FEW_BACK * (back + forth))
    faults.remark("clock-back" if few else "rows-unordered", header, against, places, text)


def _resolution(instants: pl.Series, text: pl.Series, header: str, faults: Faults) -> None:
    """Stamps cut to the minute: no seconds at all, where the minutes do not come evenly."""
    micros = instants.drop_nulls().to_physical()
    if len(micros) < _LEAST_MINUTES or (micros.head(100) % _MINUTE_US != 0).any() or (micros % _MINUTE_US != 0).any():
        return
    if not (micros % _HOUR_US != 0).any():  # days, or hours: nothing was cut off
        return
    steps = micros.diff().drop_nulls().abs()
    usual = steps.median()
    if share(steps == 0) <= _FEW_BACK and (share(steps == usual) >= 1 - _FEW_BACK or _grid_us(steps) > _MINUTE_US):
        return
    faults.remark("minute-stamps", header, len(micros), pl.Series([0], dtype=pl.UInt32), text)


def _grid_us(steps: pl.Series) -> int:
    """The step that all steps are multiples of."""
    return int(np.gcd.reduce(steps.to_numpy()))
