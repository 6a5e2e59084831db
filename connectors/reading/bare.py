"""Texts that are half a table: names without a record, records without names."""

import polars as pl

from connectors.reading.cells import is_stamp, is_value
from connectors.reading.dialect import Row
from connectors.reading.header import Header, header_of
from connectors.reading.records import REJECTED, Records, frame_of
from connectors.reading.structure import block_above, columns_of, first_record, holds_units, usual_width
from ppuri.core.findings import finding
from ppuri.core.results import Hold

NO_NAMES = 0
MOST_SHOWN = 200


def names_alone(rows: list[Row]) -> Header | None:
    """Return the header block at the end of a text with no record below it; None where the last rows are none.

    Args:
        rows: All rows that hold anything, in order.
    """
    named = [row for row in rows if not holds_units(row)]
    if not named or any(map(is_value, (cell for cell in named[-1].cells if cell.strip()))):
        return None
    width = len(named[-1].cells)
    if named[-1].filled < 2 or any(len(row.cells) > width for row in rows):
        return None
    block = block_above(rows, len(rows), width)
    if named[-1] not in block:
        return None
    while width > 1 and not any(row.cells[width - 1 : width] and row.cells[width - 1].strip() for row in block):
        width -= 1
    return header_of(block, len(rows), width)


def no_records(header: Header) -> Records:
    """Return what stands below names alone: nothing, and a finding that says so."""
    note = finding("header-only", places=[(min(header.rows), ", ".join(header.names))])
    rows = pl.Series("row_no", [], dtype=pl.UInt32)
    return Records(frame_of([], header.names), rows, pl.DataFrame(schema=REJECTED), findings=(note,))


def nameless(rows: list[Row]) -> Header | None:
    """Return a header without rows for records with no names above them; None where there are no records.

    Args:
        rows: The first rows that hold anything; no header was found in them.
    """
    if len(rows) < 2 or not any(columns_of(rows, test) for test in (is_stamp, is_value)):
        return None
    first = first_record(rows)
    if first is None or first + 1 >= len(rows):
        return None
    width = usual_width(rows[first:])
    return unnamed(width, first) if width >= 2 and len(rows[first].cells) == width else None


def unnamed(width: int, first: int = 0) -> Header:
    """Return a header of numbered columns above the record of an index."""
    return Header((), {}, [f"column_{number}" for number in range(1, width + 1)], first)


def asked(rows: list[Row]) -> Hold:
    """Ask whether a text has no names, or has them in its first row of values all the same.

    Args:
        rows: From the first row of values on.
    """
    line = rows[0].line
    return Hold(
        key="header_row",
        choices=(str(NO_NAMES), str(line)),
        question_ko=f"{line}행부터 값으로 보이고 그 위에 열 이름이 없습니다. 어떤 파일입니까? ({NO_NAMES}: 열 이름이 없음, {line}: {line}행이 열 이름)",
        question_en=f"Row {line} looks like values and no names stand above it. Which is it? ({NO_NAMES}: no names, {line}: row {line} holds them)",
        preview=tuple(" | ".join(row.cells)[:MOST_SHOWN] for row in rows[:2]),
    )
