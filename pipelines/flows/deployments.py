"""Deployments made from the hub file: one per machine with a folder, four per firm, two for all."""

from typing import TYPE_CHECKING

from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from pipelines.flows import flows
from pipelines.steps.sources import folder_sources
from ppuri.core.hub import Hub
from ppuri.core.settings import load_settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

NIGHTLY = "30 5 * * *"
MONTHLY = "0 6 1 * *"
HOURLY = "17 * * * *"
UPKEEP = "10 3 * * *"


def folder_name(firm_id: str, machine_id: str) -> str:
    """Return the deployment's name for the folders of one machine."""
    return f"{firm_id}-{machine_id}"


async def deployments(hub: Hub) -> "list[RunnerDeployment]":
    """Return every deployment of an installation; making them again changes nothing.

    Args:
        hub: What is declared: firms, machines, folder sources.
    """
    made = []
    machines = dict.fromkeys((source.firm_id, source.machine_id) for source in folder_sources(hub))
    for firm_id, machine_id in machines:
        made.append(
            await flows.ingest_refresh_report.ato_deployment(
                name=folder_name(firm_id, machine_id),
                parameters={"firm_id": firm_id, "machine_id": machine_id},
                tags=["kind:ingest", f"firm:{firm_id}"],
                description="Started by the watcher when a file of the machine's folder is ready.",
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    for firm in hub.firms:
        made += await _of_firm(firm.id)
    return made + (await _of_all(hub.hub.id) if hub.firms else [])


async def _of_all(hub_id: str) -> "list[RunnerDeployment]":
    zone = load_settings().timezone
    return [
        await flows.verify.ato_deployment(
            name=hub_id,
            schedule=Cron(HOURLY, timezone=zone),
            tags=["kind:verify"],
            description="A part of everything stored every hour, all of it every day; mends what the originals can mend.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await flows.upkeep.ato_deployment(
            name=hub_id,
            schedule=Cron(UPKEEP, timezone=zone),
            tags=["kind:upkeep"],
            description="Every night: small files become large ones, what no reader holds any more is removed.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    ]


async def _of_firm(firm_id: str) -> "list[RunnerDeployment]":
    zone = load_settings().timezone
    parameters = {"firm_id": firm_id}
    return [
        await flows.refresh.ato_deployment(
            name=firm_id,
            parameters=parameters,
            schedule=Cron(NIGHTLY, timezone=zone),
            tags=["kind:refresh", f"firm:{firm_id}"],
            description="Nightly, and whenever the ledger holds changes that the KPIs do not.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await flows.report.ato_deployment(
            name=firm_id,
            parameters=parameters,
            schedule=Cron(MONTHLY, timezone=zone),
            tags=["kind:report", f"firm:{firm_id}"],
            description="The report of the month before, on the first of each month.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await flows.reap.ato_deployment(
            name=firm_id,
            parameters=parameters,
            tags=["kind:reap", f"firm:{firm_id}"],
            description="Started by the watcher when a worker died with files of the firm unread.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        await flows.learn.ato_deployment(
            name=firm_id,
            parameters=parameters,
            tags=["kind:learn", f"firm:{firm_id}"],
            description="New baselines and control limits: started by a person, because it changes what counts as usual.",
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
    ]
