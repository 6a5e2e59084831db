"""Monitor of the runs of one group: deviation from the recent past, with a stated false-alarm budget.

A run is judged by how far its channels lie from the median of the last 50 accepted runs (statistics.md section 4: this
context, not the method, moved the mean AUC from 0.90 to 0.96), as root mean square and as largest robust z. What
counts as far is read off a calibration stretch that the fit has not seen (split conformal, section 7.4); few runs get
a t prediction limit instead (section 5).
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy import stats

from models import robust
from models.robust import Bools, Floats, Ints

BUDGET = 0.005
FIT_SHARE = 0.6
SHRINKAGE = 0.1
MIN_RUNS = 60
PRESENT = 0.7
LEADING = 3
VERSION = "monitor-1"
Mode = Literal["conformal", "prediction"]


@dataclass(frozen=True)
class Monitor:
    """What a group looks like when all is well; made by `fit`, stored by `state`.

    Attributes:
        channels: Channels judged.
        center: Level of each channel in the baseline; `spread` its robust standard deviation.
        usual: Median deviation from the recent past; `usual_spread` its robust standard deviation.
        precision: Inverse of the shrunk correlation of deviations, for contributions.
        limits: Scaling of (root mean square, largest z), for deviations and for levels.
        calibration: Ascending scores of the calibration stretch; `level_calibration` those of levels.
        mode: `conformal`, or `prediction` where the calibration stretch is too short for the budget.
        n: Accepted baseline runs.
        budget: Share of good runs that may be called an anomaly.
    """

    channels: tuple[str, ...]
    center: Floats
    spread: Floats
    usual: Floats
    usual_spread: Floats
    precision: Floats
    limits: Floats
    calibration: Floats
    level_calibration: Floats
    mode: Mode
    n: int
    budget: float

    def state(self) -> dict[str, Any]:
        """Return the monitor as JSON."""
        arrays = {name: robust.plain(getattr(self, name)) for name in _ARRAYS}
        return {"channels": list(self.channels), "mode": self.mode, "n": self.n, "budget": self.budget, **arrays}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "Monitor":
        """Return the monitor that `state` wrote."""
        arrays = {name: robust.from_plain(state[name]) for name in _ARRAYS}
        return cls(tuple(state["channels"]), mode=state["mode"], n=state["n"], budget=state["budget"], **arrays)


_ARRAYS = ("center", "spread", "usual", "usual_spread", "precision", "limits", "calibration", "level_calibration")


@dataclass(frozen=True)
class Scores:
    """Judgement of runs, arrays of equal length.

    Attributes:
        score: 1 = at the limit of the budget; NaN where nothing could be judged.
        p_value: Share of good runs at least as far away.
        is_anomaly: p_value within the budget.
        is_out_of_limit: Farther from the level of the baseline than the budget allows.
        top: Index of the channel that speaks loudest, -1 for none.
        z: Robust z of the deviations, runs x channels, NaN = missing.
        level_z: Robust z of the levels.
        reference: Recent past that each run was compared with, runs x channels.
    """

    score: Floats
    p_value: Floats
    is_anomaly: Bools
    is_out_of_limit: Bools
    top: Ints
    z: Floats
    level_z: Floats
    reference: Floats


def usable(values: Floats) -> Bools:
    """Return which channels can be monitored: present in 70 % of the rows, and no counter that only ever grows.

    Args:
        values: Baseline rows in time order, one column per channel.
    """
    if len(values) < 2:
        return np.zeros(values.shape[1], dtype=bool)
    present = np.isfinite(values).mean(axis=0) >= PRESENT
    step = np.diff(values, axis=0)
    with np.errstate(invalid="ignore"):
        grows = ((step >= 0) | ~np.isfinite(step)).mean(axis=0) > 0.99
        moves = (step > 0).mean(axis=0) > 0.5
    out: Bools = present & ~(grows & moves)
    return out


def fit(channels: tuple[str, ...], values: Floats, accepted: Bools, budget: float = BUDGET) -> Monitor | None:
    """Learn a group's monitor from its baseline.

    Args:
        channels: Names of the columns of `values`.
        values: Baseline runs in time order, one column per channel, NaN = missing.
        accepted: Runs that are good, no trial and no warm-up.
        budget: Share of good runs that may be called an anomaly.

    Returns:
        The monitor; None below 60 accepted runs or without a usable channel.
    """
    keep = usable(values[accepted])
    n = int(accepted.sum())
    if n < MIN_RUNS or not keep.any():
        return None
    values = values[:, keep]
    deviation = (values - robust.rolling_reference(values, accepted))[accepted]
    level = values[accepted]
    cut = round(n * FIT_SHARE)
    mode: Mode = "conformal" if budget * (n - cut + 1) >= 1.0 else "prediction"
    fitted = slice(0, cut if mode == "conformal" else n)
    center, spread = robust.center(level[fitted]), robust.scale(level[fitted])
    usual, usual_spread = robust.center(deviation[fitted]), robust.scale(deviation[fitted])
    z = robust.standardised(deviation, usual, usual_spread)
    level_z = robust.standardised(level, center, spread)
    limits = np.array([_limits(z[fitted], budget), _limits(level_z[fitted], budget)])
    return Monitor(
        tuple(name for name, kept in zip(channels, keep, strict=True) if kept),
        center,
        spread,
        usual,
        usual_spread,
        _precision(z[fitted]),
        limits,
        _calibration(z[cut:], limits[0]),
        _calibration(level_z[cut:], limits[1]),
        mode,
        n,
        budget,
    )


def score(monitor: Monitor, values: Floats, accepted: Bools) -> Scores:
    """Judge runs of a group.

    Runs that stand out against all accepted ones do not serve as recent past in the second look, or a fault of thirty
    runs would become the usual, and the good runs after it the fault.

    Args:
        monitor: The group's monitor.
        values: All runs of the group in time order, columns as `monitor.channels`.
        accepted: Runs that may serve as recent past: good, no trial and no warm-up.
    """
    first = _p_values(monitor, _deviation_z(monitor, values, robust.rolling_reference(values, accepted)), level=False)
    reference = robust.rolling_reference(values, accepted & ~(first <= monitor.budget))
    z = _deviation_z(monitor, values, reference)
    level_z = robust.standardised(values, monitor.center, monitor.spread)
    p, level_p = _p_values(monitor, z, level=False), _p_values(monitor, level_z, level=True)
    return Scores(
        _distance(z, monitor.limits[0]),
        p,
        p <= monitor.budget,
        level_p <= monitor.budget,
        _top(z, monitor.precision),
        z,
        level_z,
        reference,
    )


def _deviation_z(monitor: Monitor, values: Floats, reference: Floats) -> Floats:
    return robust.standardised(values - reference, monitor.usual, monitor.usual_spread)


def _p_values(monitor: Monitor, z: Floats, *, level: bool) -> Floats:
    """Return the p-value of each run from its z, of levels or of deviations; NaN where nothing is present."""
    if monitor.mode == "prediction":
        return _predicted(z, monitor.n)
    calibration = monitor.level_calibration if level else monitor.calibration
    return _conformal(_distance(z, monitor.limits[int(level)]), calibration)


def loudest(monitor: Monitor, z: Floats) -> list[tuple[int, float, bool]]:
    """Return the three channels that speak loudest for some runs together.

    Args:
        monitor: The group's monitor.
        z: Robust z of the runs concerned, runs x channels.

    Returns:
        (index, median of |z|, whether the channel scatters to both sides rather than moves to one).
    """
    ranks = np.sort(_rank_sum(z, monitor.precision), axis=0).mean(axis=0)
    order = np.argsort(-ranks, kind="stable")[:LEADING]
    size, side = np.nan_to_num(robust.center(np.abs(z))), np.nan_to_num(np.abs(robust.center(z)))
    return [(int(at), float(size[at]), bool(side[at] < 0.5 * size[at])) for at in order]


def _parts(z: Floats) -> Floats:
    """Return root mean square and largest absolute z of each row, NaN where nothing is present."""
    present = np.isfinite(z)
    counted = present.sum(axis=1)
    squares = np.where(present, z, 0.0) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        rms = np.sqrt(squares.sum(axis=1) / counted)
    out = np.column_stack([rms, np.sqrt(squares.max(axis=1, initial=0.0))])
    out[counted == 0] = np.nan
    return out


def _limits(z: Floats, budget: float) -> Floats:
    parts = _parts(z)
    parts = parts[np.isfinite(parts).all(axis=1)]
    if not len(parts):
        return np.ones(2)
    out: Floats = np.maximum(np.quantile(np.sort(parts, axis=0), 1.0 - budget, axis=0), 1e-9)
    return out


def _distance(z: Floats, limits: Floats) -> Floats:
    out: Floats = (_parts(z) / limits).max(axis=1)
    return out


def _calibration(z: Floats, limits: Floats) -> Floats:
    far = _distance(z, limits)
    return np.sort(far[np.isfinite(far)])


def _conformal(far: Floats, calibration: Floats) -> Floats:
    """Return p = (1 + number of calibration scores at least as large) / (n + 1), statistics.md section 7.4."""
    n = len(calibration)
    larger = n - np.searchsorted(calibration, far, side="left")
    return np.where(np.isfinite(far), (1.0 + larger) / (n + 1.0), np.nan)


def _predicted(z: Floats, n: int) -> Floats:
    """Two-sided t prediction limit with Bonferroni over the channels present (statistics.md section 5)."""
    counted = np.isfinite(z).sum(axis=1)
    largest = _parts(z)[:, 1] / np.sqrt(1.0 + 1.0 / n)
    out: Floats = np.minimum(1.0, 2.0 * counted * stats.t.sf(largest, n - 1))
    return out


def _precision(z: Floats) -> Floats:
    filled = np.nan_to_num(z)
    shared = filled.T @ filled / max(len(filled), 1)
    spread = np.sqrt(np.maximum(np.diag(shared), 1e-12))
    correlation = shared / np.outer(spread, spread)
    np.fill_diagonal(correlation, 1.0)
    out: Floats = np.linalg.inv((1.0 - SHRINKAGE) * correlation + SHRINKAGE * np.eye(len(spread)))
    return out


def _rank_sum(z: Floats, precision: Floats) -> Floats:
    """Rank of absolute z plus rank of the conditional contribution (S^-1 z)_j^2 / S^-1_jj (statistics.md section 5)."""
    filled = np.nan_to_num(z)
    conditional = (filled @ precision) ** 2 / np.diag(precision)
    ranks = [np.argsort(np.argsort(part, axis=1, kind="stable"), axis=1) for part in (np.abs(filled), conditional)]
    out: Floats = (ranks[0] + ranks[1]).astype(np.float64) + 1e-6 * np.abs(filled)
    return out


def _top(z: Floats, precision: Floats) -> Ints:
    if not z.shape[1]:
        return np.full(len(z), -1, dtype=np.int64)
    best = np.argmax(_rank_sum(z, precision), axis=1)
    return np.where(np.isfinite(z).any(axis=1), best, -1)
