"""Kinds of pollution by name."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.pollution.draft import Draft

Pollute = Callable[[Draft], None]
ALL = ("shots", "furnace", "injections")
CYCLES = ("shots", "injections")


@dataclass(frozen=True)
class Kind:
    """One kind of pollution.

    Attributes:
        name: For the table of results.
        room: Module that holds it.
        pollute: Does it to a draft and says there what is right.
        exports: Where it makes sense.
        whole: Whether it takes the whole file, so that no other kind can go with it.
        stage: Of two kinds in one file the lower goes first: cells, lines, columns, texts of lines, bytes.
    """

    name: str
    room: str
    pollute: Pollute
    exports: tuple[str, ...] = ALL
    whole: bool = False
    stage: int = 0


STAGES = {
    "rows": 1,
    "habits": 1,
    "headers": 2,
    "delimiters": 3,
    "encodings": 5,
    "containers": 5,
    "books": 5,
    "excel": 5,
}
KINDS: dict[str, Kind] = {}


def kind(
    exports: tuple[str, ...] = ALL, *, whole: bool = False, stage: int | None = None
) -> Callable[[Pollute], Pollute]:
    """Enter a function as a kind under its own name; the stage is that of its room unless told."""

    def entered(pollute: Pollute) -> Pollute:
        room = pollute.__module__.rpartition(".")[2]
        assert pollute.__name__ not in KINDS
        known = STAGES.get(room, 0) if stage is None else stage
        KINDS[pollute.__name__] = Kind(pollute.__name__, room, pollute, exports, whole, known)
        return pollute

    return entered
