"""Declared limits of a characteristic, and when they allow an index at all (domain.md section 3.4)."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "no-specification",
    "specification-reversed",
    "too-few-values",
    "preliminary",
    "no-stability-check",
    "not-in-control",
    "no-spread",
    "gauge-too-coarse",
    "one-sided-specification",
    "no-target",
    "no-distribution-fits",
    "quantile-out-of-reach",
]
LEAST, FULL = 30, 100
GAUGE_MOST = 0.30


@dataclass(frozen=True)
class Specification:
    """Limits declared for a characteristic, in its unit; None = no limit on that side."""

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def fault(self) -> Reason | None:
        """Return why nothing can be judged by it."""
        if self.lower is None and self.upper is None:
            return "no-specification"
        if self.lower is not None and self.upper is not None and not self.lower < self.upper:
            return "specification-reversed"
        return None


def refusal(specification: Specification, n: int, gauge_share: float | None = None) -> Reason | None:
    """Return why no index at all may be given, None where one may."""
    fault = specification.fault()
    if fault is not None:
        return fault
    if n < LEAST:
        return "too-few-values"
    return "gauge-too-coarse" if gauge_share is not None and gauge_share > GAUGE_MOST else None
