"""What tells one alphabet of a decoded text from another."""

import re

SAMPLE = 100_000
# What only a Japanese recorder writes: words of its preamble or header.
_JAPANESE = re.compile(r"shift-jis|ベンダ|モデル|測定|番号|日付|時刻|温度|アンプ", re.IGNORECASE)
_KANA = re.compile(r"[぀-ヿ]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅣ]")
_IDEOGRAPHS = re.compile(r"[一-鿿]")
_SIGNS = re.compile(r"[℃㎜㎏㎝㎡㎥±×÷·～]")
_WESTERN = frozenset("°µ²³±äöüÄÖÜßéèêàçøåæØÅÆñô")
_PAIR = re.compile(rb"[\x80-\xff]{2}")
_LATIN = re.compile(r"[\x80-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


def is_japanese(text: str) -> bool:
    """Whether a text decoded as CP932 holds words that prove it."""
    return _JAPANESE.search(text) is not None


def is_korean(text: str) -> bool:
    """Whether in a text decoded as CP949 Hangul outweighs the rare ideographs that another encoding turns into."""
    foreign = "".join(_FOREIGN.findall(text))[:SAMPLE]
    hangul = len(_HANGUL.findall(foreign))
    ideographs = len(_IDEOGRAPHS.findall(foreign)) + len(_KANA.findall(foreign))
    return hangul > ideographs or (ideographs == 0 and _SIGNS.search(foreign) is not None)


def is_western(content: bytes, text: str) -> bool:
    """Whether every byte above ASCII stands alone and each is a letter or sign that western recorders write.

    Args:
        content: The bytes; Korean and Japanese letters are pairs of them.
        text: The same decoded as CP1252.
    """
    return _PAIR.search(content) is None and set("".join(_FOREIGN.findall(text))) <= _WESTERN


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
