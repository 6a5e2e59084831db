"""One function per kind of pollution, in rooms by subject."""

from tests.pollution.kinds import (
    books,
    containers,
    delimiters,
    dress,
    encodings,
    excel,
    habits,
    headers,
    keys,
    labels,
    rows,
    times,
    units,
    values,
)
from tests.pollution.kinds.registry import KINDS, Kind

ROOMS = (
    books,
    containers,
    delimiters,
    dress,
    encodings,
    excel,
    habits,
    headers,
    keys,
    labels,
    rows,
    times,
    units,
    values,
)

__all__ = ["KINDS", "ROOMS", "Kind"]
