"""Whether a workbook can be opened without harm: looked at as an archive, before any parser fills memory."""

import re
import zipfile
from io import BytesIO

from connectors.reading.kinds import DAMAGED, HUGE, LOCKED, Kind

MOST_BYTES = 1 << 29
MOST_PART_BYTES = 1 << 28
# XML of tables packs about ten to one; a bomb a thousand to one.
MOST_RATIO, FREE_BYTES = 200, 20_000_000
MOST_COLUMNS, MOST_ROWS = 5_000, 1_048_576
MOST_CELLS = 50_000_000
MOST_STRINGS = 5_000_000
# Excel's own limit is 32,767 letters in a cell, three bytes each at most.
_LONG = re.compile(rb">[^<]{100000}")
_STRING = re.compile(rb"<si\b")
# As every program writes it; what is written in another way is searched in a slower one.
_FAST = (rb' r="([A-Z]{2,3})\d', rb' r="[A-Z]+(\d{5,})')
_SLOW = (rb"\sr\s*=\s*[\"']([A-Z]{2,3})\d", rb"\sr\s*=\s*[\"'][A-Z]+(\d{5,})")
_UNUSUAL = re.compile(rb"\sr(=')|\sr\s+=|\sr=\s")
_ROW = rb"row\s[^>]*?\br\s*=\s*[\"'](\d+)"
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")


def bounded(content: bytes) -> Kind | None:
    """Return why a workbook must not be opened, None where it may.

    Args:
        content: Bytes of an xlsx file.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if (why := _outline(members, len(content))) is not None:
                return why
            for member in members:
                if member.filename.endswith((".xml", ".rels")) and (why := _part(archive, member)) is not None:
                    return why
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return DAMAGED
    return None


def _outline(members: list[zipfile.ZipInfo], size: int) -> Kind | None:
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        return LOCKED
    if len(set(names)) < len(names) or any(".." in name.split("/") or name.startswith(("/", "\\")) for name in names):
        return DAMAGED
    whole = sum(member.file_size for member in members)
    most = max((member.file_size for member in members), default=0)
    packed = whole > FREE_BYTES and whole > MOST_RATIO * size
    return HUGE if packed or whole > MOST_BYTES or most > MOST_PART_BYTES else None


def _part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Kind | None:
    with archive.open(member) as part:
        xml = part.read(MOST_PART_BYTES + 1)
    if len(xml) > MOST_PART_BYTES:
        return HUGE
    if any(word in xml[:4096] for word in _DECLARED):
        return DAMAGED
    if not member.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
        return None
    strings = sum(1 for _ in _STRING.finditer(xml))
    return HUGE if strings > MOST_STRINGS or _LONG.search(xml) or _far_out(xml) else None


def _far_out(xml: bytes) -> bool:
    """Whether a cell lies so far out that filling up to it would take the machine's memory."""
    columns, rows = _SLOW if _UNUSUAL.search(xml) else _FAST
    widest = max(map(_number, _distinct(columns, xml)), default=26)
    lowest = max(map(int, _distinct(rows, xml) | _distinct(_ROW, xml)), default=0)
    cells = xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b":c ")
    area = widest * max(lowest, 1)
    return widest > MOST_COLUMNS or lowest > MOST_ROWS or area > max(50 * cells, 2_000_000) or area > MOST_CELLS


def _distinct(pattern: bytes, xml: bytes) -> set[bytes]:
    return {found.group(1) for found in re.finditer(pattern, xml)}


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
