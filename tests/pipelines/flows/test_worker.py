import asyncio
from pathlib import Path

import pytest

import pipelines.flows  # noqa: F401  Prefect's settings before Prefect
from ppuri.core.hub import current_hub
from tests.portal.homes import found


def test_deployments_follow_the_hub_and_carry_ids_only(tmp_path: Path) -> None:
    from pipelines.flows.deployments import deployments

    scope, folder = found(tmp_path / "home")
    made = asyncio.run(deployments(current_hub(scope.home)))
    assert {(one.flow_name, one.name) for one in made} == {
        ("ingest-refresh-report", "hanbit-dc3"),
        ("refresh", "hanbit"),
        ("report", "hanbit"),
        ("learn", "hanbit"),
        ("reap", "hanbit"),
        ("verify", "hub"),
        ("upkeep", "hub"),
    }
    scheduled = {one.flow_name: str(one.schedules[0].schedule) for one in made if one.schedules}
    assert set(scheduled) == {"refresh", "report", "verify", "upkeep"}
    assert all("Asia/Seoul" in rule for rule in scheduled.values())
    assert all(str(folder) not in one.model_dump_json(exclude={"schedules"}) for one in made)
    assert all((one.entrypoint or "").startswith("pipelines.flows.flows.") for one in made)


@pytest.mark.integration
def test_runs_of_a_worker_that_died_are_marked(prefect_server: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Completed, Running

    from pipelines.flows import flows
    from pipelines.flows.worker import settle_orphans

    with get_client(sync_client=True) as client:
        left = client.create_flow_run(flows.refresh, parameters={"firm_id": "f"}, state=Running())
        ended = client.create_flow_run(flows.refresh, parameters={"firm_id": "f"}, state=Completed())
        asyncio.run(settle_orphans())
        states = [client.read_flow_run(run.id).state for run in (left, ended)]
    assert [state.type.value if state else None for state in states] == ["CRASHED", "COMPLETED"]
