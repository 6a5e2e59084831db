"""The small committed samples: every dress in a few hundred rows, with the expected answers.

`python -m sample_data.samples` writes them anew; a test compares the bytes.
"""

import json
from dataclasses import asdict
from pathlib import Path

from sample_data.bundle import Plan
from sample_data.hub import hub_text
from sample_data.writing import simulate, write_exports

SMALL = Path(__file__).resolve().parent / "small"
SMALL_PLANS = {
    "casting": Plan(seed=11, machines=1, hours=4.5, chunk_h=2.25),
    "heat_treatment": Plan(seed=11, machines=1, hours=8.0, chunk_h=4.0, interval_s=60),
    "molding": Plan(seed=11, machines=1, hours=1.75, chunk_h=0.875),
}


def write_small(folder: Path) -> Path:
    """Write `<process>/<machine_id>/<exports>`, `expected.json` and `hub.toml` for every process; return the folder."""
    for process, plan in SMALL_PLANS.items():
        bundle = simulate(process, plan)
        write_exports(bundle, folder / process)
        expected = {
            "process": process,
            "plan": asdict(plan),
            "files": [file.facts for file in bundle.files],
            "totals": bundle.totals,
        }
        text = json.dumps(expected, ensure_ascii=False, indent=1)
        (folder / process / "expected.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        (folder / process / "hub.toml").write_text(hub_text(process, plan, None), encoding="utf-8", newline="\n")
    return folder


if __name__ == "__main__":
    write_small(SMALL)
