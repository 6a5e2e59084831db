"""Files through a reader, and what it scores."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.pollock.pollute import Polluted
from benchmarks.pollock.readers import READERS
from benchmarks.pollock.score import score


@dataclass
class Result:
    """What one reader scored.

    Attributes:
        simple: Mean of the files.
        weighted: Mean weighted by how often a pollution occurs.
        scores: By file.
        faults: What the reader raised, by file.
    """

    simple: float = 0.0
    weighted: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def measure(reader: str, chosen: Sequence[Polluted], folder: Path) -> Result:
    """Read every file with one reader.

    Args:
        reader: Name of the reader.
        chosen: The files.
        folder: Where a file is put while it is read.
    """
    result = Result()
    path = folder / "polluted.csv"
    for each in chosen:
        path.write_bytes(each.content)
        try:
            read = READERS[reader](path)
        except Exception as fault:
            read, result.faults[each.name] = None, str(fault).splitlines()[0][:100]
        result.scores[each.name] = score(each.expected, read)
    counts = {each.name: each.stands_for for each in chosen}
    weights = {each.name: each.stands_for * each.weight for each in chosen}
    result.simple = sum(result.scores[name] * count for name, count in counts.items()) / sum(counts.values())
    result.weighted = sum(result.scores[name] * weight for name, weight in weights.items()) / sum(weights.values())
    return result


def group(name: str) -> str:
    """Return the kind of pollution of a file."""
    return (
        re.sub(r"_?\d*_col\d+|_row\d+|(?<=delimiter)_\d+(?=_0x20\.csv)", "", name) if name.startswith("row") else name
    )
