"""Files of blocks of lines, a record per block; the layout says what the first cell of each line means."""

import polars as pl

from connectors.layouts import Block, named
from connectors.reading.cells import bare_unit
from connectors.reading.content import Content
from connectors.reading.declared import family_of
from connectors.reading.dialect import Row
from connectors.reading.header import unique_names
from connectors.reading.preamble import pairs, recording
from connectors.reading.records import REJECTED, frame_of, told
from connectors.types import Table


def block_family(rows: list[Row]) -> str | None:
    """Return the family whose blocks a text is made of, or None.

    Args:
        rows: The first rows of the text.
    """
    family = family_of(rows)
    declared = named(family).block
    if declared is None or not rows:
        return None
    labels = [row.cells[0].strip() for row in rows]
    whole = labels[0] == declared.opening and declared.first in labels
    return family if whole and declared.names in labels[: labels.index(declared.first)] else None


def read_blocks(rows: list[Row], content: Content, family: str) -> Table:
    """Read a text of blocks: a record per block, a column `<channel>.<label>` per channel and line of values.

    Args:
        rows: All rows of the file.
        content: The text they come from.
        family: A layout with a block.
    """
    declared = named(family).block
    assert declared is not None  # noqa: S101  `block_family` chose it
    roles = {declared.names: "names", declared.tags: "tags", declared.units: "units"}
    starts = [index for index, row in enumerate(rows) if row.cells[0].strip() == declared.first]
    head = {row.cells[0].strip(): row for row in rows[: starts[0]]}
    channels = unique_names(head[declared.names].cells[1:])
    blocks = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
    statistics = _statistics(blocks, declared)
    names = [declared.time, declared.status, *(f"{channel}.{each}" for channel in channels for each in statistics)]
    read = [_record(block, len(channels), statistics, declared) for block in blocks]
    rejected = pl.DataFrame(
        [
            (block[0].line, "truncated-row" if block is blocks[-1] else "ragged-row", _text(block))
            for block, cells in zip(blocks, read, strict=True)
            if cells is None
        ],
        schema=REJECTED,
        orient="row",
    )
    header = [head[name] for name in roles if name in head]
    lines = [block[0].line for block, cells in zip(blocks, read, strict=True) if cells is not None]
    preamble = [row for row in rows[: starts[0]] if row not in header]
    start, interval = recording(preamble, family)
    return Table(
        table_no=1,
        name=None,
        records=frame_of([cells for cells in read if cells is not None], names),
        row_numbers=pl.Series("row_no", lines, dtype=pl.UInt32),
        rejected=rejected,
        record_count=content.body.count(f"\n{declared.first}{content.separator}".encode()),
        header_rows=tuple(row.line for row in header),
        header_roles={roles[row.cells[0].strip()]: row.line for row in header},
        units=_said(head.get(declared.units), channels, statistics, bare=True),
        labels=_said(head.get(declared.tags), channels, statistics, bare=False),
        preamble=pairs(preamble),
        encoding=content.encoding,
        bom=content.bom,
        delimiter=content.delimiter,
        newline=content.newline,
        layout="blocks",
        findings=told(rejected, len(names)),
        family=family,
        start_text=start,
        interval_text=interval,
    )


def _statistics(blocks: list[list[Row]], declared: Block) -> list[str]:
    """Labels of the lines of values: those of the first block, which a later one must have too."""
    labels = [row.cells[0].strip() for row in blocks[0]]
    others = (declared.first, declared.time, declared.status)
    return list(dict.fromkeys(label for label in labels if label and label not in others))


def _said(row: Row | None, channels: list[str], statistics: list[str], *, bare: bool) -> dict[str, str]:
    """Return units (bare) or tags by column."""
    cells = row.cells[1:] if row is not None else []
    found: dict[str, str] = {}
    for channel, cell in zip(channels, cells, strict=False):
        text = bare_unit(cell) if bare else cell.strip()
        if text:
            found |= {f"{channel}.{each}": text if bare else f"{text}.{each}" for each in statistics}
    return found


def _record(block: list[Row], channels: int, statistics: list[str], declared: Block) -> list[str] | None:
    said = {row.cells[0].strip(): [cell.strip() for cell in row.cells[1:]] for row in block}
    if set(said) - {declared.status} != {declared.first, declared.time, *statistics} or len(said) != len(block):
        return None
    if any(len(said[each]) != channels for each in statistics):
        return None
    values = [said[each][position] for position in range(channels) for each in statistics]
    return [" ".join(said[declared.time]), " ".join(said.get(declared.status, [])), *values]


def _text(block: list[Row]) -> str:
    return "\n".join("\t".join(row.cells) for row in block)
