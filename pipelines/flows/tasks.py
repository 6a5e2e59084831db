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


@task(name="reap", task_run_name="{firm_id}", **AGAIN)
def reap_firm(firm_id: str) -> list[Receipt]:
    """Read what dead workers of a firm left unread; one receipt per file."""
    from pipelines.steps.reap import reap
    from ppuri.core.hub import open_scope

    with recorded("reap"):
        return reap(open_scope(load_settings().home, firm_id))


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


@task(name="verify", task_run_name="{firm_id}", **AGAIN)
def verify_firm(firm_id: str, share: int, of: int, seed: int) -> int:
    """Check a share of what a firm has stored, mend what can be mended; returns how many promises stay broken."""
    from pipelines.steps.auditing.audit import Share
    from pipelines.steps.verify import Order, verify

    with recorded("verify"):
        order = Order(share=Share(share, of), sample=1, seed=seed)
        result = verify(load_settings().home, firm_id, repair=True, order=order)
    broken = sum(not check.ok for check in result.checks)
    checked = sum(check.checked_count for check in result.checks)
    show_counts("verify", firm_id, {"checked": checked, "broken": broken, "repaired": len(result.repaired)})
    return broken


@task(name="upkeep", task_run_name="{firm_id}", **AGAIN)
def upkeep_firm(firm_id: str) -> int:
    """Compact and clean a firm's tables; returns the number of machine-months rewritten."""
    from pipelines.steps.upkeep import upkeep

    with recorded("upkeep"):
        result = upkeep(load_settings().home, firm_id)
    (done,) = result.firms
    counts = {"files_before": done.files_before, "files_after": done.files_after, "removed_bytes": done.removed_bytes}
    show_counts("upkeep", firm_id, counts)
    return len(done.compacted)
