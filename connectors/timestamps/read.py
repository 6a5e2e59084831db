"""From texts to UTC instants under forms that are already known."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

import polars as pl

from connectors.timestamps import numbers, text

_FAST = (
    (r"^\d{4}-\d{2}-\d{2}[ ]\d{2}:\d{2}:\d{2}$", "%Y-%m-%d %H:%M:%S"),
    (r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$", "%Y-%m-%dT%H:%M:%S"),
    (r"^\d{4}/\d{2}/\d{2}[ ]\d{2}:\d{2}:\d{2}$", "%Y/%m/%d %H:%M:%S"),
    (r"^\d{4}-\d{2}-\d{2}[ ]\d{2}:\d{2}:\d{2}\.\d{1,6}$", "%Y-%m-%d %H:%M:%S%.f"),
    (r"^\d{4}/\d{2}/\d{2}[ ]\d{2}:\d{2}:\d{2}\.\d{1,6}$", "%Y/%m/%d %H:%M:%S%.f"),
    (r"^\d{4}-\d{2}-\d{2}[ ]\d{2}:\d{2}$", "%Y-%m-%d %H:%M"),
)
_UTC = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Origin:
    """From where numbers count.

    Attributes:
        start: Instant of zero as text, the year first; without an offset it stands on the wall.
        step_us: For `sample_no`: microseconds from sample to sample.
        first_no: For `sample_no`: number of the sample taken at the start.
    """

    start: str
    step_us: int = 1
    first_no: int = 0


def read(
    stamps: pl.Series, forms: Sequence[str], *, zone: str, origin: Origin | None = None, full_years: bool = False
) -> pl.Series:
    """Return the instants of a column of stamps.

    Args:
        stamps: Strings.
        forms: `ymd`, `dmy`, `mdy`, `compact6`, or a numeric form of `connectors.timestamps.numbers`, tried in order.
        zone: Zone name or offset (`+09:00`) of stamps that state none.
        origin: For elapsed times and numbers of samples: from where they count.
        full_years: Whether years have four digits: a shorter one is not read.

    Returns:
        Datetime (us, UTC) as long as `stamps`; null where no form reads the text.
    """
    out = _fast(stamps, forms, zone)
    for form in forms:
        open_rows = out.is_null() & stamps.is_not_null()
        if not open_rows.any():
            break
        rows = open_rows.arg_true()
        rest = stamps.gather(rows)
        found = _counted(rest, form, zone, origin) if form in numbers.FORMS else _slow(rest, form, zone, full_years)
        out = out.scatter(rows, found) if len(rows) < len(out) else found
    return out.alias("instant")


def _fast(stamps: pl.Series, forms: Sequence[str], zone: str) -> pl.Series:
    """Stamps in one of the usual complete forms; only what `ymd` reads the same way is taken here."""
    nothing = pl.Series([None], dtype=_UTC).new_from_index(0, len(stamps))
    first = stamps.drop_nulls().head(1)
    if "ymd" not in forms or first.is_empty():
        return nothing
    shape = next((pattern for regex, pattern in _FAST if first.str.contains(regex).item()), None)
    if shape is None:
        return nothing
    plain = stamps.str.strip_chars()
    local = plain.str.to_datetime(shape, strict=False, exact=True, time_unit="us")
    # chrono takes :60 as a leap second and short parts as zeros; both are left to the stricter reader.
    doubtful = plain.str.contains(":60", literal=True) | ~local.dt.year().is_between(text.FIRST_YEAR, text.END_YEAR - 1)
    return localise(local.set(doubtful.fill_null(True), None), zone)


def _counted(stamps: pl.Series, form: str, zone: str, origin: Origin | None) -> pl.Series:
    micros = numbers.parse(stamps, form)
    if form in numbers.ELAPSED_US or form == numbers.SAMPLE:
        zero = None if origin is None else read(pl.Series([origin.start]), ("ymd",), zone=zone).item()
        if origin is None or zero is None:
            return micros.clear(len(micros)).cast(_UTC)
        if form == numbers.SAMPLE:
            micros = (micros - origin.first_no) * origin.step_us
        return (pl.Series([zero], dtype=_UTC).cast(pl.Int64) + micros).cast(_UTC)
    if form.startswith("epoch") or form == "filetime":
        return micros.cast(_UTC)
    return localise(micros.cast(pl.Datetime("us")), zone)


def _slow(stamps: pl.Series, form: str, zone: str, full_years: bool) -> pl.Series:
    order, short = ("ymd", True) if form == "compact6" else (form, False)
    parts = text.parse(text.tidy(stamps), order, short_compact=short, full_years=full_years)
    local = localise(parts["local"].cast(pl.Datetime("us")), zone)
    if not parts["zone"].is_not_null().any():
        return local
    stated = (parts["local"] - parts["zone"]).cast(_UTC)
    return pl.select(pl.when(parts["zone"].is_not_null()).then(stated).otherwise(local)).to_series()


def localise(wall: pl.Series, zone: str) -> pl.Series:
    """Return wall-clock instants (Datetime us) as UTC; an hour that a clock change left out is null, a doubled one the first."""
    offset = _offset_us(zone)
    if offset is not None:
        return (wall.cast(pl.Int64) - offset).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    placed = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return placed.dt.convert_time_zone("UTC")


def is_offset(zone: str) -> bool:
    """Whether a zone is an offset such as `+09:00` and no name."""
    return _offset_us(zone) is not None


@cache
def _offset_us(zone: str) -> int | None:
    if zone in available_timezones():
        return None
    sign = -1 if zone.startswith("-") else 1
    hours, _, minutes = zone.lstrip("+-").partition(":")
    return sign * (int(hours) * 60 + int(minutes or 0)) * 60_000_000
