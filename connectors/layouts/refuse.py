"""Files of a family that hold no records: its binary recordings, orders to the machine and the like."""

from connectors.layouts.form import Refusal
from connectors.layouts.load import layouts


def refused_text(head: str) -> Refusal | None:
    """Return why a text is no export, by the lines at its head; None where nothing says so."""
    return next((each for each in _refusals() if each.lines and all(line.search(head) for line in each.lines)), None)


def refused_binary(head: bytes) -> Refusal | None:
    """Return which recorder's binary file this is, by the words in its head; to be asked of a file that is no text."""
    low = head.lower()
    return next((each for each in _refusals() if any(word.encode() in low for word in each.words)), None)


def _refusals() -> list[Refusal]:
    """Those of a maker first, those of no maker last."""
    generic, *families = layouts().values()
    return [each for layout in (*families, generic) for each in layout.refused]
