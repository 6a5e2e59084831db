"""Uploads: take files, show what became of them, take answers. Every action is post, redirect, get."""

from pathlib import Path
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from ppuri.core.errors import PpuriError, UsageError
from ppuri.core.hub import Firm, open_scope
from ppuri.core.results import Receipt
from ppuri.core.scope import Scope
from ppuri.portal.arrivals import TooLargeError, landed, receive, safe_name
from ppuri.portal.pages import upload_page
from ppuri.portal.receipt import receipt_view
from ppuri.portal.records import Records, address
from ppuri.portal.render import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = APIRouter()


@router.post("/upload")
async def upload(request: Request, firm: str) -> Response:
    """Take the files of a form, store them, and lead to their receipts; KPIs follow in the background."""
    records = Records(request.app.state.home)
    declared = await run_in_threadpool(_declared, records, firm)
    machine_id: str | None = None
    try:
        form = await receive(request, request.app.state.limit_mb)
        try:
            machine_id = str(form.get("machine") or "")
            sent = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
            receipts = await run_in_threadpool(_store, open_scope(records.home, firm), machine_id, sent)
        finally:
            await form.close()
    except PpuriError as error:
        status = 413 if isinstance(error, TooLargeError) else 400 if isinstance(error, UsageError) else 503
        return await run_in_threadpool(upload_page, request, declared, machine_id, error.ko, status)
    return _to_receipts(request, declared, receipts)


def _declared(records: Records, firm_id: str) -> Firm:
    firm = records.firm(firm_id)
    if firm is None:
        raise HTTPException(404)
    return firm


def _store(scope: Scope, machine_id: str, sent: list[UploadFile]) -> list[Receipt]:
    from pipelines.steps.ingest import ingest

    if not sent:
        raise UsageError("파일을 고르지 않았습니다. 파일을 고른 뒤 올려 주세요.", "No file was chosen.")
    if not machine_id:
        raise UsageError("설비를 고르지 않았습니다. 어느 설비의 파일인지 골라 주세요.", "No machine was chosen.")
    with landed(scope.home, sent) as paths:
        return ingest(scope, paths, machine_id=machine_id)


def _to_receipts(request: Request, firm: Firm, receipts: list[Receipt]) -> Response:
    if len(receipts) == 1:
        more = {"again": "1"} if receipts[0].status == "duplicate" else {}
        place = address(receipts[0], **more)
    else:
        place = "/uploads?" + urlencode([("firm", firm.id), *(("file", receipt.file_id) for receipt in receipts)])
    return RedirectResponse(place, status_code=303, background=_computing(request, firm, receipts))


def _computing(request: Request, firm: Firm, receipts: list[Receipt]) -> BackgroundTask | None:
    if not request.app.state.refresh_here or all(receipt.status != "committed" for receipt in receipts):
        return None
    from pipelines.steps.refresh import refresh

    return BackgroundTask(refresh, open_scope(request.app.state.home, firm.id))


@router.get("/uploads")
def uploads(request: Request, firm: str | None = None, file: list[str] = Query(default=[])) -> Response:  # noqa: B008
    """Every file that came in, of one firm or of all; those just uploaded first."""
    records = Records(request.app.state.home)
    firms = records.firms() if firm is None else [_declared(records, firm)]
    rows = [row for one in firms for row in records.rows(one)]
    fresh = [row for row in rows if row.receipt.file_id in file]
    return show(request, "uploads.html", "uploads", firm=firms[0] if firm else None, rows=rows, fresh=fresh)


@router.get("/uploads/{file_id}")
def receipt(request: Request, file_id: str, firm: str | None = None, again: str | None = None) -> Response:
    """What became of one file."""
    return _receipt_page(request, file_id, firm, again=again is not None)


@router.get("/uploads/{file_id}/fix.xlsx")
def fix(request: Request, file_id: str, firm: str | None = None) -> Response:
    """The workbook to mend of one file."""
    home: Path = request.app.state.home
    found = Records(home).find(firm, file_id)
    if found is None:
        raise HTTPException(404)
    from pipelines.steps.quarantine import quarantine

    declared, stored = found
    made = quarantine(open_scope(home, declared.id), stored.file_id)
    if made.content is None:
        raise HTTPException(404)
    name = f"attachment; filename=\"fix.xlsx\"; filename*=UTF-8''{quote(safe_name(made.file_name), safe='')}"
    return Response(made.content, media_type=XLSX, headers={"Content-Disposition": name})


def _receipt_page(
    request: Request,
    file_id: str,
    firm_id: str | None,
    *,
    again: bool = False,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    records = Records(request.app.state.home)
    found = records.find(firm_id, file_id)
    if found is None:
        raise HTTPException(404)
    firm, stored = found
    values = receipt_view(records, firm, stored)
    return show(request, "receipt.html", "uploads", firm=firm, status=status, again=again, problem=problem, **values)


@router.post("/uploads/{file_id}/answer")
async def answer(request: Request, file_id: str, firm: str) -> Response:
    """Take the answers to a held file's questions and lead back to its receipt."""
    home: Path = request.app.state.home
    found = await run_in_threadpool(Records(home).find, firm, file_id)
    if found is None:
        raise HTTPException(404)
    declared, held = found
    async with request.form(max_files=0, max_fields=50) as form:
        answers = {hold.key: str(form[hold.key]).strip() for hold in held.holds if form.get(hold.key)}
    try:
        receipts = [await run_in_threadpool(_answer, open_scope(home, firm), file_id, answers)]
    except PpuriError as error:
        status = 400 if isinstance(error, UsageError) else 503
        return await run_in_threadpool(_receipt_page, request, file_id, firm, problem=error.ko, status=status)
    return RedirectResponse(address(held), status_code=303, background=_computing(request, declared, receipts))


def _answer(scope: Scope, file_id: str, answers: dict[str, str]) -> Receipt:
    from pipelines.steps.hold import answer

    if not answers:
        raise UsageError("답을 고르지 않았습니다.", "No answer was given.")
    return answer(scope, file_id, answers)
