"""Bytes as received, under their hash, once."""

import hashlib
from pathlib import Path

import pytest

from ppuri.core.errors import InternalError
from ppuri.core.raw import archive, hash_of, stored, sweep
from ppuri.core.scope import Scope

CONTENT = "일시,쇼트\n2026-10-01,1\n".encode("cp949")


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return Scope(tmp_path / "home", "hanbit")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "쇼트.csv"
    path.write_bytes(CONTENT)
    return path


def test_bytes_lie_under_their_hash(scope: Scope, export: Path) -> None:
    kept = archive(scope, export)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (kept.sha256, kept.byte_count, kept.file_id) == (digest, len(CONTENT), digest[:16])
    assert kept.path == scope.home / "raw" / "hanbit" / digest[:2] / digest
    assert kept.path.read_bytes() == CONTENT
    assert kept.path.stat().st_nlink == 1


def test_the_same_bytes_again_are_one_file_and_nothing_is_left_over(scope: Scope, export: Path, tmp_path: Path) -> None:
    twin = tmp_path / "다른 이름.csv"
    twin.write_bytes(CONTENT)
    assert archive(scope, export) == archive(scope, twin)
    assert [path.read_bytes() for path in scope.raw.rglob("*") if path.is_file()] == [CONTENT]


def test_the_archive_does_not_follow_later_changes_of_the_file(scope: Scope, export: Path) -> None:
    kept = archive(scope, export)
    export.write_bytes(b"other")
    assert hash_of(kept.path) == kept.sha256


def test_an_empty_file_is_archived_too(scope: Scope, tmp_path: Path) -> None:
    path = tmp_path / "비었음.csv"
    path.touch()
    assert archive(scope, path).byte_count == 0


def test_a_lost_original_is_our_fault(scope: Scope, export: Path) -> None:
    kept = archive(scope, export)
    assert stored(scope, kept.sha256) == kept.path
    kept.path.unlink()
    with pytest.raises(InternalError):
        stored(scope, kept.sha256)


def test_what_a_dead_process_left_is_swept_and_nothing_else(scope: Scope, export: Path) -> None:
    kept = archive(scope, export)
    (scope.raw / "incoming" / "half").write_bytes(b"x")
    sweep(scope)
    assert [path for path in scope.raw.rglob("*") if path.is_file()] == [kept.path]
