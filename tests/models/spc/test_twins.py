"""Every chart against its naive twin, on normal, constant, missing, single and empty input."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.spc import attributes, autocorrelation, distributions, memory, remedies, short_run, variables
from models.spc.rules import DEFAULT, NELSON, WESTERN_ELECTRIC, alarms
from tests.models.spc import naive

VALUES = st.lists(st.floats(-100, 100, allow_subnormal=False).map(lambda x: round(x, 3)) | st.just(np.nan), max_size=40)
STEPS = st.sampled_from([-3.5, -2.5, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.5, 3.5, np.nan])
MARKS = st.lists(st.integers(0, 2), min_size=40, max_size=40)
KINDS = [[], [4.0], [np.nan] * 5, [4.0] * 12, list(np.random.default_rng(0).normal(20, 3, 50))]
NAMES = ["empty", "one", "missing", "constant", "normal"]


def _pair(values: list[float], marks: list[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(values, dtype=np.float64), np.sort(np.resize(marks, len(values))).astype(np.int64)


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=40), MARKS)
def test_rules(z: list[float], marks: list[int]) -> None:
    values, segments = _pair(z, marks)
    found = alarms(values, segments, (*NELSON, *WESTERN_ELECTRIC))
    for rule, at in found.items():
        assert at.tolist() == naive.rule(rule, values, segments), rule


@pytest.mark.parametrize("rule", [*NELSON, *WESTERN_ELECTRIC])
def test_each_rule_speaks_on_its_pattern_and_at_its_last_point(rule: str) -> None:
    pattern = {
        "N1": [3.1], "N2": [0.1] * 9, "N3": [-2, -1, -0.5, 0, 0.5, 0.9], "N4": [0.5, -0.5] * 7, "N5": [2.1, 0, 2.1],
        "N6": [1.1, 1.1, 0, 1.1, 1.1], "N7": [1.0, -1.0, -0.2] * 5, "N8": [1.1, 1.2, -1.1, 1.3, -1.2, -1.1, 1.1, 1.1],
        "W1": [-3.1], "W2": [-2.1, -2.1], "W3": [-1.1] * 4, "W4": [-0.1] * 8,
    }[rule]  # fmt: skip
    assert np.flatnonzero(alarms(np.array(pattern, dtype=float), rules=(rule,))[rule]).tolist() == [len(pattern) - 1]


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("N1", [3.0]),
        ("N2", [0.1] * 4 + [0.0] + [0.1] * 8),
        ("N3", [-2, -1, -1, 0, 0.5, 0.9, 1.2]),
        ("N4", [0.5, -0.5] * 6 + [-0.5, 0.5]),
        ("N5", [2.1, 0.0, -2.1, 2.0]),
        ("N6", [1.1, 1.1, 1.1, 1.0, -1.1]),
        ("N7", [0.2] * 14 + [1.01]),
        ("N8", [1.1] * 9),
        ("W4", [0.1] * 7),
    ],
)
def test_a_near_miss_is_no_alarm(rule: str, pattern: list[float]) -> None:
    assert not alarms(np.array(pattern, dtype=float), rules=(rule,))[rule].any()


@pytest.mark.parametrize(
    ("rules", "length"), [(WESTERN_ELECTRIC, 91.75), (DEFAULT, 110.0), (NELSON, 72.5)], ids=["W", "default", "all"]
)
def test_run_length_in_control_is_the_published_one(rules: tuple[str, ...], length: float) -> None:
    z, segments = np.random.default_rng(1).normal(size=800_000), np.repeat(np.arange(400), 2000)
    any_rule = np.logical_or.reduce(list(alarms(z, segments, rules).values())).reshape(400, 2000)
    assert (any_rule.argmax(axis=1) + 1).mean() == pytest.approx(length, rel=0.12)


def test_a_side_hears_only_its_own_alarms() -> None:
    z = np.array([3.1, 0.0, -3.1])
    assert alarms(z, rules=("N1",), side="upper")["N1"].tolist() == [True, False, False]
    assert alarms(z, rules=("N1",), side="lower")["N1"].tolist() == [False, False, True]


@given(VALUES, MARKS)
def test_individuals(values: list[float], marks: list[int]) -> None:
    x, segments = _pair(values, marks)
    made, twin = variables.individuals(x, segments), naive.individuals(x, segments)
    assert (made is None) == (twin is None)
    if made is not None and twin is not None:
        assert (made.center, made.sigma) == pytest.approx(twin, abs=1e-9)


@given(st.lists(st.lists(st.floats(-9, 9) | st.just(np.nan), min_size=4, max_size=4), max_size=10))
def test_means(rows: list[list[float]]) -> None:
    groups = np.array(rows, dtype=np.float64).reshape(-1, 4)
    for spread in ("range", "sd"):
        made, twin = variables.means(groups, spread=spread), naive.means(groups, spread)  # type: ignore[arg-type]
        assert (made is None) == (twin is None)
        if made is not None and twin is not None:
            assert (made.center, made.sigma) == pytest.approx(twin, abs=1e-9)
            drawn = variables.mean_points(made, groups)
            assert len(drawn.value) == len(groups)
            sizes = np.isfinite(groups).sum(axis=1)
            assert (drawn.upper - made.center)[sizes > 0] == pytest.approx(3 * made.sigma / np.sqrt(sizes[sizes > 0]))


@pytest.mark.parametrize("values", KINDS, ids=NAMES)
def test_charts_draw_what_there_is(values: list[float]) -> None:
    x = np.array(values, dtype=np.float64)
    made = variables.individuals(x)
    assert (made is None) == (np.isfinite(x).sum() < 2)
    if made is not None:
        assert not np.isnan(variables.individual_points(made, x).standardised()).any()
        assert np.isnan(variables.moving_range_points(made, x).value[0])
    assert memory.ewma(x, 20.0, 3.0).value == pytest.approx(naive.ewma(x, 20.0, 0.2), nan_ok=True)
    assert len(memory.cusum(x, 20.0, 3.0).signals()) == len(x)
    test = autocorrelation.lag_one(x)
    assert test.n == np.isfinite(x).sum()
    if len(np.unique(x[np.isfinite(x)])) < 2:
        assert (test.r1, test.warning) == (0.0, "none")
    assert len(short_run.q_values(x)) == len(x)


@given(VALUES, st.sampled_from([0.05, 0.2, 1.0]))
def test_ewma(values: list[float], weight: float) -> None:
    x = np.array(values, dtype=np.float64)
    drawn = memory.ewma(x, 10.0, 2.0, weight=weight)
    assert drawn.value == pytest.approx(naive.ewma(x, 10.0, weight), abs=1e-9, nan_ok=True)


@given(VALUES, st.booleans())
def test_cusum(values: list[float], head_start: bool) -> None:
    x = np.array(values, dtype=np.float64)
    sums = memory.cusum(x, 10.0, 4.0, head_start=head_start)
    upper, lower = naive.cusum(x, 10.0, 2.0, 10.0 if head_start else 0.0)
    assert sums.upper == pytest.approx(upper, abs=1e-8, nan_ok=True)
    assert sums.lower == pytest.approx(lower, abs=1e-8, nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(30, 90)), max_size=25))
def test_shares_are_proportions_with_their_own_limits(samples: list[tuple[int, int]]) -> None:
    counts, sizes = np.array(samples, dtype=np.float64).reshape(-1, 2).T
    made = attributes.estimate("p", counts, sizes, laney=True)
    assert (made is None) == (not samples)
    if made is None:
        return
    center = sum(c for c, _ in samples) / sum(s for _, s in samples)
    drawn = attributes.draw(made, counts, sizes)
    z = [(c / s - center) / np.sqrt(center * (1 - center) / s) for c, s in samples] if 0 < center < 1 else []
    sigma_z = np.mean([abs(b - a) for a, b in itertools.pairwise(z)]) / 1.1283791671 if len(z) > 1 else 1.0
    assert (made.center, made.sigma) == pytest.approx((center, sigma_z), abs=1e-9)
    for place, (_, size) in enumerate(samples):
        half = 3 * np.sqrt(center * (1 - center) / size) * sigma_z
        assert drawn.upper[place] == pytest.approx(min(1.0, center + half), abs=1e-9)
        assert drawn.lower[place] == pytest.approx(max(0.0, center - half), abs=1e-9)


@pytest.mark.parametrize("kind", ["p", "u"])
def test_exact_limits_err_by_at_most_half_on_each_side(kind: str) -> None:
    sizes = np.array([20.0, 200.0, 2000.0])
    made = attributes.estimate(kind, np.array([1.0, 1.0, 8.0]), sizes)  # type: ignore[arg-type]
    assert made is not None
    drawn = attributes.draw_exact(made, np.array([0.0, 1.0, 8.0]), sizes)
    of = stats.binom(sizes, made.center) if kind == "p" else stats.poisson(sizes * made.center)
    highest, lowest = np.round(drawn.upper * sizes), np.round(drawn.lower * sizes)
    assert (of.sf(highest) <= 0.00135).all()
    assert (of.sf(highest - 1) > 0.00135).all()
    assert (of.cdf(lowest - 1) < 0.00135).all()
    assert attributes.needs_exact(made, sizes)
    assert not drawn.outside().any()


def test_counts_need_sizes() -> None:
    with pytest.raises(ValueError, match="positive size"):
        attributes.estimate("p", np.array([1.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="equal size"):
        attributes.estimate("np", np.array([1.0, 2.0]), np.array([5.0, 6.0]))


@given(VALUES, MARKS, st.integers(1, 5))
def test_batch_means(values: list[float], marks: list[int], size: int) -> None:
    x, segments = _pair(values, marks)
    found, places = remedies.batch_means(x, size, segments)
    assert found == pytest.approx(naive.batch_means(x, size, segments), abs=1e-9)
    assert np.isfinite(x[places]).all()


@given(VALUES, MARKS)
def test_lag_one(values: list[float], marks: list[int]) -> None:
    x, segments = _pair(values, marks)
    found = autocorrelation.lag_one(x, segments)
    pairs = np.isfinite(x[1:]) & np.isfinite(x[:-1]) & (segments[1:] == segments[:-1])
    if pairs.any() and np.nanstd(x) > 1e-6:
        assert found.r1 == pytest.approx(naive.lag_one(x, segments), abs=1e-6)
    else:
        assert found.r1 == 0.0


def test_lag_one_warns_rarely_on_independent_values() -> None:
    rng = np.random.default_rng(6)
    warned = [autocorrelation.lag_one(rng.normal(size=100)).warning != "none" for _ in range(600)]
    assert 0.002 < np.mean(warned) < 0.045


def test_q_values_are_the_twin_and_standard_normal() -> None:
    values = np.random.default_rng(3).normal(1e4, 0.2, 4000)
    found = short_run.q_values(values)
    for place in (2, 3, 10, 60):
        assert found[place] == pytest.approx(naive.q_value(values[: place + 1].tolist()), abs=1e-6)
    assert (np.nanmean(found), np.nanstd(found)) == pytest.approx((0.0, 1.0), abs=0.05)


def test_anderson_darling() -> None:
    values = np.random.default_rng(3).normal(5, 2, 80)
    of = stats.norm(5, 2)
    assert distributions.anderson_darling(values, of) == pytest.approx(naive.anderson_darling(values, of), abs=1e-9)
