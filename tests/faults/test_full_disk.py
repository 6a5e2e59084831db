"""A disk that is really full: nothing half, a sentence instead of a fault, and whole when there is room again."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.steps.reap import reap
from ppuri.core.errors import TransientError
from tests.effort import FACTOR
from tests.faults.scene import Scene, faults, overlap, remains, rows, same
from tests.pipelines.steps.home import stored

SIZE_KB = 16 * 1024
# From a disk that holds little more than the files to one that holds all but the last commit.
LEFT_KB = [104 + number * 640 // (2 * FACTOR) for number in range(2 * FACTOR)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PPURI_LEDGER", raising=False)
        return overlap(tmp_path_factory.mktemp("scene"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("left_kb", LEFT_KB)
def test_a_full_disk(left_kb: int, scene: Scene, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPURI_LEDGER", raising=False)
    monkeypatch.setenv("PPURI_RESERVE_MB", "0")
    scope = scene.copy(disk / "home")
    filler = disk / "filler"
    status = os.statvfs(disk)
    filler.write_bytes(bytes(status.f_bavail * status.f_frsize - left_kb * 1024))
    try:
        stored(scope, scene.paths)
        whole = True
    except TransientError:
        whole = False
    filler.unlink()
    seen = rows(scope)
    assert same(seen, scene.after) or (not whole and same(seen, scene.before))
    reap(scope)
    assert {receipt.status for receipt in stored(scope, scene.paths)} <= {"committed", "duplicate"}
    assert same(rows(scope), scene.after)
    assert faults(scope) == []
    assert remains(scope) == []
