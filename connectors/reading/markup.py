"""Web pages and XML workbooks to tables: what is named .xls and is none."""

import re
from dataclasses import replace
from xml.parsers import expat

import polars as pl

from connectors.reading import html_table, spreadsheetml
from connectors.reading.encoding import Decoded, decode
from connectors.reading.kinds import DAMAGED, HUGE, MARKUP, UNSAFE_MARKUP, Kind, refusal
from connectors.reading.merged import Grid, TooLargeError
from connectors.reading.sheet import Cells
from connectors.reading.workbook import BookRead, tables_of
from ppuri.core.findings import finding

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_MARKS = re.compile(rb">\s*<")
_KOREAN = {"euc-kr", "ks_c_5601-1987", "ksc5601", "windows-949", "x-windows-949", "ms949"}
GARBLED = "\ufffd"


def read_markup(content: bytes, *, encoding: str | None, sheet: str | None, header_row: int | None) -> BookRead:
    """Read the tables of a web page or an XML workbook.

    Args:
        content: Bytes of the file.
        encoding: Codec, where a person names it.
        sheet: Only the table of this name.
        header_row: Row of the column names, where a person names it.
    """
    decoded = _decoded(content, encoding)
    if decoded.body is None:
        return BookRead("markup", findings=decoded.findings, holds=decoded.holds)
    text = decoded.body.decode()
    xml = spreadsheetml.is_workbook(text)
    if not xml and text.lstrip().startswith("<?xml") and "<table" not in text.lower():
        return _refused(MARKUP)
    form = spreadsheetml if xml else html_table
    try:
        found = form.grids(text)
        sheets = [(number, each.name, _marked(each.cells())) for number, each in enumerate(found, start=1)]
    except TooLargeError:
        return _refused(HUGE)
    except spreadsheetml.EntitiesError:
        return _refused(UNSAFE_MARKUP)
    except expat.ExpatError:
        return _refused(DAMAGED)
    if not found:
        return _refused(MARKUP)
    counted, parsed = form.row_count(text), _row_count(found)
    if counted != parsed:
        return BookRead("markup", findings=(finding("count-mismatch", counted=counted, parsed=parsed),))
    named = [each for each in sheets if sheet in (None, each[1])]
    read = tables_of(named, "spreadsheetml" if xml else "html", header_row)
    return BookRead(read.container, read.tables, (*decoded.findings, *read.findings))


def _refused(kind: Kind) -> BookRead:
    return BookRead(kind.name, findings=(refusal(kind),))


def _row_count(found: list[Grid]) -> int:
    return sum(len(grid.rows) - grid.implied for grid in found)


def _marked(cells: Cells) -> Cells:
    """Note the rows with letters that the encoding does not have."""
    if not cells.texts.width:
        return cells
    marked = cells.texts.select(pl.any_horizontal(pl.all().str.contains(GARBLED, literal=True).fill_null(value=False)))
    return replace(cells, garbled=frozenset(cells.numbers.filter(marked.to_series()).to_list()))


def _decoded(content: bytes, encoding: str | None) -> Decoded:
    """Decode by proof; what the page says of itself settles only what its bytes leave open."""
    if b"\x00" not in content[:4096]:
        # A page may be one line: a line per mark keeps a broken byte to its own cell.
        content = _MARKS.sub(b">\n<", content) + b"\n"
    decoded = decode(content, encoding)
    said = _CHARSET.search(content[:4096])
    if decoded.body is not None or encoding is not None or said is None:
        return decoded
    name = said.group(1).decode("ascii", errors="ignore").lower()
    codec = "cp949" if name in _KOREAN else {"shift_jis": "cp932", "iso-8859-1": "cp1252"}.get(name, name)
    try:
        content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return decoded
    return decode(content, codec)
