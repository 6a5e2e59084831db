"""`ppuri demo`: three simulated firms the whole way, as one flow run on Prefect's embedded server."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic

from prefect import flow
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_ALLOW_EPHEMERAL_MODE, temporary_settings

from pipelines.flows import flows
from pipelines.steps.demo import (
    FIRMS,
    DemoResult,
    demo_result,
    firm_result,
    load,
    machines_of,
    refuse_foreign,
    simulate,
)
from pipelines.steps.receipts import receipts
from pipelines.steps.watch import newest_month
from ppuri.core.language import text
from ppuri.core.scope import Scope

Progress = Callable[[str, int, int], None]


def demo(home: Path, progress: Progress, *, server: AbstractContextManager[object] | None = None) -> DemoResult:
    """Simulate three firms, take their exports through the flows, and compare what was found with what was planted.

    The simulation runs while the embedded server starts: both take their time, on a core each.

    Args:
        home: Folder of the installation; its own or empty, see `pipelines.steps.demo.refuse_foreign`.
        progress: Called with (label, done, total) as the work goes on.
        server: Which Prefect server to use; the embedded one unless given.

    Raises:
        UsageError: When other firms are declared in `home`.
    """
    refuse_foreign(home)
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PPURI_HOME"] = str(home)
    clock = Clock(progress, total=2 + 3 * len(FIRMS))
    with ThreadPoolExecutor(1) as pool, server or embedded_server():
        clock.step(text("자료를 만들고 Prefect를 켭니다", "simulating, starting Prefect"))
        whole_way(pool.submit(prepared, home), home, clock)
        clock.step(text("심은 것과 찾은 것을 견줍니다", "comparing"))
        firms = [firm_result(home, process, _page(home, process)) for process in FIRMS]
        clock.step(text("마쳤습니다", "done"))
    return demo_result(home, firms, clock.seconds)


def prepared(home: Path) -> None:
    """Simulate and load what the flows need, beside the starting server."""
    simulate(home)
    load()


def whole_way(simulated: "Future[None]", home: Path, clock: "Clock") -> None:
    """Run one flow that takes every simulated firm from its folders to its report.

    Args:
        simulated: Done when exports and hub are there.
        home: Folder of the installation.
        clock: Told what begins.
    """

    @flow(name="demo", flow_run_name="demo", persist_result=False)
    def run() -> None:
        simulated.result()
        for firm_id in FIRMS.values():
            clock.step(text(f"{firm_id}: 받기", f"{firm_id}: ingest"))
            for machine_id in (machine for firm, machine in machines_of(home) if firm == firm_id):
                flows.ingest(firm_id, machine_id)
            clock.step(text(f"{firm_id}: 계산", f"{firm_id}: compute"))
            flows.refresh(firm_id)
            flows.learn(firm_id)
            clock.step(text(f"{firm_id}: 보고서", f"{firm_id}: report"))
            flows.report(firm_id, newest_month(receipts(Scope(home, firm_id))))

    run()


def embedded_server() -> AbstractContextManager[object]:
    """Return the context in which flows use Prefect's embedded server, whatever server the person uses otherwise."""
    return temporary_settings(updates={PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: True}, restore_defaults={PREFECT_API_URL})


def _page(home: Path, process: str) -> Path | None:
    pages = sorted(Scope(home, FIRMS[process]).reports.rglob("*.html"))
    return pages[-1] if pages else None


class Clock:
    """Says what begins and remembers how long each part took.

    Attributes:
        seconds: Label of each part -> seconds.
    """

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._label: str | None = None
        self._since = monotonic()
        self.seconds: dict[str, float] = {}

    def step(self, label: str) -> None:
        """End the part that ran and begin the next."""
        if self._label is not None:
            self.seconds[self._label] = round(monotonic() - self._since, 2)
        self._label, self._since = label, monotonic()
        self._progress(label, len(self.seconds), self._total)
