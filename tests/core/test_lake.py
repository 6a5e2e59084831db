"""Delta commits: once per transaction, partitions replaced as a whole, put back to what is published."""

import multiprocessing
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ppuri.core.contracts import RUN, ordered
from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake
from ppuri.core.scope import Scope

OCTOBER, NOVEMBER = ("dc3", "2026-10"), ("dc3", "2026-11")


def rows(values: list[float], place: tuple[str, str] = OCTOBER, column: str = "melt_temp_c") -> pl.DataFrame:
    machine_id, month = place
    ended_ts = datetime(2026, int(month[5:]), 1, tzinfo=UTC)
    frame = pl.DataFrame({column: values}, schema={column: pl.Float64}).with_columns(
        machine_id=pl.lit(machine_id),
        month=pl.lit(month),
        ended_ts=pl.lit(ended_ts),
        row_no=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    return ordered(frame, RUN)


def values(lake: Lake, version: int, partitions: list[tuple[str, str]] | None = None) -> list[float]:
    return sorted(lake.read("run", version, partitions)["melt_temp_c"].to_list())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Scope(tmp_path, "hanbit"))


def test_a_table_that_nobody_wrote_has_no_version(lake: Lake) -> None:
    assert lake.version("run") is None
    assert lake.tables() == []


def test_the_same_transaction_again_writes_nothing(lake: Lake) -> None:
    first = lake.commit("run", rows([1.0, 2.0]), replace=None, transaction="a")
    assert lake.commit("run", rows([1.0, 2.0]), replace=None, transaction="a") == first
    assert values(lake, first) == [1.0, 2.0]


def test_partitions_are_replaced_as_a_whole_and_others_stay(lake: Lake) -> None:
    lake.commit("run", rows([1.0, 2.0]), replace=None, transaction="a")
    lake.commit("run", rows([3.0], NOVEMBER), replace=None, transaction="b")
    version = lake.commit("run", rows([9.0]), replace=[OCTOBER], transaction="c")
    assert values(lake, version) == [3.0, 9.0]
    assert values(lake, version, [NOVEMBER]) == [3.0]


def test_a_partition_can_be_emptied(lake: Lake) -> None:
    lake.commit("run", rows([1.0, 2.0]), replace=None, transaction="a")
    version = lake.commit("run", rows([]), replace=[OCTOBER], transaction="b")
    assert values(lake, version) == []


def test_a_new_channel_is_null_where_it_was_not_measured(lake: Lake) -> None:
    lake.commit("run", rows([1.0]), replace=None, transaction="a")
    version = lake.commit("run", rows([5.0], NOVEMBER, "biscuit_mm"), replace=None, transaction="b")
    stored = lake.read("run", version).sort("month")
    assert stored["biscuit_mm"].to_list() == [None, 5.0]
    assert stored["melt_temp_c"].to_list() == [1.0, None]


def test_an_older_version_stays_readable_while_a_newer_one_is_not_published(lake: Lake) -> None:
    published = lake.commit("run", rows([1.0]), replace=None, transaction="a")
    lake.commit("run", rows([9.0]), replace=[OCTOBER], transaction="b")
    assert values(lake, published) == [1.0]


def test_what_was_not_published_is_put_back(lake: Lake) -> None:
    published = lake.commit("run", rows([1.0]), replace=None, transaction="a")
    lake.commit("run", rows([2.0]), replace=None, transaction="b")
    lake.put_back("run", published)
    version = lake.commit("run", rows([3.0]), replace=None, transaction="c")
    assert values(lake, version) == [1.0, 3.0]


def test_a_table_that_was_never_published_is_put_back_to_nothing(lake: Lake) -> None:
    lake.commit("run", rows([1.0]), replace=None, transaction="a")
    lake.put_back("run", None)
    version = lake.commit("run", rows([2.0]), replace=None, transaction="b")
    assert values(lake, version) == [2.0]


def test_putting_back_twice_is_putting_back_once(lake: Lake) -> None:
    published = lake.commit("run", rows([1.0]), replace=None, transaction="a")
    lake.put_back("run", published)
    assert lake.version("run") == published


def test_files_are_plain_and_lie_in_the_firms_folder(lake: Lake, tmp_path: Path) -> None:
    version = lake.commit("run", rows([1.0]), replace=None, transaction="a")
    (path,) = map(Path, lake.files("run", version))
    assert path.is_relative_to(tmp_path / "lake" / "hanbit")
    assert path.stat().st_nlink == 1
    assert not path.is_symlink()


def _write(home: Path, number: int, gate: "multiprocessing.synchronize.Barrier") -> None:
    gate.wait()
    try:
        Lake(Scope(home, "hanbit")).commit("run", rows([float(number)]), replace=[OCTOBER], transaction=f"w{number}")
    except TransientError:
        raise SystemExit(75) from None


def test_two_writers_of_one_partition_never_both_win_unseen(lake: Lake, tmp_path: Path) -> None:
    before = lake.commit("run", rows([0.0]), replace=None, transaction="a")
    spawn = multiprocessing.get_context("spawn")
    gate = spawn.Barrier(2)
    writers = [spawn.Process(target=_write, args=(tmp_path, number, gate)) for number in (1, 2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    codes = [writer.exitcode for writer in writers]
    assert set(codes) <= {0, 75}
    newest = lake.version("run")
    assert newest == before + codes.count(0)
    assert len(values(lake, newest)) == 1
