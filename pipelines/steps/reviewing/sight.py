"""What a table looks like to a person: how it was read, and a few values of every column."""

import polars as pl

from connectors.types import ColumnMapping, Mapping, Table
from ppuri.core.ledger import FileRecord
from ppuri.core.review import REVIEW, WAIT, ReviewColumn, ReviewTable

SHOWN = 3
LOOKED_AT = 2_000
LONGEST = 60


def awaits_review(record: FileRecord) -> bool:
    """Whether a person is to look at a file before it is stored; one that is stored she has seen, or mended without a further look."""
    return record.status != "committed" and record.answers.get(REVIEW) == WAIT


def sight(table: Table, mapping: Mapping) -> ReviewTable:
    """Return how a table was read and what its columns hold, without counts.

    Args:
        table: As read.
        mapping: What its columns mean.
    """
    head = table.records.head(LOOKED_AT)
    return ReviewTable(
        table_no=table.table_no,
        name=table.name,
        dataset=mapping.dataset,
        encoding=table.encoding,
        bom=table.bom,
        delimiter=table.delimiter,
        decimal=table.decimal,
        header_rows=table.header_rows,
        columns=tuple(_column(head, each) for each in mapping.columns),
    )


def _column(head: pl.DataFrame, mapped: ColumnMapping) -> ReviewColumn:
    cells = head[mapped.header] if mapped.header in head.columns else pl.Series([], dtype=pl.String)
    first = cells.drop_nulls().unique(maintain_order=True).head(SHOWN).cast(pl.String).to_list()
    return ReviewColumn(
        header=mapped.header,
        examples=tuple(text[:LONGEST] for text in first),
        empty_ratio=cells.null_count() / len(cells) if len(cells) else 0.0,
        column=mapped.column,
        channel=mapped.channel,
        unit=mapped.unit,
        status=mapped.status,
        confidence=mapped.confidence,
        reason_ko=mapped.reason_ko,
        reason_en=mapped.reason_en,
    )
