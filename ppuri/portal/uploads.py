"""Uploads: the list, what became of one file, and its workbook to mend."""

from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ppuri.core.hub import Firm, open_scope
from ppuri.core.ledger import FileRecord
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW
from ppuri.portal.arrivals import safe_name
from ppuri.portal.outcome import outcome_view
from ppuri.portal.receipt import receipt_view, waiting_steps
from ppuri.portal.records import Records, declared, machine_names
from ppuri.portal.render import show
from ppuri.portal.review import review_view
from ppuri.portal.sending import read_waiting

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = {"": "모두", "held": "▲ 확인 필요", "committed": "● 저장", "rejected": "✕ 받지 못함", "undone": "↩ 되돌림"}
router = APIRouter()


@router.get("/uploads")
def uploads(
    request: Request,
    firm: str | None = None,
    status: str = "",
    file: list[str] = Query(default=[]),  # noqa: B008
) -> Response:
    """Every file that came in, of one firm or of all; those just uploaded first."""
    records = Records(request.app.state.home)
    firms = records.firms() if firm is None else [declared(records, firm)]
    rows = [row for one in firms for row in records.rows(one)]
    fresh = [row for row in rows if row.file_id in file]
    ready = [row.file_id for row in fresh if row.receipt and row.status == "held" and _only_review(row.receipt)]
    return show(
        request,
        "uploads.html",
        "uploads",
        firm=firms[0] if firm else None,
        rows=[row for row in rows if status in ("", row.status)],
        fresh=fresh,
        ready=ready,
        reading=any(row.status == "received" for row in fresh),
        here_address=str(request.url.replace(scheme="", netloc="")),
        filters=FILTERS,
        chosen=status if status in FILTERS else "",
    )


def _only_review(receipt: Receipt) -> bool:
    return [hold.key for hold in receipt.holds] == [REVIEW]


@router.get("/uploads/{file_id}")
async def receipt(request: Request, file_id: str, firm: str | None = None, again: str | None = None) -> Response:
    """What became of one file, what is to be looked at first, or that it is still being worked on."""
    records = Records(request.app.state.home)
    found = await run_in_threadpool(records.record, firm, file_id)
    if found is None:
        raise HTTPException(404)
    owner, record = found
    if record.status == "received" and not request.app.state.jobs.running(owner.id, record.file_id):
        await read_waiting(request, owner.id)  # whoever was to read it is gone
        found = await run_in_threadpool(records.record, owner.id, record.file_id)
    busy = request.app.state.jobs.running(owner.id, record.file_id)
    return await run_in_threadpool(_page, request, records, *(found or (owner, record)), busy=busy, again=bool(again))


def _page(request: Request, records: Records, firm: Firm, record: FileRecord, *, busy: bool, again: bool) -> Response:
    if busy or record.receipt_json is None or record.status == "received":
        name = machine_names(firm).get(record.machine_id, "설비 미정")
        steps = waiting_steps(record)
        return show(request, "reading.html", "uploads", firm=firm, record=record, machine_name=name, steps=steps)
    stored = Receipt.model_validate_json(record.receipt_json)
    problem = request.app.state.jobs.problem(firm.id, record.file_id)
    values = {**receipt_view(records, firm, stored), "problem": problem, "again": again}
    asks = any(hold.key == REVIEW for hold in stored.holds)
    if stored.review is not None and asks:
        values |= review_view(firm, stored, stored.review)
        return show(request, "review.html", "uploads", firm=firm, **values)
    values |= outcome_view(open_scope(records.home, firm.id), stored)
    return show(request, "receipt.html", "uploads", firm=firm, **values)


@router.get("/uploads/{file_id}/fix.xlsx")
def fix(request: Request, file_id: str, firm: str | None = None) -> Response:
    """The workbook to mend of one file."""
    found = Records(request.app.state.home).find(firm, file_id)
    if found is None:
        raise HTTPException(404)
    from pipelines.steps.quarantine import quarantine

    owner, stored = found
    made = quarantine(open_scope(request.app.state.home, owner.id), stored.file_id)
    if made.content is None:
        raise HTTPException(404)
    name = f"attachment; filename=\"fix.xlsx\"; filename*=UTF-8''{quote(safe_name(made.file_name), safe='')}"
    return Response(made.content, media_type=XLSX, headers={"Content-Disposition": name})
