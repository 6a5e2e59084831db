"""Relations that channels of one row must keep (relations.csv): a second look at units and at swapped columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from connectors.dictionary import Relation, relations
from connectors.timestamps.share import share

BROKEN = 0.20


@dataclass(frozen=True)
class Breach:
    """A relation that does not hold.

    Attributes:
        relation: The relation.
        names: Channels that take part.
        share: Rows that break it, of the rows that have all of its values.
        rows: First row positions of the sample.
    """

    relation: Relation
    names: tuple[str, ...]
    share: float
    rows: tuple[int, ...]


def breaches(stored: Mapping[str, pl.Series], process: str, kind: str | None) -> list[Breach]:
    """Return the relations that more than a fifth of the rows break.

    Args:
        stored: Channel to its values in the stored unit, all of one length; only channels that are settled.
        process: Process of the machine; relations of other processes are not asked.
        kind: Its kind, None for any.

    Relations of nearness (`abs(a - b) < limit in soak`) need to know where the soak is and are left to the
    models of furnace batches.
    """
    found = []
    for relation in relations():
        names = (*relation.left, *relation.right)
        if relation.shift is not None or not _asked(relation, process, kind) or any(n not in stored for n in names):
            continue
        left, right = _sum(stored[n] for n in relation.left), _sum(stored[n] for n in relation.right) * relation.factor
        broken = (left >= right) if relation.strict else (left > right)
        part = share(broken)
        if part > BROKEN:
            rows = tuple(broken.fill_null(False).arg_true().head(5).to_list())
            found.append(Breach(relation, names, part, rows))
    return found


def _asked(relation: Relation, process: str, kind: str | None) -> bool:
    if relation.process not in ("common", "quality", process):
        return False
    return relation.kind is None or kind is None or relation.kind == kind


def _sum(series: Iterable[pl.Series]) -> pl.Series:
    terms = list(series)
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total
