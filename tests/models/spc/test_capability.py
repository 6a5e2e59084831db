"""SPC-19 to SPC-22, what may be refused, STAT-1 to STAT-3."""

import numpy as np
import pytest

from models.events import ratio_interval
from models.spc import comparison, distributions, nonnormal, variables
from models.spc.capability import Capability, bissell, expected_outside, indices, study
from models.spc.specification import Specification
from tests.models.spc import textbook
from tests.paths import data


def _rings(specification: Specification) -> Capability:
    groups = textbook.rings()[:25]
    made = variables.means(groups, constants="table")
    assert made is not None
    overall = float(np.std(groups, ddof=1))
    return study(specification, n=125, mean=made.center, within=made.sigma, overall=overall, in_control=True)


def test_spc_19_capability_of_piston_rings() -> None:
    found = _rings(Specification(73.95, 74.05, 74.0))
    one, whole = found.within, found.overall
    assert one is not None
    assert whole is not None
    assert (one.both, one.lower, one.upper, one.least) == pytest.approx((1.703, 1.743, 1.663, 1.663), abs=5.1e-4)
    assert one.intervals["both"] == pytest.approx((1.491, 1.915), abs=1e-3)
    assert one.intervals["least"] == pytest.approx((1.448, 1.878), abs=1e-3)
    assert found.cpm == pytest.approx(1.691, abs=5.1e-4)
    assert _rings(Specification(73.95, 74.05, 74.02)).cpm == pytest.approx(0.786, abs=5.1e-4)
    assert (whole.both, whole.least) == pytest.approx((1.6551, 1.6162), abs=5.1e-5)
    assert found.reasons == ()


def test_spc_20_narrow_and_lopsided_specifications() -> None:
    narrow = _rings(Specification(73.99, 74.01, 74.0))
    assert narrow.within is not None
    assert (narrow.within.both, narrow.within.least) == pytest.approx((0.341, 0.301), abs=5.1e-4)
    assert (narrow.below, narrow.above) == pytest.approx((0.13, 0.18), abs=0.006)
    lopsided = _rings(Specification(73.99, 74.10, 74.045))
    assert lopsided.within is not None
    assert (lopsided.within.both, lopsided.within.least, lopsided.cpm) == pytest.approx((1.874, 0.381, 0.408), abs=6e-4)


def test_spc_21_quantiles_of_a_lognormal() -> None:
    quantiles = distributions.Fitted("lognormal", (0.5, 0.0, 1.0), np.nan, True).quantiles(nonnormal.SHARES)
    assert quantiles == pytest.approx((0.223133, 1.0, 4.481638), abs=2e-6)
    found = nonnormal.of_quantiles(quantiles, Specification(0.2, 6.0), 500, "lognormal")
    assert (found.pp, found.upper, found.lower) == pytest.approx((1.361980, 1.436106, 1.029777), abs=2e-6)
    assert found.ppk == found.lower


def test_spc_22_capability_of_nist_unverified() -> None:
    one = indices(Specification(8.0, 20.0), 50, 16.0, 2.0)
    assert (one.both, one.upper, one.lower, one.least) == pytest.approx((1.0, 0.6667, 1.3333, 0.6667), abs=5.1e-5)
    assert one.both is not None
    assert one.least is not None
    assert 1 - one.least / one.both == pytest.approx(0.3333, abs=5.1e-5)


def test_index_of_the_winery_is_that_of_the_package_six_sigma() -> None:
    # rdrr.io/cran/SixSigma/src/tests/testthat/test-ss-ca-cpk.R: by the overall standard deviation.
    text = data("spc-reference", "sixsigma", "csv", "ss.data.ca.csv").read_text()
    values = np.array([float(line) for line in text.split()[1:]])
    one = indices(Specification(740.0, 760.0), len(values), float(np.mean(values)), float(np.std(values, ddof=1)))
    assert one.least == pytest.approx(1.54651309711296, rel=1e-12)


def test_interval_of_the_amplifiers_is_that_of_sas() -> None:
    # SAS/QC example 5.3: 75 amplifiers, limits 4 and 6, 90 % interval of Cpk 0.328 to 0.496.
    values = np.array([float(x) for x in textbook.AMPLIFIERS.split()])
    one = indices(Specification(4.0, 6.0), len(values), float(np.mean(values)), float(np.std(values, ddof=1)))
    assert one.least is not None
    assert bissell(one.least, 75, 0.90) == pytest.approx((0.328, 0.496), abs=5.1e-4)


GOOD = {"n": 200, "mean": 10.0, "within": 1.0, "overall": 1.1, "in_control": True}


@pytest.mark.parametrize(
    ("change", "specification", "reason"),
    [
        ({}, Specification(), "no-specification"),
        ({}, Specification(5.0, 4.0), "specification-reversed"),
        ({"n": 29}, Specification(5.0, 15.0), "too-few-values"),
        ({"overall": 0.0}, Specification(5.0, 15.0), "no-spread"),
        ({"overall": np.nan}, Specification(5.0, 15.0), "no-spread"),
        ({"gauge_share": 0.31}, Specification(5.0, 15.0), "gauge-too-coarse"),
    ],
)
def test_no_index_where_none_holds(change: dict[str, float], specification: Specification, reason: str) -> None:
    found = study(specification, **{**GOOD, **change})
    assert (found.within, found.overall, found.reasons) == (None, None, (reason,))


@pytest.mark.parametrize(("in_control", "reason"), [(False, "not-in-control"), (None, "no-stability-check")])
def test_cp_only_where_the_chart_is_in_control(in_control: bool | None, reason: str) -> None:
    found = study(Specification(5.0, 15.0, 10.0), **{**GOOD, "in_control": in_control})
    assert (found.within, found.cpm, found.reasons) == (None, None, (reason,))
    assert found.overall is not None


def test_thirty_values_are_preliminary_and_one_limit_gives_one_index() -> None:
    found = study(Specification(upper=15.0), **{**GOOD, "n": 30})
    assert found.reasons == ("preliminary", "one-sided-specification")
    assert found.within is not None
    assert (found.within.both, found.within.lower, found.within.least) == (None, None, None)
    assert set(found.within.intervals) == {"upper"}
    assert (found.below, found.cpm) == (None, None)


def test_scaling_the_channel_leaves_indices() -> None:
    one, ten = indices(Specification(5.0, 15.0), 99, 9.0, 1.5), indices(Specification(50.0, 150.0), 99, 90.0, 15.0)
    assert (one.both, one.least) == pytest.approx((ten.both, ten.least))
    assert expected_outside(Specification(50.0), 90.0, 15.0)[1] is None


@pytest.mark.parametrize("seed", range(3))
def test_the_distribution_that_made_the_values_is_not_refused(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = {
        "normal": rng.normal(10, 1, 300),
        "lognormal": rng.lognormal(0, 0.5, 300),
        "weibull": rng.weibull(1.2, 300) * 40,
        "rayleigh": rng.rayleigh(0.02, 300),
        "folded-normal": np.abs(rng.normal(1, 1, 300)),
    }
    refused = [name for name, values in made.items() if not distributions.fit(name, values).fits]  # type: ignore[arg-type]
    assert len(refused) <= 1
    assert not distributions.fit("normal", made["lognormal"]).fits


def test_lognormal_values_get_lognormal_quantiles() -> None:
    values = np.random.default_rng(8).lognormal(0, 0.5, 4000)
    found = nonnormal.performance(values, Specification(0.2, 6.0), names=("normal", "lognormal"))
    assert (found.distribution, found.pp) == ("lognormal", pytest.approx(1.362, rel=0.05))


def test_what_fits_nothing_needs_a_thousand_values() -> None:
    rng = np.random.default_rng(9)
    two = np.concatenate([rng.normal(5, 0.1, 600), rng.normal(9, 0.1, 600)])
    few = nonnormal.performance(two[::2], Specification(4.0, 10.0))
    assert (few.pp, few.reasons) == (None, ("no-distribution-fits", "quantile-out-of-reach"))
    many = nonnormal.performance(two, Specification(4.0, 10.0))
    assert (many.distribution, many.reasons) == ("empirical", ("no-distribution-fits",))
    assert many.pp is not None


@pytest.mark.parametrize(
    ("values", "reason"),
    [([], "too-few-values"), ([1.0], "too-few-values"), ([np.nan] * 50, "too-few-values"), ([2.0] * 50, "no-spread")],
    ids=["empty", "one", "missing", "constant"],
)
def test_performance_is_refused_without_values(values: list[float], reason: str) -> None:
    assert nonnormal.performance(np.array(values), Specification(1.0, 3.0)).reasons == (reason,)


def test_one_limit_and_few_values_of_a_distribution() -> None:
    values = np.random.default_rng(1).normal(10, 1, 60)
    found = nonnormal.performance(values, Specification(upper=15.0), names=("normal",))
    assert found.reasons == ("preliminary", "one-sided-specification")
    assert (found.pp, found.ppk, found.lower) == (None, None, None)


def test_stat_1_two_shares() -> None:
    found = comparison.shares(62, 1200, 38, 1250)
    assert found is not None
    assert (found.first, found.second, found.z) == pytest.approx((0.051667, 0.030400, 2.65946), abs=5e-6)
    assert (found.p_value, found.fisher_p) == pytest.approx((0.00782650, 0.00794832), abs=5e-9)
    assert found.interval == pytest.approx((0.005565, 0.037491), abs=1e-6)
    assert found.effect == pytest.approx(0.108111, abs=1e-6)
    assert ratio_interval(62, 1200) == pytest.approx((0.040512, 0.065683), abs=1e-6)
    assert ratio_interval(38, 1250) == pytest.approx((0.022227, 0.041450), abs=1e-6)
    assert comparison.shares(0, 0, 1, 2) is None


def test_stat_2_two_means() -> None:
    before = np.array([52.1, 51.8, 52.6, 53.0, 52.4, 51.9, 52.7, 52.2])
    after = np.array([50.9, 51.2, 50.7, 51.5, 51.0, 50.8, 51.3, 51.1])
    found = comparison.means(before, after)
    assert found is not None
    assert (found.t, found.df) == pytest.approx((7.32317, 11.9653), rel=1e-5)
    assert found.p_value == pytest.approx(9.335e-6, rel=1e-4)
    assert (found.difference, *found.interval) == pytest.approx((1.2750, 0.89554, 1.65446), abs=5e-6)
    assert (found.u, found.u_p_value) == (64.0, pytest.approx(1.554e-4, rel=1e-3))
    assert comparison.means(before[:1], after) is None
    assert comparison.means(np.full(4, 1.0), np.full(4, 2.0)) is None


def test_stat_3_intervals_of_shares() -> None:
    assert ratio_interval(0, 50) == pytest.approx((0.0, 0.071348), abs=1e-6)
    assert ratio_interval(15, 50) == pytest.approx((0.191036, 0.437504), abs=1e-6)
