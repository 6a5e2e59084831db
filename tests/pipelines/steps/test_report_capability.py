"""Capability of a report: indices of a stable process, none where the chart speaks against it."""

from math import sqrt

import numpy as np
import polars as pl
import pytest

from pipelines.steps.report_capability import by_chance, capabilities
from ppuri.core.hub.model import Spec
from ppuri.reports.parts.days import Channels
from ppuri.reports.parts.span import month_span
from ppuri.reports.types import CapabilityLine
from tests.reports.parts.tables import DC3, HF1, opened, runs

OCTOBER = month_span("2026-10", "Asia/Seoul")
KNOWN = Channels({"biscuit_mm": "비스킷"}, {"biscuit_mm": "mm"})


def judged(values: np.ndarray, spec: Spec) -> CapabilityLine:
    frame = runs(len(values)).with_columns(biscuit_mm=pl.Series(values), is_trial=pl.lit(False))
    (line,) = capabilities(opened(run=frame), OCTOBER, [DC3, HF1], [("dc3", spec)], KNOWN)
    return line


def noise(n: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(30.0, 2.0, n)


def test_a_stable_process_has_both_spreads() -> None:
    values = noise(2000)
    line = judged(values, Spec(channel="biscuit_mm", lsl=20, usl=40))
    mean, ranges = values.mean(), np.abs(np.diff(values))
    within = ranges.mean() * sqrt(np.pi) / 2
    assert line.reasons == ()
    assert line.cp == pytest.approx(20 / 6 / within)
    assert line.cpk == pytest.approx(min(40 - mean, mean - 20) / 3 / within)
    assert line.ppk == pytest.approx(min(40 - mean, mean - 20) / 3 / values.std(ddof=1))
    assert line.ppk is not None
    assert line.ppk_interval is not None
    assert line.ppk_interval[0] < line.ppk < line.ppk_interval[1]


def test_more_points_outside_than_chance_withhold_cpk_but_not_ppk() -> None:
    values = noise(2000)
    values[::100] += 15.0
    line = judged(values, Spec(channel="biscuit_mm", lsl=20, usl=40))
    assert line.out_count > by_chance(2000)
    assert (line.cp, line.cpk) == (None, None)
    assert line.ppk is not None
    assert line.reasons == ("not-in-control",)


def test_neighbours_that_resemble_each_other_withhold_cpk() -> None:
    steps = noise(1000) - 30.0
    values = np.empty(1000)
    values[0] = steps[0]
    for n in range(1, 1000):
        values[n] = 0.8 * values[n - 1] + steps[n]
    line = judged(values + 30.0, Spec(channel="biscuit_mm", lsl=20, usl=40))
    assert line.cpk is None
    assert line.reasons == ("autocorrelated",)


def test_few_values_and_one_side() -> None:
    assert judged(noise(29), Spec(channel="biscuit_mm", lsl=20, usl=40)).reasons == ("too-few-values",)
    line = judged(noise(2000), Spec(channel="biscuit_mm", lsl=20))
    assert (line.cp, line.reasons) == (None, ("one-sided-specification",))
    assert line.cpk is not None


def test_a_characteristic_that_nobody_records_is_no_line() -> None:
    assert capabilities(opened(run=runs()), OCTOBER, [DC3], [("dc3", Spec(channel="runner_mm", lsl=1))], KNOWN) == ()


@pytest.mark.parametrize("n", [30, 1000, 20000])
def test_chance_leaves_out_no_more_than_it_says(n: int) -> None:
    drawn = np.random.default_rng(n).binomial(n, 0.0027, 4000)
    assert (drawn > by_chance(n)).mean() < 0.008
