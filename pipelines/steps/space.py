"""Space on the disk of an installation: what takes it, how much is left, and that nothing begins which would not fit."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel

from ppuri.core.errors import TransientError
from ppuri.core.language import text
from ppuri.core.settings import load_settings

# A file is archived, its rows stand on disk while they are read, and its months may be written once more.
COPIES = 3
_MB = 1_000_000


class Place(BaseModel):
    """What one part of one firm takes."""

    firm_id: str
    part: str
    bytes: int
    files: int


class Space(BaseModel):
    """The disk of an installation.

    Attributes:
        total: Bytes of the disk.
        free: Bytes that may still be written.
        reserve: Bytes that are never filled.
        used: Bytes of the installation.
        places: Per firm and part (raw, lake, reports, feed): bytes and number of files.
        low: Whether less is left than a tenth of the disk, or nothing beyond the reserve.
    """

    total: int
    free: int
    reserve: int
    used: int
    places: list[Place]
    low: bool

    def lines(self) -> list[str]:
        """Say it in sentences."""
        said = text(
            f"디스크 {_gb(self.total)} 가운데 {_gb(self.free)} 남음, 이 설치가 {_gb(self.used)} 씀",
            f"{_gb(self.free)} of {_gb(self.total)} of disk left, {_gb(self.used)} taken by this installation",
        )
        if not self.low:
            return [said]
        return [
            said,
            text(
                "디스크가 거의 찼습니다. 디스크를 늘리거나 필요 없는 파일을 옮겨 주세요. 자리가 모자라면 새 파일을 받지 않습니다.",
                "The disk is almost full. Enlarge it or move files that are not needed; files that would not fit are refused.",
            ),
        ]


def _gb(count: int) -> str:
    return f"{count / 1e9:,.1f} GB"


def space(home: Path) -> Space:
    """Measure an installation.

    Args:
        home: Its folder.
    """
    total, free, reserve = _disk(home)
    places = []
    for part in ("raw", "lake", "reports", "feed"):
        for folder in sorted((home / part).glob("*")):
            size, count = _size(folder)
            places.append(Place(firm_id=folder.name, part=part, bytes=size, files=count))
    low = free < max(reserve, total // 10) if total else False
    return Space(total=total, free=free, reserve=reserve, used=_size(home)[0], places=places, low=low)


def ensure_space(home: Path, sizes: Iterable[int]) -> None:
    """Refuse what would not fit, before anything of it is written.

    Args:
        home: Folder of the installation.
        sizes: Bytes of the files to be stored.

    Raises:
        TransientError: When they would not fit beside the reserve.
    """
    _, free, reserve = _disk(home)
    needed = COPIES * sum(sizes)
    if needed + reserve > free:
        raise TransientError(
            f"디스크에 자리가 모자라 파일을 받지 않았습니다. 필요 {(needed + reserve) / _MB:,.0f} MB, 남음 {free / _MB:,.0f} MB. 담당자에게 알려 주시고, 자리를 만든 뒤 다시 올려 주세요.",
            f"the disk has no room for these files, so none was taken in: {(needed + reserve) / _MB:,.0f} MB needed, {free / _MB:,.0f} MB left; make room and hand them in again",
        )


def _disk(home: Path) -> tuple[int, int, int]:
    """Total and free bytes of the disk, and how much of it stays free."""
    there = home.resolve()
    while not there.exists():
        there = there.parent
    usage = shutil.disk_usage(there)
    return usage.total, usage.free, min(load_settings().reserve_mb * _MB, usage.total // 20)


def _size(folder: Path) -> tuple[int, int]:
    size = count = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(place) / name).lstat().st_size
            except FileNotFoundError:  # written and gone while we count
                continue
            count += 1
    return size, count
