import json
from pathlib import Path

import pytest

from sample_data.samples import SMALL, SMALL_PLANS, write_small


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_committed_samples_are_what_the_seed_gives(tmp_path: Path) -> None:
    made, there = _tree(write_small(tmp_path)), _tree(SMALL)
    assert sorted(made) == sorted(there)
    assert [name for name in made if made[name] != there[name]] == []


def test_the_committed_samples_are_small() -> None:
    assert sum(len(content) for content in _tree(SMALL).values()) < 200_000


@pytest.mark.parametrize("process", SMALL_PLANS)
def test_every_dress_is_there(process: str) -> None:
    expected = json.loads((SMALL / process / "expected.json").read_text(encoding="utf-8"))
    datasets = {file["dataset"] for file in expected["files"]}
    assert (
        datasets
        == {
            "casting": {"run", "inspection", "tally"},
            "heat_treatment": {"reading", "inspection"},
            "molding": {"run", "event"},
        }[process]
    )
    assert all(0 < file["records"] < 600 for file in expected["files"])
