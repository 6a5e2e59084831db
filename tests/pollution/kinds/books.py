"""The export opened in Excel and saved as a workbook, or as what other programs call one."""

import io
from base64 import b64decode
from html import escape
from typing import Any

import polars as pl

from tests.pollution.book import as_book
from tests.pollution.draft import Draft, Places
from tests.pollution.kinds.registry import CYCLES, kind


def _html(made: Draft, *, around: str = "") -> tuple[bytes, Places]:
    rows = ["<tr>" + "".join(f"<th>{name}</th>" for name in made.header) + "</tr>"]
    rows += ["<tr>" + "".join(f"<td>{unit}</td>" for unit in made.units) + "</tr>"] if made.units else []
    places: Places = {}
    for line in made.lines:
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line.cells) + "</tr>")
        places[(None, len(rows))] = line
    text = f'<html><head><meta charset="utf-8"></head><body>{around}<table>{"".join(rows)}</table></body></html>'
    return text.encode(), places


@kind()
def saved_as_workbook(made: Draft) -> None:
    made.build = as_book()


@kind()
def workbook_of_texts(made: Draft) -> None:
    """Every instant a text."""
    made.build = as_book(stamps=False)


@kind()
def workbook_off_the_corner(made: Draft) -> None:
    made.build = as_book(top=made.rng.randint(1, 6), left=made.rng.randint(1, 3))


@kind()
def workbook_with_wrong_extension(made: Draft) -> None:
    made.build = as_book()
    made.file_name = made.rng.choice(["export.csv", "export.xls", "export.txt"])


@kind()
def web_page_named_xls(made: Draft) -> None:
    made.build = lambda made: _html(made, around=made.rng.choice(["", "<h1>생산 이력</h1>"]))
    made.file_name = "export.xls"


@kind(whole=True)
def parquet(made: Draft) -> None:
    """The table as another program's Parquet: numbers as numbers."""

    def build(made: Draft) -> tuple[bytes, Places]:
        columns = {name: [line.cells[at] for line in made.lines] for at, name in enumerate(made.header)}
        numbers = [pl.col(h).str.replace(",", ".").cast(pl.Float64) for h in made.export.of("number")]
        frame = pl.DataFrame(columns).with_columns(numbers)
        out = io.BytesIO()
        frame.write_parquet(out)
        return out.getvalue(), {(None, row): line for row, line in enumerate(made.lines, start=2)}

    made.build = build
    for header in made.export.headers:
        made.loose.add(header)


@kind()
def sheet_per_day(made: Draft) -> None:
    """The same table on several sheets, one for each day."""
    parts = made.rng.randint(2, 4)
    size = -(-len(made.lines) // parts)
    for at, line in enumerate(made.lines):
        line.sheet = f"10월{5 + at // size}일"
    made.build = as_book()


@kind()
def empty_sheets_beside(made: Draft) -> None:
    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        for name in ("Sheet2", "Sheet3"):
            book.add_worksheet(name)

    made.build = as_book(hook)


@kind()
def chart_and_picture(made: Draft) -> None:
    """A chart over the table, and a sheet of a chart alone."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Sheet1!$E$2:$E$40"})
        sheets["Sheet1"].insert_chart("C5", chart)
        alone = book.add_chart({"type": "line"})
        alone.add_series({"values": "=Sheet1!$E$2:$E$40"})
        book.add_chartsheet("그래프").set_chart(alone)

    made.build = as_book(hook)


@kind()
def legend_sheet(made: Draft) -> None:
    """A second sheet of codes: no run, no reading may come of it without a word."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        sheet = book.add_worksheet("코드표")
        for at, row in enumerate([("코드", "내용"), ("A1", "기포"), ("A2", "미성형"), ("B1", "탕경")]):
            sheet.write_row(at, 0, row)

    made.build = as_book(hook)
    made.outcomes |= {"held:time"}


@kind(CYCLES)
def mold_merged_down(made: Draft) -> None:
    """Equal molds are one merged cell over their rows."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        at = made.at("금형번호")
        rows = [(row - 1, line.cells[at]) for (_, row), line in places.items()]
        start = 0
        for n in range(1, len(rows) + 1):
            if n == len(rows) or rows[n][1] != rows[start][1]:
                if n - start > 1:
                    sheets["Sheet1"].merge_range(rows[start][0], at, rows[n - 1][0], at, rows[start][1])
                start = n

    made.build = as_book(hook)


@kind(whole=True)
def cell_at_the_far_end(made: Draft) -> None:
    """One cell in the last row and column that a sheet can have: refused, or read without it; never hours of blank rows."""

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        sheets["Sheet1"].write(1_048_575, 16_383, "x")

    made.build = as_book(hook)
    made.only("refused")


@kind()
def picture_over_the_table(made: Draft) -> None:
    """A screenshot pasted over the rows."""
    dot = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

    def hook(book: Any, sheets: dict[str, Any], places: Places) -> None:
        sheets["Sheet1"].insert_image("C5", "shot.png", {"image_data": io.BytesIO(dot)})

    made.build = as_book(hook)
