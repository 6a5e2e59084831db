"""What the monitors found, and what waits of a firm: insights and rows that were set apart."""

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from ppuri.core.hub import Firm, open_scope
from ppuri.portal.records import Records, Row, address_of, fix_address, machine_names
from ppuri.portal.render import show

KINDS = {"": "모두", "anomaly": "이상", "drift": "서서히 바뀜", "risk": "불량 위험", "window": "좋은 조건"}
router = APIRouter()


def _owner(request: Request, firm: str | None) -> Firm | None:
    records = Records(request.app.state.home)
    owner = records.firm(firm)
    if firm is not None and owner is None:
        raise HTTPException(404)
    return owner


@router.get("/insights")
def found(request: Request, firm: str | None = None, kind: str = "") -> Response:
    """What the monitors found, the most certain first."""
    owner = _owner(request, firm)
    shown: list[dict[str, Any]] = []
    if owner is not None:
        from pipelines.steps.insights import insights

        names = machine_names(owner)
        chosen = kind if kind in KINDS and kind else None
        shown = [
            {"insight": one, "machine": names.get(one.machine_id, one.machine_id), "kind": KINDS.get(one.kind, "")}
            for one in insights(open_scope(request.app.state.home, owner.id), chosen)
        ]
    firms = [] if owner else Records(request.app.state.home).firms()
    return show(request, "insights.html", "insights", firm=owner, firms=firms, rows=shown, kinds=KINDS, chosen=kind)


@router.get("/quarantine")
def aside(request: Request, firm: str | None = None) -> Response:
    """Rows that were set apart, by reason: where they are, how they are mended, and the workbook of each file."""
    owner = _owner(request, firm)
    records = Records(request.app.state.home)
    groups = _groups(records.rows(owner)) if owner else []
    firms = [] if owner else records.firms()
    return show(request, "quarantine.html", "quarantine", firm=owner, firms=firms, groups=groups)


def _groups(rows: list[Row]) -> list[dict[str, Any]]:
    """Return findings that set rows apart, by code, with the files that hold them."""
    from pipelines.steps.quarantine import has_work

    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    said: dict[str, Any] = {}
    for row in rows:
        if row.receipt is None or row.status != "committed" or not row.receipt.quarantined:
            continue
        for finding in row.receipt.findings:
            if finding.severity == "error":
                said.setdefault(finding.code, finding)
                fix = fix_address(row.receipt) if has_work(row.receipt) else None
                address = address_of(row.receipt.firm_id, row.file_id)
                found[finding.code].append({"row": row, "count": finding.count, "fix": fix, "address": address})
    groups = [
        {"finding": said[code], "files": files, "count": sum(f["count"] for f in files)}
        for code, files in found.items()
    ]
    return sorted(groups, key=lambda group: -group["count"])
