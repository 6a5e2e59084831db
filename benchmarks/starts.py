"""How long a person waits before anything happens: cold starts."""

import sys
from pathlib import Path

from benchmarks.measure import Case, in_turn, median


def measure(work: Path, runs: int) -> list[str]:
    """Return the lines of the section for docs/benchmarks.md."""
    home = {"PPURI_HOME": str(work / "home"), "PPURI_LANG": "en"}
    ppuri = [sys.executable, "-m", "ppuri"]
    kpi = [*ppuri, "kpi", "--firm", "bench", "--format", "json"]
    found = in_turn(
        [
            Case("python -c pass", [sys.executable, "-c", "pass"], lambda: None, {}),
            Case("ppuri --help", [*ppuri, "--help"], lambda: None, home),
            Case("ppuri kpi", kpi, lambda: None, home),
        ],
        runs,
        work / "log.txt",
    )
    lines = [
        "## Cold starts",
        "",
        f"{runs} runs in turn, medians.",
        "",
        "| command | wall s | peak MB |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {median(s, 'wall_s'):.2f} | {median(s, 'peak_mb'):.0f} |" for name, s in found.items()]
    return [*lines, ""]
