"""One header in many spellings: blanks, brackets, mixed Korean and English, order of words, `#2`, `2존`, `Zone 2`.

Two headers of one `Spelling` say the same. Words that change the meaning (설정, 목표, 최대, 누적 ...) are never left out.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ppuri.core.units import units_of

_WORDS = {
    "temp": "온도", "temperature": "온도", "time": "시간", "pressure": "압력", "press": "압력", "speed": "속도",
    "velocity": "속도", "position": "위치", "pos": "위치", "weight": "중량", "flow": "유량", "thickness": "두께",
    "no": "번호", "number": "번호", "num": "번호", "lot": "로트", "mold": "금형", "mould": "금형", "die": "금형",
    "shot": "쇼트", "cavity": "캐비티", "cav": "캐비티", "charge": "차지", "cycle": "사이클", "zone": "존",
    "code": "코드", "name": "명", "qty": "수량", "type": "유형", "max": "최대", "maximum": "최대", "avg": "평균",
    "average": "평균", "injection": "사출", "cooling": "냉각", "nozzle": "노즐", "barrel": "배럴", "hopper": "호퍼",
    "screw": "스크류", "cushion": "쿠션", "biscuit": "비스킷", "sleeve": "슬리브", "alarm": "알람", "error": "에러",
    "set": "설정", "pattern": "패턴", "program": "프로그램", "spray": "스프레이", "vacuum": "진공", "act": "현재",
    "actual": "현재", "tonnage": "형체력", "sv": "설정", "sp": "설정",
}  # fmt: skip
_SPELLINGS = (
    ("싸이클", "사이클"), ("숏트|숏|샷", "쇼트"), ("비스켓|비스케트|비스켙", "비스킷"), ("바렐|바럴", "배럴"),
    ("챠지|챠아지", "차지"), ("롯트|랏트|랏", "로트"), ("핫러너|핫런너", "핫런너"), ("퀜칭|담금질", "소입"),
    ("템퍼링|뜨임", "소려"), ("노내", "로내"), ("충진", "충전"), ("무게", "중량"), ("스크루", "스크류"),
    ("에젝터|이젝트|에젝트", "이젝터"), ("불량율", "불량률"), ("양품율", "양품률"), ("고정측", "고정"), ("가동측|이동측", "가동"),
    ("넘버|넘바", "번호"), ("실린더온도", "배럴온도"), ("에러", "이상"),
    ("상한[값치]", "상한"), ("하한[값치]", "하한"), ("설정[값치]", "설정"), ("노온", "로온"), ("갯수|개수", "수량"),
    ("1속", "저속"), ("2속", "고속"),
)  # fmt: skip
_HEADS = re.compile(
    "(온도|압력|시간|속도|위치|유량|중량|전류|전압|전력량|전력|설정|최대|최소|평균|번호|수량|두께|거리|현재|목표|표준|사용량|회전수|출력|금형|실적|절환|경도)"
)
_TOKEN = re.compile(r"[가-힣]+|[a-z]+|\d+")
_FORMULA = re.compile(r"(?<![a-z])(n2|o2|h2|nh3|co2|co|v1|v2|t0|t1|ch4|c3h8)(?![a-z\d])")
_BRACKETED = re.compile(r"[(\[{<]([^)\]}>]*)[)\]}>]")
_COUNTED = re.compile(
    r"(?P<before>\d{1,3})\s*(?:존|단|차|번째|번)(?!지|호)|(?:존|번호?|#)[\s.\-]*(?P<after>\d{1,3})(?!\d)"
)
_GAP = re.compile(r"(?<=[가-힣])[\s_\-./·:,~]+(?=[가-힣])")
# What stands beside a name and takes nothing from it.
_PLAIN_BRACKET = frozenset(
    [
        "주",
        "야",
        "주간",
        "야간",
        "ok/ng",
        "ng/ok",
        "양/불",
        "합/부",
        "양불",
        "pv",
        "tc",
        "현재",
        "현재값",
        "실측",
        "측정값",
        "실제",
        "보온로",
        "필수",
        "자동",
    ]
)
_PLAIN_WORDS = frozenset(["값", "치", "현재", "현재값", "실측", "실측값", "측정값", "실제", "현", "pv", "al", "여부"])
_PLAIN_FRONT = re.compile(r"^(?:현재|실제|실측|측정|알루미늄|아연|성형|보온로(?=용탕))\s*(?=[가-힣]{2})")
# A head that only repeats what the unit measures: `석백량 (mm)` is `석백`, `에어블로우 시간 (s)` is `에어블로우`.
_MEASURES = {
    "시간": ("time",), "온도": ("temperature",), "압력": ("pressure",), "속도": ("speed", "rotation"), "두께": ("length",),
    "거리": ("length",), "유량": ("flow",), "사용량": ("volume", "mass", "energy", "standard volume"), "중량": ("mass",),
    "출력": ("voltage", "share"), "량": ("length", "mass", "volume"), "회전수": ("rotation",), "전류": ("current",),
}  # fmt: skip
_TEXT_TAIL = re.compile(r"(?:성명|이름|내용|코드|번호|유형|항목|원인|종류|명)$")
_MACHINE = re.compile(
    r"^\s*(?P<name>(?:[가-힣]{0,6}\s?#?\s?\d{1,3}\s?(?:호기|호)|(?:사출기|주조기|설비|기계|다이캐스팅)\s?#?\s?\d{1,3}"
    r"|(?!(?:z|zone|zn|pv|sv|mv|op|no)[\s_.\-]?\d)[a-z]{2,5}[\-_]?\d{1,3}))(?:[\s_.\-:]+|(?=로\s*(?:온도|온)))(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_LOGGER = re.compile(r"^(?:ch|channel|ai|an|in)[\-_]?\d{1,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class Spelling:
    """What a header says, whatever its spelling.

    Attributes:
        words: Its words in one language and order.
        number: Zone, stage or position number, else None.
    """

    words: tuple[str, ...]
    number: int | None = None

    def without(self, left_out: frozenset[str]) -> "Spelling":
        """Return the spelling without some words."""
        return Spelling(tuple(w for w in self.words if w not in left_out), self.number)


@lru_cache(maxsize=8192)
def spelling(text: str) -> Spelling:
    """Return the one spelling of a header whose unit has been taken off."""
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = _BRACKETED.sub(lambda b: " " if b[1].replace(" ", "") in _PLAIN_BRACKET else f" {b[1]} ", folded)
    held = _FORMULA.sub(lambda f: re.sub(r"\d", lambda d: "abcdefghij"[int(d[0])], f[0]) + "formula", folded)
    korean = re.sub(r"[a-z]+", lambda w: _WORDS.get(w[0], w[0]), held)
    joined = _GAP.sub("", korean)
    for wrong, right in _SPELLINGS:
        joined = re.sub(wrong, right, joined)
    joined = _GAP.sub("", _COUNTED.sub(lambda c: f" {c['before'] or c['after']} ", joined))
    words: list[str] = []
    numbers: list[int] = []
    for token in _TOKEN.findall(joined):
        if token.isdigit():
            numbers.append(int(token) if len(token) <= 3 else -1)
        else:
            words += [part for part in _HEADS.split(token) if part]
    number = numbers[0] if len(numbers) == 1 and numbers[0] >= 0 else None
    if number is None:
        words += [str(n) for n in numbers]
    return Spelling(tuple(sorted(words)), number)


def plain(found: Spelling) -> Spelling:
    """Leave out words that take nothing from the meaning: `현재`, `값`, `PV` beside a quantity."""
    return found.without(_PLAIN_WORDS)


def headless(found: Spelling) -> list[tuple[Spelling, tuple[str, ...]]]:
    """Return the spelling without each head that a unit may stand for, with what that unit would have to measure."""
    out = [(found.without(frozenset((w,))), _MEASURES[w]) for w in found.words if w in _MEASURES]
    for word in found.words:
        if word not in _MEASURES and len(word) >= 3 and word.endswith("량"):
            rest = (*(w for w in found.words if w != word), word[:-1])
            out.append((Spelling(tuple(sorted(rest)), found.number), _MEASURES["량"]))
    return [(key, dims) for key, dims in out if len("".join(key.words)) >= 2]


def without_front(text: str) -> str | None:
    """Return the header without a first word that takes nothing from it (`현재`, `알루미늄`), None when there is none."""
    rest = _PLAIN_FRONT.sub("", unicodedata.normalize("NFKC", text).strip())
    return rest if rest != unicodedata.normalize("NFKC", text).strip() else None


def trailing_unit(text: str) -> tuple[str, str] | None:
    """Return the name and the unit of a header that ends in a unit without a bracket, `냉각수유량 LPM`."""
    found = re.fullmatch(
        r"(?P<name>.*\S)[\s_]+(?P<unit>\S{2,7})|(?P<glued>.*[가-힣])(?P<latin>[A-Za-z℃%/]{2,6})", text.strip()
    )
    if found is None:
        return None
    name, unit = (found["name"], found["unit"]) if found["name"] else (found["glued"], found["latin"])
    return (name, unit) if units_of(unit) and not re.search("[가-힣]", unit) else None


def text_stem(text: str) -> str | None:
    """Return the word under `-명`, `-코드`, `-번호` ...: names of one thing; None when too little is left."""
    word = "".join(w for w in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))
    for wrong, right in _SPELLINGS:
        word = re.sub(wrong, right, word)
    for latin, korean in (("no", "번호"), ("code", "코드"), ("name", "명")):
        word = re.sub(rf"(?<=[가-힣]){latin}$", korean, word)
    stem = _TEXT_TAIL.sub("", word)
    return stem if len(stem) >= 2 else None


def machine_prefix(text: str) -> tuple[str, str] | None:
    """Return (machine or logger channel named in front, rest of the header), None when none is."""
    found = _MACHINE.match(unicodedata.normalize("NFKC", text))
    if found is None or not re.search("[가-힣]|[a-zA-Z]{3}", found["rest"]):
        return None
    return found["name"].strip(), found["rest"].strip()


def is_logger_channel(name: str) -> bool:
    """Whether a prefix counts the inputs of a logger and names no machine."""
    return _LOGGER.match(name) is not None
