"""A large text that goes block by block through the disk leaves what it leaves when read as a whole."""

from pathlib import Path
from typing import Any

import pytest

from connectors import stream
from pipelines.steps import spool
from pipelines.steps.prepare import prepare
from pipelines.steps.verify import verify
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import aside, export, opened, runs, shot, stored

BLOCK = 4_000


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Treat every text as large; returns the numbers of blocks read."""
    seen: list[int] = []

    def blocks(path: Path, **reader: Any) -> object:
        for number, table in enumerate(stream.tables(path, size=BLOCK, **reader)):
            seen.append(number)
            yield table

    monkeypatch.setattr(spool, "STREAM_BYTES", 1)
    monkeypatch.setattr(spool, "tables", blocks)
    # What is patched here is not patched in the child.
    monkeypatch.setattr("pipelines.steps.ingest.prepare", prepare)
    return seen


def lines(first: int, last: int) -> list[str]:
    made = [shot(number) for number in range(first, last)]
    made[20] = made[20].replace("2026-10-05", "2026-13-45")
    return made


def told(receipt: Receipt) -> dict[str, object]:
    kept = receipt.model_dump(mode="json", exclude={"received_ts"})
    return {**kept, "findings": sorted(kept["findings"], key=str), "assumptions": sorted(kept["assumptions"], key=str)}


def test_blocks_store_what_the_whole_stores(
    tmp_path: Path, small_blocks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path / "a.csv", lines(1, 400))
    by_blocks = opened(tmp_path / "blocks")
    (cut,) = stored(by_blocks, [path])
    assert max(small_blocks) > 2
    monkeypatch.undo()
    as_whole = opened(tmp_path / "whole")
    (whole,) = stored(as_whole, [path])
    assert told(cut) == told(whole)
    assert runs(by_blocks).equals(runs(as_whole))
    left, right = aside(by_blocks, "quarantine"), aside(as_whole, "quarantine")
    assert left.drop("received_ts").equals(right.drop("received_ts"))
    sound(by_blocks)


def test_an_overlap_of_a_large_file_is_merged(tmp_path: Path, small_blocks: list[int]) -> None:
    scope = opened(tmp_path / "home")
    stored(scope, [export(tmp_path / "a.csv", lines(1, 300))])
    (again,) = stored(scope, [export(tmp_path / "b.csv", lines(200, 500))])
    assert (again.status, again.duplicate) == ("committed", 99)
    assert runs(scope)["cycle_counter"].n_unique() == runs(scope).height
    assert small_blocks
    sound(scope)


def test_rows_out_of_order_are_read_as_a_whole(tmp_path: Path, small_blocks: list[int]) -> None:
    scope = opened(tmp_path / "home")
    made = lines(1, 300)
    (receipt,) = stored(scope, [export(tmp_path / "a.csv", [*made[150:], *made[:150]])])
    assert (receipt.status, receipt.accepted) == ("committed", 298)
    assert small_blocks
    assert not (scope.home / "tmp" / "spool" / scope.firm_id).exists()
    sound(scope)


def test_a_unit_that_changes_in_a_later_block_is_seen(tmp_path: Path, small_blocks: list[int]) -> None:
    scope = opened(tmp_path / "home")
    warm = [shot(number, warmer=0.8 * 664 + 32) for number in range(280, 400)]  # Fahrenheit from shot 280 on
    (receipt,) = stored(scope, [export(tmp_path / "a.csv", [*(shot(number) for number in range(1, 280)), *warm])])
    assert [(found.code, found.row) for found in receipt.findings if found.code != "unmapped-columns"] == [
        ("unit-changes", 281)
    ]
    assert runs(scope)["x_melt_temp"].null_count() == 0
    assert small_blocks
    sound(scope)


def sound(scope: Scope) -> None:
    assert [check.faults for check in verify(scope.home, scope.firm_id).checks if not check.ok] == []
