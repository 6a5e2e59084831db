"""A polluted file as a workbook."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import xlsxwriter

from connectors.dictionary import normalise
from tests.pollution.draft import Draft, Places

NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
STAMP = re.compile(r"^\d{4}-\d\d-\d\d (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$")
Hook = Callable[[Any, dict[str, Any], Places], None]


def as_book(
    *hooks: Hook, top: int = 0, left: int = 0, stamps: bool = True, **options: Any
) -> Callable[[Draft], tuple[bytes, Places]]:
    """Return what builds a workbook of one sheet per `Line.sheet`.

    Args:
        hooks: Called with the workbook, its sheets by name and the places of the lines.
        top: Rows left empty above.
        left: Columns left empty on the left.
        stamps: Whether instants are dates of Excel, not texts.
        options: Of XlsxWriter.
    """

    def build(made: Draft) -> tuple[bytes, Places]:
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheets: dict[str, Any] = {}
        places: Places = {}
        for name in dict.fromkeys(line.sheet or "Sheet1" for line in made.lines):
            sheet = sheets[name] = book.add_worksheet(name)
            at = top
            above = [
                *(text.split(made.delimiter) for text in made.preamble),
                made.header,
                *([made.units] if made.units else []),
            ]
            for cells in above:
                sheet.write_row(at, left, cells)
                at += 1
            for line in made.lines:
                if (line.sheet or "Sheet1") != name:
                    continue
                for column, text in enumerate(line.cells):
                    header = made.header[column] if column < len(made.header) else ""
                    put(sheet, at, column + left, typed(made, header, text), form if stamps else None)
                at += 1
                places[(name, at)] = line
        for hook in hooks:
            hook(book, sheets, places)
        book.close()
        return out.getvalue(), places

    return build


def typed(made: Draft, name: str, text: str) -> float | str:
    """What a cell holds: a number in a column of numbers, else a text; ids are texts."""
    words = made.export.of("text") + made.export.of("label")
    if normalise(name) in map(normalise, words):
        return text
    plain = text.replace(",", ".") if made.export.decimal == "," else text
    return float(plain) if NUMBER.match(plain) else plain


def number(made: Draft, text: str) -> float | None:
    """A cell's number, where it is one."""
    found = typed(made, "", text)
    return found if isinstance(found, float) else None


def stamp(text: str) -> datetime | None:
    """An instant, where Excel makes one of the text."""
    try:
        return datetime.fromisoformat(text) if STAMP.match(text) else None
    except ValueError:
        return None


def put(sheet: Any, row: int, column: int, cell: float | str, form: Any) -> None:
    """Write a cell."""
    if isinstance(cell, float):
        sheet.write_number(row, column, cell)
    elif form is not None and (instant := stamp(cell)) is not None:
        sheet.write_datetime(row, column, instant, form)
    elif cell:
        sheet.write_string(row, column, cell)
