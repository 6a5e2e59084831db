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
LONGEST = 100_000
_LONG = re.compile(rb">[^<]{100000}")
# As every program writes it; what is written in another way is searched in a slower one.
_FAST = (rb' r="([A-Z]{2,3})\d', rb' r="[A-Z]+(\d+)', rb'<row r="(\d+)')
_SLOW = (
    rb"\sr\s*=\s*[\"']([A-Z]{2,3})\d",
    rb"\sr\s*=\s*[\"'][A-Z]+(\d+)",
    rb"row\s[^>]*?\br\s*=\s*[\"'](\d+)",
)
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
    strings = xml.count(b"<si>") + xml.count(b"<si ")
    return HUGE if strings > MOST_STRINGS or _has_long_text(xml) or _far_out(xml) else None


def _has_long_text(xml: bytes) -> bool:
    """Whether a text is longer than any cell's: then a block of half that length holds no mark at all."""
    view, step = memoryview(xml), LONGEST // 2
    marked = all(b"<" in bytes(view[at : at + step]) for at in range(0, len(xml) - step, step))
    return not marked and _LONG.search(xml) is not None


def _far_out(xml: bytes) -> bool:
    """Whether a cell lies so far out that filling up to it would take the machine's memory."""
    cells, rows = xml.count(b'<c r="'), xml.count(b'<row r="')
    usual = xml.count(b' r="') == cells + rows and cells >= rows
    if not usual:
        cells = xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b":c ")
    columns, lows, row = _FAST if usual else _SLOW
    widest = max(map(_number, _distinct(columns, xml)), default=26)
    lowest = max(map(int, _distinct(row, xml)), default=0)
    most = max(50 * cells, 2_000_000)
    # A cell may lie below its row; only where ten times the rows would be too many is each cell's number looked at.
    digits = len(str(lowest))
    deeper = lows.replace(rb"(\d+)", rb"\d{%d}" % (digits + 1))
    if widest * 10**digits > min(most, MOST_CELLS) or re.search(deeper, xml):
        lowest = max(map(int, _distinct(lows, xml)), default=lowest)
    area = widest * max(lowest, 1)
    return widest > MOST_COLUMNS or lowest > MOST_ROWS or area > most or area > MOST_CELLS


def _distinct(pattern: bytes, xml: bytes) -> set[bytes]:
    return {found.group(1) for found in re.finditer(pattern, xml)}


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
