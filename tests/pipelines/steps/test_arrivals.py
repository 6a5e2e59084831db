"""Archives on their way in: every member a file of its own; files that are stopped harm no other."""

import gzip
import io
import os
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.steps.hold import answer
from pipelines.steps.inspect import inspect_file
from pipelines.steps.verify import verify
from ppuri.core.errors import UsageError
from ppuri.core.ledger import Ledger
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import HEADER, aside, export, opened, runs, shot, stored


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return opened(tmp_path / "home")


def text(first: int, last: int, *, encoding: str = "utf-8", header: str = HEADER) -> bytes:
    return ("\n".join([header, *map(shot, range(first, last))]) + "\n").encode(encoding)


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def told(receipts: list[Receipt]) -> list[tuple[str, str, int]]:
    return [(each.file_name, each.status, each.accepted) for each in receipts]


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []
    assert list((scope.home / "tmp" / "unpacked").glob("*/*")) == []


def test_each_member_is_a_file_of_its_own(scope: Scope, tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "10월.zip",
        **{"1주.csv": text(1, 21), "일보/2주.csv": text(21, 51, encoding="cp949"), "사진.png": b"\x89PNG\r\n\x1a\n"},
    )
    container = sha256(path.read_bytes()).hexdigest()
    receipts = stored(scope, [path])
    assert told(receipts) == [
        ("1주.csv", "committed", 20),
        ("일보/2주.csv", "committed", 30),
        ("사진.png", "rejected", 0),
    ]
    assert {each.container_sha256 for each in receipts} == {container}
    assert [each.sha256 for each in receipts][:1] == [sha256(text(1, 21)).hexdigest()]
    records = Ledger(scope.home).files(scope.firm_id)
    assert [(each.file_name, each.container_sha256) for each in records] == [
        (name, container) for name in ("1주.csv", "일보/2주.csv", "사진.png")
    ]
    assert runs(scope).height == 50
    right(scope)


def test_the_same_again_changes_nothing(scope: Scope, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.csv": text(1, 21), "b.csv": text(21, 41), "x.pdf": b"%PDF-1.7"})
    first = stored(scope, [path])
    before, versions = runs(scope), Ledger(scope.home).published(scope.firm_id)
    again = stored(scope, [path])
    assert told(again) == [("a.csv", "duplicate", 0), ("b.csv", "duplicate", 0), ("x.pdf", "rejected", 0)]
    assert [each.container_sha256 for each in again] == [each.container_sha256 for each in first]
    other = zipped(tmp_path / "other.zip", **{"c.csv": text(21, 41)})
    (packed,) = stored(scope, [other])
    assert (packed.status, packed.container_sha256) == ("duplicate", sha256(other.read_bytes()).hexdigest())
    alone = export(tmp_path / "b.csv", map(shot, range(21, 41)))
    assert told(stored(scope, [alone])) == [("b.csv", "duplicate", 0)]
    assert runs(scope).equals(before)
    assert Ledger(scope.home).published(scope.firm_id) == versions


def test_a_file_that_came_alone_keeps_no_container(scope: Scope, tmp_path: Path) -> None:
    stored(scope, [export(tmp_path / "a.csv", map(shot, range(1, 21)))])
    (again,) = stored(scope, [zipped(tmp_path / "a.zip", **{"a.csv": text(1, 21)})])
    assert (again.status, again.container_sha256 is None) == ("duplicate", False)
    (record,) = Ledger(scope.home).files(scope.firm_id)
    assert record.container_sha256 is None


def test_gzip_and_twins_within_one_archive(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(text(1, 21)))
    (receipt,) = stored(scope, [path])
    assert (receipt.status, receipt.accepted, receipt.container_sha256) == (
        "committed",
        20,
        sha256(path.read_bytes()).hexdigest(),
    )
    twins = stored(scope, [zipped(tmp_path / "b.zip", **{"a.csv": text(21, 31), "사본.csv": text(21, 31)})])
    assert told(twins) == [("a.csv", "committed", 10), ("사본.csv", "duplicate", 0)]
    right(scope)


def test_an_archive_within_is_refused_until_it_comes_alone(scope: Scope, tmp_path: Path) -> None:
    inner = zipped(tmp_path / "in.zip", **{"a.csv": text(1, 11)})
    outer = zipped(tmp_path / "out.zip", **{"in.zip": inner.read_bytes(), "b.csv": text(11, 31)})
    receipts = stored(scope, [outer])
    assert told(receipts) == [("in.zip", "rejected", 0), ("b.csv", "committed", 20)]
    assert "따로 꺼내어" in receipts[0].findings[0].fix_ko
    assert told(stored(scope, [inner])) == [("a.csv", "committed", 10)]
    right(scope)


@pytest.mark.parametrize("name", ["bomb.zip", "cut.zip", "slip.zip", "empty.zip"])
def test_a_bad_archive_is_one_rejected_file(scope: Scope, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "bomb.zip":
        zipped(path, **{"a.csv": b"0" * 60_000_000})
    elif name == "slip.zip":
        zipped(path, **{"../a.csv": text(1, 11)})
    elif name == "cut.zip":
        path.write_bytes(zipped(path, **{"a.csv": text(1, 11)}).read_bytes()[:-20])
    else:
        zipped(path)
    receipts = stored(scope, [path, export(tmp_path / "b.csv", map(shot, range(1, 11)))])
    assert told(receipts) == [(name, "rejected", 0), ("b.csv", "committed", 10)]
    assert [found.severity for found in receipts[0].findings] == ["error"]
    assert receipts[0].container_sha256 is None
    right(scope)


def test_a_workbook_is_no_archive(scope: Scope, tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate([HEADER, *map(shot, range(1, 11))]):
            sheet.write_row(at, 0, line.split(","))
    (receipt,) = stored(scope, [path])
    assert (receipt.file_name, receipt.accepted, receipt.container_sha256) == ("a.xlsx", 10, None)


def test_names_of_members_may_say_the_machine(tmp_path: Path) -> None:
    scope = opened(tmp_path / "home", ["dc3", "dc4"])
    path = zipped(tmp_path / "a.zip", **{"dc3/a.csv": text(1, 11), "DC4_a.csv": text(11, 21)})
    from pipelines.steps.ingest import ingest

    assert [each.machine_id for each in ingest(scope, [path])] == ["dc3", "dc4"]
    named = zipped(tmp_path / "dc4_b.zip", **{"a.csv": text(21, 31)})
    assert [each.machine_id for each in ingest(scope, [named])] == ["dc4"]
    with pytest.raises(UsageError, match="--machine"):
        ingest(scope, [zipped(tmp_path / "c.zip", **{"a.csv": text(31, 41)})])
    assert list((scope.home / "tmp" / "unpacked").glob("*/*")) == []


def test_a_member_that_asks_keeps_its_container(scope: Scope, tmp_path: Path) -> None:
    content = ("쇼트번호,용탕온도(℃)\n" + "".join(f"{at},{650 + at % 9}\n" for at in range(60))).encode()
    path = zipped(tmp_path / "a.zip", **{"a.csv": content})
    (asked,) = stored(scope, [path])
    assert asked.status == "held"
    done = answer(scope, asked.file_id, {"time": "order"})
    assert (done.status, done.container_sha256) == ("committed", sha256(path.read_bytes()).hexdigest())


def test_inspect_shows_every_member(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.csv": text(1, 11), "b.csv": text(11, 31)})
    said = inspect_file(path)
    assert (said["container"], [(table["name"], table["record_count"]) for table in said["tables"]]) == (
        "zip",
        [("a.csv", 10), ("b.csv", 20)],
    )


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_file_over_a_limit_stops_no_other_and_is_read_when_it_comes_again(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = export(tmp_path / "a.csv", [shot(number) for number in range(300_000)])
    small = export(tmp_path / "b.csv", map(shot, range(300_001, 300_011)))
    monkeypatch.setenv("PPURI_READ_MEMORY_MB", "300")
    over, fine = stored(scope, [large, small])
    assert (over.status, [found.code for found in over.findings]) == ("rejected", ["reading-limit"])
    assert (over.findings[0].file_name, "PPURI_READ_MEMORY_MB" in over.findings[0].fix_ko) == ("a.csv", True)
    assert (fine.status, fine.accepted) == ("committed", 10)
    monkeypatch.delenv("PPURI_READ_MEMORY_MB")
    (again,) = stored(scope, [large])
    assert (again.status, again.accepted) == ("committed", 300_000)
    assert aside(scope, "quarantine").is_empty()


@pytest.mark.skipif(os.name == "nt", reason="names of Windows are Unicode")
def test_a_name_that_is_no_utf_8_is_read_as_korean_windows_wrote_it(scope: Scope, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "가.csv".encode("cp949")))
    try:
        path.write_bytes(text(1, 11))
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    (receipt,) = stored(scope, [path])
    assert (receipt.status, receipt.file_name) == ("committed", "가.csv")


def test_bytes_that_only_begin_like_an_archive(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"PK\x03\x04" + text(1, 11))
    (receipt,) = stored(scope, [path])
    assert (receipt.status, [found.code for found in receipt.findings]) == ("rejected", ["file-type"])
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
