"""Words of people's sheets (`words.toml`): what a cell of a header, or a text in a cell, says."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from connectors.dictionary import normalise
from connectors.dictionary.headers import split_unit
from connectors.reading.cells import TOTALS

PRODUCED, GOOD, SCRAP, REWORK, PLANNED = "생산수량", "양품수량", "불량수량", "재작업수량", "계획수량"
STOP, RUN = "정지시간(분)", "가동시간(분)"
SHIFT = re.compile(
    r"^(주간|야간|주|야|오전|오후|[1-4]\s*조|[A-C가나다]\s*조|[1-3]\s*교대|day|night)\s*(조|근무)?$", re.IGNORECASE
)
MACHINE = re.compile(r"^(?:[가-힣A-Za-z]*\s*)?(?:no\.?\s*|#)?\d{1,3}\s*호기?$|^#\d{1,3}$", re.IGNORECASE)
_LISTS = tomllib.loads(files("connectors.sheets").joinpath("words.toml").read_text(encoding="utf-8"))


def _set(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name])


BARE, DEFECTS, STOPS = _set("bare"), _set("defects"), _set("stops")
DATES, IDS, STARTS, ENDS, LASTED = _set("dates"), _set("ids"), _set("starts"), _set("ends"), _set("lasted")
REASONS, STOP_REASONS, DEFECT_REASONS = _set("reasons"), _set("stop_reasons"), tuple(_LISTS["defect_reasons"])
RATES, POINTS, MACHINES, SHIFTS, MEANS = _set("rates"), _set("points"), _set("machines"), _set("shifts"), _set("means")
_MEASURE_OF = {word: measure for measure, words in _LISTS["measures"].items() for word in words}
_TOTALS = frozenset(word.replace(" ", "") for word in TOTALS) | _set("totals")
_TOTAL_END = re.compile(
    r"(?:합계|소계|총계|누계|총합|평균)$|^(?:총|누적)(?=불량|생산|정지|비가동)|(?<=불량|생산|양품|가동|정지)계$"
)
_SPACED_TOTAL = re.compile(r"\s(?:계|합)$")


def bare(text: str) -> str:
    """Return a header cell without unit, bracket, blanks and signs, in lower case."""
    name, _ = split_unit(text)
    return re.sub(r"[()\[\]（）:：]", "", normalise(name))


def is_total(text: str) -> bool:
    """Whether a cell names a total or an average."""
    word = bare(text)
    return word in _TOTALS or _TOTAL_END.search(word) is not None or _SPACED_TOTAL.search(text.strip()) is not None


def is_mean(text: str) -> bool:
    """Whether a total is an average, a largest or a smallest value: no sum of its parts."""
    return bare(text) in MEANS


def measure(text: str) -> str | None:
    """Return the quantity that a cell names, in the dictionary's word."""
    return _MEASURE_OF.get(bare(text))


def shift(text: str) -> str | None:
    """Return the shift that a cell names, 주 and 야 in full."""
    word = text.strip()
    if not SHIFT.match(word):
        return None
    return {"주": "주간", "야": "야간", "day": "주간", "night": "야간"}.get(word.lower(), word)


@dataclass(frozen=True)
class Vocabulary:
    """How often a row of cells uses words of people's sheets."""

    known: int
    filled: int

    @property
    def share(self) -> float:
        """Share of known words."""
        return self.known / self.filled if self.filled else 0.0


def known(text: str) -> bool:
    """Whether a cell is a word that headers of people's sheets are made of."""
    word = bare(text)
    sets = (DATES, IDS, STARTS, ENDS, REASONS, RATES, DEFECTS, STOPS, BARE)
    return (
        any(word in each for each in sets)
        or word in _MEASURE_OF
        or is_total(text)
        or SHIFT.match(text.strip()) is not None
        or MACHINE.match(text.strip()) is not None
        or re.fullmatch(r"(?:hrc|hv|hb|경도|측정|측정값|시료|x|n)\d{1,2}", word) is not None
        or (word in POINTS and len(word) > 1)
    )


def vocabulary(cells: list[str]) -> Vocabulary:
    """Count the known words of a row."""
    filled = [cell for cell in cells if cell.strip()]
    return Vocabulary(sum(map(known, filled)), len(filled))
