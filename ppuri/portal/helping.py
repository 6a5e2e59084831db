"""Help: what every finding means and how it is mended, from the catalogue that the findings themselves come from."""

import re
from functools import cache

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from ppuri.core.findings import catalogue
from ppuri.portal.render import show
from ppuri.portal.words import SEVERITY

_FACT = re.compile(r"\{[^{}]*\}")
router = APIRouter()


@cache
def pages() -> dict[str, dict[str, str]]:
    """Return code -> title, weight, reason and fix in Korean; what a finding fills in stands as `…`."""
    return {code: _page(code, entry) for code, entry in sorted(catalogue().items())}


def _page(code: str, entry: dict[str, str]) -> dict[str, str]:
    reason, fix = (_FACT.sub("…", entry[key]) for key in ("reason_ko", "fix_ko"))
    return {
        "code": code,
        "title": entry.get("title_ko", reason),
        "severity": entry["severity"],
        "reason": reason,
        "fix": fix,
    }


@router.get("/help")
def topics(request: Request, q: str = "") -> Response:
    """Every finding by weight, or those that hold the words asked for."""
    words = q.split()
    found = [page for page in pages().values() if all(word in " ".join(page.values()) for word in words)]
    groups = [(weight, [page for page in found if page["severity"] == weight]) for weight in SEVERITY]
    return show(request, "help.html", "help", q=q[:100], groups=[group for group in groups if group[1]])


@router.get("/help/{code}")
def topic(request: Request, code: str) -> Response:
    """One finding."""
    if code not in pages():
        raise HTTPException(404)
    return show(request, "help_topic.html", "help", page=pages()[code])
