"""What stands before every page: only this machine's names, only this site's forms, and strict response headers."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request, Response

HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SAFE = {"GET", "HEAD"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def same_origin(request: Request) -> bool:
    """Say whether a form was sent from one of our own pages, or by a program that is no browser.

    Browsers send `Sec-Fetch-Site` or `Origin` with every form; a page of another site cannot leave them out.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse forms of other sites; put the headers on every answer."""
    if request.method not in SAFE and not same_origin(request):
        answer = Response(
            "다른 사이트에서 보낸 요청은 받지 않습니다.", status_code=403, media_type="text/plain; charset=utf-8"
        )
    else:
        answer = await call_next(request)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
