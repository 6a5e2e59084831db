"""A suggestion for a header that no word of the dictionary equals: the nearest words that unit and size allow."""

from functools import cache

from connectors.dictionary import Channel, channels, normalise
from connectors.mapping.evidence import Column
from connectors.mapping.names import Match, Scope
from connectors.mapping.settle import usable
from connectors.timestamps.share import share
from ppuri.core.units import conversion

_NEAR = 0.6
_FITS = 0.9
# A person's name or a time is not suggested on the strength of a few letters.
_ROLES = frozenset({"channel", "quantity", "label", "state", "attribute"})


def suggest(column: Column, scope: Scope) -> Match | None:
    """Return the channel whose word shares most pairs of letters with the header, None when none is near or fits.

    Args:
        column: The column with its sample.
        scope: Where words are looked up.
    """
    own = _pairs(normalise(column.label or column.header))
    if len(own) < 2:
        return None
    scored = [
        (2 * len(own & pairs) / (len(own) + len(pairs)), entry) for pairs, entry in _words(scope.process, scope.kind)
    ]
    near = sorted((s for s in scored if s[0] >= _NEAR), key=lambda s: -s[0])
    best = next((entry for _, entry in near if _fits(column, entry)), None)
    return Match(best, best.name, "fuzzy") if best else None


@cache
def _words(process: str, kind: str | None) -> tuple[tuple[frozenset[str], Channel], ...]:
    words = (
        (_pairs(normalise(word)), entry)
        for entry in channels(process, kind)
        if entry.role in _ROLES and not entry.family
        for word in entry.headers
    )
    return tuple((pairs, entry) for pairs, entry in words if len(pairs) >= 2)


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[i : i + 2] for i in range(len(word) - 1))


def _fits(column: Column, entry: Channel) -> bool:
    """Whether unit and size of the values allow the channel."""
    if not entry.numeric:
        return not column.numeric and column.unit is None and column.content == "text"
    if not column.numeric or (column.unit and entry.unit and conversion(column.unit, entry.unit) is None):
        return False
    if entry.hard_min is None or entry.hard_max is None:
        return True
    units = (column.unit,) if column.unit else entry.accepts or (entry.unit or "",)
    told = [conversion(unit, entry.unit) for unit in units if unit and entry.unit] or [(1.0, 0.0)]
    values = usable(column.values, entry)
    return any(
        t is not None and share((values * t[0] + t[1]).is_between(entry.hard_min, entry.hard_max)) >= _FITS
        for t in told
    )
