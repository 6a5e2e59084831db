"""What a clerk says of a file: read it otherwise, store it, take it back. Every action is post, redirect, get."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ppuri.core.clock import now
from ppuri.core.errors import UsageError
from ppuri.core.hub import Firm, open_scope
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW, SAVE
from ppuri.core.scope import Scope
from ppuri.portal.records import Records, address, declared, list_address
from ppuri.portal.review import changes

UNDO_DAYS = 30
MOST_FIELDS = 12_000
READING = ("encoding", "delimiter", "header_row")
router = APIRouter()


async def _found(request: Request, firm: str, file_id: str) -> tuple[Firm, Receipt]:
    found = await run_in_threadpool(Records(request.app.state.home).find, firm, file_id)
    if found is None:
        raise HTTPException(404)
    return found


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {key: str(text).strip() for key, text in form.items()}


async def _do(request: Request, receipt: Receipt, work: Callable[[], object]) -> Response:
    await request.app.state.jobs.start((receipt.firm_id, receipt.file_id), work)
    return RedirectResponse(address(receipt), status_code=303)


@router.post("/uploads/{file_id}/look")
async def look(request: Request, file_id: str, firm: str) -> Response:
    """Read a file that waits as the form says; what it says of columns is remembered when the file is stored."""
    owner, receipt = await _found(request, firm, file_id)
    said = await _form(request)
    columns, strange = changes(owner, receipt, said)
    reading = {key: said[key] for key in READING if key in said}

    def work() -> None:
        from pipelines.steps.reviewing.look_again import look_again

        if strange:
            names = ", ".join(f"‘{word}’" for word in strange[:3])
            raise UsageError(f"{names}에 맞는 뜻이 없습니다. 목록에서 골라 주세요.", f"nothing is named {names}")
        look_again(open_scope(request.app.state.home, firm), receipt.file_id, reading=reading, columns=columns)

    return await _do(request, receipt, work)


@router.post("/uploads/{file_id}/answer")
async def answer(request: Request, file_id: str, firm: str) -> Response:
    """Take the answers to a file's questions, the last of which is whether to store it."""
    _, receipt = await _found(request, firm, file_id)
    said = await _form(request)
    answers = {hold.key: said[hold.key] for hold in receipt.holds if said.get(hold.key)}
    return await _do(request, receipt, partial(_answered, request, receipt, answers))


@router.post("/uploads/{file_id}/assume")
async def assume(request: Request, file_id: str, firm: str) -> Response:
    """Change what was assumed of a file: of one that waits at once, of one that is stored all that rests on it."""
    _, receipt = await _found(request, firm, file_id)
    said = await _form(request)
    keys = {assumption.key for assumption in receipt.assumptions}
    return await _do(
        request, receipt, partial(_answered, request, receipt, {k: v for k, v in said.items() if k in keys and v})
    )


@router.post("/uploads/{file_id}/undo")
async def undo(request: Request, file_id: str, firm: str) -> Response:
    """Take a whole file back, within thirty days; one that waits is simply not stored."""
    _, receipt = await _found(request, firm, file_id)
    return await _do(request, receipt, partial(_undone, request, receipt))


@router.post("/uploads/save")
async def save_all(request: Request, firm: str) -> Response:
    """Store every file of the form that asks for nothing but that."""
    await run_in_threadpool(declared, Records(request.app.state.home), firm)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        ids = [str(text) for text in form.getlist("file")]
    for file_id in ids:
        _, receipt = await _found(request, firm, file_id)
        if [hold.key for hold in receipt.holds] == [REVIEW]:
            work = partial(_answered, request, receipt, {REVIEW: SAVE})
            await request.app.state.jobs.start((firm, receipt.file_id), work)
    return RedirectResponse(list_address(firm, ids), status_code=303)


def _answered(request: Request, receipt: Receipt, answers: dict[str, str]) -> None:
    from pipelines.steps.hold import answer as step
    from pipelines.steps.reviewing.outcome import remember

    if not answers:
        raise UsageError("답을 고르지 않았습니다.", "No answer was given.")
    scope = open_scope(request.app.state.home, receipt.firm_id)
    if answers.get(REVIEW) == SAVE and receipt.machine_id:
        remember(scope, receipt.file_id, receipt.machine_id)
    stored = step(scope, receipt.file_id, answers)
    if stored.status == "committed":
        _computed(request, scope, stored)


def _computed(request: Request, scope: Scope, stored: Receipt) -> None:
    """Compute KPIs here where no watcher does it, and note what the file changed."""
    if not request.app.state.refresh_here:
        return
    from pipelines.steps.refresh import refresh
    from pipelines.steps.reviewing.outcome import conclude

    refresh(scope)
    conclude(scope, stored)


def _undone(request: Request, receipt: Receipt) -> None:
    from pipelines.steps.undo import undo as step

    if (
        receipt.status == "committed"
        and receipt.received_ts
        and receipt.received_ts < now() - timedelta(days=UNDO_DAYS)
    ):
        raise UsageError(
            f"받은 지 {UNDO_DAYS}일이 지나 여기서는 되돌릴 수 없습니다. 담당자에게 알려 주세요.",
            f"It came more than {UNDO_DAYS} days ago; tell the hub engineer.",
        )
    home: Path = request.app.state.home
    scope = open_scope(home, receipt.firm_id)
    step(scope, receipt.file_id)
    if receipt.status == "committed" and request.app.state.refresh_here:
        from pipelines.steps.refresh import refresh

        refresh(scope)
