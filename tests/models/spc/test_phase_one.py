"""Baselines, short runs, and remedies for autocorrelated channels."""

import numpy as np
import pytest
from scipy.signal import lfilter

from models.spc import arl, autocorrelation, baseline, remedies, short_run, variables
from models.spc.parameters import Parameters, known
from tests.models.spc import textbook
from tests.models.spc.textbook import places


def _ar(phi: float, n: int, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=n + 500)
    return lfilter([np.sqrt(1 - phi**2)], [1.0, -phi], noise)[500:] + 50.0


def _fix(values: np.ndarray, assigned: np.ndarray | None) -> baseline.Baseline:
    return baseline.fix(
        np.isfinite(values),
        lambda kept: variables.individuals(np.where(kept, values, np.nan)),
        lambda made: variables.individual_points(made, values).outside(),
        assigned,
    )


def test_a_point_leaves_the_baseline_only_for_an_assigned_cause() -> None:
    values = textbook.column("viscosity", "viscosity.txt")[:20]
    kept = _fix(values, None)
    assert (places(kept.unexplained), places(kept.removed), kept.rounds) == ([4], [], 1)
    assert kept.reasons == ("too-few-points", "not-in-control")
    cause = np.arange(20) == 3
    cleaned = _fix(values, cause)
    assert (places(cleaned.removed), cleaned.unexplained.any(), cleaned.rounds) == ([4], False, 2)
    assert cleaned.parameters is not None
    assert cleaned.parameters.center == pytest.approx(33.98947, abs=1e-5)
    assert cleaned.reasons == ("too-few-points",)


def test_a_baseline_of_nothing_says_so_and_a_good_one_holds() -> None:
    assert _fix(np.full(3, np.nan), None).reasons == ("no-limits",)
    values = np.clip(np.random.default_rng(2).normal(size=150), -2.2, 2.2)
    assert _fix(values, None).reasons == ()


def test_parameters_return_from_json_and_do_not_follow_new_data() -> None:
    made = variables.individuals(np.array([1.0, 2.0, 1.5, 2.5]))
    assert made is not None
    again = Parameters.from_state(made.state())
    assert again == made
    drawn = variables.individual_points(again, np.array([100.0, 200.0]))
    assert drawn.center.tolist() == [made.center] * 2


def test_declared_standards() -> None:
    drawn = variables.mean_points(known(10.0, 2.0), np.full((2, 4), 14.0))
    assert (drawn.upper[0], drawn.outside()[0]) == (13.0, True)
    with pytest.raises(ValueError, match="positive"):
        known(10.0, 0.0)


def test_large_ranges_may_be_left_out_once() -> None:
    values = np.array([0.0, 1.0] * 10 + [60.0, 61.0] * 10)
    plain, robust = variables.individuals(values), variables.individuals(values, drop_large=True)
    assert plain is not None
    assert robust is not None
    assert robust.sigma == pytest.approx(1.0 / 1.1283791671)
    assert plain.sigma > 2 * robust.sigma


@pytest.mark.parametrize(("phi", "plain_at_least"), [(0.6, 0.03), (0.9, 0.3)])
def test_widened_limits_restore_the_share_outside(phi: float, plain_at_least: float) -> None:
    base, new = _ar(phi, 3000, 1), _ar(phi, 60_000, 2)
    plain, made = variables.individuals(base), autocorrelation.widened(base)
    assert plain is not None
    assert made is not None
    assert made.test.warning == "autocorrelated"
    assert variables.individual_points(plain, new).outside().mean() > plain_at_least
    share = variables.individual_points(made.parameters, new).outside().mean()
    # Alarms come in clusters on such a channel, so equal run length means a share above 0.27 %.
    assert 0.0015 < share < 0.02
    assert made.lower == pytest.approx(made.parameters.center - 3 * made.parameters.sigma)


def test_an_independent_channel_is_left_as_it_is() -> None:
    values = np.random.default_rng(7).normal(size=400)
    made = autocorrelation.widened(values)
    assert made is not None
    assert (made.parameters, made.width, made.test.warning) == (variables.individuals(values), 3.0, "none")
    assert autocorrelation.widened(np.array([1.0])) is None


@pytest.mark.parametrize("phi", [0.6, 0.9])
def test_moving_range_sigma_is_freed_of_its_bias(phi: float) -> None:
    made = variables.individuals(_ar(phi, 80_000, 3))
    assert made is not None
    assert made.sigma == pytest.approx(np.sqrt(1 - phi), rel=0.03)
    assert autocorrelation.corrected_sigma(made.sigma, phi) == pytest.approx(1.0, rel=0.03)


@pytest.mark.parametrize("phi", [0.6, 0.9])
def test_residuals_of_the_model_are_independent(phi: float) -> None:
    base, new = _ar(phi, 5000, 4), _ar(phi, 40_000, 5)
    model = remedies.fit_residual(base)
    assert model is not None
    assert model.phi == pytest.approx(phi, abs=0.05)
    drawn = remedies.residual_points(model, new)
    assert abs(autocorrelation.lag_one(drawn.value).r1) < 0.05
    assert drawn.outside().mean() == pytest.approx(0.0027, abs=0.0015)


def test_residuals_do_not_look_across_a_break() -> None:
    left = remedies.residuals(np.array([1.0, 1.0, 1.0, np.nan, 1.0]), 0.6, 0.0, np.array([0, 0, 1, 1, 1]))
    assert left == pytest.approx([0.8, 0.4, 0.8, np.nan, 0.8], nan_ok=True)
    assert remedies.fit_residual(np.array([np.nan])) is None


def test_batches_are_as_large_as_needed() -> None:
    size = remedies.batch_size(_ar(0.9, 8000, 6))
    assert size is not None
    assert size >= 16
    assert remedies.batch_size(np.random.default_rng(1).normal(size=100)) == 1
    assert remedies.batch_size(np.arange(50.0)) is None


def test_inflation_of_a_mean() -> None:
    assert autocorrelation.lag_one(_ar(0.6, 50_000, 8)).mean_inflation == pytest.approx(2.0, abs=0.06)


def test_tuned_width_has_the_run_length_of_three_sigma() -> None:
    assert arl.tuned_width(0.0) == pytest.approx(3.0, abs=1e-6)
    for phi in (0.3, 0.6, 0.9):
        assert arl.individuals_arl(arl.tuned_width(phi), phi) == pytest.approx(arl.IN_CONTROL, rel=1e-6)
    x = _ar(0.9, 400_000, 9) - 50.0
    out = np.flatnonzero(np.abs(x) > arl.tuned_width(0.9))
    starts = np.arange(0, 380_000, 500)
    lengths = out[np.searchsorted(out, starts)] - starts + 1
    assert lengths.mean() == pytest.approx(arl.IN_CONTROL, rel=0.15)


def test_short_run_brings_parts_together_and_tests_their_spread() -> None:
    rng = np.random.default_rng(4)
    parts = np.repeat([0, 1, 2], 40)
    targets, sigmas = np.array([10.0, 50.0, 200.0]), np.array([1.0, 1.0, 1.0])
    values = targets[parts] + rng.normal(size=120)
    made = short_run.deviations(values, parts, targets, sigmas)
    assert made.same_sigma
    assert (made.z.mean(), made.z.std()) == pytest.approx((0.0, 1.0), abs=0.2)
    assert np.flatnonzero(np.isnan(made.moving_range)).tolist() == [0, 40, 80]
    values[parts == 2] += rng.normal(0, 6, 40)
    assert not short_run.deviations(values, parts, targets, sigmas).same_sigma
    assert short_run.deviations(values[:2], parts[:2], targets, sigmas).levene_p is None
    with pytest.raises(ValueError, match="positive sigma"):
        short_run.deviations(values, parts, targets, np.zeros(3))
