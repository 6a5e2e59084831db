"""Numbers in another dress: units, signs, blanks and digits of other kinds."""

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import kind

_FAULT = ("sentinel-value", "bad-number", "out-of-range")


def _dressed(made: Draft, dress: dict[str, str], share: float = 1.0) -> None:
    """Write the digits of one column with other letters."""
    header = made.column("number")
    for line in made.records():
        if made.rng.random() < share:
            at = made.at(header)
            line.cells[at] = line.cells[at].translate(str.maketrans(dress))


@kind()
def unit_in_the_cell(made: Draft) -> None:
    """Some cells carry their unit: the number with it, or a finding; never another number."""
    header = made.column("number")
    unit = header.partition("(")[2].rstrip(")") or made.export.fields[made.at(header)].unit
    for line in made.some(6):
        text = line.cells[made.at(header)] + made.rng.choice(["", " "]) + unit
        made.set(line, header, text, "bad-number", "unit-in-cell")


@kind()
def unit_in_every_cell(made: Draft) -> None:
    header = made.column("number")
    unit = header.partition("(")[2].rstrip(")") or made.export.fields[made.at(header)].unit
    made.unicode()
    for line in made.records():
        made.set(line, header, f"{line.cells[made.at(header)]} {unit}")


@kind()
def other_unit_in_some_cells(made: Draft) -> None:
    """`710 bar` among MPa: never 710 and never 71 without a word."""
    header = made.column("number")
    for line in made.some(4):
        text = line.cells[made.at(header)] + " " + made.rng.choice(["bar", "psi", "kgf/cm2", "℉", "inch", "min"])
        made.set(line, header, text, "bad-number", "unit-in-cell")


@kind()
def full_width_digits(made: Draft) -> None:
    made.unicode()
    wide = {str(n): chr(0xFF10 + n) for n in range(10)} | {".": "．", ",": "，"}
    _dressed(made, wide, made.rng.choice([0.02, 0.3, 1.0]))


@kind()
def minus_in_other_letters(made: Draft) -> None:
    """Below zero in the ways of offices: `−`, `▲`, `△`, brackets: no such value may turn positive."""
    made.unicode()
    header = made.column("number")
    for line in made.some(6):
        digits = line.cells[made.at(header)]
        made.set(line, header, made.rng.choice(["−{}", "▲{}", "△{}", "({})", "－{}", "{}-"]).format(digits), *_FAULT)


@kind()
def plus_signs(made: Draft) -> None:
    header = made.column("number")
    for line in made.records():
        made.set(line, header, made.rng.choice(["+", "+ "]) + line.cells[made.at(header)])


@kind()
def percent_in_cells(made: Draft) -> None:
    header = made.column("number")
    for line in made.some(5):
        made.set(line, header, line.cells[made.at(header)] + "%", "bad-number", "unit-in-cell")


@kind()
def thousands_with_decimals(made: Draft) -> None:
    """Numbers of four digits with separators, quoted where they must be."""
    header = "형체력(ton)" if made.export.name == "shots" else made.column("number")
    sign = "." if made.export.decimal == "," else ","
    column = next(f for f in made.export.fields if f.header == header)
    for line in made.some(6):
        whole, _, rest = line.cells[made.at(header)].partition(made.export.decimal)
        text = f"1{sign}{int(whole):03d}" + (made.export.decimal + rest if rest else "")
        line.cells[made.at(header)] = text
        value = float(text.replace(sign, "").replace(made.export.decimal, "."))
        line.truth = {**(line.truth or {}), column.column: value * (9.80665 if "ton" in header else 1)}
        line.nulls[header] = frozenset({"out-of-range", "sentinel-value"})


@kind(("shots",))
def thousands_with_blanks(made: Draft) -> None:
    """`1 642`: a blank, wide or narrow, between the thousands."""
    made.unicode()
    for line in made.some(5):
        blank = made.rng.choice([" ", "\u00a0", "\u202f"])
        text = f"1{blank}{line.cells[made.at('형체력(ton)')]}"
        made.set(line, "형체력(ton)", text, "bad-number")


@kind()
def decimal_comma_in_some_rows(made: Draft) -> None:
    """Another decimal sign in some rows (`71,2` among `71.2`): 71.2 or set apart, never 712."""
    header = made.column("number")
    other = "." if made.export.decimal == "," else ","
    for line in made.some(8, 2):
        text = line.cells[made.at(header)].replace(made.export.decimal, other)
        made.set(line, header, text, "bad-number", "decimal-sign")


@kind()
def three_decimals_with_the_other_sign(made: Draft) -> None:
    """`1,234` in a column of `1.234`: a thousand or one and a bit."""
    header = made.column("number")
    other = "." if made.export.decimal == "," else ","
    for line in made.some(4):
        whole = line.cells[made.at(header)].partition(made.export.decimal)[0]
        text = f"{whole}{other}{made.rng.randint(100, 999)}"
        column = next(f for f in made.export.fields if f.header == header)
        line.cells[made.at(header)] = text
        value = float(text.replace(other, "."))
        line.truth = {**(line.truth or {}), column.column: value * (9.80665 if "ton" in header else 1)}
        line.nulls[header] = frozenset({"bad-number", "decimal-sign", "out-of-range", "sentinel-value"})


@kind()
def blanks_of_every_kind(made: Draft) -> None:
    made.unicode()
    header = made.column("number")
    for line in made.records():
        if made.rng.random() < 0.3:
            blank = made.rng.choice([" ", "\u00a0", "\u200b", "\u3000", "\ufeff", "\u2009"])
            made.set(line, header, made.rng.choice([blank + "{}", "{}" + blank]).format(line.cells[made.at(header)]))


@kind()
def apostrophes(made: Draft) -> None:
    header = made.column("number")
    for line in made.some(20):
        made.set(line, header, "'" + line.cells[made.at(header)])


@kind()
def powers_of_ten(made: Draft) -> None:
    header = made.column("number")
    for line in made.records():
        text = f"{float(line.cells[made.at(header)].replace(',', '.')):.6E}"
        made.set(line, header, text.replace(".", made.export.decimal))


@kind()
def float_noise(made: Draft) -> None:
    header = made.column("number")
    field = next(f for f in made.export.fields if f.header == header)
    for line in made.records():
        value = float(line.cells[made.at(header)].replace(",", ".")) + 9.5367431640625e-07
        text = f"{value:.15f}"
        made.set(line, header, text.replace(".", made.export.decimal))
        scale = 9.80665 if "ton" in header else 1.0
        line.truth = {**(line.truth or {}), field.column: float(text) * scale}


@kind()
def decimal_point_lost(made: Draft) -> None:
    """`712` for `71.2` in some rows, typed by hand: never accepted as ten times the value."""
    header = made.rng.choice([f.header for f in made.export.fields if f.decimals])
    for line in made.some(4):
        text = line.cells[made.at(header)].replace(made.export.decimal, "").lstrip("0")
        made.set(line, header, text, "decimal-sign", "out-of-range", "sentinel-value")
