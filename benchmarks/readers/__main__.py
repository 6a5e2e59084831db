"""Measure the readers alone: `python -m benchmarks.readers [--megabytes 200] [--rows 200000] [--runs 3]`."""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.readers.measured import measure

options = argparse.ArgumentParser(prog="python -m benchmarks.readers")
options.add_argument("--megabytes", type=int, default=200)
options.add_argument("--rows", type=int, default=200_000)
options.add_argument("--runs", type=int, default=3)
given = options.parse_args()
with tempfile.TemporaryDirectory() as folder:
    sys.stdout.write("\n".join(measure(Path(folder), given.megabytes, given.rows, given.runs)) + "\n")
