"""What a file is, by its content and never by its name."""

import re
import zipfile
from io import BytesIO

from connectors.layouts import refused_binary, refused_text
from connectors.reading import ole
from connectors.reading.encoding import wide_unmarked
from connectors.reading.kinds import (
    ARCHIVE,
    BINARY,
    DAMAGED,
    DOCUMENT,
    FASOO,
    HANGUL,
    IMAGE,
    MARKANY,
    OTHER_BOOK,
    PDF,
    SOFTCAMP,
    ZIP,
    Kind,
    declared,
    refusal,
)
from ppuri.core.findings import Finding, finding

HEAD = 4096
# Control bytes that no text has, in a sample: above this share it is none.
MOST_ODD_SHARE = 0.05
_MARKUP = re.compile(
    r"\s*(<!--.*?-->\s*)*<(\?xml|!doctype|html|head|meta|body|style|table|\w+:workbook)\b", re.I | re.S
)
_PARTS = re.compile(rb"xl/workbook\.xml|xl/worksheets/")
_NOTHING = b' \t\r\n\x00\x1a\xef\xbb\xbf\xff\xfe,;|"'
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", PDF),
    # Document security of Korean firms, by the first bytes of protected files.
    (b"\x9b DRMONE", FASOO),
    (b"<DRMONE", FASOO),
    (b"<!-- FasooSecureContainer", FASOO),
    (b"SCDSA", SOFTCAMP),
    (b"<DOCUMENT SAFER", MARKANY),
    (b"HWP Document File", HANGUL),
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\x00", IMAGE),
    (b"MM\x00*", IMAGE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\x00", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
    (b"EGGA", ARCHIVE),
    (b"ALZ\x01", ARCHIVE),
    (b"MZ\x90\x00", BINARY),
    (b"\x7fELF", BINARY),
    (b"SQLite format 3\x00", BINARY),
    (b"\x80\x04\x95", BINARY),
)


def detect(content: bytes) -> tuple[str, Finding | None]:
    """Tell what a file is.

    Args:
        content: Its bytes.

    Returns:
        `text`, `xlsx`, `xls`, `markup`, `zip`, `gzip`, `parquet`, or `empty` or the name of what is refused, with the finding that says so.
    """
    if not content[:HEAD].strip(_NOTHING) and not content.strip(_NOTHING):
        return "empty", finding("empty-file")
    if (kind := _marked(content)) is not None:
        return _refused(kind)
    if content.startswith(ole.MAGIC):
        kind = ole.kind_of(content)
        return ("xls", None) if kind is None else _refused(kind)
    for magic, name in ((b"\x1f\x8b", "gzip"), (b"PAR1", "parquet")):
        if content.startswith(magic):
            return name, None
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content)
    if _MARKUP.match(_letters(content)):
        return "markup", None
    kind = _binary(content)
    return ("text", None) if kind is None else _refused(kind)


def _refused(kind: Kind) -> tuple[str, Finding]:
    return kind.name, refusal(kind)


def _marked(content: bytes) -> Kind | None:
    """Kinds told by their first bytes, and by marks at a fixed place."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    # A bitmap tells its own length; two letters alone would be a header.
    if content.startswith(b"BM") and int.from_bytes(content[2:6], "little") == len(content):
        return IMAGE
    if content[257:262] == b"ustar":
        return ARCHIVE
    refused = refused_text(_letters(content).replace("\r\n", "\n"))
    return declared(refused) if refused is not None else None


def _letters(content: bytes) -> str:
    head = content[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    wide = wide_unmarked(head)
    return head.decode(wide or "latin-1", errors="replace").removeprefix("\xef\xbb\xbf")


def _binary(content: bytes) -> Kind | None:
    """Why this is no text: control bytes in its head, or behind a head that names the maker of a recorder."""
    head = content[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or wide_unmarked(head) is not None:
        return None
    refused = refused_binary(head)
    named = declared(refused) if refused is not None else None
    if _odd_share(head) > MOST_ODD_SHARE:
        return named or BINARY
    if named is None or len(content) < 2 * HEAD:
        return None
    body = content.rstrip(b"\x00\x1a\r\n")
    spots = range(HEAD, max(len(body) - HEAD, HEAD + 1), max(len(body) // 8, 1))
    odd = sum(1 for at in spots if _odd_share(body[at : at + HEAD]) > MOST_ODD_SHARE)
    return named if 2 * odd > len(spots) else None


def _odd_share(head: bytes) -> float:
    """Share of control bytes that no text holds; NULs count only between other bytes."""
    body = head.rstrip(b"\x00\x1a\r\n")
    odd = sum(1 for byte in body if byte < 9 or 13 < byte < 27)
    return odd / max(len(body), 1)


def _zipped(content: bytes) -> tuple[str, Finding | None]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {member.filename for member in archive.infolist()}
            kind = _office(archive, names)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return _refused(DAMAGED if _PARTS.search(content) else ZIP)
    if kind is not None:
        return _refused(kind)
    return ("xlsx" if "xl/workbook.xml" in names else "zip"), None


def _office(archive: zipfile.ZipFile, names: set[str]) -> Kind | None:
    """Documents that are archives by form only."""
    if "Contents/content.hpf" in names or "Contents/section0.xml" in names:
        return HANGUL
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        return DOCUMENT
    if "xl/workbook.bin" in names:
        return OTHER_BOOK
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as part:
            word = part.read(100)
        return OTHER_BOOK if b"spreadsheet" in word else DOCUMENT
    return None
