"""`python -m pipelines.flows.worker`: runs what is scheduled or asked for until it is stopped; a child of `ppuri up`.

The deployments follow the hub file while the worker runs: what is added is served, what is gone is deleted.
"""

import asyncio

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import StateType
from prefect.exceptions import TerminationSignal
from prefect.runner import Runner
from prefect.states import Crashed

from pipelines.flows.deployments import deployments
from ppuri.core.hub import Hub, current_hub
from ppuri.core.settings import load_settings

AT_ONCE = 2
LOOK_S = 2.0
HUB_LOOK_S = 5.0
UNSETTLED = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


async def register(runner: Runner, hub: Hub) -> None:
    """Make Prefect's deployments those of the hub.

    Args:
        runner: Serves the deployments.
        hub: What is declared now.
    """
    wanted = {await runner.aadd_deployment(deployment) for deployment in await deployments(hub)}
    async with get_client() as client:
        for known in await client.read_deployments():
            if known.id not in wanted:
                await client.delete_deployment(known.id)


async def settle_orphans() -> None:
    """Mark runs that a former worker left behind: Prefect itself would show them as running for ever.

    This server is ours alone and so is its one worker, so whatever runs before it serves is dead.
    """
    alive = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNSETTLED)))
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=alive):
            await client.set_flow_run_state(run.id, Crashed(message="the worker ended"), force=True)


async def follow_hub(runner: Runner) -> None:
    """Register the deployments now and again whenever the hub has changed."""
    served: Hub | None = None
    while True:
        declared = current_hub(load_settings().home)
        if declared != served:
            await register(runner, declared)
            served = declared
        await asyncio.sleep(HUB_LOOK_S)


async def serve() -> None:
    """Follow the hub and run what is due, `AT_ONCE` runs at a time."""
    runner = Runner(name="ppuri", pause_on_shutdown=False, limit=AT_ONCE, query_seconds=LOOK_S)
    await settle_orphans()
    await register(runner, current_hub(load_settings().home))
    following = asyncio.create_task(follow_hub(runner))
    try:
        await runner.start()
    finally:
        following.cancel()


def main() -> None:
    """Serve until the signal to end."""
    try:
        asyncio.run(serve())
    except (KeyboardInterrupt, TerminationSignal):
        return


if __name__ == "__main__":
    main()
