"""The proposal: one table, one machine, and what a person said, to one replayable mapping."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from connectors.dictionary import all_channels
from connectors.mapping.assemble import assemble
from connectors.mapping.dataset import choose, is_regular
from connectors.mapping.dateorder import contradicted
from connectors.mapping.evidence import survey
from connectors.mapping.labels import label_texts, spoken
from connectors.mapping.layout import layout_id
from connectors.mapping.machine import check_machine, check_preamble
from connectors.mapping.meaning import Meaning, instants, understand
from connectors.mapping.misplaced import ask_if_misplaced
from connectors.mapping.names import infer_scope
from connectors.mapping.notes import Notes
from connectors.mapping.origin import PER_FILE as PER_RECORDING
from connectors.mapping.override import Override, read_override
from connectors.mapping.recheck import recheck
from connectors.mapping.time import TimePlan, plan
from connectors.mapping.untimed import ORDER, ask_of_days, check_range, corrected_by, without_time
from connectors.sheets import PER_FILE as PER_SHEET
from connectors.sheets import unpivot
from connectors.timestamps.share import share
from connectors.types import ColumnMapping, MachineContext, Mapping, Table, TimeMapping
from connectors.typing.aligned import aligned
from connectors.typing.instants import read_time
from connectors.typing.long import pivot
from connectors.typing.numbers import parse

_LABELS = {"result": "result", "trial_signal": "is_trial", "run_state": "run_state"}
_REGULAR_ROWS = 2_000
PER_FILE = (*PER_SHEET, *PER_RECORDING)


def propose(
    table: Table,
    machine: MachineContext,
    *,
    file_name: str = "",
    remembered: Mapping | None = None,
    override: dict[str, Any] | None = None,
    answers: dict[str, str] | None = None,
) -> Mapping:
    """Say what a table's columns mean, with every assumption and every question that rests on it.

    Args:
        table: As read; a long layout is looked at as the wide table that it stands for.
        machine: The machine that the file belongs to; `MachineContext("-", process="other")` when none is known.
        file_name: Label for the remarks, never used to decide.
        remembered: Mapping in force for this machine; used as it stands when the layout is the same and nothing
            new was said, after a check that it still fits. One of another layout only suggests.
        override: Parsed `--mapping` TOML, its form in `connectors.mapping.override`.
        answers: Key to value of questions answered and assumptions changed, such as `{"time": "order",
            "unit:cast_pressure": "kgf/cm2", "label:passorfail": "1=scrap", "date_order": "dmy"}`.

    Raises:
        UsageError: When the override names a channel or a key that does not exist.
    """
    layout = layout_id(table)
    same = remembered if remembered is not None and remembered.layout_id == layout else None
    lasting = {key: value for key, value in same.answers.items() if key not in PER_FILE} if same else {}
    said = {**lasting, **(answers or {})}
    table = aligned(table, said)
    pivoted = pivot(table)
    sheet = unpivot(table, said, machine)
    wide = pivoted.table if pivoted else sheet.table if sheet else table
    known = pivoted.time if pivoted else None
    if (
        same is not None
        and "date_order" in lasting
        and "date_order" not in (answers or {})
        and contradicted(same.time, wide)
    ):
        said.pop("date_order", None)
    notes = Notes(wide, machine, said, file_name or None)
    if sheet is None:
        check_preamble(notes)
    else:
        notes.taken_over(sheet.findings, sheet.assumptions, sheet.holds)
    if same is not None and not override and {k: v for k, v in said.items() if k not in PER_FILE} == lasting:
        kept = recheck(same, wide, notes.copied())
        if kept is not None and all(c.status != "unconfirmed" for c in same.columns):
            return kept
        if kept is not None:
            return _told_more(kept, _fresh(wide, layout, known, notes, read_override(override)))
    last = remembered.columns if remembered is not None and same is None else ()
    return _fresh(wide, layout, known, notes, read_override(override), last)


def _told_more(kept: Mapping, fresh: Mapping) -> Mapping:
    """Fill in what the remembered mapping left open and this file proves by itself."""
    taken = {c.column for c in kept.columns}
    proved = {c.header: c for c in fresh.columns if c.status == "mapped" and c.column not in taken}
    told = {c.header for c in kept.columns if c.status == "unconfirmed" and c.header in proved}
    keys = {a.key for a in kept.assumptions}
    assumed = [a for a in fresh.assumptions if a.key.removeprefix("unit:") in told and a.key not in keys]
    update = {
        "columns": tuple(proved[c.header] if c.header in told else c for c in kept.columns),
        "assumptions": (*kept.assumptions, *assumed),
        "findings": tuple(f for f in kept.findings if f.column not in told or not f.code.startswith("unit-")),
    }
    return kept.model_copy(update=update) if told else kept


def _fresh(
    table: Table,
    layout: str,
    known_time: str | None,
    notes: Notes,
    override: Override,
    last: Sequence[ColumnMapping] = (),
) -> Mapping:
    columns = survey(table)
    machine = notes.machine
    scope = infer_scope([c.label or c.header for c in columns], machine.process, machine.kind)
    if known_time is None and not override.columns:
        ask_if_misplaced(columns, scope, notes)
    meanings = understand(columns, scope, override, machine.other_names, last)
    time = _time(meanings, known_time, override, notes)
    dataset = override.dataset or _dataset(meanings, time, table, notes)
    if dataset in ("run", "reading") and time.mapping.columns and not time.has_clock:
        notes.remark("day-only-stamps", column=time.mapping.columns[0])
        if dataset == "run" and not override.time.columns:
            ask_of_days(time.mapping, notes)
    check_range(corrected_by(time.mapping, machine), table, notes)
    for meaning in meanings:
        if meaning.trusted and meaning.name == "machine_id":
            check_machine(meaning.column, notes)
    mapped = assemble(meanings, time, dataset, scope, notes)
    labels = _labels(meanings, mapped, override, notes)
    return Mapping(
        dataset=dataset,
        layout_id=layout,
        source_id=override.source or f"{dataset}-{layout[:8]}",
        columns=tuple(mapped),
        time=corrected_by(time.mapping, machine),
        labels=labels,
        assumptions=tuple(dict.fromkeys(notes.assumptions)),
        holds=tuple(notes.holds),
        findings=tuple(notes.findings),
        answers=notes.answers,
    )


def _time(meanings: Sequence[Meaning], known: str | None, override: Override, notes: Notes) -> TimePlan:
    told = override.time
    if told.basis == ORDER or ORDER in (notes.answers.get(key) for key in ("time", "start", "date")):
        return TimePlan(TimeMapping(basis=ORDER), None, False)
    named = instants(meanings)
    if known is not None:
        named[known] = "event_ts"
    by_start = any(m.trusted and m.name in ("stop_reason", "alarm_code") for m in meanings)
    if told.columns:
        named = {h: named.get(h) or "event_ts" for h in told.columns}
        made = plan([m.column for m in meanings if m.header in told.columns], named, notes)
        parts = made.mapping.parts if made.mapping.columns == told.columns else ()
        given = made.mapping.model_copy(update={"columns": told.columns, "basis": "clock", "parts": parts})
        made = replace(made, mapping=given, has_clock=True)
    else:
        made = plan([m.column for m in meanings], named, notes, by_start=by_start)
    update = {k: v for k, v in (("forms", told.forms), ("zone", told.zone)) if v}
    if told.forms:
        notes.holds[:] = [hold for hold in notes.holds if hold.key != "date_order"]
    if not made.mapping.columns:
        made = replace(made, mapping=without_time(meanings, notes))
    return replace(made, mapping=made.mapping.model_copy(update=update))


def _dataset(meanings: Sequence[Meaning], time: TimePlan, table: Table, notes: Notes) -> str:
    trusted = [m for m in meanings if m.trusted and m.name and m.channel]
    found = {m.name for m in trusted if m.name}
    channels = {m.name for m in trusted if m.name and m.channel and m.channel.role == "channel"}
    bare = {m.name for m in meanings if not m.trusted and not m.loose and m.column.numeric and m.name}
    return choose(
        found,
        channels | {f"?{name}" for name in bare},
        {m.statistic for m in trusted if m.statistic},
        has_clock=time.has_clock,
        has_time=bool(time.mapping.columns),
        regular=_regular(table, time.mapping, notes.machine) and not _counts_up(trusted),
    )


def _counts_up(meanings: Sequence[Meaning]) -> bool:
    """Whether a counter rises by one from row to row: then a row is a cycle, however even the instants are."""
    counters = [m.column for m in meanings if m.name == "cycle_counter"]
    steps = [parse(c.cells.head(_REGULAR_ROWS), c.decimal).values.diff().drop_nulls() for c in counters]
    return any(len(s) > 0 and share(s.abs() == 1) >= 0.8 for s in steps)


def _regular(table: Table, time: TimeMapping, machine: MachineContext) -> bool:
    if not time.columns:
        return False
    head = replace(table, records=table.records.head(_REGULAR_ROWS))
    return is_regular(read_time(head, time, machine.timezone))


def _labels(
    meanings: Sequence[Meaning], mapped: Sequence[ColumnMapping], override: Override, notes: Notes
) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for meaning, mapping in zip(meanings, mapped, strict=True):
        if mapping.status != "mapped" or mapping.column is None or meaning.name not in _LABELS:
            continue
        told = override.labels.get(meaning.header)
        labels[mapping.column] = spoken(told) if told else label_texts(meaning.column, meaning.name, notes)
    for mapping in mapped:
        if mapping.channel == "risk_grade":
            notes.remark("risk-grade", column=mapping.header)
    return labels


def dictionary_names() -> tuple[str, ...]:
    """Return every name that an override may give, for completion and help."""
    return tuple(dict.fromkeys(channel.name for channel in all_channels()))
