"""Where the preamble ends and where the records begin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from connectors.reading.cells import bare_unit, is_no_unit, is_stamp, is_value
from connectors.reading.declared import declared_block, family_of
from connectors.reading.dialect import Row
from connectors.reading.header import Header, header_of, is_unit_row

MOST_HEADER_ROWS = 7
# Rows of another kind that may stand among records.
MOST_MISSES = 3
LOOKED_AT = 400


def find_header(rows: list[Row], header_row: int | None = None) -> Header | None:
    """Find the header block of a table; None where there is no table.

    Args:
        rows: The rows that hold anything, in order; the first few hundred are enough.
        header_row: Row number of the column names, where a person names it.
    """
    if len(rows) < 2:
        return None
    head = rows[:LOOKED_AT]
    family = family_of(head)
    if header_row is not None:
        return _named_header(head, header_row, family)
    declared = declared_block(head, family)
    if declared is not None:
        block, below, counted = declared
        width = _without_trailing(usual_width(head[below:]), block, head[below:])
        return header_of(block, below, width, family, counted)
    first, strays = _first_and_strays(head)
    if first is None or first == 0:
        return None
    while first < len(head) and holds_units(head[first]):
        first += 1
    if first == len(head):
        return None
    width = usual_width(head[first:])
    block = block_above(head, first, width)
    if not block:
        return None
    header = header_of(block, first, _without_trailing(width, block, head[first:]), family)
    return replace(header, strays=tuple(row for row in strays if row.line not in header.rows))


def _named_header(rows: list[Row], header_row: int, family: str | None) -> Header | None:
    at = next((index for index, row in enumerate(rows) if row.line == header_row), None)
    if at is None or at + 1 >= len(rows):
        return None
    first = at + 1
    if first + 1 < len(rows) and is_unit_row(rows[first]):
        first += 1
    block = rows[at:first]
    return header_of(block, first, _without_trailing(usual_width(rows[first:]), block, rows[first:]), family)


def _tail(rows: list[Row]) -> list[Row]:
    """Records, however long the preamble is: rows of one width at the end, or of the lower half's usual width where no values stand at the end."""
    tails = [_alike(rows, usual_width(sample)) for sample in (rows[-5:], rows[len(rows) // 2 :])]
    return next((tail for tail in tails if _hold_values(tail)), tails[0])


def _alike(rows: list[Row], width: int) -> list[Row]:
    """The lower half of the lowest rows that have one width, with few others in between."""
    top = max(index for index, row in enumerate(rows) if len(row.cells) == width)
    misses = 0
    for index in range(top, -1, -1):
        misses = 0 if len(rows[index].cells) == width else misses + 1
        if misses > MOST_MISSES:
            break
        top = index if not misses else top
    alike = [row for row in rows[top:] if len(row.cells) == width]
    return alike[len(alike) // 2 :] or alike


def _hold_values(rows: list[Row]) -> bool:
    return sum(any(map(is_value, row.cells)) for row in rows) >= 0.6 * len(rows)


def columns_of(rows: list[Row], test: Callable[[str], bool]) -> set[int]:
    """Return the columns where most of the later rows pass a test."""
    tail = _tail(rows)
    passed: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for row in tail:
        cells = [(i, cell.strip()) for i, cell in enumerate(row.cells) if cell.strip()]
        filled.update(i for i, _ in cells)
        passed.update(i for i, cell in cells if test(cell))
    return {i for i, count in passed.items() if count >= 0.6 * filled[i] and count >= 0.4 * len(tail)}


def _looks(rows: list[Row], stamps: set[int], numbers: set[int], width: int) -> list[bool]:
    """Whether each row looks like those of the lower half: by a stamp, or by values where it has none."""
    plain = numbers - stamps

    def looks(row: Row) -> bool:
        cells = [row.cells[i].strip() for i in stamps if i < len(row.cells)]
        if any(map(is_stamp, cells)):
            return True
        return not any(cells) and bool(plain) and _mostly_values(row, plain, width)

    return [looks(row) for row in rows]


def first_record(rows: list[Row]) -> int | None:
    """Return the index of the first record; None where there is none."""
    return _first_and_strays(rows)[0]


def _first_and_strays(rows: list[Row]) -> tuple[int | None, list[Row]]:
    """Return the index of the first record, and rows further above that look like records all the same."""
    stamps, numbers = columns_of(rows, is_stamp), columns_of(rows, is_value)
    if not stamps and not numbers:
        return _texts_only(rows), []
    width = usual_width(_tail(rows))
    looks = _looks(rows, stamps, numbers, width)
    first = None
    misses = 0
    for index in range(len(rows) - 1, -1, -1):
        if looks[index]:
            first, misses = index, 0
        elif not _mostly_values(rows[index], numbers - stamps, width):
            # A row of values under an unreadable stamp is a record among others, not the end of the records.
            misses += 1
            if misses > MOST_MISSES and first is not None:
                break
    first = None if first is None else _below_names(rows, first, numbers - stamps, width)
    return first, [row for row, alike in zip(rows[:first], looks, strict=False) if _is_other(row, width, alike=alike)]


def _is_other(row: Row, width: int, *, alike: bool) -> bool:
    """Whether a row above the header is a record all the same: as wide as one and like one, or led by a stamp."""
    wide = len(row.cells) >= width and row.filled >= 0.6 * width
    return (alike and wide) or (is_stamp(row.cells[0]) and row.filled > 1)


def _mostly_values(row: Row, columns: set[int], width: int) -> bool:
    if len(row.cells) < width:
        return False
    cells = [row.cells[i].strip() for i in columns if i < len(row.cells)]
    filled = [cell for cell in cells if cell]
    return (
        bool(filled)
        and len(filled) >= 0.5 * len(columns)
        and 2 * sum(map(is_value, filled)) >= len(filled)
        and not is_unit_row(row)
    )


def _below_names(rows: list[Row], first: int, numbers: set[int], width: int) -> int:
    """Rows of values without a readable stamp between the names and the first record are records, no further rows of names."""
    top = first
    while top > 1 and _mostly_values(rows[top - 1], numbers, width):
        top -= 1
    above = rows[top - 1] if top else rows[0]
    named = above.filled >= 0.6 * width and not any(is_value(cell.strip()) for cell in above.cells if cell.strip())
    return top if numbers and len(above.cells) >= width and (named or holds_units(above)) else first


def holds_units(row: Row) -> bool:
    """Whether a row right below the names says their units: most of its cells, and none is a value."""
    filled = [cell for cell in row.cells if cell.strip()]
    units = sum(1 for cell in filled if bare_unit(cell))
    if is_unit_row(row):
        return units > 0
    return units > 1 and units >= 0.6 * len(filled) and not any(map(is_value, filled))


def _texts_only(rows: list[Row]) -> int | None:
    """Return the index of the first record where no cell is a value; None where the last rows are names below a narrow preamble."""
    named = [row for row in rows if not holds_units(row)]
    if len(named) > 1 and all(len(row.cells) < 0.6 * len(named[-1].cells) for row in named[:-1]):
        return None
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    header = next((i for i, row in enumerate(rows) if row.filled >= max(2, 0.6 * width)), None)
    return None if header is None or header + 1 >= len(rows) else header + 1


def usual_width(records: list[Row]) -> int:
    """Return the usual number of cells of a record."""
    return Counter(len(row.cells) for row in records).most_common(1)[0][0]


def _without_trailing(width: int, block: list[Row], records: list[Row]) -> int:
    """Leave out columns at the end that have no name and no value: every line ends in a delimiter."""
    rows = [*block, *(row for row in records if len(row.cells) == width)]
    while width > 1 and not any(len(row.cells) >= width and row.cells[width - 1].strip() for row in rows):
        width -= 1
    return width


def block_above(rows: list[Row], first: int, width: int) -> list[Row]:
    """Return the header rows above the first record, from the top; a gap or a row of another form ends them."""
    block: list[Row] = []
    for index in range(first - 1, -1, -1):
        row = rows[index]
        if len(block) == MOST_HEADER_ROWS or not _may_be_header(row, width, lowest=not block):
            break
        if block and block[-1].line - row.line > row.height:
            break
        block.append(row)
    block.reverse()
    while len(block) > 1 and _is_preamble(block[0], block[1:], width):
        block = block[1:]
    return block


def _may_be_header(row: Row, width: int, *, lowest: bool) -> bool:
    if len(row.cells) < 0.6 * width:
        return False
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) >= max(2, 0.4 * width) or (width <= 2 and filled and lowest):
        return True
    return all(bare_unit(cell) or is_no_unit(cell) for cell in filled) and len(row.cells) >= width


def _is_preamble(row: Row, below: list[Row], width: int) -> bool:
    """A row on top that is no part of the header: `[LOGGING],RCPU_1,3,4`, or far less filled with no column below a name of its own."""
    if row.cells[0].strip().startswith("[") and row.cells[0].strip().endswith("]") and row.filled > 1:
        return True
    return (
        row.filled < 0.4 * width
        and not any(bare_unit(c) for c in row.cells)
        and max(r.filled for r in below) >= 0.8 * width
    )
