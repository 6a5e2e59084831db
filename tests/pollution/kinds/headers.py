"""Headers: more, fewer, elsewhere, twice, by another name."""

from tests.pollution.draft import Draft, joined
from tests.pollution.kinds.registry import CYCLES, kind


def _digit(cells: list[str]) -> str:
    """A digit that depends on the row alone, so that a row saved twice has it twice."""
    return str(sum(map(ord, "".join(cells))) % 10)


@kind()
def columns_in_another_order(made: Draft) -> None:
    order = list(range(len(made.header)))
    made.rng.shuffle(order)
    _reordered(made, order)


def _reordered(made: Draft, order: list[int]) -> None:
    made.header = [made.header[n] for n in order]
    made.units = made.units and [made.units[n] for n in order]
    for line in made.lines:
        line.cells = [line.cells[n] for n in order]


@kind()
def time_at_the_end(made: Draft) -> None:
    _reordered(made, [*range(1, len(made.header)), 0])


@kind()
def column_inserted(made: Draft) -> None:
    """A column that nobody knows, anywhere: kept beside, every other as before."""
    at = made.rng.randint(1, len(made.header))
    name = made.rng.choice(["QZ7", "예비", "Spare_3", "내부코드XX"])
    made.header.insert(at, name)
    if made.units:
        made.units.insert(at, "")
    for line in made.lines:
        line.cells.insert(at, _digit(line.cells))
    made.say("unmapped-columns", "suggested-channel")


@kind()
def optional_column_removed(made: Draft) -> None:
    header = made.column("number")
    at = made.at(header)
    column = made.export.fields[at].column
    made.loose.add(header)
    del made.header[at]
    if made.units:
        del made.units[at]
    for line in made.lines:
        del line.cells[at]
        line.truth = {k: v for k, v in (line.truth or {}).items() if k != column}


@kind()
def sensor_renamed(made: Draft) -> None:
    """A thermocouple was replaced and its column has a new name: kept under that, and said."""
    header = made.column("number")
    at = made.at(header)
    made.header[at] = made.rng.choice(["신규센서#7", "TE-9917", "교체온도계B"])
    made.loose.add(header)
    made.say("unmapped-columns", "suggested-channel", "unit-unknown", "unit-mismatch")


@kind()
def two_columns_of_one_name(made: Draft) -> None:
    """The same name over two columns of different contents: the second is kept beside, never over the first."""
    header = made.column("number")
    at = made.at(header)
    made.header.append(made.header[at])
    if made.units:
        made.units.append(made.units[at])
    for line in made.lines:
        line.cells.append(_digit(line.cells))
    made.say("same-channel", "unmapped-columns", "suggested-channel", "duplicate-header")


@kind()
def column_twice(made: Draft) -> None:
    """The same column twice, contents equal."""
    at = made.at(made.column("number"))
    made.header.append(made.header[at])
    if made.units:
        made.units.append(made.units[at])
    for line in made.lines:
        line.cells.append(line.cells[at])


@kind()
def header_without_a_name(made: Draft) -> None:
    header = made.column("number")
    made.header[made.at(header)] = ""
    made.loose.add(header)
    made.say("unmapped-columns", "suggested-channel")


@kind()
def blank_columns_between(made: Draft) -> None:
    for _ in range(made.rng.randint(1, 3)):
        at = made.rng.randint(1, len(made.header))
        made.header.insert(at, "")
        if made.units:
            made.units.insert(at, "")
        for line in made.lines:
            line.cells.insert(at, "")


@kind()
def line_end_in_a_header(made: Draft) -> None:
    at = made.rng.randint(1, len(made.header) - 1)
    name = made.header[at]
    made.header[at] = name.replace("(", "\n(") if "(" in name else "\n" + name


@kind()
def letters_that_look_alike(made: Draft) -> None:
    """Cyrillic letters in a header: the column is not known, and that is said."""
    made.unicode()
    known = [h for h in made.export.of("number") if any(c in h for c in "CPMacos")]
    header = made.rng.choice(known)
    made.header[made.at(header)] = header.translate(str.maketrans("CPMacos", "СРМасоѕ"))
    made.loose.add(header)


@kind()
def headers_in_capitals_and_blanks(made: Draft) -> None:
    for at in made.rng.sample(range(len(made.header)), 4):
        name = made.header[at]
        made.header[at] = made.rng.choice(
            [f"  {name} ", name.replace("(", " ("), name.replace("(", " [").replace(")", "]")]
        )


@kind(CYCLES)
def title_lines_above(made: Draft) -> None:
    lines = ["설비 생산 이력", "작성자: 홍길동", "", "출력일: 2026-10-06 07:30"]
    made.preamble = [*lines[: made.rng.randint(1, 4)], *made.preamble]


@kind()
def comment_lines_above(made: Draft) -> None:
    made.preamble = [*("# exported by MES", "# line 2")[: made.rng.randint(1, 2)], *made.preamble]


@kind()
def no_header(made: Draft) -> None:
    made.header = made.lines[0].cells
    made.units = None
    made.only("held", "refused")


@kind()
def headers_one_to_the_right(made: Draft) -> None:
    """Names stand one column beside their values: nothing may be read under them without a word."""
    made.header = [made.rng.choice(["순번", "No"]), *made.header[:-1]]
    made.units = None if made.units is None else ["", *made.units[:-1]]
    made.only("held", "refused")


@kind(CYCLES)
def groups_over_the_header(made: Draft) -> None:
    """A row of group names over the names."""
    cells = [""] * len(made.header)
    cells[0], cells[4], cells[-2] = "기본", "공정조건", "결과"
    made.preamble.append(joined(cells, made.delimiter))


@kind()
def no_time_column(made: Draft) -> None:
    del made.header[0]
    if made.units:
        del made.units[0]
    for line in made.lines:
        del line.cells[0]
    made.only("held:time", "refused")


@kind()
def running_numbers_without_a_name(made: Draft) -> None:
    """An index in front, as programs of statistics write it: no name, or `Unnamed: 0`."""
    made.header.insert(0, made.rng.choice(["", "Unnamed: 0", "index"]))
    if made.units:
        made.units.insert(0, "")
    for at, line in enumerate(made.lines):
        line.cells.insert(0, str(at))


@kind(CYCLES)
def second_row_of_names(made: Draft) -> None:
    """English names below the Korean ones: no record, and neither row is lost on the columns."""
    english = [f.column.upper() if f.kind != "time" else "DATETIME" for f in made.export.fields]
    made.units = english
    made.loose |= set(made.export.headers)


@kind(CYCLES)
def unit_turned_into_a_question_mark(made: Draft) -> None:
    """A program that has no letter for ℃ writes `?`: the unit is told by size, or the column says that it is open."""
    made.header = [name.replace("℃", made.rng.choice(["?", "??", "?C"])) for name in made.header]
    made.loose |= {name for name in made.export.headers if "℃" in name}
