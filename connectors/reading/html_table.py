"""Tables of a web page, which many machines and programs save under the name .xls."""

import re
from html.parser import HTMLParser

from connectors.reading.merged import Grid

_LAYERS = ("script", "style", "noscript", "template")
_ASIDE = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+([eE][+-]?\d+)?%?")
_BLANKS = re.compile(r"[ \t\r\n\xa0]+")


def row_count(text: str) -> int:
    """Count the rows of all tables without parsing."""
    return len(_ROW.findall(_ASIDE.sub("", text)))


def grids(text: str) -> list[Grid]:
    """Return the tables of a web page; of nested ones each is its own.

    Raises:
        TooLargeError: When one claims more cells than any export has.
    """
    page = _Page()
    page.feed(text)
    page.close()
    page.end()
    return page.found


class _Page(HTMLParser):
    """Collects cells while the page is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Grid] = []
        self._open: list[Grid] = []
        self._cells: list[tuple[list[str], dict[str, str | None]] | None] = []
        self._caption: list[str] | None = None
        self._layer = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell."""
        if tag in _LAYERS:
            self._layer += 1
        elif tag == "table":
            self._open.append(Grid())
            self._cells.append(None)
            self.found.append(self._open[-1])
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].row()
        elif tag in ("td", "th"):
            self._end_cell()
            self._cells[-1] = ([], dict(attrs))
        elif tag == "caption":
            self._caption = []
        elif tag in ("br", "p", "div") and (cell := self._cells[-1]) is not None:
            cell[0].append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a table, row or cell."""
        if tag in _LAYERS:
            self._layer = max(self._layer - 1, 0)
        elif not self._open:
            return
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "caption" and self._caption is not None:
            self._open[-1].name = _plain("".join(self._caption)) or None
            self._caption = None
        elif tag == "table":
            self._end_cell()
            self._open.pop()
            self._cells.pop()

    def handle_data(self, data: str) -> None:
        """Take text into the cell or caption that is open."""
        if self._layer or not self._open:
            return
        if self._caption is not None:
            self._caption.append(data)
        elif (cell := self._cells[-1]) is not None:
            cell[0].append(data)

    def end(self) -> None:
        """End what a cut page leaves open."""
        while self._open:
            self.handle_endtag("table")

    def _end_cell(self) -> None:
        cell = self._cells[-1]
        if cell is None:
            return
        text, marks = _plain("".join(cell[0])), cell[1]
        exact = marks.get("x:num")
        # Excel writes the number behind a rounded one beside it.
        value = exact if exact and _NUMBER.fullmatch(text) and not text.endswith("%") else text
        self._open[-1].cell(value, _span(marks.get("colspan")), _span(marks.get("rowspan")))
        self._cells[-1] = None


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _span(said: str | None) -> int:
    return max(int(said), 1) if said and said.isascii() and said.isdigit() and len(said) < 9 else 1
