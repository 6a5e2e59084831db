"""Run the benchmark: `python -m benchmarks.pollock [--source FILE] [--readers ppuri,duckdb] [--every 1] [--worst 0]`."""

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks.pollock.pollute import Polluted, files, sample
from benchmarks.pollock.readers import READERS
from benchmarks.pollock.run import Result, group, measure
from benchmarks.pollock.sheet import parse, rebuilt


def main() -> None:
    """Read every polluted file with every reader and print the scores."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.pollock")
    options.add_argument("--source", type=Path, help="the published source.csv instead of the rebuilt sheet")
    options.add_argument("--readers", default=",".join(READERS))
    options.add_argument("--every", type=int, default=1, help="of the files with one polluted row, take every n-th")
    options.add_argument("--worst", type=int, default=0, help="show the files that cost most")
    given = options.parse_args()
    sheet = parse(given.source.read_text(encoding="utf-8")) if given.source else rebuilt()
    chosen = sample(files(sheet), given.every)
    with tempfile.TemporaryDirectory() as folder:
        for name in given.readers.split(","):
            result = measure(name, chosen, Path(folder))
            print(
                f"{name:8} simple {result.simple:6.3f}   weighted {result.weighted:6.3f}   of 10, {len(chosen)} files"
            )
            _show(result, chosen, given.worst)


def _show(result: Result, chosen: list[Polluted], worst: int) -> None:
    kinds: dict[str, list[float]] = defaultdict(list)
    weights: dict[str, float] = defaultdict(float)
    for each in chosen:
        kinds[group(each.name)].append(result.scores[each.name])
        weights[group(each.name)] += each.weight * each.stands_for
    for kind in sorted(kinds, key=lambda kind: -weights[kind]):
        mean = sum(kinds[kind]) / len(kinds[kind])
        print(f"   {mean:6.3f}  {kind} ({len(kinds[kind])} files, weight {weights[kind]:.0f})")
    for name in sorted(result.scores, key=lambda name: result.scores[name])[:worst]:
        print(f"   {result.scores[name]:6.3f}  {name}  {result.faults.get(name, '')}")


main()
