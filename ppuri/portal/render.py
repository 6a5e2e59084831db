"""Rendering: one environment that escapes everything, and what every page needs."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined

from ppuri.core.hub import Firm
from ppuri.portal import words

_environment = Environment(
    loader=PackageLoader("ppuri.portal"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    name: getattr(words, name)
    for name in (
        "status_word",
        "severity_word",
        "choice_word",
        "question",
        "number",
        "moment",
        "label",
        "rows",
        "values",
    )
}
_environment.globals["choice_of"] = words.choice_of
_templates = Jinja2Templates(env=_environment)


def show(
    request: Request, template: str, here: str, *, firm: Firm | None = None, status: int = 200, **values: Any
) -> Response:
    """Render one page with what every page needs."""
    query = f"?{urlencode({'firm': firm.id})}" if firm else ""
    shared = {"assets": request.app.state.assets, "here": here, "firm": firm, "firm_query": query}
    return _templates.TemplateResponse(request, template, {**shared, **values}, status_code=status)


def message(request: Request, title: str, sentence: str, *, status: int, record: str | None = None) -> Response:
    """Render a page that holds one sentence."""
    return show(request, "message.html", "", title=title, sentence=sentence, record=record, status=status)
