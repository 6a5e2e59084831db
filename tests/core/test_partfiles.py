"""Files written before their commit: the table holds what Delta's own writer would have stored."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from ppuri.core import partfiles
from ppuri.core.contracts import DATASETS, ordered
from ppuri.core.lake import Lake, Pieces
from ppuri.core.partfiles import PartWriter
from ppuri.core.scope import Scope

READING = DATASETS["reading"]


def rows(first: int, count: int, **channels: float) -> pl.DataFrame:
    stamps = [datetime(2026, 9, 30, 23, 50, tzinfo=UTC) + timedelta(minutes=n) for n in range(first, first + count)]
    frame = pl.DataFrame({"ts": stamps}, schema={"ts": pl.Datetime("us", "UTC")}).with_columns(
        machine_id=pl.lit("f1"),
        month=pl.col("ts").dt.strftime("%Y-%m"),
        row_no=pl.int_range(first, first + count, dtype=pl.Int64),
        **{name: pl.lit(value) for name, value in channels.items()},
    )
    return ordered(frame, READING)


def pieces(folder: Path, frames: list[pl.DataFrame]) -> Pieces:
    """The frames in finished files; a reader of the frames themselves finds that nobody asks for them."""
    folder.mkdir(parents=True)
    with PartWriter(folder) as writer:
        for frame in frames:
            writer.write(frame)
        files = writer.finish()

    def never() -> Iterator[pl.DataFrame]:
        raise AssertionError("the rows were encoded a second time")

    return Pieces(frames[0].clear(), never, files)


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partfiles, "ROWS_AT_ONCE", 7)


def lake(tmp_path: Path, name: str) -> Lake:
    return Lake(Scope(tmp_path / name, "f"))


def test_the_table_holds_what_an_ordinary_commit_stores(tmp_path: Path) -> None:
    frames = [rows(0, 5, furnace_temp_z1_c=850.5), rows(5, 20, furnace_temp_z1_c=851.0)]
    adopted, ordinary = lake(tmp_path, "adopted"), lake(tmp_path, "ordinary")
    given = pieces(tmp_path / "tmp", frames)
    assert [(file.month, file.height) for file in given.files] == [("2026-09", 10), ("2026-10", 15)]
    assert adopted.commit("reading", given, replace=None, transaction="1") == 0
    assert ordinary.commit("reading", pl.concat(frames), replace=None, transaction="1") == 0
    left, right = adopted.read("reading", 0).sort("row_no"), ordinary.read("reading", 0).sort("row_no")
    assert left.schema == right.schema
    assert left.equals(right)
    delta = DeltaTable(str(adopted.path("reading")))
    assert delta.schema() == DeltaTable(str(ordinary.path("reading"))).schema()
    assert sorted(pl.Series(delta.get_add_actions(flatten=True).column("num_records"))) == [10, 15]
    assert not list((tmp_path / "tmp").iterdir())


def test_a_transaction_that_is_there_writes_nothing(tmp_path: Path) -> None:
    made = lake(tmp_path, "home")
    assert made.commit("reading", pieces(tmp_path / "a", [rows(0, 5)]), replace=None, transaction="1") == 0
    assert made.commit("reading", pieces(tmp_path / "b", [rows(5, 5)]), replace=None, transaction="2") == 1
    assert made.commit("reading", pieces(tmp_path / "c", [rows(5, 5)]), replace=None, transaction="2") == 1
    assert made.read("reading", 1).height == 10


def test_files_with_a_new_column_are_written_anew(tmp_path: Path) -> None:
    made = lake(tmp_path, "home")
    made.commit("reading", pieces(tmp_path / "a", [rows(0, 5)]), replace=None, transaction="1")
    wider = [rows(5, 5, furnace_temp_z1_c=850.5)]
    given = pieces(tmp_path / "b", wider)
    again = Pieces(
        given.empty, lambda: (ordered(piece, READING) for file in given.files for piece in file.pieces()), given.files
    )
    version = made.commit("reading", again, replace=None, transaction="2")
    stored = made.read("reading", version)
    assert stored["furnace_temp_z1_c"].drop_nulls().to_list() == [850.5] * 5
    assert stored.height == 10
