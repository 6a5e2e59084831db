"""Delimiters, quotes and ends of lines."""

from tests.pollution.draft import Draft, joined
from tests.pollution.kinds.registry import CYCLES, kind


def _delimiter(made: Draft, sign: str) -> None:
    made.preamble = [text.replace(made.delimiter, sign) for text in made.preamble]
    made.delimiter = sign


@kind()
def semicolons(made: Draft) -> None:
    _delimiter(made, ";")


@kind()
def tabs(made: Draft) -> None:
    _delimiter(made, "\t")


@kind()
def pipes(made: Draft) -> None:
    _delimiter(made, "|")


@kind(CYCLES)
def line_that_names_the_delimiter(made: Draft) -> None:
    _delimiter(made, ";")
    made.preamble = [made.rng.choice(["sep=;", '"sep=;"']), *made.preamble]


@kind()
def other_line_ends(made: Draft) -> None:
    made.end = made.rng.choice(["\r", "\r\n", "\n", "\r\r\n"])


@kind()
def mixed_line_ends(made: Draft) -> None:
    first, second = sorted(made.rng.sample(range(5, len(made.lines) - 5), 2))
    for line in made.lines[first:second]:
        line.end = "\r" if made.end == "\r\n" else "\r\n"


@kind()
def no_last_line_end(made: Draft) -> None:
    made.lines[-1].end = ""


@kind()
def delimiter_changes_half_way(made: Draft) -> None:
    other = "\t"
    for line in made.lines[made.cut(0.5, 0.9) :]:
        line.raw = joined(line.cells, other)
        made.apart(line, "ragged-row", "other-delimiter")
    made.outcomes |= {"held", "refused"}


@kind()
def delimiter_at_every_end(made: Draft) -> None:
    units = made.units
    made.header.append("")
    made.units = [*units, ""] if units else None
    for line in made.lines:
        line.cells.append("")


@kind()
def delimiter_at_some_ends(made: Draft) -> None:
    """Rows that end in a delimiter of their own, with nothing behind it."""
    for line in made.some(8, 2):
        line.cells.append("")
        made.either(line, "ragged-row")


@kind()
def blank_and_hollow_lines(made: Draft) -> None:
    for _ in range(made.rng.randint(1, 6)):
        made.insert(made.cut(), made.rng.choice(["", "   ", made.delimiter * (len(made.header) - 1)]))


@kind()
def hollow_tail(made: Draft) -> None:
    """The sheet's used range is larger than the table: hundreds of lines of delimiters."""
    texts = [made.delimiter * (len(made.header) - 1)] * made.rng.randint(30, 400)
    made.insert(len(made.lines), *texts)


@kind()
def every_cell_quoted(made: Draft) -> None:
    for line in made.lines:
        line.raw = made.delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line.cells)


@kind(CYCLES, stage=1)
def line_end_in_quotes(made: Draft) -> None:
    header = "금형번호"
    column = next(f.column for f in made.export.fields if f.header == header)
    for line in made.some(3):
        text = "DM-1107\n(수리)"
        made.set(line, header, text)
        line.truth = {**(line.truth or {}), column: text}


@kind(CYCLES, stage=1)
def delimiter_in_quotes(made: Draft) -> None:
    column = next(f.column for f in made.export.fields if f.header == "금형번호")
    for line in made.some(6):
        text = f"DM-1107{made.delimiter} 2번{made.delimiter}보수"
        made.set(line, "금형번호", text)
        line.truth = {**(line.truth or {}), column: text}


@kind()
def delimiter_without_quotes(made: Draft) -> None:
    """A text with the delimiter in it, not quoted: the row is a cell too long."""
    for line in made.some(4):
        cells = list(line.cells)
        cells[1] = f"{cells[1]}{made.delimiter}A"
        line.raw = made.delimiter.join(cells)
        made.apart(line, "ragged-row")


@kind()
def quote_never_closed(made: Draft) -> None:
    for line in made.some(1):
        cells = list(line.cells)
        cells[1] = '"' + cells[1]
        line.raw = made.delimiter.join(cells)
        made.apart(line, "unclosed-quote")
    made.outcomes |= {"held", "refused"}


@kind(CYCLES)
def inch_sign(made: Draft) -> None:
    """A quote that is a letter: sizes in inches."""
    column = next(f.column for f in made.export.fields if f.header == "금형번호")
    for line in made.some(4):
        text = '12"금형'
        cells = list(line.cells)
        cells[made.at("금형번호")] = text
        line.raw = made.delimiter.join(cells)
        line.truth = {**(line.truth or {}), column: text}
        made.either(line, "unclosed-quote", "ragged-row")
    made.outcomes |= {"held", "refused"}


@kind(CYCLES, stage=1)
def tab_in_text(made: Draft) -> None:
    column = next(f.column for f in made.export.fields if f.header == "금형번호")
    for line in made.some(5):
        made.set(line, "금형번호", "DM\t1107")
        line.truth = {**(line.truth or {}), column: "DM\t1107"}


@kind()
def blanks_around_cells(made: Draft) -> None:
    width = max(len(cell) for line in made.lines for cell in line.cells)
    for line in made.lines:
        if not any(sign in cell for cell in line.cells for sign in ('"', "\n", made.delimiter)):
            line.raw = made.delimiter.join(cell.rjust(width) for cell in line.cells)


@kind()
def blanks_around_everything(made: Draft) -> None:
    """Every header and cell begins with a blank, as a hand-made logger writes them."""
    made.header = [" " + name for name in made.header]
    for line in made.lines:
        if not any(sign in cell for cell in line.cells for sign in ('"', "\n", made.delimiter)):
            line.raw = made.delimiter.join(" " + cell for cell in line.cells)


@kind()
def decimal_comma_and_semicolon(made: Draft) -> None:
    _delimiter(made, ";")
    for line in made.lines:
        for header in made.export.of("number"):
            at = made.at(header)
            line.cells[at] = line.cells[at].replace(".", ",")


@kind(CYCLES)
def decimal_comma_in_quotes(made: Draft) -> None:
    """A decimal comma between delimiters that are commas: numbers stand in quotes."""
    for line in made.lines:
        for header in made.export.of("number"):
            at = made.at(header)
            line.cells[at] = line.cells[at].replace(".", ",")
