"""Phase I: a baseline with points removed for assigned causes only (domain.md section 3.4, ISO 7870-2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.spc.parameters import Parameters
from models.spc.rules import Bools

Reason = Literal["too-few-points", "not-in-control", "no-limits"]
LEAST = {"individuals": 100}
LEAST_GROUPS = 20
ROUNDS = 20


@dataclass(frozen=True)
class Baseline:
    """Parameters fixed by phase I; the caller dates and stores them.

    Attributes:
        parameters: What phase II reads; None where nothing could be estimated.
        kept: Points behind the parameters.
        removed: Points taken out, in the order of the data.
        unexplained: Points outside the final limits without an assigned cause; they stay in.
        rounds: Estimations made.
        reasons: Why the baseline does not yet hold; empty = it holds.
    """

    parameters: Parameters | None
    kept: Bools
    removed: Bools
    unexplained: Bools
    rounds: int
    reasons: tuple[Reason, ...]


def fix(
    present: Bools,
    estimate: Callable[[Bools], Parameters | None],
    outside: Callable[[Parameters], Bools],
    assigned: Bools | None = None,
) -> Baseline:
    """Estimate, remove points outside that have an assigned cause, and repeat until none is left.

    Args:
        present: Points with a value.
        estimate: Parameters from the points of a mask.
        outside: All points beyond the limits of some parameters.
        assigned: Points with a known cause; None = none, so that nothing is removed.
    """
    known = np.zeros(len(present), dtype=bool) if assigned is None else assigned
    kept, rounds = present.copy(), 1
    parameters = estimate(kept)
    while parameters is not None and rounds < ROUNDS:
        away = outside(parameters) & kept & known
        if not away.any():
            break
        kept &= ~away
        parameters, rounds = estimate(kept), rounds + 1
    nothing = np.zeros(len(present), dtype=bool)
    unexplained = nothing if parameters is None else outside(parameters) & kept
    return Baseline(parameters, kept, present & ~kept, unexplained, rounds, _reasons(parameters, unexplained))


def _reasons(parameters: Parameters | None, unexplained: Bools) -> tuple[Reason, ...]:
    if parameters is None:
        return ("no-limits",)
    reasons: list[Reason] = []
    if parameters.count < LEAST.get(parameters.kind, LEAST_GROUPS):
        reasons.append("too-few-points")
    if unexplained.any():
        reasons.append("not-in-control")
    return tuple(reasons)
