"""Scrap after stops, scrap shares over days, and the channels that tell scrap from good runs."""

import numpy as np
import pytest

from models.rules import quality, warm_up
from models.rules.contrast import contrast
from models.rules.quality import Samples

MINUTE = 60_000_000


def _warm(scrap_warm: float, scrap_steady: float, count: int = 2000) -> warm_up.Signal | None:
    rng = np.random.default_rng(2)
    is_warm = np.arange(count) % 200 < 40
    is_scrap = rng.random(count) < np.where(is_warm, scrap_warm, scrap_steady)
    temp = np.where(is_warm & is_scrap, 150.0, 200.0)[:, None] + rng.normal(size=(count, 1))
    judged = np.ones(count, dtype=bool)
    return warm_up.signal("T", np.arange(count) * MINUTE, is_warm, is_scrap, judged, ("die_temp_c",), temp)


def test_scrap_after_stops_is_told_with_its_interval() -> None:
    found = _warm(0.15, 0.01)
    assert found is not None
    assert found.cause_code == "warm_up"
    assert found.interval is not None
    assert found.interval[0] < 0.15 < found.interval[1]
    assert found.p_value is not None
    assert found.p_value < 1e-6
    assert found.speakers[0].channel == "die_temp_c"


@pytest.mark.parametrize(
    ("warm", "steady", "count"),
    [(0.02, 0.02, 2000), (0.0, 0.01, 2000), (0.5, 0.01, 60)],
    ids=["alike", "better", "too-few"],
)
def test_no_claim_without_evidence(warm: float, steady: float, count: int) -> None:
    assert _warm(warm, steady, count) is None


def _samples(shares: list[float], size: int = 1000) -> Samples:
    day = np.arange(len(shares), dtype=np.int64) * 86_400_000_000
    judged = np.full(len(shares), float(size))
    return Samples(day, day + 3_600_000_000, np.round(np.array(shares) * size), judged)


def test_days_with_more_scrap_are_one_signal() -> None:
    rng = np.random.default_rng(1)
    shares = [*(0.02 + rng.normal(0, 0.003, 12)), 0.06, 0.07, 0.065]
    base = quality.limits_of(_samples(shares[:12]))
    assert base is not None
    (found,) = quality.signals(_samples(shares), base["center"], base["sigma_z"])
    assert (found.facts["scrap"], found.facts["judged"]) == (195, 3000)
    assert found.speakers[0].channel == "scrap_ratio"


def test_less_scrap_is_no_alarm() -> None:
    assert quality.signals(_samples([0.02] * 10 + [0.001] * 5), 0.02, 1.0) == []


@pytest.mark.parametrize("shares", [[], [0.02] * 7], ids=["none", "seven"])
def test_limits_need_eight_samples(shares: list[float]) -> None:
    assert quality.limits_of(_samples(shares)) is None
    assert quality.signals(_samples([]), 0.02, 1.0) == []


def test_contrast_names_the_channel_that_differs_to_either_side() -> None:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(400, 3))
    bad = np.arange(400) >= 380
    values[bad, 1] += np.where(np.arange(20) % 2 == 0, 9.0, -9.0)
    found = contrast(("a", "b", "c"), values, bad, ~bad)
    assert found[0].channel == "b"
    assert contrast((), values[:, :0], bad, ~bad) == ()
    assert contrast(("a", "b", "c"), values, np.zeros(400, dtype=bool), ~bad) == ()
