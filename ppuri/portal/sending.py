"""Files on their way in: received at once, read in a job of their own, shown before they are stored."""

from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from ppuri.core.errors import PpuriError, UsageError
from ppuri.core.hub import Firm, open_scope
from ppuri.core.ledger import FileRecord
from ppuri.core.scope import Scope
from ppuri.portal.arrivals import TooLargeError, landed, receive
from ppuri.portal.pages import upload_page
from ppuri.portal.records import Records, address_of, declared, list_address

REMEMBERED = "machine"
YEAR_S = 365 * 24 * 3600
router = APIRouter()


@router.post("/upload")
async def send(request: Request, firm: str) -> Response:
    """Take the files of a form and lead to what became of them; a script is told the address instead."""
    records = Records(request.app.state.home)
    owner = await run_in_threadpool(declared, records, firm)
    machine_id = ""
    try:
        form = await receive(request, request.app.state.limit_mb)
        try:
            machine_id = str(form.get("machine") or "")
            sent = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
            scope = open_scope(records.home, firm)
            known = await run_in_threadpool(_received, scope, machine_id, sent)
        finally:
            await form.close()
    except PpuriError as error:
        status = 413 if isinstance(error, TooLargeError) else 400 if isinstance(error, UsageError) else 503
        if _by_script(request):
            return JSONResponse({"problem": error.ko}, status_code=status)
        return await run_in_threadpool(upload_page, request, owner, machine_id, error.ko, status)
    if any(record.status == "received" for record in known):
        await read_waiting(request, firm)
    place = _place(owner, known)
    answer: Response = (
        JSONResponse({"address": place}) if _by_script(request) else RedirectResponse(place, status_code=303)
    )
    answer.set_cookie(REMEMBERED, f"{firm}/{machine_id}", max_age=YEAR_S, httponly=True, samesite="lax")
    return answer


def _by_script(request: Request) -> bool:
    return request.headers.get("accept", "").startswith("application/json")


def _received(scope: Scope, machine_id: str, sent: list[UploadFile]) -> list[FileRecord]:
    from pipelines.steps.reviewing.hand_in import hand_in

    if not sent:
        raise UsageError("파일을 고르지 않았습니다. 파일을 고른 뒤 올려 주세요.", "No file was chosen.")
    if not machine_id:
        raise UsageError("설비를 고르지 않았습니다. 어느 설비의 파일인지 골라 주세요.", "No machine was chosen.")
    with landed(scope.home, sent) as paths:
        return hand_in(scope, paths, machine_id=machine_id)


async def read_waiting(request: Request, firm_id: str) -> None:
    """Begin to read what waits of a firm."""
    scope = open_scope(request.app.state.home, firm_id)
    await request.app.state.jobs.start((firm_id, ""), partial(_read, request, scope))


def _read(request: Request, scope: Scope) -> None:
    """Read what waits; KPIs follow where a mended workbook was stored at once."""
    from pipelines.steps.reap import reap

    if any(receipt.status == "committed" for receipt in reap(scope)) and request.app.state.refresh_here:
        from pipelines.steps.refresh import refresh

        refresh(scope)


def _place(firm: Firm, known: list[FileRecord]) -> str:
    if len(known) != 1:
        return list_address(firm.id, [record.file_id for record in known])
    more = {"again": "1"} if known[0].status == "committed" else {}
    return address_of(firm.id, known[0].file_id, **more)
