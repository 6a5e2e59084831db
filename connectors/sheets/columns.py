"""What every column of a people's sheet stands for: a day, a shift, a machine, a reason, a measuring point, a total."""

import re
from dataclasses import dataclass, replace

import polars as pl

from connectors.sheets import words
from connectors.sheets.dates import Day, day_of
from connectors.types import Table
from connectors.typing.numbers import parse

LEAST_DAYS = 5
_SUFFIX = re.compile(r" \(\d+\)$")
_LEAD = re.compile(r"^(주간|야간|[1-4]\s*조|[A-C]\s*조|(?:[가-힣]{0,4}\s*)?\d{1,3}\s*호기)[\s_\-]*(.+)$")
_POINT = re.compile(
    r"^(hrc|hv|hb|경도|측정값|측정치|측정|시료|x|n|포인트|point|no|#)?\D{0,2}(\d{1,2})(?:차|회|번|점)?$"
)
_DEFECT_GROUP = frozenset(
    ["불량유형", "불량내역", "불량항목", "불량현황", "불량내용", "불량", "불량유형별", "불량명", "불량수량", "불량수"]
)
_STOP_GROUP = frozenset(
    [
        "비가동",
        "비가동내역",
        "비가동사유",
        "비가동현황",
        "정지",
        "정지사유",
        "정지내역",
        "비가동시간",
        "정지시간",
        "비가동항목",
        "유실",
        "유실내역",
    ]
)
_SCALES = {"hrc": "HRC", "hv": "HV", "hb": "HB", "경도": "", "표면경도": "HV", "심부경도": "HV"}


@dataclass(frozen=True)
class Place:
    """Where the values of one column belong; a column without any of these is one of the record's own.

    Attributes:
        day: (year or None, month or None, day).
        reason: Defect or reason of a stop; `kind` says which: `defect` or `stop`.
        measure: Quantity, in the dictionary's word.
        point: Number of a measuring point; `scale` its hardness scale, empty where it is not told.
        total: Whether the column adds others up; `mean` for averages and rates.
    """

    header: str
    at: int
    day: Day | None = None
    shift: str | None = None
    machine: str | None = None
    reason: str | None = None
    kind: str | None = None
    measure: str | None = None
    point: int | None = None
    scale: str = ""
    total: bool = False
    mean: bool = False

    @property
    def apart(self) -> bool:
        """Whether its values must leave the record's row."""
        return (self.day or self.shift or self.machine or self.reason or self.point) is not None

    @property
    def group(self) -> tuple[str | None, str | None]:
        """Shift and machine: totals are of one group."""
        return self.shift, self.machine


def places(table: Table) -> list[Place]:
    """Return the place of every column of a table."""
    found = [_place(header, at, table) for at, header in enumerate(table.records.columns)]
    found = _days(found)
    found = _points(found, table)
    return _reasons(found, table)


def _place(header: str, at: int, table: Table) -> Place:
    bare = _SUFFIX.sub("", header).strip()
    group = (table.labels.get(header) or "").strip()
    rest = bare.removeprefix(group).strip() if group and bare.startswith(group) else bare
    lead = _LEAD.match(bare) if not group else None
    if lead is not None and (words.measure(lead[2]) or words.bare(lead[2]) in words.DEFECTS or words.is_total(lead[2])):
        group, rest = lead[1], lead[2]
    place = Place(header, at)
    for token in (group, rest):
        place = _read(place, token)
    return _grouped(place, group, rest)


def _read(place: Place, token: str) -> Place:
    if not token:
        return place
    if (shift := words.shift(token)) is not None and words.bare(token) != "조":
        return replace(place, shift=shift)
    if words.MACHINE.match(token) and re.search(r"호기|^#", token):
        return replace(place, machine=token)
    if words.bare(token) in words.RATES:
        return replace(place, total=True, mean=True)
    if words.is_total(token):
        inner = words.measure(re.sub(r"(합계|소계|총계|누계|계|합|총)", "", words.bare(token)))
        return replace(place, total=True, mean=words.is_mean(token), measure=place.measure or inner)
    if (measure := words.measure(token)) is not None:
        return replace(place, measure=measure)
    return place


def _grouped(place: Place, group: str, rest: str) -> Place:
    """A column below 불량유형 or 비가동 is a reason, whatever it is called."""
    if not group or place.total or group == rest:
        return place
    word = words.bare(group)
    own = words.measure(rest) is not None
    if word in _DEFECT_GROUP and not own:
        return replace(place, reason=rest, kind="defect", measure=words.SCRAP)
    if word in _STOP_GROUP and not own:
        return replace(place, reason=rest, kind="stop", measure=words.STOP)
    return place


def _days(found: list[Place]) -> list[Place]:
    days = {p.at: day for p in found if not p.reason and (day := day_of(_SUFFIX.sub("", p.header))) is not None}
    named = sum(1 for _, month, _ in days.values() if month)
    if len(days) < (2 if named == len(days) else LEAST_DAYS):
        return found
    return [replace(p, day=days[p.at]) if p.at in days else p for p in found]


def _points(found: list[Place], table: Table) -> list[Place]:
    """Measuring points: HRC1..HRC3, 측정1.., X1.., or 1..5 below 경도(HRC)."""
    if any(p.day for p in found):
        return found
    points: dict[int, tuple[str, int]] = {}
    for place in found:
        group = table.labels.get(place.header) or ""
        own = _SUFFIX.sub("", place.header).removeprefix(group).strip() if group else _SUFFIX.sub("", place.header)
        match = _POINT.match(words.bare(own))
        stem = words.bare(group) if group else (match[1] or "") if match else ""
        if match and (
            words.bare(group) in words.POINTS
            if group
            else match[1] in ("hrc", "hv", "hb", "경도", "측정", "측정값", "측정치", "시료", "x")
        ):
            points[place.at] = (stem, int(match[2]))
    if len(points) < 2 or len({stem for stem, _ in points.values()}) > 1:
        return found
    around = " ".join(
        [
            *table.preamble.keys(),
            *table.preamble.values(),
            *table.labels.values(),
            *table.records.columns,
            table.name or "",
        ]
    )
    scale = _scale(next(iter(points.values()))[0], around)
    return [replace(p, point=points[p.at][1], scale=scale, measure=None) if p.at in points else p for p in found]


def _scale(stem: str, around: str) -> str:
    told = _SCALES.get(stem, "")
    if told:
        return told
    named = {scale for scale in ("HRC", "HV", "HB") if re.search(rf"(?<![A-Za-z]){scale}(?![A-Za-z])", around)}
    return named.pop() if len(named) == 1 else ""


def _reasons(found: list[Place], table: Table) -> list[Place]:
    """Columns named after defects or reasons of stops; an unknown column of counts between them is one too."""
    kinds: dict[int, str] = {}
    for kind, vocabulary in (("defect", words.DEFECTS), ("stop", words.STOPS)):
        named = [
            p.at
            for p in found
            if p.reason is None and p.point is None and not p.total and words.bare(_rest(p, table)) in vocabulary
        ]
        named = [at for at in named if _counts(table, found[at].header)]
        if len(named) >= 2:
            for place in found[min(named) : max(named) + 1]:
                free = place.measure is None and not place.total and place.day is None and place.reason is None
                if place.at in named or (
                    free and _counts(table, place.header) and words.bare(place.header) not in words.IDS
                ):
                    kinds.setdefault(place.at, kind)
    measure = {"defect": words.SCRAP, "stop": words.STOP}
    return [
        replace(p, reason=_rest(p, table), kind=kinds[p.at], measure=measure[kinds[p.at]]) if p.at in kinds else p
        for p in found
    ]


def _rest(place: Place, table: Table) -> str:
    group = table.labels.get(place.header) or ""
    bare = _SUFFIX.sub("", place.header).strip()
    rest = bare.removeprefix(group).strip() if group and group != bare else bare
    lead = _LEAD.match(rest)
    return lead[2] if lead else rest


def _counts(table: Table, header: str) -> bool:
    """Whether a column holds numbers, or nothing."""
    cells = table.records[header].drop_nulls()
    return cells.is_empty() or parse(cells, table.decimal).readable_ratio >= 0.5


def number(table: Table, header: str) -> pl.Series:
    """Return a column as numbers."""
    return parse(table.records[header], table.decimal).values
