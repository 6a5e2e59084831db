import pytest

from ppuri.core.units import conversion, dimension, is_unit


@pytest.mark.parametrize(
    ("text", "target", "value", "expected"),
    [
        ("℃", "degC", 20.0, 20.0),
        ("°F", "degC", 1256.0, 680.0),
        ("K", "degC", 273.15, 0.0),
        ("kgf/cm²", "MPa", 100.0, 9.80665),
        ("bar", "MPa", 317.2, 31.72),
        ("kgf/㎠", "MPa", 100.0, 9.80665),
        ("kg·f/cm²", "MPa", 100.0, 9.80665),
        ("kgf/cm²G", "MPa", 100.0, 9.80665),
        ("N/mm²", "MPa", 80.0, 80.0),
        ("ºC", "degC", 20.0, 20.0),
        ("˚F", "degC", 1256.0, 680.0),
        ("ton-f", "kN", 1.0, 9.80665),
        ("cm/초", "m/s", 120.0, 1.2),
        ("psi", "MPa", 1000.0, 6.89476),
        ("Torr", "Pa", 1.0, 133.322),
        ("mbar", "Pa", 1.0, 100.0),
        ("ton", "kN", 1.0, 9.80665),
        ("ton", "kg", 1.0, 1000.0),
        ("cm/s", "m/s", 112.0, 1.12),
        ("초", "ms", 0.2, 200.0),
        ("분", "s", 2.0, 120.0),
        ("ratio", "%", 0.5, 50.0),
    ],
)
def test_conversion_follows_domain_section_0(text: str, target: str, value: float, expected: float) -> None:
    found = conversion(text, target)
    assert found is not None
    assert value * found[0] + found[1] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_units_of_other_quantities_do_not_convert() -> None:
    assert conversion("V", "MPa") is None
    assert conversion("m3", "Nm3") is None  # needs pressure and temperature


def test_a_word_is_no_unit() -> None:
    assert not is_unit("고정")
    assert is_unit("㎜")
    assert dimension("kN") == "force"
