"""The first pages: home and the upload form."""

from fastapi import APIRouter, Request, Response

from ppuri.core.clock import now
from ppuri.core.hub import Firm
from ppuri.portal import words
from ppuri.portal.records import Records
from ppuri.portal.render import show

RECENT = 20
router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """Firms with what came last, and the newest files of all."""
    records = Records(request.app.state.home)
    firms = records.firms()
    files = {firm.id: records.rows(firm) for firm in firms}
    summaries = [records.summary(firm, files[firm.id]) for firm in firms]
    newest = sorted((row for rows in files.values() for row in rows), key=lambda row: row.received_ts, reverse=True)
    return show(
        request,
        "home.html",
        "home",
        firms=summaries,
        rows=newest[:RECENT],
        questions=sum(summary.question_count for summary in summaries),
        machine_count=sum(summary.machine_count for summary in summaries),
        today=words.moment(now()),
    )


@router.get("/upload")
def upload(request: Request, firm: str | None = None, machine: str | None = None) -> Response:
    """The form: machine and files."""
    return upload_page(request, Records(request.app.state.home).firm(firm), machine, None)


def upload_page(
    request: Request, firm: Firm | None, machine_id: str | None, problem: str | None, status: int = 200
) -> Response:
    """Render the upload form, with what went wrong before where something did."""
    lines = [line for site in firm.sites for line in site.lines] if firm else []
    return show(
        request,
        "upload.html",
        "upload",
        firm=firm,
        status=status,
        firms=Records(request.app.state.home).firms(),
        lines=lines,
        choose=sum(len(line.machines) for line in lines) > 1,
        chosen=machine_id,
        problem=problem,
        limit_mb=request.app.state.limit_mb,
    )
