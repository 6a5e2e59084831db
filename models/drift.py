"""Slow change of a channel: medians and spreads of blocks of runs against the baseline.

Blocks of up to 50 runs are standardised by the baseline's blocks, smoothed by an EWMA (domain.md section 3.2) and
judged at 4.5 sigma; sigma is widened by the lag-1 autocorrelation of the blocks (statistics.md section 7.5), because a
die warms through the day. A change must also be worth telling: 1.5 run-to-run sigma of level, or 1.5 times the spread.
A spread that shrinks is good news, unless to a quarter: then the sensor stands still.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from scipy.signal import lfilter

from models import robust
from models.robust import Floats, Ints

LAMBDA = 0.3
LIMIT = 4.5 * np.sqrt(LAMBDA / (2.0 - LAMBDA))
LEVEL_WORTH = 1.5
SPREAD_WORTH = float(np.log(1.5))
STILL_WORTH = float(np.log(4.0))
LARGEST_BLOCK = 50
SMALLEST_BLOCK = 10
BLOCKS = 15
CERTAIN_Z = 50.0
VERSION = "drift-1"
Aspect = Literal["level", "spread", "apart"]


@dataclass(frozen=True)
class Reference:
    """How blocks of a group scatter when all is well; made by `fit`, stored by `state`.

    Attributes:
        channels: Names, in the order of the columns below.
        block: Runs per block.
        level: Median of the block medians; `level_sd` its widened standard deviation per block.
        spread: Median of the log block spreads; `spread_sd` likewise.
        apart: Median distance from the median of the sister channels; `apart_sd` likewise; NaN without sisters.
        run_sd: Robust standard deviation from run to run.
    """

    channels: tuple[str, ...]
    block: int
    level: Floats
    level_sd: Floats
    spread: Floats
    spread_sd: Floats
    apart: Floats
    apart_sd: Floats
    run_sd: Floats

    def state(self) -> dict[str, Any]:
        """Return the reference as JSON."""
        arrays = {name: robust.plain(getattr(self, name)) for name in _ARRAYS}
        return {"channels": list(self.channels), "block": self.block, **arrays}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Reference":
        """Return the reference that `state` wrote."""
        arrays = {name: robust.from_plain(state[name]) for name in _ARRAYS}
        return cls(tuple(state["channels"]), state["block"], **arrays)


_ARRAYS = ("level", "level_sd", "spread", "spread_sd", "apart", "apart_sd", "run_sd")


@dataclass(frozen=True)
class Drift:
    """One channel away from its baseline over a stretch of runs.

    Attributes:
        channel: Which.
        aspect: `level`, `spread` (value and baseline are robust standard deviations), or `apart` (from its sisters).
        first: First run of the stretch, as a place in the values judged; `last` the last one.
        value: Median over the last third of the stretch; `baseline` what it was.
        z: Strongest smoothed z in the stretch, signed.
        step: Whether it came within three blocks rather than slowly.
        blocks: Blocks of the stretch that were away.
    """

    channel: str
    aspect: Aspect
    first: int
    last: int
    value: float
    baseline: float
    z: float
    step: bool
    blocks: int


def fit(channels: tuple[str, ...], values: Floats) -> Reference | None:
    """Learn how blocks scatter.

    Args:
        channels: Names of the columns of `values`.
        values: Steady baseline runs in time order, NaN = missing.

    Returns:
        The reference; None where there are fewer than 60 runs.
    """
    block = int(np.clip(len(values) // BLOCKS, SMALLEST_BLOCK, LARGEST_BLOCK))
    if len(values) < 6 * SMALLEST_BLOCK or not channels:
        return None
    middle, width = robust.block_table(values, robust.block_numbers(len(values), block))
    run_sd = robust.scale(values)
    apart = sister_distance(channels, middle - robust.center(middle))
    log_width = _log(width, run_sd)
    floor = 1.2533 * run_sd / np.sqrt(block)
    return Reference(
        channels,
        block,
        robust.center(middle),
        np.maximum(_widened(middle), floor),
        robust.center(log_width),
        np.maximum(_widened(log_width), 1.17 / np.sqrt(block)),
        robust.center(apart),
        np.maximum(_widened(apart), floor),
        run_sd,
    )


def find(reference: Reference, values: Floats) -> list[Drift]:
    """Return the stretches in which channels are away from their baseline.

    Args:
        reference: The group's reference.
        values: Steady runs of the group in time order, columns as `reference.channels`.
    """
    if len(values) < reference.block:
        return []
    numbers = robust.block_numbers(len(values), reference.block)
    edges = np.concatenate([np.flatnonzero(np.diff(numbers, prepend=-1)), [len(values)]])
    middle, width = robust.block_table(values, numbers)
    run_sd = reference.run_sd
    log_width = _log(width, run_sd)
    apart = sister_distance(reference.channels, middle - reference.level)
    level_worth = np.broadcast_to(LEVEL_WORTH * run_sd, middle.shape)
    spread_worth = np.where(log_width > reference.spread, SPREAD_WORTH, STILL_WORTH)
    return [
        *_stretches(reference.channels, "level", middle, reference.level, reference.level_sd, level_worth, edges),
        *_stretches(
            reference.channels, "spread", log_width, reference.spread, reference.spread_sd, spread_worth, edges
        ),
        *_stretches(reference.channels, "apart", apart, reference.apart, reference.apart_sd, level_worth, edges),
    ]


def family(channel: str) -> str:
    """Return the name that sister channels share: `die_temp_2_c` and `die_temp_fixed_c` are `die_temp_*_c`."""
    return re.sub(r"_(?:z?\d+|fixed|moving|upper_\d+|lower_\d+|upper|lower)(?=_|$)", "_*", channel, count=1)


def sister_distance(channels: tuple[str, ...], values: Floats) -> Floats:
    """Return each channel minus the median of its family, where the family has three or more; NaN elsewhere.

    Args:
        channels: Names of the columns.
        values: Deviations of each channel from its own level, so that a missing sister moves nothing.
    """
    families = np.array([family(name) for name in channels])
    out = np.full(values.shape, np.nan)
    for name in np.unique(families):
        at = families == name
        if at.sum() >= 3:
            out[:, at] = values[:, at] - robust.row_median(values[:, at])[:, None]
    return out


def _log(width: Floats, run_sd: Floats) -> Floats:
    """Return the log of spreads; a block without spread counts as a tenth of the run-to-run sigma."""
    with np.errstate(invalid="ignore"):
        out: Floats = np.log(np.maximum(width, 0.1 * run_sd))
    return out


def _widened(series: Floats) -> Floats:
    """Return the robust sd of each column, widened by its lag-1 correlation as if by an AR(1) process."""
    spread = robust.scale(series)
    centred = np.nan_to_num((series - robust.center(series)) / spread)
    clipped = np.clip(centred, -3.0, 3.0)
    power = (clipped**2).sum(axis=0)
    rho = np.where(power > 0, (clipped[1:] * clipped[:-1]).sum(axis=0) / np.maximum(power, 1e-12), 0.0)
    rho = np.clip(rho, 0.0, 0.7)
    out: Floats = spread * np.sqrt((1.0 + rho) / (1.0 - rho))
    return out


def _stretches(
    channels: tuple[str, ...],
    aspect: Aspect,
    series: Floats,
    center: Floats,
    sd: Floats,
    worth: Floats,
    edges: Ints,
) -> list[Drift]:
    with np.errstate(invalid="ignore"):
        z = np.clip(np.nan_to_num((series - center) / sd), -CERTAIN_Z, CERTAIN_Z)
        smooth = lfilter([LAMBDA], [1.0, LAMBDA - 1.0], z, axis=0)
        away = (np.abs(smooth) > LIMIT) & (np.abs(series - center) >= worth) & (np.sign(z) == np.sign(smooth))
    found = []
    for column in np.flatnonzero(away.sum(axis=0) >= 2):
        for first, last in _runs(np.flatnonzero(away[:, column])):
            drift = _drift(
                channels[column], aspect, series[:, column], center[column], smooth[:, column], first, last, edges
            )
            found.append(replace(drift, blocks=int(away[first : last + 1, column].sum())))
    return found


def _runs(blocks: Ints) -> list[tuple[int, int]]:
    """Return (first, last) of stretches of two and more blocks, bridging up to four quiet ones."""
    parts = np.split(blocks, np.flatnonzero(np.diff(blocks) > 5) + 1)
    return [(int(part[0]), int(part[-1])) for part in parts if len(part) >= 2]


def _drift(
    channel: str, aspect: Aspect, series: Floats, center: float, smooth: Floats, first: int, last: int, edges: Ints
) -> Drift:
    third = series[max(first, last - max(2, (last - first) // 3)) : last + 1]
    value = float(np.nanmedian(third))
    strongest = float(smooth[first : last + 1][np.argmax(np.abs(smooth[first : last + 1]))])
    quiet = np.flatnonzero(np.abs(smooth[:first]) < LIMIT / 3.0)
    start = int(quiet[-1]) + 1 if len(quiet) else 0
    early = series[first : first + 3]
    step = abs(float(np.nanmax(np.abs(early - center)))) >= 0.7 * abs(value - center) and first - start <= 2
    if aspect == "spread":
        value, center = float(np.exp(value)), float(np.exp(center))
    return Drift(
        channel,
        aspect,
        int(edges[start]),
        int(edges[last + 1]) - 1,
        value,
        float(center),
        strongest,
        step,
        last - first + 1,
    )
