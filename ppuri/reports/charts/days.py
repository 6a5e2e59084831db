"""The axis of days: a day's number counted from the first, labelled with its date."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import altair as alt

MOST = 8


def label_axis(labels: Mapping[int, str], **more: Any) -> alt.Axis:
    """Return an axis that prints these texts at these values."""
    table = json.dumps({str(at): text for at, text in labels.items()}, ensure_ascii=False)
    return alt.Axis(values=sorted(labels), labelExpr=f"({table})[datum.value]", title=None, labelOverlap=False, **more)


def day_labels(first: date, last: date) -> dict[int, str]:
    """Return at most eight evenly spaced days as `10-12`, keyed by days since `first`."""
    length = (last - first).days
    step = next(s for s in (1, 2, 4, 7, 14, 28, 91, 365, 3650) if length / s < MOST or s == 3650)
    return {n: f"{first + timedelta(days=n):%m-%d}" for n in range(0, length + 1, step)}
