"""The portal as an ASGI application."""

import hashlib
import traceback
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ppuri.core.clock import now
from ppuri.core.errors import PpuriError
from ppuri.core.settings import load_settings
from ppuri.portal import board, findings, helping, pages, reports, reviewing, sending, uploads
from ppuri.portal.arrivals import LIMIT_MB, TooLargeError
from ppuri.portal.guard import HOSTS, guard
from ppuri.portal.jobs import PATIENCE_S, Jobs
from ppuri.portal.render import message

TITLES = {404: "찾을 수 없습니다", 405: "할 수 없는 요청입니다"}
SENTENCES = {404: "이 주소에는 아무것도 없습니다. 주소를 확인해 주세요.", 405: "이 주소에서는 할 수 없는 일입니다."}


def create_app(
    home: Path, *, refresh_here: bool = True, limit_mb: int = LIMIT_MB, patience_s: float = PATIENCE_S
) -> FastAPI:
    """Make the portal of one installation.

    Args:
        home: Folder of the installation.
        refresh_here: Compute KPIs in this process after an upload; off where a watcher starts a run for it.
        limit_mb: Largest upload in MB.
        patience_s: How long an answer waits for work that it began before it shows that the work goes on.
    """
    static = Path(str(files("ppuri.portal").joinpath("static")))
    app = FastAPI(title="Ppuri", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.home = home
    app.state.refresh_here = refresh_here
    app.state.limit_mb = limit_mb
    app.state.jobs = Jobs(home, patience_s)
    app.state.assets = {name: _versioned(static, name) for name in ("portal.css", "htmx.min.js", "upload.js")}
    app.mount("/static", StaticFiles(directory=static), name="static")
    app.add_middleware(BaseHTTPMiddleware, dispatch=guard)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    app.add_exception_handler(PpuriError, _our_sentence)
    app.add_exception_handler(HTTPException, _no_such_page)
    app.add_exception_handler(Exception, _recorded)
    for room in (pages, sending, reviewing, uploads, findings, reports, board, helping):
        app.include_router(room.router)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        """Answer that the portal runs."""
        return JSONResponse({"status": "ok"})

    return app


def _versioned(static: Path, name: str) -> str:
    """Return the address of a file that browsers may keep: it changes with its content."""
    return f"/static/{name}?v={hashlib.sha256((static / name).read_bytes()).hexdigest()[:12]}"


def served() -> FastAPI:
    """Make the portal that `ppuri up` runs: of the installation in the environment, beside a watcher."""
    return create_app(load_settings().home, refresh_here=False)


def _our_sentence(request: Request, error: Exception) -> Response:
    ko = error.ko if isinstance(error, PpuriError) else str(error)
    status = 413 if isinstance(error, TooLargeError) else 400 if getattr(error, "exit_code", 3) == 2 else 503
    return message(request, "할 수 없었습니다", ko, status=status)


def _no_such_page(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status not in TITLES:
        return PlainTextResponse(str(error), status_code=status)
    return message(request, TITLES[status], SENTENCES[status], status=status)


def _recorded(request: Request, error: Exception) -> Response:
    record = f"fault-{now():%Y%m%dT%H%M%S%f}"
    folder = request.app.state.home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{record}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return message(
        request,
        "프로그램 오류가 났습니다",
        "하던 일을 끝내지 못했습니다. 이미 받은 자료는 그대로 있습니다. 잠시 뒤 다시 해 주세요.",
        status=500,
        record=record,
    )
