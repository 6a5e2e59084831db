"""Signals and scores of one machine: its groups, its scrap shares, its furnace loads against their facts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from models import drift, events, monitor
from models.evidence import Found, Signal, Speaker
from models.loads import Load
from models.monitor import Monitor, Scores
from models.robust import Floats, Ints
from models.rules import heat_treatment, quality, warm_up
from models.rules.contrast import contrast
from models.rules.judge import judge
from models.rules.quality import Samples
from pipelines.steps.groups import Group, lineage

# What wears or leaks belongs to the machine, so the same finding on two tools is one.
MACHINE_RULES = ("plunger_wear", "slow_cycles")
DAY_US = 86_400_000_000
SURE_Z = 10.0
AWAY_Z = 2.5
JOIN_US = 3 * DAY_US
Fact = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """A signal with the group that it speaks of and the fact that it was judged by."""

    signal: Signal
    group: str
    fact: Fact


def judge_group(group: Group, fact: Fact, process: str) -> tuple[pl.DataFrame, list[Judged]]:
    """Return the scores of a group's runs, and what they give rise to.

    Args:
        group: The group.
        fact: Its fact `monitor`.
        process: Process of the machine.
    """
    fitted = Monitor.from_state(fact["monitor"])
    values = group.columns(fitted.channels)
    scores = monitor.score(fitted, values, group.accepted)
    table = _table(group, fitted, scores)
    if group.ended_us is None:
        return table, []
    drifts = _drifts(group, fact, process)
    unusual = _events(group, fitted, values, scores)
    found = [*_absorbed(drifts, unusual), *_warming(group, fitted.channels, values)]
    return table, [Judged(one, group.subject, fact) for one in found]


def judge_quality(machine_id: str, all_samples: Samples, fact: Fact, found: list[Group]) -> list[Judged]:
    """Return signals of the chart of scrap shares, with the channels that tell its scrap from good runs.

    Args:
        machine_id: The machine.
        all_samples: Scrap per work date.
        fact: Its fact `quality`.
        found: Groups of the machine.
    """
    signals = quality.signals(all_samples, fact["center"], fact["sigma_z"])
    return [Judged(_explained(one, found), machine_id, fact) for one in signals]


def _explained(signal: Signal, found: list[Group]) -> Signal:
    """Return the signal with the channels of the group that had most of its scrap."""
    best: tuple[int, tuple[Speaker, ...]] = (0, ())
    for group in found:
        if group.ended_us is None:
            continue
        bad = group.is_scrap & (group.ended_us >= signal.from_us) & (group.ended_us <= signal.to_us)
        if bad.sum() > best[0]:
            best = (int(bad.sum()), contrast(group.channels, group.values, bad, group.accepted))
    return replace(signal, speakers=best[1]) if best[1] else signal


def judge_loads(machine_id: str, found: list[Load], fact: Fact) -> list[Judged]:
    """Return what went wrong in furnace loads."""
    return [Judged(one, machine_id, fact) for one in heat_treatment.signals(found)]


def merged(judged: Iterable[Judged]) -> list[Judged]:
    """Return the signals with those of the whole machine joined over its tools, in order of time."""
    waiting = sorted(judged, key=lambda one: (one.signal.from_us, one.signal.rule, one.group))
    out: list[Judged] = []
    for one in waiting:
        place = next((n for n, known in enumerate(out) if _same(known.signal, one.signal)), None)
        if place is None:
            out.append(one)
        else:
            out[place] = replace(out[place], signal=_joined(out[place].signal, one.signal))
    return out


def _same(known: Signal, other: Signal) -> bool:
    return known.rule == other.rule and known.rule in MACHINE_RULES and other.from_us <= known.to_us + JOIN_US


def _joined(one: Signal, other: Signal) -> Signal:
    """Return two signals as one; the better founded speaks."""
    first, second = sorted((one, other), key=lambda s: (s.cause_code is None, -s.support_n, s.from_us))
    return replace(
        first,
        tool_id=first.tool_id if first.tool_id == second.tool_id else None,
        from_us=min(one.from_us, other.from_us),
        to_us=max(one.to_us, other.to_us),
        support_n=one.support_n + other.support_n,
        facts={**first.facts, **_counts(one, other)},
    )


def _counts(*signals: Signal) -> dict[str, int]:
    names = ("flagged", "anomalous_runs")
    return {
        name: sum(int(s.facts.get(name, 0)) for s in signals) for name in names if any(name in s.facts for s in signals)
    }


def joined(one: Judged, other: Judged) -> Judged:
    """Return two signals of one day about one thing as one."""
    return replace(one, signal=_joined(one.signal, other.signal))


def _table(group: Group, fitted: Monitor, scores: Scores) -> pl.DataFrame:
    """Return one row per run; trial and warm-up runs are scored but not judged, for the budget speaks of steady runs."""
    steady = pl.Series(group.is_steady) & pl.Series(np.isfinite(scores.score))
    names = [*fitted.channels, None]
    return lineage(group).with_columns(
        pl.Series("score", scores.score).fill_nan(None),
        pl.Series("p_value", scores.p_value).fill_nan(None),
        pl.Series("is_anomaly", pl.select(pl.when(steady).then(pl.Series(scores.is_anomaly))).to_series()),
        pl.Series("is_out_of_limit", pl.select(pl.when(steady).then(pl.Series(scores.is_out_of_limit))).to_series()),
        pl.Series("top_channel", [names[at] for at in scores.top.tolist()], dtype=pl.String),
        pl.Series("is_warm_up", group.phases.is_warm_up),
    )


def _drifts(group: Group, fact: Fact, process: str) -> list[Signal]:
    if fact["drift"] is None or group.ended_us is None:
        return []
    reference = drift.Reference.from_state(fact["drift"])
    steady = group.is_steady
    values = group.columns(reference.channels)[steady]
    found = Found(group.tool_id, tuple(drift.find(reference, values)), tuple(group.ended_us[steady].tolist()))
    place = np.cumsum(steady) - 1
    signals = judge(process, found, tuple(place[group.lot_changes].tolist()))
    short = _baseline_us(fact) < DAY_US
    return [_refused(one) if short and one.speakers[0].score < SURE_Z else one for one in signals]


def _baseline_us(fact: Fact) -> int:
    """Return how much time the baseline spans."""
    begin, end = (datetime.fromisoformat(fact["baseline"][name]) for name in ("from_ts", "to_ts"))
    return int((end - begin) / timedelta(microseconds=1))


def _refused(signal: Signal) -> Signal:
    """Return a drift that may be nothing but the hour of the day, which the baseline does not know."""
    return replace(signal, cause_code=None, action_code=None, refused_reason="baseline_below_one_day")


def _events(group: Group, fitted: Monitor, values: Floats, scores: Scores) -> list[Signal]:
    """Return crowds of anomalous runs in which a loud channel is also away from the level of the whole baseline.

    After a break the recent past is old: a coolant that cooled meanwhile is new beside it, but nothing unusual.
    """
    steady = np.flatnonzero(group.is_steady)
    out = []
    for event in events.cluster(scores.is_anomaly[steady]):
        rows = steady[event.first : event.last + 1]
        rows = rows[scores.is_anomaly[rows]]
        loud = [at for at, _, _ in monitor.loudest(fitted, scores.z[rows])]
        if max(_median(np.abs(scores.level_z[rows, at])) or 0.0 for at in loud) >= AWAY_Z:
            out.append(_event(group, fitted, values[rows], scores, rows))
    return out


def _event(group: Group, fitted: Monitor, values: Floats, scores: Scores, rows: Ints) -> Signal:
    ended = group.ended_us if group.ended_us is not None else np.zeros(len(group.values), dtype=np.int64)
    speakers = tuple(
        _speaker(fitted, at, size, values[:, at], scores.reference[rows, at], scatters=scatters)
        for at, size, scatters in monitor.loudest(fitted, scores.z[rows])
    )
    return Signal(
        "anomaly",
        "anomaly",
        group.tool_id,
        int(ended[rows[0]]),
        int(ended[rows[-1]]),
        speakers,
        len(rows),
        facts={"flagged": len(rows)},
        p_value=float(np.min(scores.p_value[rows])),
    )


def _speaker(fitted: Monitor, at: int, size: float, values: Floats, reference: Floats, *, scatters: bool) -> Speaker:
    """Return a channel of an event: its level beside the recent past, or its scatter where it goes both ways."""
    if scatters:
        usual = float(fitted.usual_spread[at])
        return Speaker(fitted.channels[at], _median(np.abs(values - reference)), usual, size, "spread")
    return Speaker(fitted.channels[at], _median(values), _median(reference), size)


def _median(values: Floats) -> float | None:
    known = np.sort(values[np.isfinite(values)])
    return float(np.median(known)) if len(known) else None


def _absorbed(drifts: list[Signal], unusual: list[Signal]) -> list[Signal]:
    """Return drifts and events, where an event whose loudest channel already drifts only counts for that drift."""
    counted = [0] * len(drifts)
    rest = []
    for event in unusual:
        loud = event.speakers[0].channel
        at = next(
            (
                n
                for n, one in enumerate(drifts)
                if one.from_us <= event.to_us
                and event.from_us <= one.to_us
                and loud in {s.channel for s in one.speakers}
            ),
            None,
        )
        if at is None:
            rest.append(event)
        else:
            counted[at] += event.support_n
    told = [
        replace(one, facts={**one.facts, "anomalous_runs": n}) if n else one
        for one, n in zip(drifts, counted, strict=True)
    ]
    return [*told, *rest]


def _warming(group: Group, channels: tuple[str, ...], values: Floats) -> list[Signal]:
    judged = group.runs["judged_result"].is_not_null().to_numpy() & ~group.is_trial
    if group.ended_us is None:
        return []
    made = warm_up.signal(
        group.tool_id, group.ended_us, group.phases.is_warm_up, group.is_scrap, judged, channels, values
    )
    return [] if made is None else [made]
