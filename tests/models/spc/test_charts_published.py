"""SPC-1 to SPC-10 of domain.md section 3.5: limits and flagged points as qcc prints them."""

import numpy as np
import pytest

from models.spc import attributes, memory, variables
from models.spc.constants import factors
from models.spc.rules import NELSON, alarms
from tests.models.spc import textbook
from tests.models.spc.textbook import places

PRINTED = {
    2: (1.1284, 0.8525, 0.7979, 1.8800, 2.6587, 0, 3.2665, 0, 3.2666),
    3: (1.6926, 0.8884, 0.8862, 1.0233, 1.9544, 0, 2.5682, 0, 2.5746),
    4: (2.0588, 0.8798, 0.9213, 0.7286, 1.6281, 0, 2.2660, 0, 2.2821),
    5: (2.3259, 0.8641, 0.9400, 0.5768, 1.4273, 0, 2.0890, 0, 2.1145),
    6: (2.5344, 0.8480, 0.9515, 0.4832, 1.2871, 0.0304, 1.9696, 0, 2.0038),
    7: (2.7044, 0.8332, 0.9594, 0.4193, 1.1819, 0.1177, 1.8823, 0.0757, 1.9243),
    8: (2.8472, 0.8198, 0.9650, 0.3725, 1.0991, 0.1851, 1.8149, 0.1362, 1.8638),
    9: (2.9700, 0.8078, 0.9693, 0.3367, 1.0317, 0.2391, 1.7609, 0.1840, 1.8160),
    10: (3.0775, 0.7971, 0.9727, 0.3083, 0.9754, 0.2837, 1.7163, 0.2230, 1.7770),
    25: (3.9306, 0.7085, 0.9896, 0.1526, 0.6063, 0.5648, 1.4352, 0.4593, 1.5407),
}


@pytest.mark.parametrize("n", PRINTED)
def test_factors_are_those_of_the_table_to_four_decimals(n: int) -> None:
    # Two entries of the page are rounded from rounded ones: D4(2) = 3.26653 in closed form, d3(25) = 0.70844.
    one = factors(n)
    made = (one.d2, one.d3, one.c4, one.a2, one.a3, one.b3, one.b4, one.d3_lower, one.d4)
    assert made == pytest.approx(PRINTED[n], abs=7e-5)


def test_factors_of_two_are_closed_forms_and_the_table_rounds_them() -> None:
    assert factors(2).d2 == pytest.approx(2 / np.sqrt(np.pi), abs=1e-10)
    assert factors(2).d3 == pytest.approx(np.sqrt(2 - 4 / np.pi), abs=1e-9)
    assert (factors(2, "table").d2, factors(5, "table").d2) == (1.128, 2.326)
    with pytest.raises(ValueError, match="two values"):
        factors(1)


def test_spc_1_means_and_ranges_of_piston_rings() -> None:
    groups = textbook.rings()[:25]
    made = variables.means(groups, constants="table")
    assert made is not None
    assert made.center == pytest.approx(74.001176, abs=1e-6)
    assert made.sigma == pytest.approx(0.009785039, abs=1e-8)
    drawn = variables.mean_points(made, groups)
    assert (drawn.lower[0], drawn.upper[0]) == pytest.approx((73.98805, 74.01430), abs=6e-6)
    ranges = variables.spread_points(made, groups)
    assert (ranges.center[0], ranges.lower[0]) == (pytest.approx(0.02276, abs=1e-9), 0.0)
    assert ranges.upper[0] == pytest.approx(0.04812533, rel=2e-5)  # qcc takes d3 of n = 5 unrounded
    assert not drawn.outside().any()
    assert not ranges.outside().any()


def test_spc_2_means_and_standard_deviations() -> None:
    groups = textbook.rings()[:25]
    made = variables.means(groups, spread="sd")
    assert made is not None
    assert made.sigma == pytest.approx(0.009829977, abs=1e-9)
    drawn, spreads = variables.mean_points(made, groups), variables.spread_points(made, groups, spread="sd")
    assert (drawn.lower[0], drawn.upper[0]) == pytest.approx((73.987988, 74.014364), abs=1e-6)
    assert spreads.center[0] == pytest.approx(0.009240037, abs=1e-9)
    assert spreads.upper[0] == pytest.approx(0.01930242, abs=1e-8)


def test_spc_3_phase_two_judges_by_fixed_limits() -> None:
    groups = textbook.rings()
    made = variables.means(groups[:25], constants="table")
    assert made is not None
    z = variables.mean_points(made, groups).standardised()
    found = {rule: places(at) for rule, at in alarms(z, rules=(*NELSON, "W4")).items()}
    assert found == {
        "N1": [37, 38, 39], "N2": [], "N3": [], "N4": [], "N5": [35, 37, 38, 39, 40], "N6": [35, 38, 39, 40],
        "N7": [], "N8": [], "W4": [],
    }  # fmt: skip


def test_spc_4_individuals_by_moving_range_and_by_standard_deviation() -> None:
    values = textbook.column("viscosity", "viscosity.txt")[:20]
    made = variables.individuals(values, constants="table")
    assert made is not None
    assert (made.center, made.sigma) == (pytest.approx(34.088), pytest.approx(0.5076521, abs=1e-7))
    drawn = variables.individual_points(made, values)
    assert (drawn.lower[0], drawn.upper[0]) == pytest.approx((32.56504, 35.61096), abs=1e-5)
    assert places(drawn.outside()) == [4]
    by_sd = variables.individuals(values, method="sd")
    assert by_sd is not None
    assert by_sd.sigma == pytest.approx(0.5769854, abs=1e-7)
    drawn = variables.individual_points(by_sd, values)
    assert (drawn.lower[0], drawn.upper[0]) == pytest.approx((32.35704, 35.81896), abs=1e-5)


def test_the_table_that_came_with_the_data_uses_exact_constants() -> None:
    made = variables.individuals(textbook.column("viscosity", "viscosity.txt")[:20])
    assert made is not None
    assert made.sigma == pytest.approx(0.5074816, abs=1e-7)


def test_spc_5_all_rules_on_phase_two_of_viscosity() -> None:
    values = np.delete(textbook.column("viscosity", "viscosity.txt"), 3)
    made = variables.individuals(values[:19], constants="table")
    assert made is not None
    z = variables.individual_points(made, values).standardised()
    found = {rule: places(at) for rule, at in alarms(z, rules=("N1", "N6", "W4", "N2", "N8")).items()}
    assert found == {
        "N1": [27], "N6": [27, 28, 29, 30, 32, 33, 34], "W4": [31, 32, 33, 34], "N2": [32, 33, 34], "N8": [29, 30],
    }  # fmt: skip


def test_spc_6_shares_and_pieces_of_orange_juice() -> None:
    counts, sizes = textbook.column("D", "orangejuice.txt")[:30], np.full(30, 50.0)
    made = attributes.estimate("p", counts, sizes)
    assert made is not None
    drawn = attributes.draw(made, counts, sizes)
    assert (made.center, drawn.lower[0], drawn.upper[0]) == pytest.approx((0.2313333, 0.05242755, 0.4102391), abs=1e-7)
    assert places(drawn.outside()) == [15, 23]
    kept = ~drawn.outside()
    cleaned = attributes.estimate("p", counts[kept], sizes[kept])
    assert cleaned is not None
    again = attributes.draw(cleaned, counts[kept], sizes[kept])
    assert (cleaned.center, again.lower[0], again.upper[0]) == pytest.approx((0.215, 0.04070284, 0.3892972), abs=1e-7)
    pieces = attributes.estimate("np", counts, sizes)
    assert pieces is not None
    drawn = attributes.draw(pieces, counts, sizes)
    assert (drawn.center[0], drawn.lower[0], drawn.upper[0]) == pytest.approx((11.56667, 2.621377, 20.51196), abs=1e-5)


def test_spc_7_laney_scales_shares() -> None:
    counts, sizes = textbook.column("D", "orangejuice.txt")[:30], np.full(30, 50.0)
    made = attributes.estimate("p", counts, sizes, laney=None)
    assert made is not None
    assert (made.method, made.sigma) == ("Laney", pytest.approx(1.660309, abs=1e-6))
    drawn = attributes.draw(made, counts, sizes)
    assert (drawn.lower[0], drawn.upper[0]) == (0.0, pytest.approx(0.528372, abs=1e-6))
    assert not drawn.outside().any()


def test_spc_8_faults_of_circuits() -> None:
    counts = textbook.column("x", "circuit.txt")[:26]
    for kept, expected, out in (
        (np.full(26, True), (19.84615, 6.481447, 33.21086), [6, 20]),
        (~np.isin(np.arange(26), [5, 19]), (19.66667, 6.362532, 32.9708), []),
    ):
        made = attributes.estimate("c", counts[kept], np.ones(kept.sum()))
        assert made is not None
        drawn = attributes.draw(made, counts[kept], np.ones(kept.sum()))
        assert (drawn.center[0], drawn.lower[0], drawn.upper[0]) == pytest.approx(expected, abs=1e-4)
        assert places(drawn.outside()) == out


def test_spc_9_faults_per_unit_of_computers() -> None:
    counts, sizes = textbook.column("x", "pcmanufact.txt"), textbook.column("size", "pcmanufact.txt")
    made = attributes.estimate("u", counts, sizes)
    assert made is not None
    drawn = attributes.draw(made, counts, sizes)
    assert (made.center, drawn.lower[0], drawn.upper[0]) == pytest.approx((1.93, 0.06613305, 3.793867), abs=1e-6)


def test_spc_10_ewma_of_means() -> None:
    groups = textbook.rings()[:25]
    made = variables.means(groups, constants="table")
    assert made is not None
    drawn = memory.ewma(groups.mean(axis=1), made.center, made.sigma / np.sqrt(5), weight=0.2, width=3.0)
    for i, lower, upper in ((0, 73.99855, 74.00380), (1, 73.99781, 74.00454), (24, 73.99680, 74.00555)):
        assert (drawn.lower[i], drawn.upper[i]) == pytest.approx((lower, upper), abs=6e-6)
