"""`python -m pipelines.flows.watcher`: polls folders and ledger, starts runs through the API; a child of `ppuri up`."""

import sys
from contextlib import suppress
from time import sleep
from uuid import UUID

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound

from pipelines.flows.deployments import folder_name
from pipelines.steps.watch import Wanted, Watcher
from ppuri.core.clock import now
from ppuri.core.errors import PpuriError

TICK_S = 1.0


def start(wanted: Wanted) -> str:
    """Create the flow run that is wanted and return its id; the worker picks it up."""
    if wanted.machine_id is None:
        flow, name = "reap" if wanted.reaping else "refresh", wanted.firm_id
    else:
        flow, name = "ingest-refresh-report", folder_name(wanted.firm_id, wanted.machine_id)
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(f"{flow}/{name}")
        return str(client.create_flow_run_from_deployment(deployment.id, name=name).id)


def ended(run_id: str) -> bool:
    """Say whether a flow run has ended, well or not, or is gone."""
    with get_client(sync_client=True) as client:
        try:
            state = client.read_flow_run(UUID(run_id)).state
        except ObjectNotFound:
            return True
    return state is not None and state.is_final()


def say(line: str) -> None:
    """Write one line to the log of this child."""
    sys.stderr.write(f"{now():%Y-%m-%dT%H:%M:%SZ} {line}\n")
    sys.stderr.flush()


def main() -> None:
    """Tick until stopped. A server or ledger that does not answer for a moment is asked again at the next tick."""
    watcher = Watcher(start=start, ended=ended, say=say)
    while True:
        try:
            watcher.tick()
        except (HTTPError, ObjectNotFound, PpuriError) as error:
            say(f"{type(error).__name__}: {error}")
        sleep(TICK_S)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
