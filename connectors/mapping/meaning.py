"""What every column of a table means: the name first, then what the content allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from connectors.dictionary import Channel, normalise
from connectors.mapping.content import allowed
from connectors.mapping.evidence import Column, as_time
from connectors.mapping.names import Match, Scope, match
from connectors.mapping.override import Override, entry
from connectors.mapping.reasons import grounds
from connectors.mapping.spelling import is_logger_channel, machine_prefix
from connectors.mapping.suggest import suggest
from connectors.types import ColumnMapping

_GENERIC_LABEL = frozenset({"", "-", "channel", "ch"})


@dataclass(frozen=True)
class Meaning:
    """What a column means, before units are settled.

    Attributes:
        column: The column with its evidence.
        channel: Entry of the dictionary, None when nothing fits.
        name: Its name with the number filled in.
        trusted: Whether the column may be used as that channel; otherwise it is only suggested.
        told: Whether a person said so.
        unit: Unit as written or as a person said.
        dropped: Whether the column is left out.
        loose: Whether likeness alone suggests it: then nothing else of the table may rest on it.
    """

    column: Column
    channel: Channel | None = None
    name: str | None = None
    statistic: str | None = None
    unit: str | None = None
    trusted: bool = False
    told: bool = False
    dropped: bool = False
    confidence: float = 0.0
    reason_ko: str = "사전에 맞는 항목이 없습니다."
    reason_en: str = "Nothing in the dictionary fits."
    loose: bool = False

    @property
    def header(self) -> str:
        """Header as it stands in the file."""
        return self.column.header

    @property
    def is_time(self) -> bool:
        """Whether the column is used as a part of an instant."""
        return self.trusted and self.channel is not None and self.channel.role == "time"


def understand(
    columns: Sequence[Column],
    scope: Scope,
    override: Override,
    other_machines: tuple[str, ...] = (),
    last: Sequence[ColumnMapping] = (),
) -> list[Meaning]:
    """Return the meaning of every column, in their order.

    Args:
        columns: The table's columns.
        scope: Where words are looked up.
        override: What a person said.
        other_machines: Names of the firm's other machines: a header that names one is only suggested.
        last: What the columns of the machine's last file of another layout were: a header that nothing else tells of
            is suggested to be the same again.
    """
    named = {normalise(p[0]) for c in columns if (p := machine_prefix(c.header)) and not is_logger_channel(p[0])}
    alone = len(named) <= 1 and named.isdisjoint(map(normalise, other_machines))
    before = {normalise(c.header): c for c in last if c.status == "mapped" and c.channel and c.role != "time"}
    return [_as_before(_meaning(column, scope, override, alone), before) for column in columns]


def _as_before(meaning: Meaning, before: dict[str, ColumnMapping]) -> Meaning:
    """Suggest what the same header was in the last file, where this one leaves it open."""
    was = before.get(normalise(meaning.header))
    if was is None or meaning.trusted or meaning.told or was.channel is None:
        return meaning
    channel, name, _, _ = entry(was.channel, meaning.header)
    ko = f"지난번 파일에서 이 열은 {was.channel}였습니다. 열 구성이 달라져 추천만 합니다."
    en = f"In the last file this column was {was.channel}; the columns have changed, so it is only suggested."
    said = replace(meaning, channel=channel, name=name, statistic=was.statistic, confidence=0.8, loose=True)
    return replace(said, reason_ko=ko, reason_en=en)


def _meaning(column: Column, scope: Scope, override: Override, alone: bool) -> Meaning:
    said = override.columns.get(column.header)
    if said in ("drop", "extra"):
        return Meaning(
            column,
            dropped=said == "drop",
            told=True,
            reason_ko="매핑 파일에서 정했습니다.",
            reason_en="Said by the mapping file.",
        )
    if said:
        channel, name, statistic, unit = entry(said, column.header)
        return Meaning(
            column, channel, name, statistic, unit or column.unit, True, True, False, 1.0,
            "매핑 파일에서 정했습니다.", "Said by the mapping file.",
        )  # fmt: skip
    found = _match(column, scope)
    if found is None or found.how == "fuzzy":
        found = _of_machine(column, scope, alone) or found
    loose = found is None
    found = found or suggest(column, scope)
    if found is not None and found.channel.role == "time":
        column = as_time(column)
    found, veto = allowed(column, found, scope) if found else (None, None)
    if found is None:
        unknown = Meaning(column, unit=column.unit)
        return replace(unknown, reason_ko=veto[0], reason_en=veto[1]) if veto else unknown
    unit = found.unit or column.unit
    sure, ko, en = grounds(column, found, unit)
    ko, en = veto or (ko, en)
    return Meaning(
        column, found.channel, found.name, found.statistic, unit, found.trusted, False, False, sure, ko, en, loose
    )  # fmt: skip


def _match(column: Column, scope: Scope) -> Match | None:
    """The human name of a logger channel tells more than `CH1`; the header itself is asked next."""
    named = None
    if column.label and normalise(column.label) not in _GENERIC_LABEL:
        named = match(column.label, scope)
    own = match(column.header, scope, column.unit)
    if named is not None and (own is None or named.trusted or not own.trusted):
        return named
    return own


def _of_machine(column: Column, scope: Scope, alone: bool) -> Match | None:
    """Match what stands behind a machine's name (`3호기 용탕온도`); several machines in one table are left to a person."""
    parted = machine_prefix(column.header)
    found = match(parted[1], scope, column.unit) if parted else None
    if parted is None or found is None or found.channel.role not in ("channel", "label", "quantity"):
        return None
    return found if alone or is_logger_channel(parted[0]) or found.how == "fuzzy" else replace(found, how="bare")


def instants(meanings: Sequence[Meaning]) -> dict[str, str | None]:
    """Return header to time entry for columns that may make the instant; None for unnamed ones that look like it."""
    named: dict[str, str | None] = {m.header: m.name for m in meanings if m.is_time}
    for meaning in meanings:
        if (
            not meaning.trusted
            and not meaning.dropped
            and meaning.column.content in ("stamp", "date", "clock", "dotted")
        ):
            named.setdefault(meaning.header, None)
    return named


def sampled_numbers(meaning: Meaning) -> pl.Series:
    """The column's sample as numbers, nulls where there are none, as long as the sample."""
    return meaning.column.numbers.values
