"""What people do to an export before they hand it in."""

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import CYCLES, kind


@kind(stage=2)
def notes_beside_the_table(made: Draft) -> None:
    """Remarks in a column without a name, in a few rows."""
    made.header.append(made.rng.choice(["", "비고", "메모"]))
    if made.units:
        made.units.append("")
    for line in made.lines:
        line.cells.append("")
    for line in made.some(4):
        line.cells[-1] = made.rng.choice(["금형 청소", "자재 교체 후", "김반장 확인"])


@kind(stage=4)
def notes_far_right(made: Draft) -> None:
    """Remarks in cells behind the last name: those rows are too long, or the remark is kept."""
    for line in made.some(3):
        line.cells += ["", "금형 청소"]
        made.apart(line, "ragged-row")


@kind(CYCLES)
def ids_written_once_per_block(made: Draft) -> None:
    """The mold is written where it changes and left empty below: empty stays empty."""
    last = ""
    for line in made.records():
        text = line.cells[made.at("금형번호")]
        if text == last:
            made.set(line, "금형번호", "")
            line.truth = {**(line.truth or {}), "tool_id": None}
        last = text


@kind()
def value_typed_into_another_column(made: Draft) -> None:
    """A row whose cells moved one to the right from some column on."""
    for line in made.some(2):
        at = made.rng.randint(3, 5)
        line.cells = [*line.cells[:at], "", *line.cells[at:-1]]
        for field in made.export.fields[at:]:
            line.nulls[field.header] = frozenset(
                {"bad-number", "out-of-range", "bad-label", "bad-key", "sentinel-value", "unknown-state", "row-shifted"}
            )
        made.either(line, "bad-label", "bad-key", "bad-number", "row-shifted")


@kind()
def rows_hidden_by_a_filter(made: Draft) -> None:
    """A filter hides nothing from an export: rows missing from the middle are simply not there."""
    start = made.cut(0.2, 0.6)
    del made.lines[start : start + made.rng.randint(5, 60)]


@kind(stage=3)
def search_and_replace(made: Draft) -> None:
    """Every point of the file was replaced by a comma, where the comma is no delimiter."""
    made.preamble = [text.replace(made.delimiter, "\t") for text in made.preamble]
    made.delimiter = "\t"
    for line in made.lines:
        for header in made.export.of("number"):
            at = made.at(header)
            line.cells[at] = line.cells[at].replace(".", ",")


@kind()
def whole_numbers_rounded_by_display(made: Draft) -> None:
    """A copy out of cells shown without decimals: what the file says is what is stored."""
    header = made.column("number")
    field = next(f for f in made.export.fields if f.header == header)
    for line in made.records():
        digits = line.cells[made.at(header)].replace(",", ".").replace(".", "", 1)
        if not digits.isdigit():
            continue
        value = round(float(line.cells[made.at(header)].replace(",", ".")))
        made.set(line, header, str(value))
        line.truth = {**(line.truth or {}), field.column: value * (9.80665 if "ton" in header else 1.0)}
    if field.column == "carbon_potential_pct_c":
        made.loose.add(header)


@kind(stage=4)
def two_tables_one_below_the_other(made: Draft) -> None:
    """A second table of another form under the first: never read under the first one's names."""
    made.insert(len(made.lines), "")
    for cells in (["불량유형", "수량"], ["미성형", "12"], ["기포", "3"]):
        (line,) = made.insert(len(made.lines), cells)
        made.apart(line, "ragged-row", "repeated-header", "total-row", "other-header", "truncated-row", "bad-timestamp")
    made.outcomes |= {"refused:several-tables", "held"}


@kind()
def values_filled_down(made: Draft) -> None:
    """The last value of one column dragged down over the rest: it is what the file says."""
    header = made.column("number")
    field = next(f for f in made.export.fields if f.header == header)
    at = made.cut(0.6, 0.9)
    text = made.lines[at].cells[made.at(header)]
    for line in made.lines[at:]:
        if line.truth is not None:
            made.set(line, header, text)
            line.truth = {**line.truth, field.column: (made.lines[at].truth or {})[field.column]}
