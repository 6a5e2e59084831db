"""Before and after: published examples, a naive twin, and how often nothing is called a change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.change import Units, change, holm, verdict

BEFORE = (52.1, 51.8, 52.6, 53.0, 52.4, 51.9, 52.7, 52.2)
AFTER = (50.9, 51.2, 50.7, 51.5, 51.0, 50.8, 51.3, 51.1)


def units(values: object, weights: object = 1.0, strata: tuple[str, ...] = ()) -> Units:
    array = np.asarray(values, dtype=float)
    return Units(array, np.broadcast_to(np.asarray(weights, dtype=float), array.shape).copy(), strata)


def ar1(rng: np.random.Generator, n: int, phi: float) -> np.ndarray:
    noise = rng.standard_normal(n)
    values = np.empty(n)
    values[0] = noise[0] / np.sqrt(1 - phi**2)
    for at in range(1, n):
        values[at] = phi * values[at - 1] + noise[at]
    return values


def test_difference_is_that_of_stat_2() -> None:
    found = change(units(BEFORE * 3), units(AFTER * 3))
    assert found is not None
    assert found.difference == pytest.approx(-1.2750, abs=1e-12)
    assert found.before == pytest.approx(np.mean(BEFORE))


@given(st.integers(0, 2**32 - 1))
def test_alternating_units_give_welchs_test(seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Neighbours that differ: the estimate of their autocorrelation is below 0 and counts as none.
    one = np.tile([1.0, -1.0], 15) + 0.1 * rng.standard_normal(30)
    two = np.tile([1.2, -1.1], 15) + 0.1 * rng.standard_normal(30)
    found = change(units(one), units(two))
    twin = stats.ttest_ind(two, one, equal_var=False)
    assert found is not None
    assert found.phi == 0.0
    assert found.p_value == pytest.approx(twin.pvalue, rel=1e-9)
    assert found.interval == pytest.approx(tuple(twin.confidence_interval()), rel=1e-9)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("n", [20, 60, 200])
def test_nothing_is_rarely_called_a_change(phi: float, n: int) -> None:
    rng = np.random.default_rng(20261123 + n)
    pairs = 2000
    false = 0
    for _ in range(pairs):
        found = change(units(ar1(rng, n, phi)), units(ar1(rng, n, phi)))
        assert found is not None
        false += found.p_value is not None and found.p_value < 0.05
    assert false / pairs <= 0.08


def test_a_large_change_is_found_in_twenty_shifts() -> None:
    rng = np.random.default_rng(5)
    found = change(units(rng.normal(3.4, 0.4, 20)), units(rng.normal(1.1, 0.4, 22)))
    assert found is not None
    assert found.p_value is not None
    assert found.p_value < 1e-6
    assert verdict(found, found.p_value, better="lower", least=0.1) == "better"
    assert verdict(found, found.p_value, better="higher", least=0.1) == "worse"
    assert verdict(found, found.p_value, better="lower", least=5.0) == "same"


def test_overdispersed_shares_are_not_taken_for_chance() -> None:
    rng = np.random.default_rng(7)
    # 30 shifts of 500 shots whose true share itself varies: shots alone would find a change where there is none.
    shares = [rng.beta(2, 60, 30), rng.beta(2, 60, 30)]
    one, two = (units(rng.binomial(500, share) / 500, 500.0) for share in shares)
    found = change(one, two)
    pooled = stats.chi2_contingency(
        [[side.values.sum() * 500, (1 - side.values).sum() * 500] for side in (one, two)]
    ).pvalue
    assert found is not None
    assert found.p_value is not None
    assert found.p_value > pooled


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (units(np.arange(19.0)), units(np.arange(30.0)), "few-units"),
        (units(np.full(30, 2.0)), units(np.full(30, 2.0)), "no-variation"),
        (units(np.arange(40.0)), units(np.arange(40.0) + 1), "autocorrelation"),
        (units(np.arange(30.0), strata=("a",) * 30), units(np.arange(30.0), strata=("b",) * 30), "no-common-part"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_reason(before: Units, after: Units, why: str) -> None:
    found = change(before, after)
    assert found is not None
    assert (found.refused, found.p_value, found.interval) == (why, None, None)
    assert verdict(found, found.p_value, better="lower", least=0.0) == "undecided"


def test_no_unit_gives_nothing() -> None:
    assert change(units([]), units([1.0])) is None


def test_a_change_of_mix_alone_is_no_change() -> None:
    rng = np.random.default_rng(11)
    # Part b is worse than part a; the second period makes more of b, and neither part changed.
    mixes = (("a",) * 40 + ("b",) * 10, ("a",) * 10 + ("b",) * 40)
    sides = []
    for mix in mixes:
        order = rng.permutation(len(mix))
        strata = tuple(mix[at] for at in order)
        sides.append((np.array([1.0 if part == "a" else 3.0 for part in strata]) + rng.normal(0, 0.2, 50), strata))
    plain = change(*(units(values) for values, _ in sides))
    matched = change(*(units(values, strata=strata) for values, strata in sides))
    assert plain is not None
    assert matched is not None
    assert abs(plain.difference) > 1.0
    assert abs(matched.difference) < 0.2
    assert matched.p_value is not None
    assert matched.p_value > 0.05


def test_parts_of_one_period_only_are_named() -> None:
    rng = np.random.default_rng(3)
    one, two = ("a",) * 25 + ("old",) * 5, ("a",) * 25 + ("new",) * 5
    found = change(units(rng.normal(size=30), strata=one), units(rng.normal(size=30), strata=two))
    assert found is not None
    assert found.unmatched == ("new", "old")


def test_holm_is_that_of_the_book() -> None:
    corrected = holm([0.01, None, 0.04, 0.03, 0.005])
    assert corrected[1] is None
    known = [p for p in corrected if p is not None]
    assert known == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_lowers_and_keeps_the_order(p_values: list[float]) -> None:
    corrected = holm(p_values)
    pairs = sorted(zip(p_values, corrected, strict=True))
    assert all(after is not None and after >= before for before, after in pairs)
    assert [after for _, after in pairs] == sorted(after for _, after in pairs if after is not None)
