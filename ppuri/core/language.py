"""Korean first, English complete: the one place that chooses between the two."""

import os
from typing import Literal

Language = Literal["ko", "en"]


def language() -> Language:
    """Return the language of messages: `PPURI_LANG`, Korean unless it says `en`."""
    return "en" if os.environ.get("PPURI_LANG", "ko").lower().startswith("en") else "ko"


def text(ko: str, en: str) -> str:
    """Return the message in the language in force."""
    return en if language() == "en" else ko


def josa(word: str, with_final: str, without_final: str) -> str:
    """Return `word` followed by the particle that its last sound asks for.

    Args:
        word: Any text; a digit is read in Korean, a Latin letter counts as without a final consonant.
        with_final: Particle after a final consonant, such as `은`, `이`, `을`.
        without_final: Particle otherwise, such as `는`, `가`, `를`.
    """
    last = next((c for c in reversed(word) if c.isalnum()), "")
    closed = (ord(last) - ord("가")) % 28 != 0 if "가" <= last <= "힣" else last in "013678lmnrLMNR"
    return word + (with_final if closed else without_final)
