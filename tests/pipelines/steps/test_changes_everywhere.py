"""The same sequence of changes gives the same bits whatever the threads and the time zone of the host."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.effort import LONG
from tests.paths import ROOT

HOSTS = ((1, "UTC"), (2, "Asia/Seoul"), (4, "America/New_York"))
# One sequence in the usual run, twenty where PPURI_LONG is set.
SEEDS = range(20) if LONG else range(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_incremental_equals_full_and_replay_on_every_host(tmp_path: Path, seed: int) -> None:
    told = [said(tmp_path / zone.replace("/", "-"), seed, threads, zone) for threads, zone in HOSTS]
    assert {len(each["grown"]) > 3 for each in told} == {True}
    for each in told:
        assert each["grown"] == each["full"] == each["replayed"] == told[0]["grown"]


def said(folder: Path, seed: int, threads: int, zone: str) -> dict[str, dict[str, str]]:
    folder.mkdir()
    made = subprocess.run(
        [sys.executable, "-m", "tests.pipelines.steps.changes_run", folder, str(seed), "20" if LONG else "4"],
        cwd=ROOT,
        env={**os.environ, "TZ": zone, "PPURI_THREADS": str(threads), "POLARS_MAX_THREADS": str(threads)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    answer: dict[str, dict[str, str]] = json.loads(made.stdout)
    return answer
