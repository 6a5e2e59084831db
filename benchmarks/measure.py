"""Whole processes: wall seconds, CPU seconds and peak memory, several runs, peers in turn."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One finished process."""

    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Case:
    """A command to measure; `prepare` runs before each run and is not measured."""

    name: str
    command: list[str]
    prepare: Callable[[], None]
    env: dict[str, str]


def run(case: Case, log: Path) -> Sample:
    """Run the case once.

    Raises:
        RuntimeError: When the command fails; its output stands in `log`.
    """
    case.prepare()
    with log.open("ab") as output:
        began = time.perf_counter()
        child = subprocess.Popen(case.command, stdout=output, stderr=output, env={**os.environ, **case.env})
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{case.name} ended with {child.returncode}: {log.read_text(errors='replace')[-2000:]}")
    kib = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss / 1024
    return Sample(wall, usage.ru_utime + usage.ru_stime, kib / 1024)


def in_turn(cases: list[Case], runs: int, log: Path) -> dict[str, list[Sample]]:
    """Run A B A B ... so that a machine whose speed drifts treats all alike; one warm-up each is thrown away."""
    for case in cases:
        run(case, log)
    found: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for _ in range(runs):
        for case in cases:
            found[case.name].append(run(case, log))
    return found


def median(samples: list[Sample], field: str) -> float:
    """Median of one figure."""
    return statistics.median(getattr(sample, field) for sample in samples)


def ratio(ours: list[Sample], peer: list[Sample], field: str) -> float:
    """Median of the ratios run by run."""
    return statistics.median(getattr(a, field) / getattr(b, field) for a, b in zip(ours, peer, strict=True))
