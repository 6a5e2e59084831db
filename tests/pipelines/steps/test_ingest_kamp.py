"""The public die-casting set: every shot comes in, and neither order nor repetition leaves a trace."""

from pathlib import Path

import pytest

from pipelines.steps.verify import verify
from ppuri.core.scope import Scope
from tests.paths import data
from tests.pipelines.steps.home import opened, runs, stored

pytestmark = pytest.mark.slow

SHOTS = {"8412": 16929, "8573": 9593, "8600": 2958}


def exports(mold: str) -> list[Path]:
    return [data("kamp-diecasting", f"{part}_group_{mold}.csv") for part in ("train", "test")]


def filled(home: Path, order: list[tuple[str, list[Path]]]) -> tuple[Scope, int]:
    scope = opened(home, [f"dc{mold}" for mold in SHOTS])
    receipts = [receipt for mold, paths in order for receipt in stored(scope, paths, f"dc{mold}")]
    assert all(receipt.assumptions for receipt in receipts if receipt.status == "committed")
    return scope, sum(receipt.accepted for receipt in receipts)


def test_every_shot_comes_in_once_whatever_the_order(tmp_path: Path) -> None:
    once, accepted = filled(tmp_path / "once", [(mold, exports(mold)) for mold in SHOTS])
    assert accepted == sum(SHOTS.values())
    mixed = [(mold, [path]) for mold in reversed(SHOTS) for path in reversed(exports(mold))]
    twice, accepted_again = filled(tmp_path / "twice", mixed * 2)
    assert accepted_again == accepted
    columns = sorted(runs(once).columns)
    one, other = (runs(scope).select(columns) for scope in (once, twice))
    assert one.hash_rows().to_list() == other.hash_rows().to_list()
    assert verify(twice.home).ok
