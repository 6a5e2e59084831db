"""One random sequence of changes in a process of its own; prints what the lake and the KPIs are then, as hashes."""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from pipelines.steps.hold import assume
from pipelines.steps.isolate import end
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.reassign import reassign
from pipelines.steps.refresh import refresh
from pipelines.steps.replay import replay
from pipelines.steps.undo import undo
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import dated, export, opened, stored
from tests.pipelines.steps.lake_rows import digest, lake_rows

MACHINES = ("dc2", "dc3")
KPIS = ("run_count", "good_count", "scrap_ratio", "cycle_time_median", "availability", "oee")
HEADER = "일시,쇼트번호,용탕온도(℃),passorfail"


def run(folder: Path, seed: int, steps: int) -> dict[str, dict[str, str]]:
    """Change a firm at random.

    Returns:
        Hashes of what grew with every step, and of everything computed anew at the end.
    """
    chance, scope = Random(seed), opened(folder / "home", MACHINES)
    machine: dict[str, str] = {}

    def upload() -> None:
        """New rows, or rows of up to two years ago, with some values of others corrected."""
        first = chance.choice([0, 30, 60, 44_000, -30_000, -1_000_000])
        numbers = range(first, first + chance.randint(20, 60))
        warm = {number: chance.choice([0.0] * 60 + [1.0]) for number in numbers}
        lines = [f"{dated(n, warmer=warm[n]).rsplit(',', 2)[0]},{int(n % 11 == 3)}" for n in numbers]
        place = chance.choice(MACHINES)
        (receipt,) = stored(scope, [export(folder / f"{len(machine)}.csv", lines, header=HEADER)], place)
        machine.setdefault(receipt.file_id, place)

    def move() -> None:
        reassign(scope, chance.choice(sorted(machine)), chance.choice(MACHINES), {"overlap": "correction"})

    def turn() -> None:
        stands = [each for each in sorted(machine) if is_stored(scope, each)]
        if stands:
            assume(scope, chance.choice(stands), {"label:passorfail": "0=scrap"})

    changes: list[Callable[[], object]] = [
        upload, upload, upload, move, turn, lambda: undo(scope, chance.choice(sorted(machine))), lambda: refresh(scope),
    ]  # fmt: skip
    for _ in range(2):
        upload()
    for _ in range(steps):
        undone = {each for each in machine if not is_stored(scope, each)}
        for each in undone:  # what was taken back cannot be given away
            machine.pop(each)
        chance.choice(changes if machine else [upload])()
    refresh(scope)
    grown = hashes(scope)
    refresh(scope, full=True)
    full = hashes(scope)
    assert replay(scope).changed == []
    return {"grown": grown, "full": full, "replayed": hashes(scope)}


def is_stored(scope: Scope, file_id: str) -> bool:
    record = Ledger(scope.home).file(scope.firm_id, file_id)
    return record is not None and record.status == "committed"


def hashes(scope: Scope) -> dict[str, str]:
    rows = [
        row.model_dump(exclude={"as_of", "revision"}) for row in kpi_rows(scope, by=["machine", "month"], names=KPIS)
    ]
    text = json.dumps(rows, sort_keys=True, default=str)
    return {**digest(lake_rows(scope)), "kpi": hashlib.sha256(text.encode()).hexdigest()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
    end()
