"""The unit of a channel's values: stated, told by magnitude, or open (design section 5.3)."""

from dataclasses import dataclass

import polars as pl

from connectors.dictionary import Channel
from connectors.mapping.evidence import Column
from connectors.timestamps.share import share
from connectors.typing.sentinels import SENTINELS
from ppuri.core.units import conversion, dimension

FITS = 0.98
_DOUBTFUL = 0.5
# Canonical values of these are told from others by their size alone; pressures, forces and speeds are not.
_TELLING = ("temperature", "length", "time")


@dataclass(frozen=True)
class Settlement:
    """How file values become stored values.

    Attributes:
        unit: Unit of the values in the file, None when there is none or it is not known.
        ground: `stated`, `answered`, `none` (channel without unit choice), `magnitude`, or why it is open:
            `several`, `nothing_fits`, `mismatch` (stated unit measures something else), `doubt` (stated, yet outside).
        candidates: Units that fit the range, for the question.
    """

    unit: str | None
    scale: float
    offset: float
    ground: str
    candidates: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the values may be stored under the channel's name."""
        return self.ground in ("stated", "answered", "none", "magnitude")


def settle(column: Column, channel: Channel, stated: str | None, answered: str | None) -> Settlement:
    """Settle the unit of one column.

    Args:
        column: The column with its sample.
        channel: Entry of the dictionary that the column means.
        stated: Unit as the file writes it, or None.
        answered: Unit that a person has named, or None.
    """
    if channel.unit is None:
        return Settlement(None, 1.0, 0.0, "none")
    for ground, text in (("answered", answered), ("stated", stated)):
        if text:
            told = conversion(text, channel.unit)
            if told is None:
                return Settlement(text, 1.0, 0.0, "mismatch")
            fit = _share(column, channel, *told)
            outside = ground == "stated" and fit is not None and fit < _DOUBTFUL
            return Settlement(text, *told, "doubt" if outside else ground)
    return _by_magnitude(column, channel)


def _by_magnitude(column: Column, channel: Channel) -> Settlement:
    unit = channel.unit or ""
    shares = {u: _share(column, channel, *c) for u in channel.accepts if (c := conversion(u, unit)) is not None}
    own = shares.get(unit, _share(column, channel, 1.0, 0.0))
    if own is None:
        return Settlement(unit, 1.0, 0.0, "none")
    fitting = tuple(u for u, share in shares.items() if share is not None and share >= FITS)
    telling = dimension(unit) in _TELLING
    if own >= FITS and (telling or fitting in ((unit,), ())):
        return Settlement(unit, 1.0, 0.0, "magnitude" if len(channel.accepts) > 1 else "none", fitting)
    if _DOUBTFUL <= own < FITS and (telling or not fitting):
        return Settlement(unit, 1.0, 0.0, "magnitude", fitting)
    if own < _DOUBTFUL and len(fitting) == 1:
        told = conversion(fitting[0], unit)
        if told is not None:
            return Settlement(fitting[0], *told, "magnitude", fitting)
    return Settlement(None, 1.0, 0.0, "several" if fitting else "nothing_fits", fitting)


def _share(column: Column, channel: Channel, scale: float, offset: float) -> float | None:
    """Share of the usable values that the hard range holds; None when there are none or no range."""
    values = usable(column.values, channel)
    if values.is_empty() or (channel.hard_min is None and channel.hard_max is None):
        return None
    stored = values * scale + offset
    low = stored >= channel.hard_min if channel.hard_min is not None else stored.is_not_null()
    high = stored <= channel.hard_max if channel.hard_max is not None else stored.is_not_null()
    return share(low & high)


def usable(values: pl.Series, channel: Channel) -> pl.Series:
    """Values that may speak for a unit: no sentinels, and no zeros where zero means that nothing was measured."""
    kept = values.filter(~values.is_in(list(SENTINELS)))
    return kept.filter(kept != 0) if channel.hard_min is not None and channel.hard_min > 0 else kept
