"""What tells one alphabet of a decoded text from another."""

import re

SAMPLE = 100_000
# What only a Japanese recorder writes: words of its preamble or header.
_JAPANESE = re.compile(
    r"ベンダ|モデル|測定|番号|日付|日時|時刻|時間|温度|圧力|速度|電圧|電流|単位|アンプ|チャンネル|サイクル|データ"
    r"|金型|射出|製品|品番|設定|開始|終了|記録|判定",
    re.IGNORECASE,
)
_KANA = re.compile(r"[぀-ヿ]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅣ]")
# The 2,350 syllables of KS X 1001: what people write, while bytes of other encodings mostly meet the 8,822 rare ones.
_USUAL = re.compile(
    "[ㄱ-ㅣ"
    + "".join(bytes((lead, trail)).decode("euc_kr") for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))
    + "]"
)
_IDEOGRAPHS = re.compile(r"[一-鿿]")
_SIGNS = re.compile(r"[℃㎜㎏㎝㎡㎥±×÷·～]")
_WESTERN = frozenset("°µ²³±äöüÄÖÜßéèêëàâçîïôûùøåæØÅÆÉÈñáíóúìò")
# Two such letters side by side that no Latin letter stands next to.
_LONE = re.compile(r"(?<![A-Za-z])[^\x00-\x7f]{2,}(?![A-Za-z])")
_PAIR = re.compile(rb"[\x80-\xff]{2}")
_LATIN = re.compile(r"[\x80-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


def is_japanese(text: str) -> bool:
    """Whether a text decoded as CP932 holds words that prove it."""
    return _JAPANESE.search(text) is not None


def is_korean(text: str) -> bool:
    """Whether in a text decoded as CP949 usual Hangul outweighs the rare letters that another encoding turns into."""
    foreign = "".join(_FOREIGN.findall(text))[:SAMPLE]
    hangul = len(_HANGUL.findall(foreign))
    usual = len(_USUAL.findall(foreign))
    strange = hangul - usual + len(_IDEOGRAPHS.findall(foreign)) + len(_KANA.findall(foreign))
    return usual > strange or (strange == 0 and _SIGNS.search(foreign) is not None)


def is_western(content: bytes, text: str) -> bool:
    """Whether the bytes above ASCII are letters or signs that western recorders write, and no Korean text has them.

    Either each stands alone (Korean and Japanese letters are pairs of them), or most lines that hold any are none that CP949 could have
    written and each such letter stands within a word of Latin letters.

    Args:
        content: The bytes.
        text: The same decoded as CP1252.
    """
    if not set("".join(_FOREIGN.findall(text))) <= _WESTERN:
        return False
    if _PAIR.search(content) is None:
        return True
    if any(len(run) > 1 and not run.isalpha() for run in _FOREIGN.findall(text)) or _LONE.search(text):
        return False
    lines = [line for line in content[:SAMPLE].split(b"\n") if not line.isascii()]
    return sum(1 for line in lines if not _is_cp949(line)) >= 0.5 * len(lines)


def _is_cp949(line: bytes) -> bool:
    try:
        line.decode("cp949")
    except UnicodeDecodeError:
        return False
    return True


def undone(text: str) -> str | None:
    """Return a text whose Korean was read as Latin letters and saved so, put right; None where that is not so."""
    foreign = "".join(_FOREIGN.findall(text))[:SAMPLE]
    if len(foreign) < 4 or len(_LATIN.findall(foreign)) < 0.9 * len(foreign):
        return None
    try:
        raw = b"".join(_byte(letter) for letter in text)
    except UnicodeEncodeError:
        return None
    if _PAIR.search(raw) is None:
        return None
    for codec in ("utf-8", "cp949"):
        try:
            fixed = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(_HANGUL.findall(fixed)) >= 0.5 * len("".join(_FOREIGN.findall(fixed))):
            return fixed
    return None


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
