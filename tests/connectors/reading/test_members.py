"""Archives: names in any encoding, what systems leave behind, bombs, and bytes of any kind."""

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.reading import members as room
from connectors.reading.members import RefusedError, members, unpack
from tests.effort import examples

CSV = "시각,온도(℃)\n" + "".join(f"2026-05-12 08:00:0{at},{at}.5\n" for at in range(6))


def archive(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def korean_names() -> bytes:
    """An archive as Korean programs write it: names in CP949 without any mark."""
    plain = archive(("AAAAAAAA.csv", CSV.encode("cp949")), ("BBBB/c.csv", CSV.encode()))
    return plain.replace(b"AAAAAAAA", "온도기록".encode("cp949")).replace(b"BBBB", "일보".encode("cp949"))


def test_names_in_cp949_and_utf8() -> None:
    assert [each.name for each in members(korean_names())] == ["온도기록.csv", "일보/c.csv"]
    assert [each.name for each in members(archive(("온도.csv", b"1")))] == ["온도.csv"]


def test_folders_and_what_systems_leave_behind_are_passed_over() -> None:
    left = ("__MACOSX/._a.csv", "a/.DS_Store", "Thumbs.db", "a/desktop.ini", "~$a.xlsx", "folder/")
    content = archive(*((name, b"x") for name in left), ("a/b.csv", b"y"))
    assert [(each.name, each.content) for each in members(content)] == [("a/b.csv", b"y")]


def test_tables_of_all_members_one_after_the_other() -> None:
    content = archive(("1호기.csv", CSV.encode()), ("2호기.csv", CSV.encode("cp949")), ("x.pdf", b"%PDF-1.7"))
    export = read_export(content)
    assert [(table.table_no, table.name, table.record_count) for table in export.tables] == [
        (1, "1호기.csv", 6),
        (2, "2호기.csv", 6),
    ]
    assert [(found.code, found.file_name) for found in export.findings] == [("file-type", "x.pdf")]


def test_a_question_of_a_member_names_it() -> None:
    export = read_export(archive(("a.csv", "材料,刃\n1,2\n3,4\n".encode("cp932"))))
    (hold,) = export.holds
    assert (hold.key, "[a.csv]" in hold.question_ko, "[a.csv]" in hold.question_en) == ("encoding", True, True)


def test_an_archive_within_is_refused_and_its_neighbours_are_read() -> None:
    export = read_export(archive(("in.zip", archive(("a.csv", CSV.encode()))), ("b.csv", CSV.encode())))
    assert [table.name for table in export.tables] == ["b.csv"]
    (found,) = export.findings
    assert (found.file_name, found.severity, "안쪽" in found.fix_ko) == ("in.zip", "error", True)


def test_an_archive_of_nothing_says_so() -> None:
    for content in (archive(("a/", b"")), archive()):
        assert [found.code for found in read_export(content).findings] == ["archive-empty"]


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    return info


def overlapping() -> bytes:
    """Many members that share the bytes of one."""
    content = archive(("a.csv", b"0" * 100_000))
    at = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    entry = content[at:end]
    entries = b"".join(entry.replace(b"a.csv", f"{number:05}".encode()) for number in range(300))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 300, 300, len(entries), at, 0)
    return content[:at] + entries + tail


def encrypted() -> bytes:
    content = bytearray(archive(("a.csv", CSV.encode())))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def lying() -> bytes:
    """A member that says to be small and is not."""
    content = bytearray(archive(("a.csv", b"0" * 1_000_000)))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 10)
    return bytes(content)


def duplicates() -> bytes:
    content = archive(("a.csv", b"1"), ("b.csv", b"2"))
    return content.replace(b"b.csv", b"a.csv")


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "slip": (lambda: archive(("../../etc/a.csv", b"x")), "unsafe-zip"),
    "slip-backslash": (lambda: archive(("..\\..\\a.csv", b"x")), "unsafe-zip"),
    "absolute": (lambda: archive(("/etc/a.csv", b"x")), "unsafe-zip"),
    "drive": (lambda: archive(("C:\\a.csv", b"x")), "unsafe-zip"),
    "link": (lambda: archive((link(), b"/etc/passwd")), "unsafe-zip"),
    "duplicates": (duplicates, "unsafe-zip"),
    "overlap": (overlapping, "unsafe-zip"),
    "encrypted": (encrypted, "locked-zip"),
    "lying-size": (lying, "zip"),
    "many": (lambda: archive(*((f"{n}", b"") for n in range(2_001))), "zip-too-large"),
    "bomb": (lambda: archive(("a.csv", b"0" * 60_000_000)), "zip-too-large"),
    "bomb-in-parts": (lambda: archive(*((f"{n}.csv", b"0" * 9_000_000) for n in range(6))), "zip-too-large"),
    "gzip-bomb": (lambda: gzip.compress(b"0" * 60_000_000), "zip-too-large"),
    "cut": (lambda: archive(("a.csv", CSV.encode() * 99))[:-30], "zip"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_whole(name: str, tmp_path: Path) -> None:
    make, kind = BAD[name]
    content = make()
    export = read_export(content)
    assert (export.container, export.tables) == (kind, ())
    source, folder = tmp_path / "in.zip", tmp_path / "out"
    source.write_bytes(content)
    folder.mkdir()
    unpacked = unpack(source, folder)
    assert (unpacked.files, [found.code for found in unpacked.findings]) == ((), ["file-type"])
    # Nothing of a refused archive stays behind, and nothing was ever written elsewhere.
    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in.zip", "out"]


def test_a_wrong_checksum_refuses_the_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.csv", CSV)
    content = out.getvalue().replace(b"08:00:03", b"08:00:33")
    assert read_export(content).container == "zip"
    assert read_export(content).tables == ()


def test_bytes_are_counted_as_they_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive(("a.csv", random.Random(1).randbytes(3_000)), ("b.csv", random.Random(2).randbytes(3_000)))
    monkeypatch.setattr(room, "MOST_BYTES", 5_000)
    monkeypatch.setattr(room, "FREE_BYTES", 0)
    with pytest.raises(RefusedError, match="zip-too-large"):
        members(content)


def test_unpacked_files_lie_under_numbers(tmp_path: Path) -> None:
    source = tmp_path / "in.zip"
    source.write_bytes(korean_names())
    folder = tmp_path / "out"
    folder.mkdir()
    unpacked = unpack(source, folder)
    assert [(name, path.name) for name, path in unpacked.files] == [("온도기록.csv", "00000"), ("일보/c.csv", "00001")]
    assert unpacked.files[1][1].read_bytes() == CSV.encode()


def test_a_gzip_file_keeps_its_name() -> None:
    out = io.BytesIO()
    with gzip.GzipFile("기록.csv", "wb", fileobj=out) as made:
        made.write(CSV.encode())
    named = members(out.getvalue())
    assert [each.content for each in named] == [CSV.encode()]
    raw = bytearray(gzip.compress(CSV.encode()))
    raw[3] |= 8
    raw[10:10] = "온도.csv".encode("cp949") + b"\0"
    assert [each.name for each in members(bytes(raw))] == ["온도.csv"]


SEEDS = [korean_names(), gzip.compress(CSV.encode()), archive(("a.csv", CSV.encode()), ("b/c.xlsx", b"PK\x03\x04"))]


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 5_000), st.binary(max_size=4)), max_size=6), st.data())
@settings(max_examples=examples(300), deadline=None)
def test_no_change_of_an_archive_escapes(seed: bytes, changes: list[tuple[int, bytes]], data: st.DataObject) -> None:
    content = bytearray(seed)
    for place, fresh in changes:
        at = place % len(content)
        content[at : at + len(fresh)] = fresh
    cut = data.draw(st.integers(0, len(content)))
    made = bytes(content[:cut]) if data.draw(st.booleans()) else bytes(content)
    export = read_export(made)
    assert export.tables or export.findings or export.holds
    for table in export.tables:
        assert table.record_count == table.records.height + table.rejected.height


@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\x08", b"PAR1", b"<table>", b"<?xml ?>", b""]),
    st.binary(max_size=600),
)
@settings(max_examples=examples(300), deadline=None)
def test_bytes_of_any_kind_are_read_or_refused(mark: bytes, rest: bytes) -> None:
    export = read_export(mark + rest)
    assert export.tables or export.findings or export.holds
    for table in export.tables:
        assert table.record_count == table.records.height + table.rejected.height
