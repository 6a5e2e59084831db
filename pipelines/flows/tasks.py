"""Steps as Prefect tasks. Parameters are ids; retries happen only where I/O failed."""

from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from pipelines.flows.artifacts import show_counts, show_receipts
from pipelines.flows.faults import recorded, worth_a_retry
from ppuri.core.results import Receipt
from ppuri.core.settings import load_settings

AGAIN: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": [5, 30, 120],
    "retry_condition_fn": worth_a_retry,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(name="ingest", task_run_name="{firm_id}-{machine_id}", **AGAIN)
def ingest_folder(firm_id: str, machine_id: str) -> list[Receipt]:
    """Store what lies ready in the machine's declared folders; one receipt per file."""
    from pipelines.steps.sources import hand_in
    from ppuri.core.hub import open_scope

    with recorded("ingest"):
        receipts = hand_in(open_scope(load_settings().home, firm_id), machine_id)
    if receipts:
        show_receipts(firm_id, machine_id, receipts)
    return receipts


@task(name="learn", task_run_name="{firm_id}", **AGAIN)
def learn_firm(firm_id: str) -> None:
    """Fix baselines and control limits from what is stored now."""
    from pipelines.steps.learn import learn
    from ppuri.core.hub import open_scope

    with recorded("learn"):
        learn(open_scope(load_settings().home, firm_id))


@task(name="refresh", task_run_name="{firm_id}", **AGAIN)
def refresh_firm(firm_id: str, full: bool = False) -> int:
    """Compute marts and insights of what changed; returns the number of machine-months."""
    from pipelines.steps.refresh import refresh
    from ppuri.core.hub import open_scope

    with recorded("refresh"):
        result = refresh(open_scope(load_settings().home, firm_id), full=full)
    count = len(result.partitions)
    show_counts("refresh", firm_id, {"machine_months": count})
    return count


@task(name="report", task_run_name="{firm_id}-{period}", **AGAIN)
def report_firm(firm_id: str, period: str) -> int:
    """Write the month's report below the installation; returns its size in bytes."""
    from pipelines.steps.report import report
    from ppuri.core.hub import open_scope

    with recorded("report"):
        size = report(open_scope(load_settings().home, firm_id), period, None).stat().st_size
    show_counts("report", firm_id, {"bytes": size})
    return size
