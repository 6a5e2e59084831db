"""The report of one firm and month: one result, one page."""

import os
import tempfile
from pathlib import Path

from pipelines.steps.report_result import collect
from ppuri.core.scope import Scope
from ppuri.reports.html import render


def report(scope: Scope, period: str | None = None, out: Path | None = None) -> Path:
    """Write the report of one month as a page, and its result as JSON beside it.

    Args:
        scope: The firm.
        period: `2026-10`; without it the newest month that has data.
        out: Folder; without it the firm's folder of published reports.

    Returns:
        The page.

    Raises:
        UsageError: When the period is no month, or has no data.
    """
    result = collect(scope, period)
    stem = result.period if out is None else f"{scope.firm_id}-{result.period}"
    folder = scope.reports if out is None else out
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / f"{stem}.json", result.model_dump_json(indent=1))
    page = folder / f"{stem}.html"
    _replace(page, render(result))
    return page


def _replace(path: Path, text: str) -> None:
    """Write a file beside its goal, then put it in place: a reader sees the old one or the new one."""
    handle, work = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(work).chmod(0o644)
        Path(work).replace(path)
    except BaseException:
        Path(work).unlink(missing_ok=True)
        raise


__all__ = ["collect", "report"]
