"""What the rows of a header block say: names, units, labels of the columns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.layouts import RowRole, named
from connectors.reading.cells import bare_unit, is_no_unit, is_number
from connectors.reading.dialect import Row


@dataclass(frozen=True)
class Header:
    """The header block of a table.

    Attributes:
        rows: Line numbers of the block.
        roles: What each says: names, units, tags, types, formats, ports, registers, methods, numbers.
        names: Cells of the name row, as many as the records have.
        extra: Cells of the name row beyond that.
        units, labels: By name.
        first: Index of the first record among the rows.
        strays: Rows above the block that look like records: another table.
        family: Layout that the head of the file proves, or None.
    """

    rows: tuple[int, ...]
    roles: dict[str, int]
    names: list[str]
    first: int
    extra: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    strays: tuple[Row, ...] = ()
    family: str | None = None


def _role(row: Row, position: int, above: str | None, rules: Sequence[RowRole]) -> str:
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    rest = filled[2:]
    if position == 0 and len(rest) > 1 and all(is_number(cell) for cell in rest):
        return "numbers"
    declared = next((rule.role for rule in rules if _holds(rule, row.cells[0].strip(), filled, above)), None)
    if declared is not None:
        return declared
    units = sum(1 for cell in filled if bare_unit(cell))
    if position > 0 and units and (units >= 0.35 * len(filled)) and (units >= 2 or units == len(filled)):
        return "units"
    return "names"


def _holds(rule: RowRole, first: str, filled: list[str], above: str | None) -> bool:
    """Whether a row is what a layout declares: by its first cell, by its filled cells, by the row above it."""
    if rule.below is not None and rule.below != above:
        return False
    if rule.first is not None and not rule.first.search(first):
        return False
    return rule.cells is None or sum(1 for cell in filled if rule.cells.search(cell)) >= rule.share * len(filled)


def is_unit_row(row: Row) -> bool:
    """Whether every filled cell of a row is a unit or says that there is none."""
    filled = [cell for cell in row.cells if cell.strip()]
    return bool(filled) and all(bare_unit(cell) or is_no_unit(cell) for cell in filled)


def header_of(
    block: list[Row], first: int, width: int, family: str | None = None, counted: Mapping[int, str] | None = None
) -> Header:
    """Read a header block.

    Args:
        block: Its rows.
        first: Index of the first record among the rows of the text.
        width: Cells of a record that count as columns.
        family: Layout that the head of the file proves.
        counted: What rows say by their number, where the file itself tells.
    """
    by_role = _roles(block, named(family).rows, counted or {})
    lead = by_role.get("numbers") or by_role.get("names") or by_role.get("registers") or block[0]
    raw = _rejoined(lead.cells, width)
    names, extra = raw[:width], [cell.strip() for cell in raw[width:]]
    groups = _spread(by_role["groups"], width) if "groups" in by_role else []
    told = _told_apart(names + [""] * (width - len(names)), groups)
    kinds = [cell.strip() for cell in by_role["statistics"].cells] if "statistics" in by_role else []
    unique = unique_names(_with_statistic(told, kinds))
    units = {}
    if "units" in by_role:
        cells = zip(unique, by_role["units"].cells, strict=False)
        units = {name: unit for name, cell in cells if (unit := bare_unit(cell)) is not None}
    labels = _labels(by_role, unique, groups)
    if kinds:
        labels = {n: f"{labels[n]}{n[len(t) :]}" for n, t in zip(unique, told, strict=True) if n in labels}
    roles = {role: row.line for role, row in by_role.items()}
    return Header(tuple(row.line for row in block), roles, unique, first, extra, units, labels, family=family)


def _roles(block: list[Row], rules: Sequence[RowRole], counted: Mapping[int, str]) -> dict[str, Row]:
    """Return the rows by what they say; of two rows of names the lower one tells columns apart, the upper groups."""
    by_role: dict[str, Row] = {}
    above = None
    for position, row in enumerate(block):
        role = above = counted.get(row.line) or _role(row, position, above, rules)
        if role == "names" and "names" in by_role:
            by_role["groups"] = by_role.pop("names")
        elif role in by_role:
            role = f"{role}_{position}"
        by_role[role] = row
    return by_role


def _labels(by_role: dict[str, Row], names: list[str], groups: list[str]) -> dict[str, str]:
    """Return human names: a row of tags, the names below channel numbers, or the groups above."""
    tags = by_role.get("tags") or (by_role.get("names") if "numbers" in by_role else None)
    cells = tags.cells if tags is not None else groups
    labels = {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip() and c.strip() != n}
    if tags is not None:
        labels.pop(names[0], None)
    return labels


def _spread(row: Row, width: int) -> list[str]:
    """Cells of a group row reach over the empty ones to their right."""
    spread, last = [], ""
    for cell in row.cells[:width]:
        last = cell.strip() or last
        spread.append(last)
    return spread


def _told_apart(names: list[str], groups: list[str]) -> list[str]:
    """Give an empty name its group's (cells merged downwards), and put the group before names that repeat."""
    if not groups:
        return names
    counts = Counter(name.strip() for name in names)
    pairs = zip(names, [*groups, *[""] * (len(names) - len(groups))], strict=True)
    return [
        group if not name.strip() else f"{group} {name.strip()}" if counts[name.strip()] > 1 and group else name
        for name, group in pairs
    ]


def _with_statistic(names: list[str], kinds: list[str]) -> list[str]:
    """Put the statistic behind names that repeat: the lowest and the highest value of one channel."""
    counts = Counter(names)
    pairs = zip(names, [*kinds, *[""] * len(names)], strict=False)
    return [f"{name}.{kind}" if kind and counts[name] > 1 else name for name, kind in pairs]


def _rejoined(cells: list[str], width: int) -> list[str]:
    """Put back together what an unquoted delimiter within brackets tore apart: `ActTmpBrlZn[1` and `1]`."""
    if len(cells) <= width or not any("[" in cell and "]" not in cell for cell in cells):
        return cells
    joined: list[str] = []
    for cell in cells:
        if joined and joined[-1].count("[") > joined[-1].count("]"):
            joined[-1] = f"{joined[-1]},{cell}"
        else:
            joined.append(cell)
    return joined


def unique_names(names: list[str]) -> list[str]:
    """Take outer blanks off where that keeps names apart, number names that repeat, name the nameless."""
    bare = Counter(name.strip() for name in names)
    plain = [name.strip() if bare[name.strip()] == 1 or names.count(name) > 1 else name for name in names]
    seen: set[str] = set()
    unique = []
    for position, name in enumerate(plain, start=1):
        base = fresh = name.strip("\ufeff") if name.strip() else f"column_{position}"
        number = 1
        while fresh in seen:
            number += 1
            fresh = f"{base} ({number})"
        seen.add(fresh)
        unique.append(fresh)
    return unique
