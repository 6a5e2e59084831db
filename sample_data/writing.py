"""Write a simulated firm: exports, `truth.json`, `hub.toml`."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ppuri.core.errors import UsageError
from sample_data import casting, heat_treatment, molding
from sample_data.bundle import Bundle, Plan
from sample_data.hub import FIRM_IDS, hub_text

_SIMULATORS: dict[str, Callable[[Plan], Bundle]] = {
    "casting": casting.simulate,
    "heat_treatment": heat_treatment.simulate,
    "molding": molding.simulate,
}
_CHUNK_H = {"casting": 168.0, "heat_treatment": 24.0, "molding": 168.0}
# (days, machines) of `ppuri demo`: together under a quarter of a million records.
DEMO_SIZES = {"casting": (19, 2), "heat_treatment": (10, 1), "molding": (12, 2)}


def make(process: str, *, days: int, machines: int, seed: int, out: Path) -> Path:
    """Simulate one firm from 2026-10-05 on and write `exports/<machine_id>/`, `truth.json` and `hub.toml`.

    The same arguments give the same bytes (but for the folder named in `hub.toml`).

    Args:
        process: casting, heat_treatment or molding.
        days: Length of the period; 3 or more for all faults to be there.
        machines: Number of machines.
        seed: Seed of every random stream.
        out: Folder to write to; made when missing.

    Returns:
        The folder.

    Raises:
        UsageError: When the process is unknown or a count is below 1.
    """
    if process not in _SIMULATORS:
        known = ", ".join(_SIMULATORS)
        raise UsageError(
            f"{process}: 모르는 공정입니다. {known} 중 하나를 쓰세요.", f"unknown process {process}: use one of {known}"
        )
    if days < 1 or machines < 1:
        raise UsageError("일수와 설비 수는 1 이상이어야 합니다.", "days and machines must be 1 or more")
    plan = Plan(seed=seed, machines=machines, hours=24.0 * days, chunk_h=_CHUNK_H[process])
    bundle = simulate(process, plan)
    write_exports(bundle, out / "exports")
    truth = json.dumps(truth_of(process, plan, bundle), ensure_ascii=False, indent=1)
    (out / "truth.json").write_text(truth + "\n", encoding="utf-8", newline="\n")
    hub = hub_text(process, plan, (out / "exports").resolve())
    (out / "hub.toml").write_text(hub, encoding="utf-8", newline="\n")
    return out


def simulate(process: str, plan: Plan) -> Bundle:
    """Return files, faults and totals of one firm without writing anything."""
    return _SIMULATORS[process](plan)


def write_exports(bundle: Bundle, folder: Path) -> None:
    """Write every export below `<folder>/<machine_id>/`."""
    for file in bundle.files:
        path = folder / file.machine_id / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)


def truth_of(process: str, plan: Plan, bundle: Bundle) -> dict[str, object]:
    """Return what was planted: seed and size, files with exact counts, totals per machine, faults."""
    return {
        "process": process,
        "firm_id": FIRM_IDS[process],
        "plan": asdict(plan),
        "files": [file.facts for file in bundle.files],
        "totals": bundle.totals,
        "faults": [asdict(fault) for fault in bundle.faults],
    }
