"""The report of one firm and month: one result, the documents that are asked for."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.steps.report_result import collect
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from ppuri.reports.types import ReportResult

FORMATS = ("html", "pdf", "xlsx")


def report(scope: Scope, period: str | None = None, out: Path | None = None) -> Path:
    """Write the report of one month as a page, and its result as JSON beside it; arguments and errors as `documents`.

    Returns:
        The page.
    """
    return documents(scope, period, out, ["html"])[0]


def documents(
    scope: Scope,
    period: str | None = None,
    out: Path | None = None,
    formats: Sequence[str] = FORMATS,
    compare: str | None = None,
) -> list[Path]:
    """Write the report of one month, and its result as JSON beside it.

    Args:
        scope: The firm.
        period: `2026-10`; without it the newest month that has data.
        out: Folder; without it the firm's folder of published reports.
        formats: Of `html`, `pdf`, `xlsx`.
        compare: A month before, `2026-09`, or a day of the period on which something was changed: what became of each KPI is told.

    Returns:
        The documents, in the order asked for.

    Raises:
        UsageError: When a format is unknown, the period is no month or has no data, or cannot be compared so.
    """
    for name in formats:
        if name not in FORMATS:
            raise UsageError(
                f"{name} 형식은 만들 수 없습니다. html, pdf, xlsx 가운데 고르십시오.",
                f"There is no format {name}. Choose of html, pdf, xlsx.",
            )
    result = collect(scope, period, compare)
    stem = result.period if out is None else f"{scope.firm_id}-{result.period}"
    folder = scope.reports if out is None else out
    folder.mkdir(parents=True, exist_ok=True)
    kept = results(scope)
    kept.mkdir(parents=True, exist_ok=True)
    # What was delivered can be shown and verified later, whatever becomes of the data.
    _replace(kept / f"{result.content_hash}.json", rendered(result, "json"))
    _replace(folder / f"{stem}.json", rendered(result, "json"))
    made = []
    for name in dict.fromkeys(formats):
        made.append(folder / f"{stem}.{name}")
        _replace(made[-1], rendered(result, name))
    return made


def results(scope: Scope) -> Path:
    """Return the folder of the results behind the firm's reports, named by their content hash."""
    return scope.reports / "results"


def rendered(result: ReportResult, name: str) -> bytes:
    """Return one document, or the result itself as `json`; what makes it is imported only then."""
    if name == "json":
        return result.model_dump_json(indent=1).encode()
    if name == "pdf":
        from ppuri.reports.pdf import render_pdf

        return render_pdf(result)
    if name == "xlsx":
        from ppuri.reports.workbook import render_xlsx

        return render_xlsx(result)
    from ppuri.reports.html import render

    return render(result).encode()


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its goal, then put it in place: a reader sees the old one or the new one."""
    handle, work = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(work).chmod(0o644)
        Path(work).replace(path)
    except BaseException:
        Path(work).unlink(missing_ok=True)
        raise


__all__ = ["collect", "documents", "rendered", "report", "results"]
