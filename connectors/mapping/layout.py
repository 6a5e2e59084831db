"""What makes two files `the same layout`: the normalised header cells and the units."""

import hashlib

from connectors.dictionary import normalise
from connectors.types import Table


def layout_id(table: Table) -> str:
    """Return 16 hex digits that are equal for files of one layout."""
    cells = [f"{normalise(header)}|{normalise(table.units.get(header, ''))}" for header in table.records.columns]
    return hashlib.sha256("\x1f".join([table.layout, *cells]).encode()).hexdigest()[:16]
