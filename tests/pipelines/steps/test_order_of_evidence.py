"""Files of one layout that each prove something else: in any order and any batches the same is stored."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.pipelines.steps.home import export, opened, runs, stored

HEADER = "일시,쇼트번호,저속속도,판정"
# (day, month, proves the unit, proves the label): days up to 12 leave day and month open.
FILES = [(5, 10, False, False), (13, 10, True, True), (7, 10, True, False), (25, 10, False, True)]


def written(folder: Path) -> list[Path]:
    paths = []
    for number, (day, month, unit, label) in enumerate(FILES):
        start = datetime(2026, month, day, 8)
        lines = []
        for shot in range(30):
            stamp = start + timedelta(seconds=61 * shot + shot % 7)
            speed = (12 if unit else 110) + shot % 3
            lines.append(f"{stamp:%d/%m/%Y %H:%M:%S},{shot + 1},{speed},{int(label and shot % 10 == 0)}")
        paths.append(export(folder / f"{number}.csv", lines, header=HEADER))
    return paths


def lake(home: Path, batches: list[list[Path]]) -> pl.DataFrame:
    scope = opened(home)
    for batch in batches:
        stored(scope, batch)
    frame = runs(scope)
    kept = frame.select("ended_ts", "cycle_counter", "result", *sorted(c for c in frame.columns if "slow_speed" in c))
    # A column that a table once had stays in it, empty: no value differs by that.
    return kept.select(c for c in kept.columns if kept[c].null_count() < kept.height).sort("ended_ts")


@pytest.mark.parametrize("seed", [0, 2, 5, 106, 127])
def test_order_and_batches_do_not_matter(tmp_path: Path, seed: int) -> None:
    files = written(tmp_path)
    known = lake(tmp_path / "known", [files])
    assert known.height == 30 * len(FILES)
    assert known.columns == ["ended_ts", "cycle_counter", "result", "slow_speed_m_s"]
    rng = random.Random(seed)
    order = rng.sample(files, len(files))
    cuts = sorted(rng.sample(range(1, len(files)), rng.randint(0, len(files) - 1)))
    batches = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(files)], strict=True)]
    assert lake(tmp_path / "other", batches).equals(known)
