"""Short words of people's sheets (시작, 분, 사유, 수량) given the dictionary's word."""

from dataclasses import replace
from functools import cache

from connectors.dictionary import all_channels, normalise, split_unit
from connectors.sheets import words
from connectors.sheets.columns import Place
from connectors.sheets.work import DEFECT, MEASURE_CHOICES, REASON, Work
from connectors.types import Table
from ppuri.core.results import Assumption

_TIMES = tuple(word.removesuffix("(분)") for word in (words.STOP, words.RUN))


def labelled(work: Work, found: list[Place]) -> bool:
    """Give columns the dictionary's word where a sheet says it in short: 시작, 분, 사유, 수량. Returns whether there are any."""
    table = work.table
    labels = {p.header: p.measure for p in found if p.measure and not p.apart and not p.total and not _listed(p.header)}
    stops = is_stop_list(table)
    for place in found:
        word = words.bare(place.header)
        if stops and word in words.STARTS:
            labels[place.header] = "시작시간"
        elif stops and word in words.ENDS:
            labels[place.header] = "종료시간"
        elif stops and word in words.LASTED:
            labels[place.header] = words.STOP
    reason = next((p.header for p in found if words.bare(p.header) in words.REASONS | {"원인", "내용"}), None)
    count = next((p.header for p in found if words.bare(p.header) in words.BARE), None)
    if reason is not None and (stops or count or words.bare(reason) == "사유"):
        kind = REASON if stops else _kind(work, reason)
        labels[reason] = kind
        if count is not None and len([p for p in found if p.measure]) == 0:
            labels[count] = _assumed_quantity(work, count, reason, kind)
    labels = {name: label.removesuffix("(분)") for name, label in labels.items() if _differs(name, label)}
    minutes = [name for name, label in labels.items() if label in _TIMES and "분" in name]
    units = {name: "min" for name in minutes if name not in table.units}
    work.table = replace(table, labels={**table.labels, **labels}, units={**units, **table.units})
    return bool(labels)


def is_stop_list(table: Table) -> bool:
    """Whether a sheet lists stops: when each began, and why."""
    named = {words.bare(name) for name in table.records.columns}
    return bool(named & words.STARTS) and bool(named & (words.REASONS | {"내용"}))


def counted_reasons(table: Table) -> bool:
    """Whether a number that does not say what it counts stands beside a reason."""
    named = {words.bare(name) for name in table.records.columns}
    return bool(named & words.BARE) and bool(named & (words.REASONS | {"원인"}))


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(normalise(word) for channel in all_channels() for word in (channel.name, *channel.headers))


def _listed(header: str) -> bool:
    """Whether the dictionary knows a header as it stands."""
    return normalise(split_unit(header)[0]) in _dictionary() or normalise(header) in _dictionary()


def _differs(name: str, label: str) -> bool:
    return words.bare(name) != words.bare(label)


def _kind(work: Work, reason: str) -> str:
    """Whether reasons are defects or stops: the title says it, or most of the reasons do."""
    texts = [words.bare(text) for text in work.table.records[reason].drop_nulls().to_list()]
    stops, defects = sum(t in words.STOPS for t in texts), sum(t in words.DEFECTS for t in texts)
    title = words.bare(" ".join(v for k, v in work.table.preamble.items() if not k.startswith("^")))
    named = "비가동" in title or "정지" in title or words.bare(reason) in words.STOP_REASONS
    return REASON if named or stops > defects else DEFECT


def _assumed_quantity(work: Work, count: str, reason: str, kind: str) -> str:
    """A number beside a reason that does not say what it counts."""
    taken = work.answers.get("quantity") or ("stop_min" if kind == REASON else "scrap_count")
    word = MEASURE_CHOICES.get(taken, words.SCRAP)
    if "quantity" not in work.answers:
        work.assumptions.append(
            Assumption(
                key="quantity",
                value=taken,
                choices=tuple(MEASURE_CHOICES),
                text_ko=f"'{reason}' 옆의 '{count}'을(를) {word}(으)로 보았습니다.",
                text_en=f"'{count}' beside '{reason}' was taken for {taken}.",
            )
        )
    return word
