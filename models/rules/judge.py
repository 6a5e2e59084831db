"""All rules of a process over the drifts of one group, the specific ones first."""

from collections.abc import Callable

from models.evidence import Found, Signal
from models.rules import casting, general, molding, sensors


def judge(process: str, found: Found, lot_changes: tuple[int, ...] = ()) -> list[Signal]:
    """Return every signal that the drifts of a group give rise to; each drift speaks once.

    Args:
        process: casting, heat_treatment, molding, mold_making or other.
        found: Drifts of the group.
        lot_changes: Places of the runs at which the material lot changes.
    """
    steps: list[Callable[[Found], tuple[list[Signal], Found]]] = [sensors.claim]
    if process == "casting":
        steps.append(casting.claim)
    if process == "molding":
        steps.append(lambda rest: molding.claim(rest, lot_changes))
    steps.append(general.slow_cycles)
    signals = []
    for step in steps:
        made, found = step(found)
        signals.extend(made)
    return [*signals, *general.unexplained(found)]
