"""What monitors and rules say, before it is put into words."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from models.drift import Drift

Kind = Literal["anomaly", "drift"]


@dataclass(frozen=True)
class Speaker:
    """One channel that speaks for a signal, its value beside its baseline.

    Attributes:
        channel: Which.
        value: What it is now, in its unit; `baseline` what it was.
        score: How loudly it speaks (a z value).
        aspect: What of it: `level`, `spread`, `apart` from its sisters, or `share`.
    """

    channel: str
    value: float | None
    baseline: float | None
    score: float
    aspect: str = "level"


@dataclass(frozen=True)
class Signal:
    """Something found on one machine.

    Attributes:
        kind: `anomaly` or `drift`.
        rule: Name of the rule that found it, a stem of its texts.
        tool_id: Tool concerned; None = the whole machine.
        from_us: First instant in microseconds since 1970; `to_us` the last.
        speakers: Channels, the loudest first.
        support_n: Runs, loads or samples concerned.
        cause_code: Cause, where at least two rules of evidence hold (domain.md section 4); `action_code` first action.
        facts: Further numbers for the texts.
        p_value: Where the rule has one; `interval` likewise.
        refused_reason: Why nothing can be claimed.
    """

    kind: Kind
    rule: str
    tool_id: str | None
    from_us: int
    to_us: int
    speakers: tuple[Speaker, ...]
    support_n: int
    cause_code: str | None = None
    action_code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    p_value: float | None = None
    interval: tuple[float, float] | None = None
    refused_reason: str | None = None


@dataclass(frozen=True)
class Found:
    """Drifts of one group with the instants of its runs.

    Attributes:
        tool_id: The group's tool.
        drifts: As `models.drift.find` returns them.
        ended_us: End of each run judged.
    """

    tool_id: str | None
    drifts: tuple[Drift, ...]
    ended_us: tuple[int, ...]

    def without(self, claimed: list[Drift]) -> "Found":
        """Return what other rules may still speak of."""
        taken = {id(drift) for drift in claimed}
        return replace(self, drifts=tuple(drift for drift in self.drifts if id(drift) not in taken))


def speaker(drift: Drift) -> Speaker:
    """Return a drift as a speaker."""
    return Speaker(drift.channel, drift.value, drift.baseline, abs(drift.z), drift.aspect)


def loudest_first(drifts: list[Drift]) -> tuple[Speaker, ...]:
    """Return each channel's strongest drift, the loudest first."""
    ordered = sorted(drifts, key=lambda drift: (-abs(drift.z), drift.channel, drift.aspect))
    first = {drift.channel: drift for drift in reversed(ordered)}
    return tuple(speaker(drift) for drift in ordered if first[drift.channel] is drift)


def overlapping(drifts: tuple[Drift, ...], anchor: Drift) -> list[Drift]:
    """Return the drifts that share runs with the anchor, itself included."""
    return [drift for drift in drifts if drift.first <= anchor.last and drift.last >= anchor.first]


def signal(
    found: Found,
    rule: str,
    drifts: list[Drift],
    *,
    lead: list[Drift] | None = None,
    cause: str | None = None,
    action: str | None = None,
    **facts: Any,
) -> Signal:
    """Return the signal of some drifts of a group.

    Args:
        found: The group.
        rule: Name of the rule.
        drifts: What belongs to it.
        lead: Those that decide its time range and speak first; None = all.
        cause: Cause code; `action` likewise.
        action: First action.
        facts: Further numbers for the texts.
    """
    leading = lead or drifts
    first, last = min(drift.first for drift in leading), max(drift.last for drift in leading)
    speakers = loudest_first(leading)
    named = {one.channel for one in speakers}
    others = tuple(one for one in loudest_first(drifts) if one.channel not in named)
    return Signal(
        "drift",
        rule,
        found.tool_id,
        found.ended_us[first],
        found.ended_us[last],
        speakers + others,
        last - first + 1,
        cause,
        action,
        facts,
    )
