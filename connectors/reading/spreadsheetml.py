"""Worksheets of XML-2003 workbooks (SpreadsheetML), which programs save under the name .xls."""

import re
from datetime import datetime
from typing import Any
from xml.parsers import expat

from connectors.reading.merged import Grid

_ROW = re.compile(r"<(\w+:)?Row\b")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class EntitiesError(Exception):
    """The file declares entities. Never leaves `connectors.reading`."""


def row_count(text: str) -> int:
    """Count the rows of all worksheets without parsing."""
    return len(_ROW.findall(_COMMENT.sub("", text)))


def is_workbook(text: str) -> bool:
    """Whether an XML text is a workbook of this form."""
    return "urn:schemas-microsoft-com:office:spreadsheet" in text[:20_000]


def grids(text: str) -> list[Grid]:
    """Return the worksheets.

    Raises:
        EntitiesError: When the file declares a document type.
        TooLargeError: When a sheet claims more cells than any export has.
        xml.parsers.expat.ExpatError: When it is no well-formed XML.
    """
    book = _Book()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.text
    parser.Parse(text.encode(), True)
    return book.found


def _refuse(*_given: Any) -> None:
    raise EntitiesError


class _Book:
    """Collects cells while the XML is read."""

    def __init__(self) -> None:
        self.found: list[Grid] = []
        self._cell: dict[str, str] | None = None
        self._type = ""
        self._text: list[str] | None = None
        self._value: Any = None
        self._in_comment = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        tag = _local(name)
        marks = {_local(key): value for key, value in attributes.items()}
        if tag == "Worksheet":
            self.found.append(Grid(name=marks.get("Name")))
        elif not self.found:
            return
        elif tag == "Row":
            self.found[-1].row(_number(marks.get("Index")))
        elif tag == "Cell":
            self._cell, self._value = marks, None
        elif tag == "Comment":
            self._in_comment = True
        elif tag == "Data" and self._cell is not None and not self._in_comment:
            self._type, self._text = marks.get("Type", "String"), []

    def end(self, name: str) -> None:
        """End an element."""
        tag = _local(name)
        if tag == "Comment":
            self._in_comment = False
        elif tag == "Data" and self._text is not None:
            self._value, self._text = _value("".join(self._text), self._type), None
        elif tag == "Cell" and self._cell is not None:
            column = _number(self._cell.get("Index"))
            across, down = (1 + (_number(self._cell.get(key)) or 0) for key in ("MergeAcross", "MergeDown"))
            self.found[-1].cell(self._value, across, down, None if column is None else column - 1)
            self._cell = None

    def text(self, data: str) -> None:
        """Take text of a cell."""
        if self._text is not None:
            self._text.append(data)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 and int(said) else None


def _value(text: str, kind: str) -> Any:
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    return text
