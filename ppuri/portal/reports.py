"""Reports: what was written, its documents, and a new one on request."""

import re
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from ppuri.core.hub import open_scope
from ppuri.core.scope import Scope
from ppuri.portal.records import Records, declared
from ppuri.portal.render import show
from ppuri.portal.uploads import XLSX

KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "xlsx": XLSX}
# A report carries its own styles and drawings; here it may run nothing and reach nothing.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox allow-downloads allow-popups"
)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
router = APIRouter()


@router.get("/reports")
def listed(request: Request, firm: str | None = None) -> Response:
    """The months that have a report, newest first."""
    records = Records(request.app.state.home)
    owner = records.firm(firm)
    if firm is not None and owner is None:
        raise HTTPException(404)
    if owner is None:
        return show(request, "reports.html", "reports", firms=records.firms(), months=[], busy=False, problem=None)
    scope, jobs = open_scope(records.home, owner.id), request.app.state.jobs
    return show(
        request,
        "reports.html",
        "reports",
        firm=owner,
        firms=[],
        months=_months(scope),
        busy=jobs.running(owner.id, "report"),
        problem=jobs.problem(owner.id, "report"),
    )


def _months(scope: Scope) -> list[tuple[str, list[str]]]:
    if not scope.reports.is_dir():
        return []
    written = {path.stem for path in scope.reports.glob("*.json") if _MONTH.fullmatch(path.stem)}
    return [
        (month, [kind for kind in KINDS if (scope.reports / f"{month}.{kind}").is_file()])
        for month in sorted(written, reverse=True)
    ]


@router.post("/reports")
async def write(request: Request, firm: str) -> Response:
    """Write the report of one month, or of the newest that has data; the list shows it when it is done."""
    owner = await run_in_threadpool(declared, Records(request.app.state.home), firm)
    async with request.form(max_files=0, max_fields=5) as form:
        month = str(form.get("period") or "").strip() or None
    scope = open_scope(request.app.state.home, owner.id)
    await request.app.state.jobs.start((owner.id, "report"), partial(_written, scope, month))
    return RedirectResponse(f"/reports?firm={owner.id}", status_code=303)


def _written(scope: Scope, month: str | None) -> None:
    from pipelines.steps.report import documents

    documents(scope, month)


@router.get("/reports/{month}.{kind}")
def document(request: Request, month: str, kind: str, firm: str) -> Response:
    """One document of a month."""
    owner = declared(Records(request.app.state.home), firm)
    path: Path = open_scope(request.app.state.home, owner.id).reports / f"{month}.{kind}"
    if not _MONTH.fullmatch(month) or kind not in KINDS or not path.is_file():
        raise HTTPException(404)
    name = f"{owner.id}-{month}.{kind}"
    shown = "inline" if kind != "xlsx" else "attachment"
    answer = FileResponse(path, media_type=KINDS[kind], filename=name, content_disposition_type=shown)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
