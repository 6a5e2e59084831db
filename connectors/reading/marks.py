"""Cells that a workbook marks as errors or leaves without a value: the parser of sheets gives both as empty."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')
_HOLLOW = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v></v>|<v/>)?</c>')
_SHEET = re.compile(r"<sheet\b[^>]*>")
_RELATION = re.compile(r"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"")

Place = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """Marked cells of a sheet by row and column, both from 0.

    Attributes:
        errors: Place to the error, such as `#DIV/0!`.
        hollow: Formulas that were never computed.
    """

    errors: dict[Place, str]
    hollow: tuple[Place, ...]


def marks(content: bytes) -> list[Marks]:
    """Return the marks of every sheet of an xlsx file, in the workbook's order; none where its parts are not named as usual.

    Args:
        content: Bytes of a workbook that `archive.bounded` has passed.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return [_marks(archive.read(part)) for part in _parts(archive)]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        return []


def _parts(archive: zipfile.ZipFile) -> list[str]:
    """Files of the sheets, in order."""
    relations = [_attributes(tag) for tag in _RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels"))]
    targets = {relation["Id"]: relation["Target"] for relation in relations}
    named = [targets[_attributes(tag)["r:id"]] for tag in _SHEET.findall(_text(archive, "xl/workbook.xml"))]
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in named]


def _text(archive: zipfile.ZipFile, part: str) -> str:
    return archive.read(part).decode("utf-8", "replace")


def _attributes(tag: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(tag))


def _marks(xml: bytes) -> Marks:
    errors = {}
    if b't="e"' in xml:
        errors = {_place(found): found.group(3).decode("utf-8", "replace") for found in _ERROR.finditer(xml)}
    hollow = tuple(_place(found) for found in _HOLLOW.finditer(xml)) if b"<f" in xml else ()
    return Marks(errors, hollow)


def _place(found: re.Match[bytes]) -> Place:
    column = 0
    for letter in found.group(1):
        column = column * 26 + letter - 64
    return int(found.group(2)) - 1, column - 1
