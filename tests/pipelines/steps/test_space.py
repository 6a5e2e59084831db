"""What would not fit is refused before anything of it is written, and a disk that fills up is told of in time."""

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from pipelines.steps.space import COPIES, ensure_space, space
from ppuri.core.errors import TransientError
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import export, opened, runs, shot, stored

MB = 1_000_000
Usage = namedtuple("Usage", "total used free")


def left(monkeypatch: pytest.MonkeyPatch, free: int, total: int = 100_000 * MB) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(total, total - free, free))


def tree(home: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in home.rglob("*") if path.is_file() and path.suffix != ".db-shm"}


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    scope = opened(tmp_path / "home")
    stored(scope, [export(tmp_path / "a.csv", [shot(number) for number in range(1, 31)])])
    return scope


def test_a_file_that_would_not_fit_is_refused_before_anything_is_written(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path / "b.csv", [shot(number) for number in range(31, 61)])
    left(monkeypatch, 1_024 * MB + COPIES * path.stat().st_size - 1)
    before, files = tree(scope.home), Ledger(scope.home).files("hanbit")
    with pytest.raises(TransientError) as refused:
        stored(scope, [path])
    assert "디스크에 자리가 모자라" in refused.value.ko
    assert "b.csv" not in str(tree(scope.home))
    assert tree(scope.home) == before
    assert Ledger(scope.home).files("hanbit") == files
    left(monkeypatch, 1_024 * MB + COPIES * path.stat().st_size)
    assert stored(scope, [path])[0].status == "committed"
    assert runs(scope).height == 60


def test_one_large_file_counts_with_its_fellows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left(monkeypatch, 1_200 * MB)
    ensure_space(tmp_path, [50 * MB])
    with pytest.raises(TransientError):
        ensure_space(tmp_path, [50 * MB, 50 * MB])


def test_a_small_disk_keeps_a_twentieth_and_no_gigabyte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left(monkeypatch, 300 * MB, total=1_000 * MB)
    ensure_space(tmp_path, [80 * MB])
    assert space(tmp_path).reserve == 50 * MB


def test_sizes_are_told_by_firm_and_part(scope: Scope) -> None:
    told = {(place.firm_id, place.part): place for place in space(scope.home).places}
    assert set(told) == {("hanbit", "raw"), ("hanbit", "lake")}
    assert told["hanbit", "raw"].files == 1
    assert told["hanbit", "raw"].bytes == Ledger(scope.home).files("hanbit")[0].byte_count


@pytest.mark.parametrize(("free", "low"), [(9_000, True), (11_000, False)])
def test_less_than_a_tenth_left_is_low(scope: Scope, monkeypatch: pytest.MonkeyPatch, free: int, low: bool) -> None:
    left(monkeypatch, free * MB)
    told = space(scope.home)
    assert told.low is low
    assert len(told.lines()) == 1 + low
