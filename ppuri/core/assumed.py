"""Assumptions as people read them: one line where many columns share one, every key still named."""

from collections.abc import Iterable
from dataclasses import dataclass

from ppuri.core.results import Assumption

_SHOWN = {
    "degC": "℃",
    "degF": "℉",
    "degC/min": "℃/min",
    "kgf/cm2": "kgf/cm²",
    "m3/h": "m³/h",
    "Nm3": "Nm³",
    "ratio": "비율",
}
_UNIT = "unit:"


@dataclass(frozen=True)
class Assumed:
    """One line on a receipt.

    Attributes:
        text_ko, text_en: The sentence.
        keys: The assumptions it stands for; each is changed by its own key.
    """

    text_ko: str
    text_en: str
    keys: tuple[str, ...]


def assumed_lines(assumptions: Iterable[Assumption]) -> list[Assumed]:
    """Return one line per assumption, but one for all columns that were taken to be in the same unit."""
    alike: dict[str, list[Assumption]] = {}
    for assumption in assumptions:
        name = f"{_UNIT}{assumption.value}" if assumption.key.startswith(_UNIT) else assumption.key
        alike.setdefault(name, []).append(assumption)
    return [_line(group) for group in alike.values()]


def _line(group: list[Assumption]) -> Assumed:
    first = group[0]
    keys = tuple(dict.fromkeys(a.key for a in group))
    if len(keys) == 1:
        return Assumed(first.text_ko, first.text_en, keys)
    unit = _SHOWN.get(first.value, first.value)
    columns = ", ".join(key.removeprefix(_UNIT) for key in keys)
    return Assumed(
        f"{len(keys)}개 열의 값을 {unit} 단위로 보았습니다(크기로 판단): {columns}",
        f"{len(keys)} columns were taken to be in {unit}, by the size of their values: {columns}",
        keys,
    )
