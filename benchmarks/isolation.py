"""What reading in a child process costs: `python -m benchmarks.isolation`, one 200 MB export and 200 small ones, with and without."""

import resource
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.files import sensor_csv
from benchmarks.ingest import HUB
from pipelines.steps import ingest, isolate
from pipelines.steps import prepare as plain
from ppuri.core.hub import apply_hub, open_scope

LARGE_MB, SMALL_FILES, SMALL_ROWS = 200, 200, 100
WAYS = {"in the process": plain.prepare, "in a child": isolate.prepare}


def split(source: Path, folder: Path) -> list[Path]:
    """Cut an export into small ones of the same header."""
    header, *rows = source.read_text(encoding="utf-8").splitlines(keepends=True)
    folder.mkdir()
    made = []
    for number in range(SMALL_FILES):
        path = folder / f"{number:03}.csv"
        path.write_text(header + "".join(rows[number * SMALL_ROWS : (number + 1) * SMALL_ROWS]), encoding="utf-8")
        made.append(path)
    return made


def cpu_s() -> float:
    """Seconds of processor time of this process and of its children that ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measure(work: Path, way: str, paths: list[Path]) -> tuple[float, float, int]:
    """Ingest files into an empty home; return wall seconds, CPU seconds and rows stored."""
    home = Path(tempfile.mkdtemp(dir=work))
    (home / "hub.toml").write_text(HUB, encoding="utf-8")
    apply_hub(home, None)
    isolate.end()
    ingest.prepare = WAYS[way]  # type: ignore[assignment]
    begun, used = perf_counter(), cpu_s()
    receipts = ingest.ingest(open_scope(home, "bench"), paths, machine_id="f1")
    wall = perf_counter() - begun
    isolate.end()
    return wall, cpu_s() - used, sum(receipt.accepted for receipt in receipts)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        sensor_csv(work / "large.csv", LARGE_MB)
        sensor_csv(work / "whole.csv", 3)
        cases = {"one of 200 MB": [work / "large.csv"], "200 small": split(work / "whole.csv", work / "small")}
        for name, paths in cases.items():
            for way in (*WAYS, *WAYS):
                wall, used, rows = measure(work, way, paths)
                print(f"{name:>14}  {way:<15} wall {wall:6.2f} s  cpu {used:6.2f} s  {rows:,} rows")


if __name__ == "__main__":
    main()
