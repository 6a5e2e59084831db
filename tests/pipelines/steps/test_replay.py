"""The lake made again from raw/ is the lake that was there, bit for bit; what was damaged is whole again."""

import shutil
from pathlib import Path

import pytest

from pipelines.steps.refresh import refresh
from pipelines.steps.replay import replay
from pipelines.steps.undo import undo
from pipelines.steps.verify import verify
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import opened, stored
from tests.pipelines.steps.lake_rows import digest, lake_rows
from tests.pipelines.steps.test_undo import files


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    made = opened(tmp_path / "home")
    given = [stored(made, [path])[0] for path in files(tmp_path)]
    undo(made, given[0].file_id)
    refresh(made)
    return made


def right(scope: Scope) -> None:
    checks = verify(scope.home, scope.firm_id).checks
    assert [(check.name, check.faults) for check in checks if not check.ok] == []


def test_a_whole_lake_comes_out_the_same(scope: Scope) -> None:
    before = digest(lake_rows(scope))
    made = replay(scope)
    assert made.changed == []
    assert made.places >= len(before)
    assert digest(lake_rows(scope)) == before
    right(scope)


def test_a_lake_that_is_gone_comes_back(scope: Scope) -> None:
    before = digest(lake_rows(scope))
    shutil.rmtree(scope.lake)
    made = replay(scope)
    assert {place.split("/")[0] for place in made.changed} == set(before)
    assert digest(lake_rows(scope)) == before
    right(scope)


def test_a_flipped_bit_and_a_lost_part_are_mended(scope: Scope) -> None:
    before = digest(lake_rows(scope))
    lake, versions = Lake(scope), Ledger(scope.home).published(scope.firm_id)
    parts = [Path(path) for table in ("run", "mart_run__interval") for path in lake.files(table, versions[table])]
    content = bytearray(parts[0].read_bytes())
    content[len(content) // 3] ^= 4
    parts[0].write_bytes(content)
    parts[-1].unlink()
    replay(scope)
    assert digest(lake_rows(scope)) == before
    right(scope)
