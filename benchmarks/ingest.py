"""Ingest of a sensor CSV (archived, checked, typed, committed, receipt) beside DuckDB's CSV to Parquet."""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Case, in_turn, median, ratio

HUB = """
[[firms]]
id = "bench"
name = "측정"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "ht"
name = "열처리"
process = "heat_treatment"
[[firms.sites.lines.machines]]
id = "f1"
name = "1호로"
"""
COPY = "import duckdb; duckdb.execute(\"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)\")"


def cases(work: Path, source: Path) -> list[Case]:
    """Ours and the peer on one file."""
    home = work / "home"

    def fresh_home() -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        (home / "hub.toml").write_text(HUB, encoding="utf-8")

    def no_parquet() -> None:
        (work / "peer.parquet").unlink(missing_ok=True)

    both = f"set -e; {sys.executable} -m ppuri hub apply; {sys.executable} -m ppuri ingest {source} --firm bench --machine f1"
    return [
        Case("ppuri", ["sh", "-c", both], fresh_home, {"PPURI_HOME": str(home), "PPURI_LANG": "en"}),
        Case(
            "DuckDB", [sys.executable, "-c", COPY.format(source=source, target=work / "peer.parquet")], no_parquet, {}
        ),
    ]


def measure(work: Path, megabytes: int, runs: int) -> list[str]:
    """Return the lines of the section for docs/benchmarks.md."""
    source = work / f"sensor-{megabytes}.csv"
    # In a process of its own: the peak of a child counts the memory of the parent that starts it.
    make = f"from pathlib import Path; from benchmarks.files import sensor_csv; print(sensor_csv(Path({str(source)!r}), {megabytes}))"
    rows = int(subprocess.run([sys.executable, "-c", make], check=True, capture_output=True, text=True).stdout)
    found = in_turn(cases(work, source), runs, work / "log.txt")
    size = source.stat().st_size / 1e6
    lines = [
        f"## Ingest of a wide sensor CSV ({size:.0f} MB, {rows:,} rows, 20 channels, UTF-8)",
        "",
        f"Ours: `ppuri hub apply` and `ppuri ingest` from an empty home, i.e. archived, counted twice, mapped, typed, checked, committed and published, with a receipt. Peer: "
        f"`COPY (FROM read_csv(...)) TO parquet` in DuckDB on the same file. Whole processes, {runs} runs in turn after a warm-up, medians.",
        "",
        "| | wall s | CPU s | peak MB |",
        "|---|---|---|---|",
    ]
    for name, samples in found.items():
        figures = " | ".join(
            f"{median(samples, field):.{digits}f}" for field, digits in (("wall_s", 2), ("cpu_s", 2), ("peak_mb", 0))
        )
        lines.append(f"| {name} | {figures} |")
    ours, peer = found["ppuri"], found["DuckDB"]
    figures = " | ".join(f"{ratio(ours, peer, field):.2f}" for field in ("wall_s", "cpu_s", "peak_mb"))
    return [*lines, f"| **ratio** | {figures} |", ""]
