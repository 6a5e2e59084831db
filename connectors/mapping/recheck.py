"""A remembered mapping is used as it stands, but still looked at: machine, time and units must fit the new file."""

from dataclasses import replace

from connectors.dictionary import entry
from connectors.mapping.columns import stem
from connectors.mapping.dateorder import contradicted
from connectors.mapping.evidence import Column, sampled_row, survey
from connectors.mapping.labels import label_texts
from connectors.mapping.machine import check_machine
from connectors.mapping.notes import Notes
from connectors.mapping.origin import PER_FILE, renewed
from connectors.mapping.settle import Settlement, usable
from connectors.mapping.shifts import OF_ONE_FILE, Level, shifts
from connectors.mapping.untimed import check_range, corrected_by
from connectors.timestamps.share import share
from connectors.types import ColumnMapping, Mapping, Table, TimeMapping
from connectors.typing.instants import read_time

_FITTING = 0.5
_LOOKED_AT = 2_000


def recheck(mapping: Mapping, table: Table, notes: Notes) -> Mapping | None:
    """Return the mapping with the questions and findings that this file raises, or None when its time no longer reads."""
    columns = {column.header: column for column in survey(table)}
    if set(columns) != {c.header for c in mapping.columns} or not set(mapping.time.columns) <= set(columns):
        return None
    time = corrected_by(renewed(mapping.time, notes), notes.machine)
    if not _time_reads(time, table, notes):
        return None
    check_range(time, table, notes)
    for column in mapping.columns:
        if column.channel == "machine_id":
            check_machine(columns[column.header], notes)
    kept = tuple(_checked(c, columns[c.header], notes) for c in mapping.columns)
    kept = _with_shifts(kept, columns, notes)
    fresh = {(f.code, f.column) for f in notes.findings}
    # What was said when the mapping was made still holds, but of this file, and once.
    still = [
        f.model_copy(update={"file_name": notes.file_name})
        for f in mapping.findings
        if (f.code, f.column) not in fresh and f.code not in OF_ONE_FILE
    ]
    labels = _with_trials(mapping, columns, notes)
    taken = {assumption.key for assumption in notes.assumptions}
    update = {
        "columns": kept,
        "time": time,
        "answers": notes.answers,
        "labels": labels,
        "assumptions": (*(a for a in mapping.assumptions if a.key not in {*taken, *PER_FILE}), *notes.assumptions),
        "holds": tuple(notes.holds),
        "findings": (*still, *notes.findings),
    }
    return mapping.model_copy(update=update)


def _with_shifts(
    mappings: tuple[ColumnMapping, ...], columns: dict[str, Column], notes: Notes
) -> tuple[ColumnMapping, ...]:
    """Keep as exported what becomes something else in this file."""
    levels = []
    for mapping in mappings:
        channel = entry(mapping.channel, notes.machine.process, notes.machine.kind) if mapping.channel else None
        judged = channel is not None and channel.unit is not None and channel.numeric and mapping.statistic != "sd"
        if channel is None or not judged or mapping.status != "mapped" or f"unit:{mapping.header}" in notes.answers:
            continue
        settlement = Settlement(mapping.unit, mapping.scale, mapping.offset, "stated")
        levels.append(Level(mapping.header, columns[mapping.header].numbers.values, channel, settlement))
    found = shifts(levels)
    moved = {header for shift in found for header in shift.headers}
    for shift in found:
        notes.shifted(shift, sampled_row(notes.table, shift.position))
    return tuple(_unconfirmed(m) if m.header in moved else m for m in mappings)


def _unconfirmed(mapping: ColumnMapping) -> ColumnMapping:
    words = stem(mapping.channel or mapping.header)
    name = f"x_{words}_{mapping.statistic}" if mapping.statistic else f"x_{words}"
    return mapping.model_copy(update={"column": name, "status": "unconfirmed", "scale": 1.0, "offset": 0.0})


def _with_trials(mapping: Mapping, columns: dict[str, Column], notes: Notes) -> dict[str, dict[str, str]]:
    """Add trial marks that the files before did not hold: a week without trials must not hide those of the next."""
    labels = dict(mapping.labels)
    for column in mapping.columns:
        if column.status == "mapped" and column.column == "is_trial":
            labels["is_trial"] = {
                **label_texts(columns[column.header], "trial_signal", notes),
                **labels.get("is_trial", {}),
            }
    return labels


def _time_reads(time: TimeMapping, table: Table, notes: Notes) -> bool:
    if time.basis != "clock":
        return True
    if contradicted(time, table):
        return False
    read = read_time(replace(table, records=table.records.head(_LOOKED_AT)), time, notes.machine.timezone)
    return bool(notes.holds) or share(read.is_not_null()) >= _FITTING


def _checked(mapping: ColumnMapping, column: Column, notes: Notes) -> ColumnMapping:
    channel = entry(mapping.channel, notes.machine.process, notes.machine.kind) if mapping.channel else None
    judged = (
        channel is not None and channel.unit is not None and mapping.statistic != "sd" and mapping.status == "mapped"
    )
    if channel is None or not judged:
        return mapping
    stored = usable(column.values, channel) * mapping.scale + mapping.offset
    low, high = channel.hard_min, channel.hard_max
    if stored.is_empty() or low is None or high is None or share(stored.is_between(low, high)) >= _FITTING:
        return mapping
    middle = column.values.median()
    notes.remark(
        "unit-out-of-range", column=mapping.header, count=len(stored), channel=mapping.channel, unit=mapping.unit or "-",
        candidates=", ".join(channel.accepts), median=f"{middle:g}" if isinstance(middle, float) else "-",
    )  # fmt: skip
    return _unconfirmed(mapping)
