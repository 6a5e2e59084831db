"""Units as people write them, and the conversions of domain.md section 0.

Every unit belongs to a dimension and is told by a factor and an offset to that dimension's base:
`base = value * factor + offset`. Two units convert into each other when they share a dimension.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Unit:
    """One unit.

    Attributes:
        name: Spelling used in the channel dictionary.
        dimension: What it measures; units of one dimension convert into each other.
        factor, offset: To the dimension's base unit.
        spellings: How files write it, in lower case without blanks.
    """

    name: str
    dimension: str
    factor: float
    offset: float = 0.0
    spellings: tuple[str, ...] = ()


# Sources of the factors: domain.md section 0 (kgf/cm2, bar, tonf, degF, psi, Torr); the rest are SI prefixes.
_UNITS: tuple[Unit, ...] = (
    Unit("degC", "temperature", 1.0, 0.0, ("°c", "c", "deg.c", "섭씨", "도", "℃", "'c", "oc", "\u030ac")),
    Unit("degF", "temperature", 1 / 1.8, -32 / 1.8, ("°f", "f", "deg.f", "화씨", "℉", "of", "\u030af")),
    Unit("K", "temperature", 1.0, -273.15, ("kelvin", "°k")),
    Unit("MPa", "pressure", 1.0, 0.0, ("n/mm2", "n/mm^2")),
    Unit("kPa", "pressure", 1e-3),
    Unit("Pa", "pressure", 1e-6),
    Unit("bar", "pressure", 0.1, 0.0, ("bars",)),
    Unit("mbar", "pressure", 1e-4, 0.0, ("hpa",)),
    Unit(
        "kgf/cm2",
        "pressure",
        0.0980665,
        0.0,
        (
            "kg/cm2",
            "kgf/cm^2",
            "kg/cm^2",
            "kgf/㎠",
            "kg/㎠",
            "kgfcm2",
            "kgf/cm²",
            "kg·f/cm2",
            "kgf/cm2g",
            "kg/cm2g",
            "kgf/sq.cm",
        ),
    ),
    Unit("psi", "pressure", 0.00689476),
    Unit("Torr", "pressure", 133.322e-6, 0.0, ("mmhg",)),
    Unit("kN", "force", 1.0),
    Unit("N", "force", 1e-3),
    Unit("tonf", "force", 9.80665, 0.0, ("ton", "t", "tf", "톤", "ton-f", "ton.f", "tonne-force")),
    Unit("kgf", "force", 0.00980665, 0.0, ("kg",)),
    Unit("mm", "length", 1.0, 0.0, ("㎜", "밀리")),
    Unit("um", "length", 1e-3, 0.0, ("µm", "μm", "㎛", "micron")),
    Unit("cm", "length", 10.0),
    Unit("m", "length", 1000.0),
    Unit("in", "length", 25.4, 0.0, ("inch", '"')),
    Unit("s", "time", 1.0, 0.0, ("sec", "secs", "sec.", "초", "second", "seconds")),
    Unit("ms", "time", 1e-3, 0.0, ("msec", "밀리초")),
    Unit("us", "time", 1e-6, 0.0, ("µs", "μs", "usec")),
    Unit("min", "time", 60.0, 0.0, ("분", "mins", "minute", "minutes")),
    Unit("h", "time", 3600.0, 0.0, ("hr", "hrs", "hour", "시간")),
    Unit("m/s", "speed", 1.0, 0.0, ("m/sec", "㎧", "mps", "m/초")),
    Unit("cm/s", "speed", 0.01, 0.0, ("cm/sec", "cm/초")),
    Unit("mm/s", "speed", 1e-3, 0.0, ("mm/sec", "㎜/s", "mm/초")),
    Unit("mm/min", "speed", 1e-3 / 60),
    Unit("m/min", "speed", 1 / 60),
    Unit("g", "mass", 1.0, 0.0, ("그램", "gram")),
    Unit("kg", "mass", 1000.0, 0.0, ("㎏",)),
    Unit("t", "mass", 1e6, 0.0, ("ton", "톤")),
    Unit("%", "share", 1.0, 0.0, ("pct", "percent", "퍼센트", "프로")),
    Unit("ratio", "share", 100.0),
    Unit("L/min", "flow", 1.0, 0.0, ("lpm", "ℓ/min", "l/분")),
    Unit("m3/h", "flow", 1000 / 60, 0.0, ("m3/hr", "m^3/h", "m³/h", "㎥/h", "㎥/hr", "m3/h")),
    Unit("mL", "volume", 1.0, 0.0, ("㎖",)),
    Unit("cc", "volume", 1.0),
    Unit("cm3", "volume", 1.0, 0.0, ("ccm", "cm^3", "cm³", "㎤")),
    Unit("L", "volume", 1000.0, 0.0, ("ℓ", "liter")),
    Unit("kWh", "energy", 1.0, 0.0, ("㎾h",)),
    Unit("Wh", "energy", 1e-3),
    Unit("MWh", "energy", 1000.0),
    Unit("kW", "power", 1.0, 0.0, ("㎾",)),
    Unit("W", "power", 1e-3),
    Unit("degC/min", "ramp", 1.0, 0.0, ("°c/min", "℃/min", "c/min", "℃/분")),
    Unit("degC/h", "ramp", 1 / 60, 0.0, ("°c/h", "℃/h", "c/h", "℃/hr")),
    Unit("rpm", "rotation", 1.0, 0.0, ("1/min", "r/min", "min-1")),
    Unit("mV", "voltage", 1e-3),
    Unit("V", "voltage", 1.0, 0.0, ("volt",)),
    Unit("A", "current", 1.0, 0.0, ("amp", "ampere")),
    Unit("mA", "current", 1e-3),
    Unit("Nm", "torque", 1.0, 0.0, ("n·m", "n.m")),
    Unit("Nm3", "standard volume", 1.0, 0.0, ("nm³", "n㎥")),
    Unit("m3", "gas volume", 1.0, 0.0, ("㎥", "m³")),
    Unit("wt%", "mass share", 1.0, 0.0, ("%", "wt.%", "mass%", "중량%")),
    Unit("%C", "carbon", 1.0, 0.0, ("%", "wt%", "%cp", "cp")),
    Unit("ppm", "trace", 1.0),
    Unit("HRC", "HRC", 1.0),
    Unit("HV", "HV", 1.0),
    Unit("HBW", "HBW", 1.0, 0.0, ("hb",)),
    Unit("cc/min", "leak", 1.0, 0.0, ("ccm", "ml/min", "sccm")),
    Unit("mL/100g", "gas content", 1.0, 0.0, ("cc/100g",)),
    Unit("g/10min", "melt flow", 1.0),
    Unit("kWh/ea", "energy per piece", 1.0, 0.0, ("kwh/개", "kwh/pcs")),
    Unit("kWh/kg", "energy per mass", 1.0),
)
NO_UNIT = frozenset({"", "-", "nounit", "none", "ea", "개", "회", "count", "pcs", "shot", "타", "c"})


def tidy_unit(text: str) -> str:
    """Return a unit as written without brackets, blanks and case, compatibility letters resolved."""
    # Japanese recorders write the degree as the sound mark of kana, which NFKC would glue to the letter before.
    text = text.replace("\uff9f", "°").replace("\u309c", "°")
    folded = unicodedata.normalize("NFKC", text).strip().strip("[](){}<>").strip()
    return folded.replace(" ", "").lower()


@cache
def _spelled() -> dict[str, tuple[Unit, ...]]:
    table: dict[str, tuple[Unit, ...]] = {}
    for unit in _UNITS:
        for spelling in {tidy_unit(unit.name), *(tidy_unit(s) for s in unit.spellings)}:
            table[spelling] = (*table.get(spelling, ()), unit)
    return table


@cache
def _named() -> dict[str, Unit]:
    return {unit.name: unit for unit in _UNITS}


def units_of(text: str) -> tuple[Unit, ...]:
    """Return the units that a spelling may mean (`ton` is a force and a mass), none when it is no unit."""
    # Two spellings differ by case alone (kelvin and kilo do not meet); an exact name goes first.
    exact = _named().get(text.strip())
    found = _spelled().get(tidy_unit(text), ())
    return tuple(dict.fromkeys((exact, *found))) if exact else found


def is_unit(text: str) -> bool:
    """Whether the text is a unit's spelling, or says that there is none."""
    return bool(units_of(text)) or tidy_unit(text) in NO_UNIT


def conversion(text: str, target: str) -> tuple[float, float] | None:
    """Return scale and offset from a unit as written to a unit of the dictionary.

    Args:
        text: Unit as a file writes it, such as `℃`, `kgf/cm²`, `ton`.
        target: Name of the unit wanted, such as `degC`.

    Returns:
        (scale, offset) with `target value = value * scale + offset`, or None when they do not convert.
    """
    wanted = _named().get(target)
    if wanted is None:
        return (1.0, 0.0) if tidy_unit(text) == tidy_unit(target) else None
    for unit in units_of(text):
        if unit is wanted:
            return 1.0, 0.0
        if unit.dimension == wanted.dimension:
            return unit.factor / wanted.factor, (unit.offset - wanted.offset) / wanted.factor
    return None


def dimension(name: str) -> str | None:
    """Return what a unit of the dictionary measures, or None when it is not listed."""
    unit = _named().get(name)
    return unit.dimension if unit else None
