"""What a column holds, told by its texts: complete stamps, dates, clocks, numbers or words."""

from typing import Literal

import polars as pl

from connectors.timestamps import text
from connectors.timestamps.share import share

Content = Literal["stamp", "date", "clock", "dotted", "number", "text", "empty"]
SURE, LIKELY = 0.9, 0.5
_DOTTED = r"^'?\d{1,2}\.\d{1,2}\.\d{1,2}$"
_CLOCK = r"^(?:(?:am|pm)\s*)?\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?:[.,]\d{1,9})?(?:\s*(?:am|pm))?$"
_DATE = r"^'?(?:\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4}\.?|\d{4}-\d{2}-\d{2})(?:[t\s]+00:00(?::00)?(?:\.0+)?)?$"
_STAMP = r"^'?\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4}\.?[t\s_,-]+(?:(?:am|pm)\s*)?\d{1,2}[:.]\d{1,2}"
_NUMBER = r"^[+-]?\s?(?:\d[\d,]*(?:[.,]\d+)?|[.,]\d+)(?:e[+-]?\d+)?$"


def classify(sample: pl.Series, least: float = SURE) -> Content:
    """Return what nine tenths of a sample of texts are; `LIKELY` asks less where the header already says time.

    `dotted` is what may be a date (`12.05.26`) or a clock (`12.05.26`): the columns beside it decide.
    """
    present = sample.drop_nulls()
    if present.is_empty():
        return "empty"
    tidied = text.tidy(present)
    kinds: tuple[tuple[Content, str], ...] = (
        ("dotted", _DOTTED),
        ("number", _NUMBER),
        ("clock", _CLOCK),
        ("date", _DATE),
        ("stamp", _STAMP),
    )
    for kind, pattern in kinds:
        if share(tidied.str.contains(pattern)) >= least:
            return "number" if kind == "clock" and share(tidied.str.contains(r"^\d+\.\d+$")) > 0.5 else kind
    return "text"
