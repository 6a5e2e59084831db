"""Yokogawa report files: one record per block of lines `Data Type, Time, Status, Ave, Max, Min, Sum`."""

import polars as pl

from connectors.reading.cells import bare_unit
from connectors.reading.content import Content
from connectors.reading.dialect import Row
from connectors.reading.header import unique_names
from connectors.reading.records import REJECTED, frame_of, told
from connectors.reading.vendors import pairs
from connectors.types import Table

FIRST, TIME, STATUS = "Data Type", "Time", "Status"
ROLES = {"Ch": "names", "Tag": "tags", "Unit": "units"}


def is_report(rows: list[Row]) -> bool:
    """Whether the first rows of a text are those of a report of blocks."""
    labels = [row.cells[0].strip() for row in rows]
    return bool(labels) and labels[0] == "YREC" and FIRST in labels and "Ch" in labels[: labels.index(FIRST)]


def read_report(rows: list[Row], content: Content) -> Table:
    """Read a report: a record per block, a column `<channel>.<statistic>` per channel and statistic.

    Args:
        rows: All rows of the file.
        content: The text they come from.
    """
    starts = [index for index, row in enumerate(rows) if row.cells[0].strip() == FIRST]
    head = {row.cells[0].strip(): row for row in rows[: starts[0]]}
    channels = unique_names(head["Ch"].cells[1:])
    blocks = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
    statistics = _statistics(blocks)
    names = [TIME, STATUS, *(f"{channel}.{each}" for channel in channels for each in statistics)]
    read = [_record(block, len(channels), statistics) for block in blocks]
    rejected = pl.DataFrame(
        [
            (block[0].line, "truncated-row" if block is blocks[-1] else "ragged-row", _text(block))
            for block, cells in zip(blocks, read, strict=True)
            if cells is None
        ],
        schema=REJECTED,
        orient="row",
    )
    header = [head[name] for name in ROLES if name in head]
    lines = [block[0].line for block, cells in zip(blocks, read, strict=True) if cells is not None]
    return Table(
        table_no=1,
        name=None,
        records=frame_of([cells for cells in read if cells is not None], names),
        row_numbers=pl.Series("row_no", lines, dtype=pl.UInt32),
        rejected=rejected,
        record_count=content.body.count(b"\n" + FIRST.encode() + b"\t"),
        header_rows=tuple(row.line for row in header),
        header_roles={ROLES[row.cells[0].strip()]: row.line for row in header},
        units=_said(head.get("Unit"), channels, statistics, bare=True),
        labels=_said(head.get("Tag"), channels, statistics, bare=False),
        preamble=pairs([row for row in rows[: starts[0]] if row not in header]),
        encoding=content.encoding,
        bom=content.bom,
        delimiter=content.delimiter,
        newline=content.newline,
        layout="blocks",
        findings=told(rejected, len(names)),
    )


def _statistics(blocks: list[list[Row]]) -> list[str]:
    """Labels of the lines of values: those of the first block, which a later one must have too."""
    labels = [row.cells[0].strip() for row in blocks[0]]
    return list(dict.fromkeys(label for label in labels if label and label not in (FIRST, TIME, STATUS)))


def _said(row: Row | None, channels: list[str], statistics: list[str], *, bare: bool) -> dict[str, str]:
    """Return units (bare) or tags by column."""
    cells = row.cells[1:] if row is not None else []
    found: dict[str, str] = {}
    for channel, cell in zip(channels, cells, strict=False):
        text = bare_unit(cell) if bare else cell.strip()
        if text:
            found |= {f"{channel}.{each}": text if bare else f"{text}.{each}" for each in statistics}
    return found


def _record(block: list[Row], channels: int, statistics: list[str]) -> list[str] | None:
    said = {row.cells[0].strip(): [cell.strip() for cell in row.cells[1:]] for row in block}
    if set(said) - {STATUS} != {FIRST, TIME, *statistics} or len(said) != len(block):
        return None
    if any(len(said[each]) != channels for each in statistics):
        return None
    values = [said[each][position] for position in range(channels) for each in statistics]
    return [" ".join(said[TIME]), " ".join(said.get(STATUS, [])), *values]


def _text(block: list[Row]) -> str:
    return "\n".join("\t".join(row.cells) for row in block)
