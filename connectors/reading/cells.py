"""What a cell of an export looks like: stamp, number, marker of a missing value, unit."""

import re

from ppuri.core.units import NO_UNIT, is_unit

# Letters that stand around a value and are not seen.
INVISIBLE = " \t\r\n\u00a0\u200b\u2060\u3000\ufeff"
_CLOCK = r"\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?"
_STAMP = re.compile(
    rf"""^\s*'?(
        \d{{2,4}}\s*[-/.년]\s*\d{{1,2}}\s*[-/.월]\s*\d{{1,4}}\.?\s*일?([ T]+(오전|오후|am|pm)?\s*{_CLOCK}\s*(am|pm)?\s*(z|[+-]\d\d:?\d\d)?)?
        | (오전|오후|am|pm)\s*{_CLOCK} | \d{{1,2}}:\d{{2}}(:\d{{2}}([.,]\d+)?)?\s*(am|pm)? | \d{{2}}\.\d{{2}}\.\d{{2}}
        | (19|20)\d{{2}}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\s*\d{{6}})?
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*[+-]?\s*(\d+([.,]\d*)*|[.,]\d+)([eE][+-]?\d+)?\s*$")
_MARKER = re.compile(r"^([+*\-]+|burnout|nan|null|n/?a|#\w+[!?/]?\w*|[HL]{4,}|-)$", re.IGNORECASE)
_BRACKET = re.compile(r"[\[(（［]([^\[\]()（）［］]+)[\])）］]\s*$")
TOTALS = frozenset(
    {"합계", "소계", "총계", "누계", "평균", "계", "total", "subtotal", "sum", "average", "grand total", "mean"}
)


def is_stamp(cell: str) -> bool:
    """Whether a cell is a date, a clock time or both."""
    return _STAMP.match(cell.strip(INVISIBLE)) is not None


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with point or comma."""
    return _NUMBER.match(cell) is not None


def is_value(cell: str) -> bool:
    """Whether a cell looks like data and not like a name."""
    return is_number(cell) or is_stamp(cell) or _MARKER.match(cell.strip()) is not None


def bare_unit(cell: str) -> str | None:
    """Return the unit that a cell of a unit row holds, its brackets taken off; None where it holds none."""
    text = cell.strip().strip("[]()")
    return text if text and is_unit(text) and not is_no_unit(text) else None


def unit_in(header: str) -> str | None:
    """Return the unit in a header's last bracket, where the bracket holds a known unit."""
    found = _BRACKET.search(header)
    if found is None:
        return None
    text = found[1].strip()
    return text if is_unit(text) or text.lower() in {"c", "f"} else None


def is_no_unit(cell: str) -> bool:
    """Whether a cell of a unit row says that there is none."""
    return cell.strip().lower().replace(" ", "").replace("_", "") in NO_UNIT


def is_total(cell: str) -> bool:
    """Whether a cell names a row of totals."""
    return cell.strip().strip("[]()<>:：").replace(" ", "").lower() in {word.replace(" ", "") for word in TOTALS}
