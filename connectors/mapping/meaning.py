"""What every column of a table means: the name first, then what the content allows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from connectors.dictionary import Channel, channels, normalise
from connectors.mapping.evidence import Column, as_time
from connectors.mapping.names import Match, Scope, match
from connectors.mapping.override import Override, entry
from connectors.timestamps.share import share

_CONFIDENCE = {"exact": 0.98, "family": 0.95, "bare": 0.4, "fuzzy": 0.5}
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

    @property
    def header(self) -> str:
        """Header as it stands in the file."""
        return self.column.header

    @property
    def is_time(self) -> bool:
        """Whether the column is used as a part of an instant."""
        return self.trusted and self.channel is not None and self.channel.role == "time"


def understand(columns: Sequence[Column], scope: Scope, override: Override) -> list[Meaning]:
    """Return the meaning of every column, in their order."""
    return [_meaning(column, scope, override) for column in columns]


def _meaning(column: Column, scope: Scope, override: Override) -> Meaning:
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
    if found is not None and found.channel.role == "time":
        column = as_time(column)
    found = _by_content(column, found, scope) if found else None
    if found is None:
        return Meaning(column, unit=column.unit)
    ko, en = _reason(found)
    return Meaning(
        column, found.channel, found.name, found.statistic, found.unit or column.unit, found.trusted, False, False,
        _CONFIDENCE[found.how] * (0.6 if found.rivals else 1.0), ko, en,
    )  # fmt: skip


def _match(column: Column, scope: Scope) -> Match | None:
    """The human name of a logger channel tells more than `CH1`; the header itself is asked next."""
    named = None
    if column.label and normalise(column.label) not in _GENERIC_LABEL:
        named = match(column.label, scope)
    own = match(column.header, scope)
    if named is not None and (own is None or named.trusted or not own.trusted):
        return named
    return own


def _reason(found: Match) -> tuple[str, str]:
    if found.rivals:
        others = ", ".join((found.name, *found.rivals))
        return f"같은 말이 여러 항목을 뜻합니다: {others}.", f"The word stands for several entries: {others}."
    return {
        "exact": ("사전의 말과 같습니다.", "Equals a word of the dictionary."),
        "family": ("번호가 붙은 사전의 말과 같습니다.", "Equals a numbered word of the dictionary."),
        "bare": ("흔한 말이어서 추천만 합니다.", "Too common a word: suggested only."),
        "fuzzy": ("사전의 말과 비슷하여 추천만 합니다.", "Near a word of the dictionary: suggested only."),
    }[found.how]


def _by_content(column: Column, found: Match, scope: Scope) -> Match | None:
    """Let the content veto what the name says."""
    channel = found.channel
    if channel.role == "time":
        return found if _may_be_time(column, found) else None
    if channel.name == "load_id" and normalise(column.header) == "process":
        return found if _is_running_number(column) else _instead(found, "process_step", scope)
    if channel.name == "class_grade" and _two_values(column):
        return _instead(found, "result", scope)
    if channel.name == "result" and column.numeric and len(column.texts) > 5:
        return None
    if channel.name == "cycle_counter":
        whole = share(column.values == column.values.round())
        return found if column.content == "empty" or (column.numeric and whole >= 0.8) else None
    if channel.numeric and column.content != "empty" and not _has_numbers(column):
        return None
    return found


def _may_be_time(column: Column, found: Match) -> bool:
    if column.content in ("stamp", "date", "clock", "dotted"):
        return True
    return (column.content == "number" and found.name != "elapsed_s") or (found.name == "elapsed_s" and column.numeric)


def _has_numbers(column: Column) -> bool:
    return column.numbers.readable_ratio >= 0.5


def _two_values(column: Column) -> bool:
    return len(column.texts) <= 2 and len(column.texts) > 0


def _is_running_number(column: Column) -> bool:
    """Integers that never fall: the number of a load, not the name of a process step."""
    values = column.values
    if not column.numeric or values.is_empty():
        return False
    falls = values.diff().drop_nulls() < 0
    return bool((values == values.round()).all()) and not bool(falls.any())


def _instead(found: Match, name: str, scope: Scope) -> Match | None:
    channel = next((c for c in channels(scope.process, scope.kind) if c.name == name), None)
    return replace(found, channel=channel, name=name, how="exact", rivals=()) if channel else None


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
