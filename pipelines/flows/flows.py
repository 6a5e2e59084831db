"""The flows: ingest, refresh, learn, report, and the way from a ready file to a report in one run.

Parameters and run names are ids. The files themselves are found by the step in the machine's declared folders, so
no path ever reaches Prefect.
"""

from typing import Any

from prefect import flow

from pipelines.flows.faults import BrokenPromisesError
from pipelines.flows.tasks import (
    ingest_folder,
    learn_firm,
    reap_firm,
    refresh_firm,
    report_firm,
    upkeep_firm,
    verify_firm,
)
from pipelines.steps.watch import month_before, newest_month
from ppuri.core.clock import now
from ppuri.core.hub import current_hub
from ppuri.core.results import Receipt
from ppuri.core.settings import load_settings

# Everything is looked at once a day, a part of it every hour.
SHARES = 24
QUIET: dict[str, Any] = {"persist_result": False, "result_serializer": "json", "validate_parameters": True}


@flow(name="ingest", flow_run_name="{firm_id}-{machine_id}", **QUIET)
def ingest(firm_id: str, machine_id: str) -> list[Receipt]:
    """Store what lies ready in one machine's declared folders.

    Args:
        firm_id: Firm as declared in the hub.
        machine_id: Machine whose folder sources are read.
    """
    return ingest_folder(firm_id, machine_id)


@flow(name="refresh", flow_run_name="{firm_id}", **QUIET)
def refresh(firm_id: str, full: bool = False) -> int:
    """Compute KPIs, marts and insights for what changed since the last refresh.

    Args:
        firm_id: Firm as declared in the hub.
        full: Everything again.
    """
    return refresh_firm(firm_id, full)


@flow(name="learn", flow_run_name="{firm_id}", **QUIET)
def learn(firm_id: str) -> int:
    """Fix baselines and control limits as dated facts, then judge by them.

    Args:
        firm_id: Firm as declared in the hub.
    """
    learn_firm(firm_id)
    return refresh_firm(firm_id)


@flow(name="report", flow_run_name="{firm_id}", **QUIET)
def report(firm_id: str, period: str | None = None) -> int:
    """Write the report of one month.

    Args:
        firm_id: Firm as declared in the hub.
        period: Month as YYYY-MM; the month before the present one when left out.
    """
    return report_firm(firm_id, period or month_before())


@flow(name="ingest-refresh-report", flow_run_name="{firm_id}-{machine_id}", **QUIET)
def ingest_refresh_report(firm_id: str, machine_id: str) -> int:
    """Take a machine's ready files the whole way: stored, computed, reported.

    Args:
        firm_id: Firm as declared in the hub.
        machine_id: Machine whose folder sources are read.

    Returns:
        Number of files that were stored.
    """
    receipts = ingest(firm_id, machine_id)
    stored = [receipt for receipt in receipts if receipt.status == "committed"]
    if stored:
        refresh(firm_id)
        report(firm_id, newest_month(stored) or month_before())
    return len(stored)


@flow(name="reap", flow_run_name="{firm_id}", **QUIET)
def reap(firm_id: str) -> int:
    """Read the files that a dead worker of a firm left unread; returns how many were stored.

    Args:
        firm_id: Firm as declared in the hub.
    """
    return sum(receipt.status == "committed" for receipt in reap_firm(firm_id))


@flow(name="verify", flow_run_name="verify", **QUIET)
def verify() -> int:
    """Check a part of everything that is stored: the hours of a day together look at all of it.

    Returns:
        Number of firms checked.

    Raises:
        BrokenPromisesError: When something stays broken; the ledger keeps it as an alarm.
    """
    hour = int(now().timestamp()) // 3600
    firms = [firm.id for firm in current_hub(load_settings().home).firms]
    broken = sum(verify_firm(firm_id, hour % SHARES, SHARES, hour) for firm_id in firms)
    if broken:
        raise BrokenPromisesError(broken)
    return len(firms)


@flow(name="upkeep", flow_run_name="upkeep", **QUIET)
def upkeep() -> int:
    """Compact tables, remove what no reader holds, firm after firm; returns the machine-months rewritten."""
    return sum(upkeep_firm(firm.id) for firm in current_hub(load_settings().home).firms)
