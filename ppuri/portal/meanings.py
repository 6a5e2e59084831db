"""The words a clerk may choose from when she says what a column means, and what each stands for."""

from functools import cache

from connectors.dictionary import channels, entry
from ppuri.portal.meaning import meaning

NUMBERS = range(1, 13)
# Words that are no channel: leave the column out, or keep it as it is.
LEFT_OUT, KEPT = "쓰지 않음", "뜻 없이 그대로 보관"
_OWN = {LEFT_OUT: "drop", KEPT: "extra"}
_UNIT_WORDS = {"degC": "℃", "degF": "℉", "kgf/cm2": "kgf/cm²", "s": "초", "min": "분", "h": "시간", "ms": "밀리초"}
_SHOWN = ("channel", "attribute", "key", "label", "time", "quantity", "state")


@cache
def choices(process: str, kind: str | None) -> dict[str, str]:
    """Return every word of a process and the channel that it stands for.

    Args:
        process: Process of the machine's line.
        kind: Kind of the line, where one is declared.
    """
    found = dict(_OWN)
    for channel in channels(process, kind):
        if channel.role not in _SHOWN:
            continue
        names = [channel.name.replace("{n}", str(n)) for n in NUMBERS] if channel.family else [channel.name]
        for name in names:
            found.setdefault(meaning(name, process, kind), name)
    return found


def word_of(channel: str | None, status: str, process: str, kind: str | None) -> str:
    """Return the word that stands for what a column means now."""
    if status == "dropped":
        return LEFT_OUT
    return KEPT if channel is None else meaning(channel, process, kind)


def units_of(channel: str | None, process: str, kind: str | None) -> tuple[str, ...]:
    """Return the units that a file may carry for a channel; none where it has none."""
    known = None if channel is None else entry(channel, process, kind)
    return known.accepts if known else ()


def unit_word(unit: str | None) -> str:
    """Return a unit as a clerk writes it."""
    return _UNIT_WORDS.get(unit or "", unit or "–")
