"""SPC-11 to SPC-18 and SPC-23. The values of SPC-14 to 16 are recalled NIST data: unverified against the page."""

import numpy as np
import pytest

from models.spc import arl, memory, multivariate, variables
from tests.models.spc import textbook
from tests.models.spc.textbook import places


def test_spc_11_ewma_of_table_9_1() -> None:
    drawn = memory.ewma(textbook.TABLE_9_1, 10.0, 1.0, weight=0.1, width=2.7)
    assert drawn.value[[0, 1, 4, 27, 28, 29]] == pytest.approx(
        [9.945, 9.7495, 10.1253, 10.5731, 10.6468, 10.6341], abs=5.1e-5
    )
    assert (drawn.upper - 10)[[0, 1, 2]] == pytest.approx([0.27, 0.3632, 0.4240], abs=5.1e-5)
    assert (10 - drawn.lower)[29] == pytest.approx(0.6189, abs=1e-3)
    assert places(drawn.outside()) == [29, 30]


def test_spc_12_cusum_of_table_9_1() -> None:
    sums = memory.cusum(textbook.TABLE_9_1, 10.0, 1.0)
    assert sums.upper[22:] == pytest.approx([1.79, 2.79, 2.89, 3.47, 3.35, 4.47, 5.28, 5.30], abs=1e-9)
    assert places(sums.signals()) == [29, 30]
    assert sums.upper_since[29] + 1 == 22


def test_spc_13_cusum_of_the_chemical() -> None:
    sums = memory.cusum(textbook.CHEMICAL, 99.0, 2.0, slack=0.5, limit=5.0)
    upper = [2, 0, 0, 0, 2, 0.5, 0, 0, 0, 0, 1.3, 0, 1.1, 0, 0, 0, 0.3, 1.7, 0, 1]
    lower = [0, 3.2, 2.9, 2.5, 0, 0, 0, 0.3, 0, 0, 0, 0, 0, 0, 1, 2.3, 0, 0, 0.8, 0]
    assert sums.upper == pytest.approx(upper, abs=1e-9)
    assert sums.lower == pytest.approx(lower, abs=1e-9)
    assert not sums.signals().any()


def test_spc_14_ewma_of_nist_unverified() -> None:
    drawn = memory.ewma(textbook.NIST_EWMA, 50.0, 2.0539, weight=0.3, asymptotic=True)
    expected = "50.60 49.52 50.56 50.18 50.16 49.21 49.75 49.85 50.26 50.33 50.11 49.36 49.52 50.05 49.38 49.92 50.73 51.23 51.94 51.99"
    assert drawn.value == pytest.approx([float(x) for x in expected.split()], abs=0.0051)
    assert (drawn.lower[0], drawn.upper[0]) == pytest.approx((47.4115, 52.5884), abs=1e-4)


def test_spc_15_individuals_of_nist_unverified() -> None:
    made = variables.individuals(textbook.NIST_INDIVIDUALS, constants="table")
    assert made is not None
    drawn = variables.individual_points(made, textbook.NIST_INDIVIDUALS)
    assert (made.center, drawn.lower[0], drawn.upper[0]) == pytest.approx((50.81, 45.8159, 55.8041), abs=1e-4)


def test_spc_16_cusum_of_nist_unverified() -> None:
    sums = memory.cusum(textbook.NIST_CUSUM, 325.0, 1.0, slack=0.3175, limit=4.1959)
    assert sums.upper[[12, 13, 19]] == pytest.approx([3.0075, 4.94, 19.035], abs=1e-9)
    assert places(sums.signals())[0] == 14


def test_spc_17_t2_of_subgroups() -> None:
    groups = textbook.ryan()
    made = multivariate.of_groups(groups)
    assert made.mean == pytest.approx([60.375, 18.4875])
    assert made.covariance == pytest.approx(np.array([[222.0333, 103.1167], [103.1167, 56.57917]]), abs=1e-4)
    first, second = (multivariate.t2_limit(made, 0.9973**2, phase) for phase in (1, 2))
    assert (first, second) == pytest.approx((11.03976, 12.20184), abs=1e-5)
    far = multivariate.t2(made, groups.mean(axis=1))
    assert (far[9], far[19]) == pytest.approx((63.76, 13.04), abs=0.005)
    assert places(far > first) == [10, 20]


def test_spc_18_t2_of_single_rows() -> None:
    rows = textbook.boiler()
    made = multivariate.of_rows(rows)
    assert np.linalg.det(made.covariance) == pytest.approx(8313.241, rel=1e-6)
    assert multivariate.t2_limit(made, 0.999) == pytest.approx(17.41705, abs=1e-5)
    assert multivariate.t2_limit(made, 0.999, 2) == pytest.approx(70.02943, abs=1e-5)
    far = multivariate.t2(made, rows)
    assert (int(far.argmax()) + 1, far.max()) == (9, pytest.approx(17.575, abs=5e-4))


@pytest.mark.parametrize(
    ("limit", "lengths"), [(4.0, (167.7, 26.6, 8.38, 3.34)), (5.0, (465.4, 38.0, 10.38, 4.01))], ids=["h4", "h5"]
)
def test_spc_23_run_length_of_cusum(limit: float, lengths: tuple[float, ...]) -> None:
    for shift, length in zip((0.0, 0.5, 1.0, 2.0), lengths, strict=True):
        assert arl.cusum_arl(limit, shift) == pytest.approx(length, rel=2e-3)


@pytest.mark.parametrize(
    ("weight", "width", "lengths"), [(0.1, 2.814, (499.6, 31.3, 10.3)), (0.2, 2.962, (499.7, 41.8, 10.5))]
)
def test_spc_23_run_length_of_ewma(weight: float, width: float, lengths: tuple[float, ...]) -> None:
    for shift, length in zip((0.0, 0.5, 1.0), lengths, strict=True):
        assert arl.ewma_arl(weight, width, shift) == pytest.approx(length, rel=5e-3)


def test_spc_23_run_length_of_the_narrow_ewma() -> None:
    assert arl.ewma_arl(0.1, 2.7) == pytest.approx(369, rel=5e-3)


def test_contributions_name_the_channel_that_moved() -> None:
    rng = np.random.default_rng(4)
    made = multivariate.of_rows(rng.normal(size=(200, 3)))
    assert multivariate.contributions(made, np.array([[0.0, 6.0, 0.0]]))[0].argmax() == 1


def test_mewma_is_t2_at_weight_one() -> None:
    rows = np.random.default_rng(5).normal(size=(60, 2))
    made = multivariate.of_rows(rows)
    assert multivariate.mewma(made, rows, 1.0) == pytest.approx(multivariate.t2(made, rows))
