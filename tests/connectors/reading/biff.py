"""A binary workbook (BIFF8 in a compound file) as small as one can be, made by hand for the tests."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", float(value)))  # type: ignore[arg-type]


def book(rows: list[list[object]], name: str = "작업", *, locked: bool = False) -> bytes:
    """Return an xls file with one sheet of texts and numbers; `locked` says that a password is needed."""
    sheet = _begin(0x0010)
    for row, cells in enumerate(rows):
        sheet += b"".join(_cell(row, column, value) for column, value in enumerate(cells) if value is not None)
    sheet += _record(0x000A, b"")
    letters = name.encode("utf-16-le")
    head = _begin(0x0005) + (_record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\1" * 48) if locked else b"")
    place = len(head) + 4 + 8 + len(letters) + 4
    head += _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + letters) + _record(0x000A, b"")
    return compound({"Workbook": head + sheet})


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file that holds streams, each of at least 4,096 bytes once padded."""
    sectors, chain, entries = b"", [], [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, body) in enumerate(streams.items(), start=1):
        padded = body.ljust(max(4096, -(-len(body) // SECTOR) * SECTOR), b"\0")
        start = len(chain)
        count = len(padded) // SECTOR
        chain += [*range(start + 1, start + count), END]
        sectors += padded
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, start, len(padded), right=right))
    entries += [_entry("", 0, 0, 0)] * (-len(entries) % 4)
    directory = len(chain)
    count = len(entries) // 4
    chain += [*range(directory + 1, directory + count), END]
    table = len(chain)
    chain += [FAT]
    assert len(chain) <= 128
    chain += [FREE] * (128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6sIII", 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, directory)
    header += struct.pack("<IIIIII", 0, 4096, END, 0, END, 0) + struct.pack("<I", table)
    header = header.ljust(SECTOR, b"\xff")
    return header + sectors + b"".join(entries) + struct.pack("<128I", *chain)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0" if name else b""
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBB", len(letters), kind, 1)
        + struct.pack("<III", FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
