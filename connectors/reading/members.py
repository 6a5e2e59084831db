"""Files within an archive (zip, gzip): walked in bounded memory, counted as they come out, headers never trusted."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from connectors.reading.kinds import GZIP, LOCKED_ZIP, UNSAFE_ZIP, ZIP, ZIP_BOMB, Kind, refusal
from ppuri.core.findings import Finding, finding

MOST_MEMBERS = 2_000
MOST_BYTES = 1 << 31
# Text of exports packs ten to forty to one; a bomb a thousand to one.
MOST_RATIO, FREE_BYTES = 200, 20_000_000
BLOCK = 1 << 18
ZIP_MARKS, GZIP_MARK = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"
_PASSED_FOLDERS = ("__MACOSX", "$RECYCLE.BIN")
_PASSED_NAMES = ("Thumbs.db", "desktop.ini")
_PASSED_STARTS = ("~$", ".")
_LOCAL_HEADER = 30
# What the standard library raises on a damaged archive.
_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    ValueError,
    RuntimeError,
    OSError,
    zlib.error,
    struct.error,
)


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name within, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Unpacked:
    """What unpacking into a folder gave.

    Attributes:
        files: Name within the archive, and path of the unpacked file.
        findings: Why the archive is refused; then there are no files.
    """

    files: tuple[tuple[str, Path], ...] = ()
    findings: tuple[Finding, ...] = ()


class RefusedError(Exception):
    """The archive is refused. Never leaves this module's callers."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.name)
        self.kind = kind


def members(content: bytes) -> list[Member]:
    """Return the files of an archive in its order; folders and what systems leave behind are passed over.

    Args:
        content: Bytes of a zip or gzip file.

    Raises:
        RefusedError: When the archive is damaged, locked, unsafe or too large; nothing of it is to be used.
    """
    found: list[Member] = []
    for name, blocks in _walk(BytesIO(content), len(content)):
        found.append(Member(name, b"".join(blocks)))
    return found


def unpack(source: Path, folder: Path) -> Unpacked:
    """Unpack an archive into a folder under numbers, never under the names it gives.

    Args:
        source: A zip or gzip file.
        folder: An empty folder.
    """
    files: list[tuple[str, Path]] = []
    try:
        with source.open("rb") as archive:
            for name, blocks in _walk(archive, source.stat().st_size):
                target = folder / f"{len(files):05}"
                files.append((name, target))
                with target.open("xb") as writing:
                    for block in blocks:
                        writing.write(block)
    except RefusedError as refused:
        for _, path in files:
            path.unlink(missing_ok=True)
        return Unpacked(findings=(refusal(refused.kind),))
    return Unpacked(tuple(files), () if files else (finding("archive-empty"),))


def _walk(archive: BinaryIO, size: int) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield name and blocks of every member, in the bounds of the whole archive."""
    meter = _Meter(size)
    mark = archive.read(4)
    archive.seek(0)
    if mark.startswith(GZIP_MARK):
        yield _gzip_name(archive), meter.counted(_gunzipped(archive))
        return
    if mark not in ZIP_MARKS:
        raise RefusedError(ZIP)
    try:
        with zipfile.ZipFile(archive) as opened:
            for info, name in _chosen(opened.infolist(), size):
                yield name, meter.counted(_inflated(opened, info))
    except _FAULTS as fault:
        raise RefusedError(ZIP) from fault


class _Meter:
    """Counts what an archive grows to."""

    def __init__(self, size: int) -> None:
        self._most = max(FREE_BYTES, min(MOST_BYTES, MOST_RATIO * size))
        self._count = 0

    def counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass blocks on until they are too many, or one is damaged."""
        try:
            for block in blocks:
                self._count += len(block)
                if self._count > self._most:
                    raise RefusedError(ZIP_BOMB)
                yield block
        except _FAULTS as fault:
            raise RefusedError(ZIP) from fault


def _chosen(infos: list[zipfile.ZipInfo], size: int) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the members that are exports; look at all of them first, so that an archive is taken whole or not at all."""
    if len(infos) > MOST_MEMBERS:
        raise RefusedError(ZIP_BOMB)
    files = [(info, _name(info)) for info in infos if not info.is_dir()]
    if any(info.flag_bits & 1 for info, _ in files):
        raise RefusedError(LOCKED_ZIP)
    names = [name for _, name in files]
    if len(set(names)) < len(names) or any(map(_leads_out, names)) or any(_is_link(info) for info, _ in files):
        raise RefusedError(UNSAFE_ZIP)
    if _overlap([info for info, _ in files], size):
        raise RefusedError(UNSAFE_ZIP)
    yield from ((info, name) for info, name in files if not _passed_over(name))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; without the mark of UTF-8 it is in the writer's own encoding, in Korea mostly CP949."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "cp949"):
        try:
            return raw.decode(codec).replace("\\", "/").split("\x00")[0]
        except UnicodeDecodeError:
            continue
    return info.filename


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name or ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _overlap(infos: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether members share bytes of the archive, so that a small one grows without end."""
    last = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        end = info.header_offset + _LOCAL_HEADER + info.compress_size
        if info.header_offset < last or end > size:
            return True
        last = end
    return False


def _passed_over(name: str) -> bool:
    *folders, last = name.split("/")
    return any(folder in _PASSED_FOLDERS for folder in folders) or (
        last in _PASSED_NAMES or last.startswith(_PASSED_STARTS)
    )


def _inflated(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with opened.open(info) as part:
        while block := part.read(BLOCK):
            yield block


def _gunzipped(archive: BinaryIO) -> Iterator[bytes]:
    """Yield the content of all gzip members, one behind the other as the form asks."""
    stream, waiting = zlib.decompressobj(31), b""
    while chunk := waiting or archive.read(BLOCK):
        if stream.eof:
            if not chunk.lstrip(b"\x00"):
                waiting = b""
                continue
            stream = zlib.decompressobj(31)
        try:
            block = stream.decompress(chunk, BLOCK)
        except zlib.error as fault:
            raise RefusedError(GZIP) from fault
        waiting = stream.unused_data or stream.unconsumed_tail
        yield block
    while not stream.eof and (block := stream.decompress(b"", BLOCK)):
        yield block
    if not stream.eof:
        raise RefusedError(GZIP)


def _gzip_name(archive: BinaryIO) -> str:
    """Return the name that a gzip file keeps; `content` where it keeps none."""
    head = archive.read(1024)
    archive.seek(0)
    if len(head) < 10 or not head[3] & 8:
        return "content"
    at = 10
    if head[3] & 4:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    raw = head[at:].split(b"\x00")[0]
    for codec in ("utf-8", "cp949", "latin-1"):
        try:
            name = raw.decode(codec).replace("\\", "/").rsplit("/", 1)[-1]
        except UnicodeDecodeError:
            continue
        return name or "content"
    return "content"
