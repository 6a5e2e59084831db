"""Units: another one in the header, in the middle, or in no place at all; and columns that change places."""

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import kind

_UNIT_CODES = (
    "unit-changes",
    "relation-broken",
    "out-of-range",
    "unit-unknown",
    "unit-out-of-range",
    "unit-mismatch",
    "columns-cross",
)


def _fields(made: Draft, *words: str) -> list[str]:
    return [f.header for f in made.export.fields if f.kind == "number" and any(w in f.header + f.unit for w in words)]


def _turned(made: Draft, text: str, scale: float, offset: float = 0.0, decimals: int = 2) -> str:
    return f"{float(text.replace(',', '.')) * scale + offset:.{decimals}f}".replace(".", made.export.decimal)


def _half(made: Draft, header: str, scale: float, offset: float = 0.0, decimals: int = 1) -> None:
    """From somewhere on the column is in another unit: such values are no truth, told or taken out."""
    made.loose.add(header)
    for line in made.lines[made.cut(0.3, 0.7) :]:
        if line.truth is not None:
            text = _turned(made, line.cells[made.at(header)], scale, offset, decimals)
            made.set(line, header, text, *_UNIT_CODES)
    made.say(*_UNIT_CODES)


@kind(("shots", "injections"))
def pressure_unit_changes(made: Draft) -> None:
    """A new program version writes bar from one row on, where MPa stood before."""
    _half(made, made.rng.choice(_fields(made, "MPa")), *made.rng.choice([(10.0,), (10.19716,), (145.0377,)]))


@kind()
def temperature_unit_changes(made: Draft) -> None:
    _half(made, made.rng.choice(_fields(made, "℃")), *made.rng.choice([(1.8, 32.0), (1.0, 273.15)]))


@kind(("shots", "injections"))
def time_unit_changes(made: Draft) -> None:
    _half(made, made.rng.choice(_fields(made, "(s)")), 1000.0, 0.0, 0)


@kind()
def fahrenheit_in_the_header(made: Draft) -> None:
    """Header and values say Fahrenheit: converted."""
    header = made.rng.choice(_fields(made, "℃"))
    at = made.at(header)
    field = made.export.fields[at]
    made.header[at] = made.header[at].replace("℃", made.rng.choice(["℉", "°F", "degF"]))
    made.unicode()
    if made.units:
        made.units[at] = "°F"
    for line in made.records():
        text = _turned(made, line.cells[at], 1.8, 32.0, 1)
        line.cells[at] = text
        value = (float(text.replace(",", ".")) - 32) / 1.8
        line.truth = {**(line.truth or {}), field.column: value}


@kind(("shots", "injections"))
def bar_in_the_header(made: Draft) -> None:
    header = made.rng.choice(_fields(made, "MPa"))
    at = made.at(header)
    field = made.export.fields[at]
    made.header[at] = made.header[at].replace("MPa", made.rng.choice(["bar", "Bar", "BAR"]))
    for line in made.records():
        text = _turned(made, line.cells[at], 10.0, 0.0, 0)
        line.cells[at] = text
        line.truth = {**(line.truth or {}), field.column: float(text) / 10.0}


@kind()
def unit_of_another_quantity(made: Draft) -> None:
    """A header that says kg over temperatures: kept as exported, and said."""
    header = made.rng.choice(_fields(made, "℃"))
    at = made.at(header)
    made.header[at] = made.header[at].replace("℃", "kg")
    if made.units:
        made.units[at] = "kg"
    made.loose.add(header)
    made.say("unit-mismatch")


@kind()
def unit_that_the_values_deny(made: Draft) -> None:
    """The header says ℃; the values are Kelvin ten times over: kept as exported, and said."""
    header = made.rng.choice(_fields(made, "℃"))
    made.loose.add(header)
    for line in made.records():
        made.set(line, header, _turned(made, line.cells[made.at(header)], 10.0, 2731.5, 0), *_UNIT_CODES)
    made.say(
        "unit-out-of-range", "unit-changes", "out-of-range", "unit-unknown", "suggested-channel", "unmapped-columns"
    )


@kind(("shots", "injections"))
def no_unit_in_the_header(made: Draft) -> None:
    """Units told by size where one fits, else asked or marked: never a value in a wrong unit without a word."""
    for header in made.export.of("number"):
        made.header[made.at(header)] = header.partition("(")[0]
        made.loose.add(header)


@kind(("shots", "injections"))
def unit_row_below_the_header(made: Draft) -> None:
    units = [header.partition("(")[2].rstrip(")") for header in made.export.headers]
    made.header = [header.partition("(")[0] for header in made.export.headers]
    made.units = units


@kind()
def sensors_change_places(made: Draft) -> None:
    """From one row on two thermocouples write into each other's column."""
    pairs = {
        "shots": ("고정형온도(℃)", "가동형온도(℃)"),
        "furnace": ("1존 PV", "3존 PV"),
        "injections": ("배럴온도1(℃)", "배럴온도2(℃)"),
    }
    one, two = pairs[made.export.name]
    a, b = made.at(one), made.at(two)
    for line in made.lines[made.cut(0.3, 0.7) :]:
        if line.truth is not None:
            line.cells[a], line.cells[b] = line.cells[b], line.cells[a]
            for header in (one, two):
                line.nulls[header] = frozenset({"columns-cross"})
    made.loose |= {one, two}
    made.say("columns-cross")
