"""What an upload changed, as the receipt page shows it: figures before and after, covered days, one sentence."""

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from pipelines.steps.reviewing.outcome import Figure, Outcome, outcome_of
from ppuri.core.results import Receipt
from ppuri.core.review import REVIEW
from ppuri.core.scope import Scope
from ppuri.reports.format import amount, month_text


def outcome_view(scope: Scope, receipt: Receipt) -> dict[str, Any]:
    """Return figures, calendar and sentence of a stored file, and the addresses of what may be done with it.

    Args:
        scope: The firm.
        receipt: As stored.
    """
    kept = outcome_of(scope, receipt.file_id) if receipt.status == "committed" else None
    base, query = f"/uploads/{quote(receipt.file_id, safe='')}", urlencode({"firm": scope.firm_id})
    outcome = kept or Outcome()
    return {
        "figures": [_figure(one) for one in outcome.figures],
        "weeks": _weeks(outcome.days),
        "told": outcome.finding_ko,
        "changeable": [one for one in receipt.assumptions if one.choices] if receipt.status == "committed" else [],
        "asked": [hold for hold in receipt.holds if hold.key != REVIEW],
        "undo_address": f"{base}/undo?{query}",
        "assume_address": f"{base}/assume?{query}",
    }


def _figure(figure: Figure) -> dict[str, str]:
    return {
        "title": figure.title_ko,
        "month": month_text(figure.month),
        "before": "–" if figure.before is None else amount(figure.before, figure.unit),
        "after": "–" if figure.after is None else amount(figure.after, figure.unit),
    }


def _weeks(days: tuple[tuple[date, int], ...]) -> list[list[dict[str, Any]]]:
    """Return the calendar by weeks that begin on Monday; days outside are empty."""
    weeks: list[list[dict[str, Any]]] = []
    for day, count in days:
        if not weeks or day.weekday() == 0:
            weeks.append([{"label": "", "count": None}] * day.weekday())
        weeks[-1] = [*weeks[-1], {"label": f"{day.month}/{day.day}", "count": count}]
    return [[*week, *[{"label": "", "count": None}] * (7 - len(week))] for week in weeks]
