"""Where the preamble ends and where the records begin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from connectors.reading.cells import bare_unit, is_no_unit, is_stamp, is_value
from connectors.reading.dialect import Row
from connectors.reading.header import Header, header_of, is_unit_row

MOST_HEADER_ROWS = 7
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
    if header_row is not None:
        return _named_header(head, header_row)
    first, strays = _first_record(head)
    if first is None or first == 0:
        return None
    width = _width(head[first:])
    block = _block(head, first, width)
    if not block:
        return None
    header = header_of(block, first, _without_trailing(width, block, head[first:]))
    return replace(header, strays=tuple(row for row in strays if row.line not in header.rows))


def _named_header(rows: list[Row], header_row: int) -> Header | None:
    at = next((index for index, row in enumerate(rows) if row.line == header_row), None)
    if at is None or at + 1 >= len(rows):
        return None
    first = at + 1
    if first + 1 < len(rows) and is_unit_row(rows[first]):
        first += 1
    block = rows[at:first]
    return header_of(block, first, _without_trailing(_width(rows[first:]), block, rows[first:]))


def _tail(rows: list[Row]) -> list[Row]:
    """The lower half of the rows at the end that have one width: records, however long the preamble is."""
    width = Counter(len(row.cells) for row in rows[-5:]).most_common(1)[0][0]
    misses, top = 0, len(rows) - 1
    for index in range(len(rows) - 1, -1, -1):
        misses = 0 if len(rows[index].cells) == width else misses + 1
        if misses > 3:
            break
        top = index if not misses else top
    alike = [row for row in rows[top:] if len(row.cells) == width]
    return alike[len(alike) // 2 :] or alike


def _columns(rows: list[Row], test: Callable[[str], bool]) -> set[int]:
    """Columns where most of the later rows pass a test."""
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


def _first_record(rows: list[Row]) -> tuple[int | None, list[Row]]:
    """Return the index of the first record, and rows further above that look like records all the same."""
    stamps, numbers = _columns(rows, is_stamp), _columns(rows, is_value)
    if not stamps and not numbers:
        return _texts_only(rows), []
    width = _width(_tail(rows))
    looks = _looks(rows, stamps, numbers, width)
    first = None
    misses = 0
    for index in range(len(rows) - 1, -1, -1):
        if looks[index]:
            first, misses = index, 0
        else:
            misses += 1
            if misses > 3 and first is not None:
                break
    # A record without a stamp right below the names is a record, not a second row of names.
    while first is not None and first > 1 and _is_stray(rows[first - 1], rows[first - 2], numbers - stamps, width):
        first -= 1
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
    return len(filled) >= 0.5 * len(columns) and 2 * sum(map(is_value, filled)) >= len(filled) and not is_unit_row(row)


def _is_stray(row: Row, above: Row, numbers: set[int], width: int) -> bool:
    named = above.filled >= 0.6 * width and not any(is_value(cell.strip()) for cell in above.cells if cell.strip())
    return bool(numbers) and named and len(above.cells) >= width and _mostly_values(row, numbers, width)


def _texts_only(rows: list[Row]) -> int | None:
    width = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    header = next((i for i, row in enumerate(rows) if row.filled >= max(2, 0.6 * width)), None)
    return None if header is None or header + 1 >= len(rows) else header + 1


def _width(records: list[Row]) -> int:
    """Cells of a record: the usual number."""
    return Counter(len(row.cells) for row in records).most_common(1)[0][0]


def _without_trailing(width: int, block: list[Row], records: list[Row]) -> int:
    """Leave out columns at the end that have no name and no value: every line ends in a delimiter."""
    rows = [*block, *records]
    while width > 1 and not any(len(row.cells) >= width and row.cells[width - 1].strip() for row in rows):
        width -= 1
    return width


def _block(rows: list[Row], first: int, width: int) -> list[Row]:
    """Header rows above the first record, from the top; a gap or a row of another form ends them."""
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
