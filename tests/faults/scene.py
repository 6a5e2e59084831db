"""Homes in which an ingest is disturbed, and what the lake must hold whatever happened."""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.steps.verify import verify
from ppuri.core.hub import open_scope
from ppuri.core.scope import Scope
from ppuri.core.warehouse import open_warehouse
from tests.faults.server import bring_back, keep
from tests.pipelines.steps.home import export, opened, runs, shot, stored

PASSING = ["received_ts", "month"]
Rows = list[pl.DataFrame]


@dataclass(frozen=True)
class Scene:
    """A home before an ingest, the files to hand in, and the lake before and after.

    Attributes:
        home: The home to be copied for every try.
        paths: What is handed in.
        before, after: Rows of every table.
    """

    home: Path
    paths: list[Path]
    before: Rows
    after: Rows

    def copy(self, place: Path) -> Scope:
        """Lay the home at a place, anew."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home, place)
        bring_back(place)
        return open_scope(place, "hanbit")


def overlap(folder: Path) -> Scene:
    """A stored log; its longer self with a corrected value and a row that cannot be read, and a later one, are handed in."""
    lines = [shot(number) for number in range(1, 121)]
    longer = [shot(7, warmer=3.0), *lines[60:100], lines[101].replace("2026-10-05", "2026-13-45")]
    first = export(folder / "in" / "a.csv", lines[:80])
    return _scene(
        folder, [first], [export(folder / "in" / "b.csv", longer), export(folder / "in" / "c.csv", lines[100:])]
    )


def archive(folder: Path) -> Scene:
    """An empty lake; a zip of a CP949 text and a workbook is handed in."""
    import openpyxl

    lines = [shot(number) for number in range(1, 61)]
    text = export(folder / "in" / "1월.csv", lines[:40], encoding="cp949")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in ["일시,쇼트번호,용탕온도(℃),비스켓두께(mm),판정", *lines[40:]]:
        sheet.append(line.split(","))
    book.save(folder / "in" / "2월.xlsx")
    packed = folder / "in" / "both.zip"
    with zipfile.ZipFile(packed, "w") as pack:
        pack.write(text, text.name)
        pack.write(folder / "in" / "2월.xlsx", "2월.xlsx")
    return _scene(folder, [], [packed])


SCENES = {"overlap": overlap, "archive": archive}


def _scene(folder: Path, stored_before: list[Path], paths: list[Path]) -> Scene:
    scope = opened(folder / "home")
    if stored_before:
        stored(scope, stored_before)
    before = rows(scope)
    keep(scope.home)
    whole = folder / "whole"
    shutil.copytree(scope.home, whole)
    assert {receipt.status for receipt in stored(Scope(whole, "hanbit"), paths)} == {"committed"}
    return Scene(scope.home, paths, before, rows(Scope(whole, "hanbit")))


def rows(scope: Scope) -> Rows:
    """Rows of every table that readers see."""
    with open_warehouse(scope) as warehouse:
        aside = [
            warehouse.query(f"select * from {table} order by file_id, row_no").drop(PASSING)
            for table in ("quarantine", "superseded")
        ]
    return [runs(scope), *aside]


def same(one: Rows, other: Rows) -> bool:
    """Whether two lakes hold the same rows."""
    return all(left.equals(right) for left, right in zip(one, other, strict=True))


def some_files(seen: Rows, after: Rows) -> bool:
    """Whether a lake holds what another one does of some of its files, each of them whole: files may be published apart."""
    stored = {file_id for frame in seen for file_id in frame["file_id"].unique()}
    return same(seen, [frame.filter(pl.col("file_id").is_in(stored)) for frame in after])


def remains(scope: Scope) -> list[str]:
    """What a finished ingest must not leave behind: half files of the archive, spools, unpacked members."""
    places = [scope.raw / "incoming", *(scope.home / "tmp" / name for name in ("spool", "unpacked"))]
    return [str(path.relative_to(scope.home)) for place in places for path in place.rglob("*") if path.is_file()]


def faults(scope: Scope) -> list[str]:
    """What `verify` finds."""
    return [fault for check in verify(scope.home).checks for fault in check.faults]
