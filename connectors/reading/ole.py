"""Compound files (OLE): which kind of document their directory names."""

from connectors.reading.kinds import DOCUMENT, HANGUL, LOCKED, OLE, RIGHTS, Kind

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128
_NAME_LENGTH_AT = 64
# Strongest first: a locked xlsx holds an EncryptedPackage and nothing that could be read.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", LOCKED),
    ("\x09DRMContent", RIGHTS),
    ("\x06DataSpaces", RIGHTS),
    ("HwpSummaryInformation", HANGUL),
    ("\x05HwpSummaryInformation", HANGUL),
    ("BodyText", HANGUL),
    ("WordDocument", DOCUMENT),
    ("PowerPoint Document", DOCUMENT),
)
# The record that begins a BIFF8 stream of kind "workbook globals".
_WORKBOOK_BEGIN = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS, _END, _LOOKED_AT = 0x2F, 0x0A, 20
_BOOKS = ("Workbook", "Book")


def kind_of(content: bytes) -> Kind | None:
    """Return why a compound file is refused; None where it holds a binary workbook (xls)."""
    for name, kind in _KINDS:
        if _names(content, name):
            return kind
    if not any(_names(content, name) for name in _BOOKS):
        return OLE
    return LOCKED if _needs_password(content) else None


def _needs_password(content: bytes) -> bool:
    """Whether one of the first records of the workbook says that the rest is encrypted (FILEPASS)."""
    at = content.find(_WORKBOOK_BEGIN)
    for _ in range(_LOOKED_AT if at >= 0 else 0):
        kind, length = (int.from_bytes(content[at + step : at + step + 2], "little") for step in (0, 2))
        if kind in (_FILEPASS, _END):
            return kind == _FILEPASS
        at += 4 + length
    return False


def _names(content: bytes, name: str) -> bool:
    """Whether the directory holds an entry of that name; entries stand at multiples of their size."""
    needle = name.encode("utf-16-le") + b"\x00\x00"
    at = content.find(needle)
    while at >= 0:
        length = content[at + _NAME_LENGTH_AT : at + _NAME_LENGTH_AT + 2]
        if at % ENTRY == 0 and int.from_bytes(length, "little") == len(needle):
            return True
        at = content.find(needle, at + 1)
    return False
