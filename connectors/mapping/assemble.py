"""Column mappings out of meanings: unit settled, collision resolved, relation kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from connectors.mapping.columns import extra_column, lake_column, unconfirmed_column, unique
from connectors.mapping.content import DURATION
from connectors.mapping.evidence import sampled_row
from connectors.mapping.meaning import Meaning, sampled_numbers
from connectors.mapping.names import Scope
from connectors.mapping.notes import Notes
from connectors.mapping.relations import breaches
from connectors.mapping.settle import Settlement, settle
from connectors.mapping.shifts import Level, shifts
from connectors.mapping.time import TimePlan
from connectors.types import ColumnMapping, ColumnStatus
from ppuri.core.contracts import DATASETS


@dataclass(frozen=True)
class _Use:
    """One column on its way: its meaning, where it goes, and how its values are turned."""

    meaning: Meaning
    column: str | None
    status: ColumnStatus
    settlement: Settlement
    reason_ko: str
    reason_en: str


_PLAIN = Settlement(None, 1.0, 0.0, "none")


def assemble(
    meanings: Sequence[Meaning], plan: TimePlan, dataset: str, scope: Scope, notes: Notes
) -> list[ColumnMapping]:
    """Return one mapping per column, in the table's order."""
    uses = [_place(m, plan, dataset, scope) for m in meanings]
    uses = _without_collisions(uses, notes)
    uses = _with_units(uses, notes)
    uses = _with_shifts(uses, notes)
    uses = _with_relations(uses, scope, notes)
    names = unique([u.column if u.status not in ("mapped",) else None for u in uses])
    _list_extras(uses, notes)
    made = [_mapping(u, name if u.status != "mapped" else u.column) for u, name in zip(uses, names, strict=True)]
    instant = DATASETS[dataset].time
    return [
        m.model_copy(update={"column": instant, "role": "time"}) if m.header in plan.mapping.columns else m
        for m in made
    ]


def _place(m: Meaning, plan: TimePlan, dataset: str, scope: Scope) -> _Use:
    time = plan.mapping
    if m.dropped:
        return _Use(m, None, "dropped", _PLAIN, m.reason_ko, m.reason_en)
    if m.column.content == "empty" and re.fullmatch(r"column_\d+", m.header):
        return _Use(m, None, "dropped", _PLAIN, "이름도 값도 없는 열입니다.", "A column without name and values.")
    if m.header in time.columns or (time.subsecond and m.header == time.subsecond[0]):
        return _Use(m, None, "mapped", _PLAIN, "시각을 이루는 열입니다.", "Part of the instant.")
    if m.header in plan.redundant:
        return _Use(
            m, None, "dropped", _PLAIN, "완전한 시각 열이 따로 있습니다.", "A complete stamp stands in another column."
        )
    if m.trusted and m.name == "source_row_no":
        return _Use(
            m, None, "dropped", _PLAIN, "줄 번호입니다. 출처 정보로만 씁니다.", "A running number: lineage only."
        )
    if m.trusted and m.name == "machine_id" and _names_one(m):
        return _Use(m, None, "dropped", _PLAIN, "설비를 확인하는 데만 씁니다.", "Used to check the machine only.")
    if m.is_time and m.name != "elapsed_s" and m.column.content == "number":
        return _Use(m, extra_column(m), "extra", _PLAIN, *DURATION)
    if m.trusted:
        return _Use(m, lake_column(m, dataset), "mapped", _PLAIN, m.reason_ko, m.reason_en)
    status: ColumnStatus = "suggested" if m.channel is not None else "extra"
    return _Use(m, extra_column(m), status, _PLAIN, m.reason_ko, m.reason_en)


def _names_one(m: Meaning) -> bool:
    """Whether a machine column names one machine, so that nothing is lost with it."""
    return len(m.column.texts) <= 1


def _without_collisions(uses: list[_Use], notes: Notes) -> list[_Use]:
    """The better match keeps the channel; a column of equal content is redundant; another is kept beside, never lost."""
    holders: dict[str, int] = {}
    order = sorted(range(len(uses)), key=lambda i: (-uses[i].meaning.told, -uses[i].meaning.confidence, i))
    for i in order:
        use = uses[i]
        if use.status != "mapped" or use.column is None:
            continue
        first = holders.setdefault(use.column, i)
        if first == i:
            continue
        holder = uses[first].meaning
        if use.meaning.column.cells.equals(holder.column.cells, null_equal=True):
            ko, en = f"'{holder.header}' 열과 내용이 같습니다.", f"Equal to column '{holder.header}'."
            uses[i] = replace(use, column=None, status="dropped", reason_ko=ko, reason_en=en)
            continue
        ko = f"'{holder.header}' 열이 이미 {use.meaning.name} 채널입니다."
        en = f"Column '{holder.header}' already is channel {use.meaning.name}."
        uses[i] = replace(use, column=extra_column(use.meaning), status="suggested", reason_ko=ko, reason_en=en)
        notes.remark("same-channel", column=use.meaning.header, other=holder.header, channel=use.meaning.name)
    return uses


def _with_units(uses: list[_Use], notes: Notes) -> list[_Use]:
    """Settle units; a standard deviation takes the unit of the average beside it, without the offset."""
    settled: dict[str, Settlement] = {}
    out = list(uses)
    for sd in (False, True):
        for i, use in enumerate(out):
            m = use.meaning
            measured = (
                use.status == "mapped" and m.channel is not None and m.channel.unit is not None and m.channel.numeric
            )
            if not measured or m.channel is None or (m.statistic == "sd") is not sd:
                continue
            if sd:
                told = settled.get(m.name or "") or _PLAIN
                settlement = replace(told, offset=0.0)
            else:
                settlement = settle(m.column, m.channel, m.unit, _answered(m, notes))
                settled.setdefault(m.name or "", settlement)
            out[i] = _settled(use, settlement, notes, quiet=sd)
    return out


def _answered(m: Meaning, notes: Notes) -> str | None:
    return notes.answers.get(f"unit:{m.header}") or (m.unit if m.told else None)


def _settled(use: _Use, settlement: Settlement, notes: Notes, *, quiet: bool) -> _Use:
    m = use.meaning
    if m.channel is None:
        return use
    if settlement.settled:
        if settlement.ground == "magnitude" and not quiet:
            _assume_unit(m, settlement, notes)
        return replace(use, settlement=settlement)
    if not quiet:
        _remark_unit(m, settlement, notes)
    open_unit = replace(settlement, scale=1.0, offset=0.0)
    ko, en = "값의 단위를 확인하지 못해 적힌 그대로 둡니다.", "The unit of the values is open: kept as exported."
    return replace(
        use, column=unconfirmed_column(m), status="unconfirmed", settlement=open_unit, reason_ko=ko, reason_en=en
    )


def _assume_unit(m: Meaning, settlement: Settlement, notes: Notes) -> None:
    if m.channel is None or settlement.unit is None:
        return
    middle = m.column.values.median()
    size = f"{middle:g}" if isinstance(middle, float) else "-"
    notes.assume(
        f"unit:{m.header}",
        settlement.unit,
        m.channel.accepts,
        f"'{m.header}'의 단위를 {settlement.unit}로 보았습니다. 가운데 값이 {size}입니다.",
        f"'{m.header}' was taken to be in {settlement.unit}: its median is {size}.",
    )


def _remark_unit(m: Meaning, settlement: Settlement, notes: Notes) -> None:
    code = {"several": "unit-unknown", "mismatch": "unit-mismatch"}.get(settlement.ground, "unit-out-of-range")
    middle = m.column.values.median()
    notes.remark(
        code,
        column=m.header,
        count=len(m.column.values),
        channel=m.name,
        unit=settlement.unit or "-",
        candidates=", ".join(settlement.candidates or (m.channel.accepts if m.channel else ())),
        median=f"{middle:g}" if isinstance(middle, float) else "-",
    )


def _with_relations(uses: list[_Use], scope: Scope, notes: Notes) -> list[_Use]:
    stored: dict[str, pl.Series] = {}
    owners: dict[str, int] = {}
    for i, use in enumerate(uses):
        m = use.meaning
        if (
            use.status == "mapped"
            and m.channel is not None
            and m.channel.numeric
            and m.name
            and m.statistic in (None, "avg")
        ):
            values = sampled_numbers(m)
            zero_is_none = m.channel.hard_min is not None and m.channel.hard_min > 0
            values = values.set((values == 0).fill_null(False), None) if zero_is_none else values
            stored[m.name] = values * use.settlement.scale + use.settlement.offset
            owners[m.name] = i
    out = list(uses)
    for breach in breaches(stored, scope.process, scope.kind):
        places: list[tuple[int | None, str | None]] = [(None, None)]
        headers = " · ".join(uses[owners[n]].meaning.header for n in breach.names)
        notes.remark(
            "relation-broken", column=headers, count=max(1, round(breach.share * len(stored[breach.names[0]]))), places=places,
            relation=breach.relation.text, meaning=breach.relation.meaning, percent=round(breach.share * 100),
        )  # fmt: skip
        for i in _doubtful([owners[n] for n in breach.names], uses, notes):
            use = out[i]
            if use.status == "mapped" and use.meaning.channel is not None and use.meaning.channel.role == "channel":
                ko, en = (
                    "다른 열과의 관계가 맞지 않아 적힌 그대로 둡니다.",
                    "A relation to another column is broken: kept as exported.",
                )
                plain = replace(use.settlement, scale=1.0, offset=0.0)
                out[i] = replace(
                    use,
                    column=unconfirmed_column(use.meaning),
                    status="unconfirmed",
                    settlement=plain,
                    reason_ko=ko,
                    reason_en=en,
                )
    kept = {f"unit:{u.meaning.header}" for u in out if u.status == "unconfirmed"}
    notes.assumptions[:] = [a for a in notes.assumptions if a.key not in kept]
    return out


def _with_shifts(uses: list[_Use], notes: Notes) -> list[_Use]:
    """Keep as exported what is one thing above a row and another below it; a person's word goes before."""
    owners = {u.meaning.header: i for i, u in enumerate(uses) if _measured(u) and _answered(u.meaning, notes) is None}
    levels = [
        Level(header, sampled_numbers(uses[i].meaning), channel, uses[i].settlement)
        for header, i in owners.items()
        if (channel := uses[i].meaning.channel) is not None and not uses[i].meaning.told
    ]
    out = list(uses)
    for shift in shifts(levels):
        notes.shifted(shift, sampled_row(notes.table, shift.position))
        for header in shift.headers:
            use = out[owners[header]]
            ko, en = "도중에 값의 뜻이 바뀌어 적힌 그대로 둡니다.", "It changes in mid-file: kept as exported."
            column, plain = unconfirmed_column(use.meaning), replace(use.settlement, scale=1.0, offset=0.0)
            told = replace(use, column=column, status="unconfirmed", settlement=plain, reason_ko=ko, reason_en=en)
            out[owners[header]] = told
    return out


def _measured(use: _Use) -> bool:
    m = use.meaning
    known = m.channel is not None and m.channel.unit is not None and m.channel.numeric
    return use.status == "mapped" and known and m.statistic in (None, "avg", "min", "max")


def _doubtful(owners: list[int], uses: list[_Use], notes: Notes) -> list[int]:
    """Of the columns in a broken relation, those that nobody vouches for; all of them when that leaves none out."""
    answered = {i for i in owners if uses[i].meaning.told or f"unit:{uses[i].meaning.header}" in notes.answers}
    open_ones = [i for i in owners if i not in answered]
    unstated = [i for i in open_ones if uses[i].settlement.ground != "stated"]
    return unstated if 0 < len(unstated) < len(owners) else open_ones


def _list_extras(uses: list[_Use], notes: Notes) -> None:
    extras = [u.meaning.header for u in uses if u.status == "extra" and u.meaning.column.content != "empty"]
    if extras:
        notes.remark("unmapped-columns", count=len(extras), columns=", ".join(extras[:20]))
    for use in uses:
        if use.status == "suggested" and use.meaning.channel is not None and not use.meaning.reason_ko.startswith("'"):
            notes.remark("suggested-channel", column=use.meaning.header, channel=use.meaning.name)


def _mapping(use: _Use, column: str | None) -> ColumnMapping:
    m = use.meaning
    return ColumnMapping(
        header=m.header,
        column=column,
        channel=m.name if use.status != "extra" else None,
        role=m.channel.role if m.channel and use.status != "extra" else None,
        statistic=m.statistic,
        unit=use.settlement.unit,
        scale=use.settlement.scale,
        offset=use.settlement.offset,
        status=use.status,
        confidence=round(m.confidence, 2),
        reason_ko=use.reason_ko,
        reason_en=use.reason_en,
    )
