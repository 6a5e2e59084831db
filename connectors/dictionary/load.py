"""Loading of channels.csv, labels.csv and relations.csv into frozen objects."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

SHARED = ("common", "quality", "energy", "environment")


@dataclass(frozen=True)
class Channel:
    """One entry of the channel dictionary.

    Attributes:
        process, kind: Where the word has this meaning; kind is None for every kind.
        name: Column of the lake; `{n}` stands for a zone or stage.
        role: time, key, attribute, quantity, channel, label, state, lineage, personal or secret.
        dtype: text, int, float, enum or timestamp.
        unit: Unit of the stored value, None when it has none.
        accepts: Units that files may carry, the stored one first.
        headers: Korean and English headers that mean it.
        hard_min, hard_max: Physically possible values in the stored unit.
    """

    process: str
    kind: str | None
    name: str
    role: str
    dtype: str
    unit: str | None
    accepts: tuple[str, ...]
    headers: tuple[str, ...]
    hard_min: float | None
    hard_max: float | None
    note: str

    @property
    def family(self) -> bool:
        """Whether the name carries a zone or stage number."""
        return "{n}" in self.name

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.dtype in ("int", "float")


@dataclass(frozen=True)
class Label:
    """What one text means in a label column; value is empty where only the distribution can tell."""

    channel: str
    text: str
    value: str


@dataclass(frozen=True)
class Relation:
    """An order of size that physics or counting asks of two channels of one row.

    Attributes:
        left, right: Terms: channel names joined by `+`; right may be scaled by `factor`.
        strict: Whether equal values break it.
        shift: For `abs(a - b) < limit`: left holds `a`, right holds `b`, shift the limit.
    """

    process: str
    kind: str | None
    text: str
    meaning: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    strict: bool
    factor: float = 1.0
    shift: float | None = None


def _rows(name: str) -> Iterator[dict[str, str]]:
    page = files("connectors.dictionary").joinpath(name).read_text(encoding="utf-8-sig")
    yield from csv.DictReader(page.splitlines())


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def all_channels() -> tuple[Channel, ...]:
    """Return every entry of channels.csv in file order."""
    return tuple(
        Channel(
            process=row["process"],
            kind=row["kind"] or None,
            name=row["channel"],
            role=row["role"],
            dtype=row["dtype"],
            unit=None if row["unit"] in ("", "unit of value") else row["unit"],
            accepts=tuple(filter(None, row["accepts"].split("|"))) or ((row["unit"],) if row["unit"] else ()),
            headers=tuple(filter(None, (row["korean_headers"] + "|" + row["english_headers"]).split("|"))),
            hard_min=_number(row["hard_min"]),
            hard_max=_number(row["hard_max"]),
            note=row["note"],
        )
        for row in _rows("channels.csv")
    )


@cache
def channels(process: str, kind: str | None = None) -> tuple[Channel, ...]:
    """Return the entries that may be meant on a machine, those to be preferred first.

    The machine's own kind goes first, then entries of its process without a kind, then other kinds of the
    process, then the shared subjects. A process `other` returns every entry.
    """

    def rank(entry: Channel) -> int | None:
        if entry.process in SHARED:
            return 4 + SHARED.index(entry.process)
        if process not in ("other", entry.process):
            return None
        if kind is None or entry.kind == kind:
            return 0
        return 1 if entry.kind is None else 2

    ranked = [(rank(entry), entry) for entry in all_channels()]
    return tuple(entry for place, entry in sorted(((p, e) for p, e in ranked if p is not None), key=lambda x: x[0]))


@cache
def entry(name: str, process: str, kind: str | None = None) -> Channel | None:
    """Return the entry that a name of the lake belongs to on a machine, the number of a family filled in or not.

    One name may have another range in another process (melts of metal and of resin). Where the process is not
    known, the range is the widest of all.
    """
    found = [c for c in channels(process, kind) if c.name == name or _numbers(c, name)]
    if not found or process != "other":
        return found[0] if found else None
    lows, highs = (
        [c.hard_min for c in found if c.hard_min is not None],
        [c.hard_max for c in found if c.hard_max is not None],
    )
    return replace(found[0], hard_min=min(lows, default=None), hard_max=max(highs, default=None))


def _numbers(channel: Channel, name: str) -> bool:
    head, brace, tail = channel.name.partition("{n}")
    number = name[len(head) : len(name) - len(tail)]
    return bool(brace) and name.startswith(head) and name.endswith(tail) and number.isdigit()


@cache
def labels(channel: str) -> tuple[Label, ...]:
    """Return the texts known for a label column (`result`, `trial_signal`, `run_state`)."""
    return tuple(Label(r["channel"], r["text"], r["value"]) for r in _rows("labels.csv") if r["channel"] == channel)


_RELATION = re.compile(r"^(?P<left>.+?) (?P<sign><=|<|>) (?:(?P<factor>[\d.]+) \* )?(?P<right>\S.*)$")
_NEARNESS = re.compile(r"^abs\((?P<a>\w+) - (?P<b>\w+)\) < (?P<limit>[\d.]+)")


@cache
def relations() -> tuple[Relation, ...]:
    """Return every relation of relations.csv."""
    return tuple(_relation(row) for row in _rows("relations.csv"))


def _relation(row: dict[str, str]) -> Relation:
    text, kind = row["relation"], row["kind"] or None
    near = _NEARNESS.match(text)
    if near:
        left, right = (near["a"],), (near["b"],)
        return Relation(
            row["process"], kind, text, row["meaning_when_broken"], left, right, True, 1.0, float(near["limit"])
        )
    found = _RELATION.match(text)
    assert found is not None, text  # noqa: S101  our own file, proved by a test
    sides = [tuple(found["left"].split(" + ")), tuple(found["right"].split(" + "))]
    if found["sign"] == ">":
        sides.reverse()
    factor = float(found["factor"] or 1.0)
    return Relation(
        row["process"], kind, text, row["meaning_when_broken"], sides[0], sides[1], found["sign"] != "<=", factor
    )
