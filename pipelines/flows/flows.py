"""The flows: ingest, refresh, learn, report, and the way from a ready file to a report in one run.

Parameters and run names are ids. The files themselves are found by the step in the machine's declared folders, so
no path ever reaches Prefect.
"""

from typing import Any

from prefect import flow

from pipelines.flows.tasks import ingest_folder, learn_firm, refresh_firm, report_firm
from pipelines.steps.watch import month_before, newest_month
from ppuri.core.results import Receipt

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
