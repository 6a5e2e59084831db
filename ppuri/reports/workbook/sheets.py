"""A sheet that is written from the top: titles, tables, charts beside them; then made ready to print."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ppuri.reports.workbook.styles import FONT, Styles

LANDSCAPE_WIDTH = 120
# A Korean letter takes about this many of the letters that a column's width counts, at the size of the tables.
LETTER, LINE_HEIGHT = 1.4, 13.5


class Page:
    """One sheet while it is written.

    Attributes:
        name: Its name.
        sheet: The sheet.
        row: The next free row, from 0.
    """

    def __init__(self, book: Workbook, styles: Styles, name: str, widths: Sequence[float]) -> None:
        """Begin a sheet.

        Args:
            book: The workbook.
            styles: Its formats.
            name: Name of the sheet.
            widths: Of the columns, in letters.
        """
        self.name, self.book, self.styles, self.row = name, book, styles, 0
        self.sheet: Worksheet = book.add_worksheet(name)
        self.widths = list(widths)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def line(self, text: str, style: Any = None) -> None:
        """Write one line of text."""
        self.sheet.write_string(self.row, 0, text, style or self.styles.plain)
        self.row += 1

    def wrapped(self, text: str, height: float) -> None:
        """Write a text over the whole width."""
        style = self.styles.text
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def head(self, headers: Sequence[str], *, numbers: Sequence[int] = (), left: int = 0, repeat: bool = False) -> None:
        """Write the headers of a table.

        Args:
            headers: One per column.
            numbers: Columns of numbers.
            left: First column.
            repeat: Print them on every page.
        """
        for column, header in enumerate(headers):
            self.sheet.write_string(self.row, left + column, header, self.styles.head(number=column in numbers))
        if repeat:
            self.sheet.repeat_rows(self.row)
            self.sheet.freeze_panes(self.row + 1, 0)
        self.row += 1

    def cells(self, values: Sequence[tuple[float | str | None, str]], *, left: int = 0) -> int:
        """Write one row of (value, as printed): a number stays a number, a text never becomes a formula.

        Args:
            values: One per column.
            left: First column.

        Returns:
            The row.
        """
        for column, (value, shown) in enumerate(values, start=left):
            if isinstance(value, str) or value is None:
                self.sheet.write_string(self.row, column, shown, self.styles.text)
            else:
                self.sheet.write_number(self.row, column, value, self.styles.number(shown))
        texts = [shown for _, shown in values]
        lines = max((ceil(len(t) * LETTER / w) for t, w in zip(texts, self.widths[left:], strict=False)), default=1)
        if lines > 1:
            # Not every program fits a row to its text when it opens a file.
            self.sheet.set_row(self.row, lines * LINE_HEIGHT)
        self.row += 1
        return self.row - 1

    def chart(self, kind: dict[str, Any], series: Sequence[dict[str, Any]], title: str, at: tuple[int, int]) -> Any:
        """Insert a native chart.

        Args:
            kind: Type of the chart.
            series: Its series; ranges as [sheet, row, column, row, column].
            title: Says what it shows.
            at: Row and column of its upper left corner.
        """
        chart = self.book.add_chart(kind)
        for one in series:
            chart.add_series(one)
        font = {"name": FONT, "size": 9}
        chart.set_title({"name": title, "name_font": {**font, "size": 10, "bold": True}})
        chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E3E8EE"}}})
        chart.set_legend({"none": True})
        self.sheet.insert_chart(*at, chart)
        return chart

    def done(self, *, last_row: int | None = None, last_column: int | None = None) -> None:
        """Make the sheet ready to print.

        Args:
            last_row: Last row to print, where a chart reaches below the table.
            last_column: Last column to print, where a chart reaches beyond the table.
        """
        if sum(self.widths) > LANDSCAPE_WIDTH or last_column is not None:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer("&C&8&P / &N")
        column = max(len(self.widths) - 1, last_column or 0)
        self.sheet.print_area(0, 0, max(self.row - 1, last_row or 0, 1), column)
