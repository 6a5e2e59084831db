"""Headers brought to one spelling, so that `Cycle_Time (s)` and `cycle time` meet."""

import re
import unicodedata

from ppuri.core.units import is_unit

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_STRIPPED = re.compile(r"[\s_\-.·/|]+")
_BRACKET = re.compile(r"[\s_]*[\(\[\{<]([^\(\[\{<]*)[\)\]\}>]\s*$")
_REPEATED = re.compile(r" \(\d+\)$")


def normalise(header: str) -> str:
    """Return the header in NFKC and lower case without blanks, `_`, `-`, `.`, `/` and invisible characters."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", header)).lower()
    return _STRIPPED.sub("", folded)


def split_unit(header: str) -> tuple[str, str | None]:
    """Return the header without a trailing bracket, and the bracket's text when it is a unit.

    A bracket that is no unit, as in `금형온도(고정)` or `ActTmpBrlZn[1,2]`, stays part of the name.
    """
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", _REPEATED.sub("", header)))
    found = _BRACKET.search(folded)
    if found is None or not is_unit(found.group(1)):
        return folded, None
    return folded[: found.start()], found.group(1).strip()


def folded(text: str) -> str:
    """Return a label in one case, `1.0` as `1`."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return plain[:-2] if plain.endswith(".0") and plain[:-2].isdigit() else plain


def slug(header: str) -> str:
    """Return a column name made of the header: `[a-z0-9가-힣_]`, blanks and signs as `_`."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", header)).lower()
    return re.sub(r"[^a-z0-9가-힣]+", "_", folded).strip("_") or "column"
