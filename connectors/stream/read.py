"""One large text as a row of tables, one per block, each read by the reader that reads whole files."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from connectors import read_export
from connectors.reading.numeric import Numeric
from connectors.reading.text import TextRead, read_text
from connectors.stream.ahead import ahead
from connectors.stream.cut import Block, UnstreamableError, blocks
from connectors.types import Export, Table
from ppuri.core.findings import Finding, restated

# Below this a text is read as a whole: everything is then decided by all of it, and it fits into memory many times over.
STREAM_BYTES = 64 << 20
BLOCK_BYTES = 32 << 20
# Blocks read at once; the caller's own work on a block makes one more thread.
READERS = 2
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def tables(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    size: int = BLOCK_BYTES,
    numeric: Callable[[], frozenset[str]] = frozenset,
) -> Iterator[Table]:
    """Read a text block by block.

    The first block tells encoding, dialect and header; every further block is read under the same lines above its own, by the same reader and the
    same independent counter, and must come out with the same header. Row numbers are those of the file.

    Args:
        path: The file.
        encoding: Codec, where a person names it.
        delimiter: Delimiter, where a person names it.
        size: Bytes of a block.
        numeric: Gives the columns that are known to hold numbers, asked before every block: they are typed straight from the bytes.

    Raises:
        UnstreamableError: Where a block does not read as the first did; what was taken before is to be thrown away.
    """
    with path.open("rb") as stream:
        parts = blocks(stream, size)
        first = next(parts, None)
        if first is None or first.content.startswith(_WIDE_MARKS):
            raise UnstreamableError
        told = _one(read_export(first.content, encoding=encoding, delimiter=delimiter))
        yield told
        above = _lines(first.content, max(told.header_rows))
        under = (partial(_under, above, block, told, Numeric(numeric(), told.decimal)) for block in parts)
        yield from ahead(under, READERS)


def _under(above: bytes, block: Block, told: Table, numeric: Numeric) -> Table:
    content = above + block.content
    read = _one(read_text(content, encoding=told.encoding, delimiter=told.delimiter, header_row=None, numeric=numeric))
    if read.records.columns != told.records.columns or read.header_rows != told.header_rows:
        raise UnstreamableError
    shift = block.first_line - 1 - above.count(b"\n")
    return replace(
        read,
        row_numbers=(read.row_numbers + shift).cast(pl.UInt32),
        rejected=read.rejected.with_columns((pl.col("row_no") + shift).cast(pl.UInt32)),
        skipped_rows=tuple(row + shift for row in read.skipped_rows if row > max(told.header_rows)),
        findings=tuple(_shifted(read, shift)),
        decimal=told.decimal,
        bom=told.bom,
        newline=told.newline,
    )


def _shifted(read: Table, shift: int) -> Iterator[Finding]:
    for found in read.findings:
        places = [(place.row and place.row + shift, place.value) for place in found.places]
        yield restated(found, count=found.count, places=places)


def _one(export: Export | TextRead) -> Table:
    if len(export.tables) != 1 or export.holds or export.tables[0].layout != "wide":
        raise UnstreamableError
    return export.tables[0]


def _lines(content: bytes, count: int) -> bytes:
    """Return the first lines of a block."""
    end = 0
    for _ in range(count):
        end = content.index(b"\n", end) + 1
    return content[:end]
