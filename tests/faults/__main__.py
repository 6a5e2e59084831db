"""`make faults`: thousands of faults planted into ingests, one after the other; says what did not hold.

Needs Linux with strace and the right to trace one's own processes.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from ppuri.core.ledger.engine import close
from tests.faults.bench import Bench
from tests.faults.scene import SCENES
from tests.faults.tracing import chosen, errors, kills, untraceable
from tests.postgres import ledger_address, missing

IN_MEMORY = Path("/dev/shm")


def main() -> int:
    """Run the programme and return 1 where something did not hold."""
    given = argparse.ArgumentParser(prog="make faults")
    given.add_argument("--kills", type=int, default=100_000, help="most kill points per scene")
    given.add_argument("--errors", type=int, default=100_000, help="most error points per scene")
    given.add_argument("--scene", choices=sorted(SCENES), action="append")
    given.add_argument("--ledger", choices=("sqlite", "postgresql"), default="sqlite")
    wanted = given.parse_args()
    if (reason := untraceable()) or (wanted.ledger == "postgresql" and (reason := missing())):
        sys.exit(reason)
    bad = sum(_tried(scene, wanted) for scene in wanted.scene or sorted(SCENES))
    return 1 if bad else 0


def _tried(name: str, wanted: argparse.Namespace) -> int:
    with ExitStack() as stack:
        place = IN_MEMORY if IN_MEMORY.is_dir() else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=place)))
        os.environ.pop("PPURI_LEDGER", None)
        if wanted.ledger == "postgresql":
            os.environ["PPURI_LEDGER"] = stack.enter_context(ledger_address())
            stack.callback(close)
        bench = stack.enter_context(Bench(SCENES[name](folder), folder))
        calls = bench.calls()
        points = [*chosen(list(kills(calls)), wanted.kills), *chosen(list(errors(calls)), wanted.errors)]
        since, kinds = monotonic(), Counter("kill" if point.fault == "kill" else "error" for point in points)
        for number, point in enumerate(points):
            bench.attempt(point)
            if number % 50 == 0:
                _say(
                    f"{name} {number}/{len(points)} {monotonic() - since:.0f} s {dict(bench.ended)} bad {len(bench.bad)}"
                )
        for each in bench.bad:
            _say(f"bad: {each}")
        counts = ", ".join(f"{kinds[kind]} {kind} points" for kind in ("kill", "error"))
        _say(
            f"{name} ({wanted.ledger}): {counts} in {monotonic() - since:.0f} s; ended {dict(bench.ended)}; "
            f"{len(bench.bad)} bad"
        )
        return len(bench.bad)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
