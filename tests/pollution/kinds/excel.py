"""What people and Excel do inside a workbook."""

from typing import Any

from tests.pollution.book import as_book, number
from tests.pollution.draft import Draft, Line, Places
from tests.pollution.kinds.registry import CYCLES, kind


@kind()
def title_merged_over_the_table(made: Draft) -> None:
    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        sheets["Sheet1"].merge_range(0, 0, 0, len(made.header) - 1, "10월 생산 이력")
        sheets["Sheet1"].write(1, 0, "작성: 홍길동")

    made.build = as_book(hook, top=3)


@kind()
def rows_hidden(made: Draft) -> None:
    """Hidden rows are rows."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for _, row in made.rng.sample(sorted(places, key=str), min(10, len(places))):
            sheets["Sheet1"].set_row(row - 1, None, None, {"hidden": True})

    made.build = as_book(hook)


@kind()
def filter_set(made: Draft) -> None:
    """A filter is set and hides rows; they are rows."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        last = max(row for _, row in places)
        sheets["Sheet1"].autofilter(0, 0, last - 1, len(made.header) - 1)
        for row in range(5, 15):
            sheets["Sheet1"].set_row(row, None, None, {"hidden": True})

    made.build = as_book(hook)


@kind()
def hidden_sheet_with_old_rows(made: Draft) -> None:
    """A hidden sheet of the same form holds rows of its own: read as well, or said."""
    copies = [line.copy() for line in made.lines[:10]]
    for line in copies:
        line.sheet, line.fate = "옛자료", "again"
    made.lines += copies

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        sheets["옛자료"].hide()

    made.build = as_book(hook)
    made.say("duplicate-rows", "pieces", "hidden-sheet", "same-rows-twice")


@kind()
def comments_on_cells(made: Draft) -> None:
    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for _, row in list(places)[3:8]:
            sheets["Sheet1"].write_comment(row - 1, 2, "확인 필요")

    made.build = as_book(hook)


@kind()
def formulas_with_values(made: Draft) -> None:
    """Cells that are formulas, with what Excel made of them."""
    header = made.column("number")
    lines = made.some(8)

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for (_, row), line in places.items():
            if line in lines:
                value = number(made, line.cells[made.at(header)])
                if value is not None:
                    sheets["Sheet1"].write_formula(row - 1, made.at(header), "=1+1", None, value)

    made.build = as_book(hook)


@kind()
def formulas_without_values(made: Draft) -> None:
    """A program wrote formulas and never computed them: no value, and no zero."""
    header = made.column("number")
    lines = made.some(8)
    for line in lines:
        line.nulls[header] = frozenset({"formula-without-value", "bad-number", "error-cell"})
    made.say("formula-without-value", "bad-number")

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for (_, row), line in places.items():
            if line in lines:
                sheets["Sheet1"].write_formula(row - 1, made.at(header), "=B2*2", None, "")

    made.build = as_book(hook)


@kind()
def error_cells(made: Draft) -> None:
    header = made.column("number")
    lines = made.some(6)
    for line in lines:
        line.nulls[header] = frozenset({"sentinel-value", "bad-number", "error-cell"})

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for (_, row), line in places.items():
            if line in lines:
                error = made.rng.choice(["#DIV/0!", "#REF!", "#VALUE!", "#NUM!", "#NAME?"])
                sheets["Sheet1"].write_formula(row - 1, made.at(header), "=1/0", None, error)

    made.build = as_book(hook)


@kind()
def dates_some_of_them_text(made: Draft) -> None:
    """Half of the stamps are dates of Excel, half are texts."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for (_, row), line in places.items():
            if made.rng.random() < 0.5:
                sheets["Sheet1"].write_string(row - 1, 0, line.cells[0])

    made.build = as_book(hook)


@kind()
def dates_since_1904(made: Draft) -> None:
    made.build = as_book(date_1904=True)


@kind()
def numbers_shown_rounded(made: Draft) -> None:
    """A format hides decimals: what was typed counts."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        at = made.at(made.column("number"))
        form = book.add_format({"num_format": "0"})
        for (_, row), line in places.items():
            value = number(made, line.cells[at])
            if value is not None:
                sheets["Sheet1"].write_number(row - 1, at, value, form)

    made.build = as_book(hook)


@kind()
def numbers_stored_as_text(made: Draft) -> None:
    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        at = made.at(made.column("number"))
        for (_, row), line in places.items():
            sheets["Sheet1"].write_string(row - 1, at, line.cells[at].replace(",", "."))

    made.build = as_book(hook)


@kind(CYCLES)
def long_ids_as_numbers(made: Draft) -> None:
    """Lots of nineteen digits typed into number cells: Excel keeps fifteen of them, so such an id is none."""
    lots = [f"26100508{at // 20:05d}777777" for at in range(len(made.lines))]
    for line, lot in zip(made.records(), lots, strict=False):
        line.cells[made.at("로트번호")] = lot
        line.truth = {**(line.truth or {}), "lot_id": lot}
        line.nulls["로트번호"] = frozenset({"id-damaged-digits", "id-damaged-power"})

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for (_, row), line in places.items():
            if line.cells[made.at("로트번호")].isdigit():
                sheets["Sheet1"].write_number(row - 1, made.at("로트번호"), float(line.cells[made.at("로트번호")]))

    made.build = as_book(hook)


@kind()
def totals_below_with_formulas(made: Draft) -> None:
    cells = ["합계"] + [""] * (len(made.header) - 1)
    for header in made.rng.sample(made.export.of("number"), 3):
        cells[made.at(header)] = f"{made.rng.uniform(100, 9000):.1f}"
    (line,) = made.insert(len(made.lines), cells)
    made.apart(line, "total-row", "bad-timestamp")
    made.build = as_book()


@kind()
def notes_in_the_sheet(made: Draft) -> None:
    """Remarks to the right of the table, two columns away, and below it."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        rows = sorted(row for _, row in places)
        for row in made.rng.sample(rows, 3):
            sheets["Sheet1"].write(row - 1, len(made.header) + 1, "금형 청소함")
            made.either(places[("Sheet1", row)], "ragged-row")
        sheets["Sheet1"].write(rows[-1] + 2, 1, "※ 이상 없음")
        places[("Sheet1", rows[-1] + 3)] = Line([], None, "none")

    made.build = as_book(hook)


@kind()
def used_range_larger_than_the_table(made: Draft) -> None:
    """Formats far below and right of the table, without contents."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        form = book.add_format({"bg_color": "#FFFF00"})
        for row in range(max(row for _, row in places), max(row for _, row in places) + 400):
            sheets["Sheet1"].write_blank(row, len(made.header) + 3, None, form)

    made.build = as_book(hook)


@kind()
def second_table_to_the_right(made: Draft) -> None:
    """A small table of its own beside the large one."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        first = min(row for _, row in places) - 1
        for at, row in enumerate([("불량유형", "수량"), ("기포", 3), ("미성형", 5)]):
            sheets["Sheet1"].write_row(first - 1 + at, len(made.header) + 2, row)
        for _, row in list(places)[:2]:
            made.either(places[("Sheet1", row)], "ragged-row")

    made.build = as_book(hook)
    made.outcomes |= {"held", "refused"}
