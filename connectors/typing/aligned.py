"""Column names moved back over their values, where a person said that they stand one column beside them."""

from collections.abc import Mapping
from dataclasses import replace

from connectors.reading.header import unique_names
from connectors.types import Table

KEY = "header"
STEPS = {"left": 1, "right": -1}


def aligned(table: Table, answers: Mapping[str, str]) -> Table:
    """Return the table with its names one column further left or right, as the answer `header` says; else unchanged.

    Args:
        table: As read.
        answers: What a person said; `left` and `right` move the names, any other word leaves them.
    """
    step = STEPS.get(answers.get(KEY, ""))
    names = table.records.columns
    if step is None or len(names) < 2:
        return table
    moved = [*names[1:], ""] if step == 1 else ["", *names[:-1]]
    told = unique_names(moved)
    return replace(table, records=table.records.rename(dict(zip(names, told, strict=True))))
