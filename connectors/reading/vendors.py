"""What only the maker's preamble tells: names and units of channels."""

from collections.abc import Mapping, Sequence

from connectors.reading.cells import bare_unit, unit_in
from connectors.reading.dialect import Row
from connectors.reading.header import Header
from ppuri.core.units import is_unit


def described(preamble: Sequence[Row], header: Header) -> tuple[dict[str, str], dict[str, str]]:
    """Return labels and units by column name, as the preamble and stray header cells give them."""
    labels, units = dict(header.labels), dict(header.units)
    for name in header.names:
        unit = unit_in(name)
        if unit is not None:
            units.setdefault(name, unit)
    _channel_table(preamble, header, labels, units)
    _comment_row(preamble, header, labels)
    _descriptor(header, units)
    return labels, units


def _channel_table(preamble: Sequence[Row], header: Header, labels: dict[str, str], units: dict[str, str]) -> None:
    """Graphtec: a table `CH,Signal name,...,Unit` over rows that begin with the column's name."""
    seen: set[str] = set()
    for row in preamble:
        name = row.cells[0].strip()
        if name not in header.names or name in seen or len(row.cells) < 4:
            continue
        seen.add(name)
        label = row.cells[1].strip()
        if label:
            labels[name] = label
        unit = next((u for cell in row.cells[5:] if (u := bare_unit(cell)) is not None and not _is_digit(u)), None)
        if unit is not None:
            units.setdefault(name, unit)


def _is_digit(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _comment_row(preamble: Sequence[Row], header: Header, labels: dict[str, str]) -> None:
    """Hioki: a row `Comment` whose cells name the columns behind the time, by position."""
    row = next((each for each in preamble if each.cells[0].strip() == "Comment"), None)
    if row is None:
        return
    for name, cell in zip(header.names[1:], row.cells[1:], strict=False):
        if cell.strip():
            labels[name] = cell.strip()


def _descriptor(header: Header, units: dict[str, str]) -> None:
    """Eurotherm nanodac: `(ENAN2);Group 1;M402-M210;°C` behind the names says the unit of the one channel."""
    for cell in header.extra:
        unit = cell.rpartition(";")[2].strip()
        if unit and is_unit(unit) and len(header.names) > 1:
            units.setdefault(header.names[-1], unit)


def pairs(preamble: Sequence[Row]) -> dict[str, str]:
    """Return the preamble's lines that are a key and a value."""
    found: dict[str, str] = {}
    for row in preamble:
        key, rest = row.cells[0].strip(), [cell.strip() for cell in row.cells[1:] if cell.strip()]
        if key and rest and len(rest) <= 3:
            found.setdefault(key, " ".join(rest))
    return found


def is_control(cells: Mapping[int, str] | Sequence[str]) -> bool:
    """WinCC writes what is no reading as tags `$RT_...$`."""
    return str(cells[0]).strip().startswith("$RT_")
