"""From a header to an entry of the channel dictionary: exact, numbered family, statistics suffix, near miss."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from connectors.dictionary import Channel, all_channels, channels, normalise, split_unit
from connectors.layouts import in_words
from connectors.mapping.spelling import Spelling, headless, plain, spelling, text_stem, trailing_unit, without_front
from ppuri.core.units import conversion, dimension

How = Literal["exact", "family", "spelling", "bare", "fuzzy"]

_STATISTICS = {
    "avg": "avg", "ave": "avg", "average": "avg", "mean": "avg", "평균": "avg", "평균값": "avg",
    "std": "sd", "stdev": "sd", "stddev": "sd", "sd": "sd", "표준편차": "sd", "편차": "sd",
    "min": "min", "minimum": "min", "최소": "min", "최소값": "min",
    "max": "max", "maximum": "max", "최대": "max", "최대값": "max",
}  # fmt: skip
_SUFFIX = re.compile(rf"^(?P<stem>.+?)[\s_.\-(]+(?P<word>{'|'.join(_STATISTICS)})\)?$", re.IGNORECASE)
# Words that name a kind of quantity but not whose: never more than a suggestion.
_BARE = frozenset(
    normalise(w)
    for w in ("temp", "temperature", "온도", "value", "값", "measure", "meas", "측정값", "측정치", "flow", "유량", "pressure",
              "압력", "speed", "속도", "time", "stroke", "스트로크", "level", "current", "voltage", "name", "model", "count",
              "hardness", "경도")
)  # fmt: skip
_BARE_WORDS = frozenset(
    ("설정", "현재", "출력", "경도", "hardness", "번호", "시간", "수량", "위치", "중량", "두께", "거리")
)
# People beside the operator: their names become digits too, but whose they are is asked.
_OTHER_PEOPLE = frozenset(
    ("검사자", "검사원", "확인자", "기록자", "책임자", "관리자", "반장", "조장", "성명", "inspector", "clerk")
)
_BARE_YET_PLAIN = frozenset({"time", "count", "current", "voltage", "name", "model"})
_TWO_LETTERS = frozenset({"pv", "sv", "ct", "tc", "cp", "mi", "di", "no", "id", "hv", "hb", "ts", "wo", "ng", "hrc"})


@dataclass(frozen=True)
class Match:
    """What a header may mean.

    Attributes:
        channel: Entry of the dictionary.
        name: Its name with the number filled in.
        how: `exact`, `family` and `spelling` are trusted, `bare` and `fuzzy` only suggested.
        rivals: Other entries that the same word stands for, as far as nothing prefers one.
    """

    channel: Channel
    name: str
    how: How
    statistic: str | None = None
    unit: str | None = None
    rivals: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether the match may be used without a person's word."""
        return self.how in ("exact", "family", "spelling") and not self.rivals


@dataclass(frozen=True)
class Scope:
    """Where words are looked up.

    Attributes:
        process, kind: Of the machine, or inferred from the headers when the machine does not tell.
        told: Whether the machine tells its process.
    """

    process: str
    kind: str | None
    told: bool


@cache
def _words(
    process: str, kind: str | None
) -> tuple[dict[str, tuple[Channel, ...]], tuple[tuple[re.Pattern[str], Channel], ...]]:
    exact: dict[str, tuple[Channel, ...]] = {}
    families: list[tuple[re.Pattern[str], Channel]] = []
    for entry in channels(process, kind):
        for word in (entry.name, *entry.headers):
            if entry.family:
                pattern = re.escape(normalise(word.replace("{n}", "\x00"))).replace("\x00", r"0*(\d{1,3})")
                families.append((re.compile(f"^{pattern}$"), entry))
            elif normalise(word):
                known = exact.get(normalise(word), ())
                if entry not in known:
                    exact[normalise(word)] = (*known, entry)
    return exact, tuple(families)


def infer_scope(headers: Iterable[str], process: str, kind: str | None) -> Scope:
    """Return where to look headers up; a process `other` is inferred where one process clearly owns the words."""
    if process != "other":
        return Scope(process, kind or _majority(headers, process), True)
    votes: Counter[str] = Counter()
    exact, families = _words("other", None)
    for header in headers:
        word = normalise(_base(header)[0])
        owners = {c.process for c in exact.get(word, ())} | {c.process for p, c in families if p.match(word)}
        if len(owners) == 1:
            votes.update(owners)
    ranked = [(p, n) for p, n in votes.most_common() if p in ("casting", "heat_treatment", "molding", "mold_making")]
    if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        return Scope(ranked[0][0], _majority(headers, ranked[0][0]), False)
    return Scope("other", None, False)


def _majority(headers: Iterable[str], process: str) -> str | None:
    kinds = {c.kind for c in all_channels() if c.process == process and c.kind}
    exact, families = _words(process, None)
    votes: Counter[str] = Counter()
    for header in headers:
        word = normalise(_base(header)[0])
        owners = {c.kind for c in exact.get(word, ()) if c.process == process}
        owners |= {c.kind for p, c in families if c.process == process and p.match(word)}
        votes.update(k for k in owners if k and len(owners) == 1)
    return next((k for k, n in votes.most_common(1) if n >= 2 and k in kinds), None)


def _base(header: str) -> tuple[str, str | None, str | None]:
    """Return name, statistic and unit of a header."""
    name, unit = split_unit(header)
    found = _SUFFIX.match(name.strip())
    if found is None:
        return name, None, unit
    stem, inner = split_unit(found["stem"])
    return stem, _STATISTICS[found["word"].lower()], unit or inner


@cache
def _spelled(
    process: str, kind: str | None
) -> tuple[dict[Spelling, tuple[Channel, ...]], dict[str, tuple[Channel, ...]]]:
    """Return the dictionary by spelling (number 1 for families), and its texts by the stem of their words."""
    by_words: dict[Spelling, tuple[Channel, ...]] = {}
    by_stem: dict[str, tuple[Channel, ...]] = {}
    for entry in channels(process, kind):
        for word in entry.headers:
            written = spelling(word.replace("{n}", "1"))
            if entry.family and written.number is None:
                continue
            for key in {written, plain(written)}:
                if key.words and entry not in by_words.get(key, ()):
                    by_words[key] = (*by_words.get(key, ()), entry)
            stem = text_stem(word)
            if stem and not entry.numeric and entry.role != "time" and entry not in by_stem.get(stem, ()):
                by_stem[stem] = (*by_stem.get(stem, ()), entry)
    return by_words, by_stem


def _by_spelling(name: str, scope: Scope) -> Match | None:
    """Match by the words alone, whatever their order, language or blanks."""
    by_words, by_stem = _spelled(scope.process, scope.kind)
    written = spelling(name)
    for key in dict.fromkeys((written, plain(written))):
        found = _numbered(by_words, key, scope)
        if found is not None:
            bare = key.number is None and "".join(key.words) in _BARE | _BARE_WORDS
            return replace(found, how="bare" if bare else "spelling")
    for key, dimensions in headless(written):
        found = _numbered(by_words, key, scope)
        if found is not None and found.channel.unit and dimension(found.channel.unit) in dimensions:
            return found
    stem = text_stem(name)
    return _one(by_stem.get(stem, ()), scope) if stem else None


def _numbered(by_words: dict[Spelling, tuple[Channel, ...]], key: Spelling, scope: Scope) -> Match | None:
    """Look a spelling up; a family stands there under number 1."""
    found = _one(by_words.get(key if key.number is None else Spelling(key.words, 1), ()), scope)
    if found is None or found.channel.family != (key.number is not None):
        return None
    return replace(found, name=found.name.replace("{n}", str(key.number)))


def _one(entries: tuple[Channel, ...], scope: Scope) -> Match | None:
    """Take the entry preferred; others that the same words may mean as much are its rivals."""
    if not entries:
        return None
    first = entries[0]
    place = (first.process, first.kind)
    rivals = tuple(
        e.name
        for e in entries[1:]
        if e.name != first.name and ((e.process, e.kind) == place or _unsettled(first, scope))
    )
    return Match(first, first.name, "spelling", rivals=rivals)


@lru_cache(maxsize=16_384)
def match(header: str, scope: Scope, unit: str | None = None) -> Match | None:
    """Return what a header means in a scope, or None.

    Args:
        header: As it stands in the file.
        scope: Where words are looked up.
        unit: Unit that stands elsewhere, such as in a row under the header: `경도` is told by it.

    The header as a whole is tried before its bracket and its statistics suffix are taken off, so that
    `Max_Injection_Pressure` and `금형온도(고정)` keep their own meaning.
    """
    name, own = split_unit(header)
    whole = _lookup(normalise(header), scope) or _lookup(normalise(name), scope)
    if whole is None and (own or unit):
        told = f"{name}({own or unit})"
        whole = _lookup(normalise(told), scope) or (_by_spelling(told, scope) if name != told else None)
    if whole is not None:
        return replace(whole, unit=own)
    stem, statistic, inner = _base(header)
    found = _lookup(normalise(stem), scope) or _by_spelling(stem, scope) if statistic else None
    if found is not None and found.channel.dtype == "float":
        return replace(found, statistic=statistic, unit=inner)
    words = in_words(header, None)
    if words is not None:
        return match(words, scope)
    return _loosely(name, own, scope)


def _loosely(name: str, unit: str | None, scope: Scope) -> Match | None:
    front = without_front(name)
    spelled = _by_spelling(name, scope) or (_measured(front, scope) if front else None)
    parted = trailing_unit(name) if spelled is None and unit is None else None
    if parted is not None:
        found = _lookup(normalise(parted[0]), scope) or _by_spelling(parted[0], scope)
        if found is not None and found.channel.unit is not None and conversion(parted[1], found.channel.unit):
            return replace(found, unit=parted[1])
    near = spelled or _nearest(normalise(name), scope)
    return replace(near, unit=unit) if near else None


def _measured(name: str, scope: Scope) -> Match | None:
    """Match the rest of a header whose first word was left out: only a measured quantity is safe enough."""
    found = _lookup(normalise(name), scope) or _by_spelling(name, scope)
    return found if found is not None and found.channel.role == "channel" else None


def _lookup(word: str, scope: Scope) -> Match | None:
    exact, families = _words(scope.process, scope.kind)
    entries = exact.get(word, ())
    if entries:
        first = entries[0]
        same = [e for e in entries[1:] if (e.process, e.kind) != (first.process, first.kind) and e.name != first.name]
        rivals = tuple(e.name for e in same) if _unsettled(first, scope) else ()
        return Match(first, first.name, "bare" if _is_bare(word, first, scope) else "exact", rivals=rivals)
    for pattern, entry in families:
        found = pattern.match(word)
        if found:
            stem = re.sub(r"\d", "", word)
            how: How = "bare" if (len(stem) < 2 and scope.process == "other") or len(stem) < 1 else "family"
            return Match(entry, entry.name.replace("{n}", str(int(found[1]))), "bare" if len(stem) == 1 else how)
    return None


def _unsettled(first: Channel, scope: Scope) -> bool:
    """A word of several processes is settled only where the process is known."""
    return scope.process == "other" and first.process not in ("common", "quality")


def _is_bare(word: str, entry: Channel, scope: Scope) -> bool:
    if entry.role == "personal" and word in _OTHER_PEOPLE:
        return True
    if entry.role not in ("channel", "quantity") or not entry.numeric:
        return len(word) == 1
    if word in _BARE - _BARE_YET_PLAIN:
        return True
    if word in _TWO_LETTERS:
        return scope.process == "other" and word in ("pv", "sv", "tc")
    hangul = bool(re.search("[가-힣]", word))
    return len(re.sub(r"\d", "", word)) < 2 and not hangul


def _jamo(word: str) -> str:
    return unicodedata.normalize("NFD", word)


@cache
def _jamo_words(process: str, kind: str | None) -> tuple[tuple[str, Channel], ...]:
    exact, _ = _words(process, kind)
    return tuple((_jamo(word), entries[0]) for word, entries in exact.items() if len(word) >= 3)


def _nearest(word: str, scope: Scope) -> Match | None:
    """Return the nearest word within two jamo or letters, for words long enough that two mean little."""
    spelled = _jamo(word)
    if len(spelled) < 6:
        return None
    allowed = 2 if len(spelled) >= 8 else 1
    best: tuple[int, Channel] | None = None
    for known, entry in _jamo_words(scope.process, scope.kind):
        if abs(len(known) - len(spelled)) <= allowed and len(known) >= 6:
            distance = edit_distance(spelled, known, allowed)
            if distance <= allowed and (best is None or distance < best[0]):
                best = distance, entry
    return Match(best[1], best[1].name, "fuzzy") if best else None


def edit_distance(a: str, b: str, limit: int) -> int:
    """Return the Levenshtein distance of two words, or `limit + 1` as soon as it is more than `limit`."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
        if min(row) > limit:
            return limit + 1
    return row[-1]
