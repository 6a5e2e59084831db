"""What the lines above the header tell: names and units of channels, start and interval of the recording."""

from collections.abc import Sequence

from connectors.dictionary import normalise
from connectors.layouts import Layout, named
from connectors.layouts.form import ChannelTable
from connectors.reading.cells import bare_unit, is_stamp, unit_in
from connectors.reading.dialect import Row
from connectors.reading.header import Header
from ppuri.core.units import is_unit

MOST_VALUES = 3
_AROUND = "[]()<>:：# \t"


def described(preamble: Sequence[Row], header: Header) -> tuple[dict[str, str], dict[str, str]]:
    """Return labels and units by column name, as the header, the lines above it and stray header cells give them."""
    layout = named(header.family)
    labels, units = dict(header.labels), dict(header.units)
    for name in header.names:
        unit = unit_in(name)
        if unit is not None:
            units.setdefault(name, unit)
    if layout.channel_table is not None:
        _channel_table(layout.channel_table, preamble, header, labels, units)
    _beside(layout, preamble, header, labels, units)
    _described_behind(layout, header, units)
    return labels, units


def _channel_table(
    declared: ChannelTable, preamble: Sequence[Row], header: Header, labels: dict[str, str], units: dict[str, str]
) -> None:
    """Rows that begin with a column's name, below a row that says what their cells are."""
    columns = {_bare_name(name): name for name in reversed(header.names)}
    told: list[str] = []
    seen: set[str] = set()
    for row in preamble:
        cells = [cell.strip() for cell in row.cells]
        name = columns.get(cells[0])
        if name is None or name in seen or len(cells) < 4:
            told = cells if any(cell in declared.label for cell in cells[1:]) else told
            continue
        seen.add(name)
        place = _place(told, declared.label, 1)
        label = cells[place] if place < len(cells) else ""
        if label:
            labels[name] = label
        unit = _unit(cells, _place(told, declared.unit, -1), declared.unit_from)
        if unit is not None:
            units.setdefault(name, unit)


def _bare_name(name: str) -> str:
    """A column's name as a table of channels writes it: without the unit in its bracket."""
    return name[: name.rindex("[")].strip() if name.endswith("]") and "[" in name[1:] else name


def _place(told: Sequence[str], words: Sequence[str], otherwise: int) -> int:
    return next((at for at, cell in enumerate(told) if cell in words), otherwise)


def _unit(cells: Sequence[str], place: int, after: int) -> str | None:
    told = bare_unit(cells[place]) if 0 <= place < len(cells) else None
    if told is not None and not _is_digit(told):
        return told
    return next((u for cell in cells[after:] if (u := bare_unit(cell)) is not None and not _is_digit(u)), None)


def _is_digit(text: str) -> bool:
    return text.replace(".", "").isdigit()


def _beside(
    layout: Layout, preamble: Sequence[Row], header: Header, labels: dict[str, str], units: dict[str, str]
) -> None:
    """Rows above the header whose cells belong to the columns behind the time, by position."""
    for declared in layout.beside:
        row = next((each for each in preamble if declared.first.search(each.cells[0].strip())), None)
        for name, cell in zip(header.names[1:], row.cells[1:] if row else (), strict=False):
            text = cell.strip()
            if text and declared.role == "tags":
                labels[name] = text
            elif text and is_unit(text):
                units.setdefault(name, text)


def _described_behind(layout: Layout, header: Header, units: dict[str, str]) -> None:
    """Cells behind the names that describe the last channels."""
    if layout.names.descriptor is None:
        return
    found = [match for cell in header.extra if (match := layout.names.descriptor.search(cell))]
    channels = header.names[1:]
    for name, match in zip(channels[-len(found) :] if found else (), found[-len(channels) :], strict=False):
        unit = match["unit"].strip()
        if is_unit(unit):
            units.setdefault(name, unit)


def pairs(preamble: Sequence[Row]) -> dict[str, str]:
    """Return the preamble's lines that are a key and a value."""
    found: dict[str, str] = {}
    for row in preamble:
        key, rest = row.cells[0].strip(), [cell.strip() for cell in row.cells[1:] if cell.strip()]
        if key and rest and len(rest) <= MOST_VALUES:
            found.setdefault(key, " ".join(rest))
    return found


def recording(preamble: Sequence[Row], family: str | None) -> tuple[str | None, str | None]:
    """Return start and sampling interval as the lines above the header write them, each None where none says it."""
    words = named(family).preamble
    rows = {normalise(row.cells[0].strip(_AROUND)): row for row in reversed(preamble)}

    def told(known: Sequence[str]) -> list[str]:
        cells = ([cell.strip() for cell in rows[word].cells[1:]] for word in map(normalise, known) if word in rows)
        return next((filled for each in cells if (filled := [cell for cell in each if cell])), [])

    start, interval = told(words.start), told(words.interval)
    # Who or what started the recording may stand behind the stamp.
    stamp = [cell for cell in start if is_stamp(cell)] or start
    return " ".join(stamp) or None, " ".join(interval[:MOST_VALUES]) or None
