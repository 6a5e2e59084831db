"""A remembered mapping is used as it stands, but still looked at: machine, time and units must fit the new file."""

import polars as pl

from connectors import timestamps
from connectors.dictionary import entry
from connectors.mapping.columns import stem
from connectors.mapping.evidence import Column, survey
from connectors.mapping.labels import label_texts
from connectors.mapping.machine import check_machine
from connectors.mapping.notes import Notes
from connectors.mapping.settle import usable
from connectors.timestamps.share import share
from connectors.types import ColumnMapping, Mapping, Table

_FITTING = 0.5


def recheck(mapping: Mapping, table: Table, notes: Notes) -> Mapping | None:
    """Return the mapping with the questions and findings that this file raises, or None when its time no longer reads."""
    columns = {column.header: column for column in survey(table)}
    if set(columns) != {c.header for c in mapping.columns} or not _time_reads(mapping, table, notes):
        return None
    for column in mapping.columns:
        if column.channel == "machine_id":
            check_machine(columns[column.header], notes)
    kept = tuple(_checked(c, columns[c.header], notes) for c in mapping.columns)
    fresh = {(f.code, f.column) for f in notes.findings}
    # What was said when the mapping was made still holds, but of this file, and once.
    still = [
        f.model_copy(update={"file_name": notes.file_name}) for f in mapping.findings if (f.code, f.column) not in fresh
    ]
    labels = _with_trials(mapping, columns, notes)
    taken = {assumption.key for assumption in notes.assumptions}
    update = {
        "columns": kept,
        "labels": labels,
        "assumptions": (*(a for a in mapping.assumptions if a.key not in taken), *notes.assumptions),
        "holds": tuple(notes.holds),
        "findings": (*still, *notes.findings),
    }
    return mapping.model_copy(update=update)


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


def _time_reads(mapping: Mapping, table: Table, notes: Notes) -> bool:
    time = mapping.time
    if time.basis == "order":
        return True
    if time.start is not None:
        return False
    head = (
        table.records.head(2_000)
        .select(pl.concat_str(list(time.columns), separator=" ", ignore_nulls=True))
        .to_series()
    )
    read = timestamps.read(head, time.forms, zone=time.zone or notes.machine.timezone, start=time.start)
    return share(read.is_not_null()) >= _FITTING


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
    words = stem(mapping.channel or channel.name)
    name = f"x_{words}_{mapping.statistic}" if mapping.statistic else f"x_{words}"
    return mapping.model_copy(update={"column": name, "status": "unconfirmed", "scale": 1.0, "offset": 0.0})
