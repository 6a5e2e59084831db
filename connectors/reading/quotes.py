"""Quotes: whether they enclose cells, and what to do with one that is never closed."""

import csv
import re
from dataclasses import dataclass, field
from io import StringIO

import numpy as np

QUOTE, LINE_END = ord('"'), ord("\n")
# The csv module takes no longer cell; records beyond it are set apart unread.
MOST_BYTES_IN_A_RECORD = 131_072
# A cell that runs over more lines than this is a quote that was never closed.
MOST_LINES_IN_A_CELL = 40
_ESCAPED = re.compile(rb'\\([\\"])')


@dataclass(frozen=True)
class Quoted:
    """A text whose quotes are balanced.

    Attributes:
        body: The text; lines are where they were.
        quoted: Whether quotes enclose cells; False: they are letters.
        unclosed: Line to its text where a quote is never closed; its quotes are taken off in `body`.
    """

    body: bytes
    quoted: bool
    unclosed: dict[int, str] = field(default_factory=dict)


def settle_quotes(body: bytes, delimiter: str) -> Quoted:
    r"""Tell enclosing quotes from letters, and mend what is neither.

    Args:
        body: UTF-8 with `\n` line ends.
        delimiter: One ASCII letter.
    """
    if b'"' not in body:
        return Quoted(body, quoted=False)
    balanced = _balanced(body, delimiter)
    spaced = f'{delimiter} "'.encode()
    if balanced is not True and spaced in body:
        # `1, "x,y"`: the blank after the delimiter hides the quote; taken away where that settles the text.
        closer = body.replace(spaced, f'{delimiter}"'.encode())
        if _balanced(closer, delimiter):
            return Quoted(closer, quoted=True)
    if balanced is not True and b'\\"' in body:
        # `"5\" pipe"`: a backslash where the book doubles the quote; taken so where that settles the text.
        doubled = _ESCAPED.sub(lambda found: b'""' if found[1] == b'"' else found[1], body)
        if _balanced(doubled, delimiter):
            return Quoted(doubled, quoted=True)
    if balanced is None:
        return Quoted(body, quoted=False)
    return Quoted(body, quoted=True) if balanced else _mended(body.decode(), delimiter)


def _balanced(body: bytes, delimiter: str) -> bool | None:
    """Whether every quote opens, closes or doubles by the book; None where none stands at the edge of a cell."""
    letters = np.frombuffer(body, np.uint8)
    quotes = np.flatnonzero(letters == QUOTE)
    before = letters[np.maximum(quotes - 1, 0)]
    begins = (quotes == 0) | (before == ord(delimiter)) | (before == LINE_END)
    if not begins.any():
        return None
    after = letters[np.minimum(quotes + 1, len(letters) - 1)]
    closes = (quotes == len(letters) - 1) | (after == ord(delimiter)) | (after == LINE_END)
    if len(quotes) % 2:
        return False
    doubled = np.diff(quotes) == 1
    opened, closed = begins[::2].copy(), closes[1::2].copy()
    opened[1:] |= doubled[1::2]
    closed[:-1] |= doubled[1::2]
    return bool(opened.all() and closed.all())


def _mended(text: str, delimiter: str) -> Quoted:
    """Write every record with quotes anew; a line that opens a quote and never closes it is taken off its quotes."""
    loose, strict = _forms(delimiter)
    lines = text.split("\n")
    unclosed: dict[int, str] = {}
    fresh: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        step = 1
        if '"' in line:
            if len(line) <= MOST_BYTES_IN_A_RECORD and loose.fullmatch(line):
                line = _written(line, delimiter)
            elif (whole := _joined(lines, at, strict)) is not None:
                line, step = whole, whole.count("\n") + 1
            else:
                unclosed[at + 1] = line
                line = line.replace('"', "")
        fresh.append(line)
        at += step
    return Quoted("\n".join(fresh).encode(), quoted=True, unclosed=unclosed)


def _forms(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a record with no open quote looks like: as `csv` reads it, and by the book."""
    d = re.escape(delimiter)
    enclosed = r'"(?:[^"]++|"")*+"'
    loose = rf'(?:{enclosed}[^{d}\n]*+|[^"{d}\n][^{d}\n]*+|)'
    strict = rf'(?:{enclosed}|[^"{d}\n][^{d}\n]*+|)'
    return re.compile(f"{loose}(?:{d}{loose})*+"), re.compile(f"{strict}(?:{d}{strict})*+")


def _joined(lines: list[str], at: int, strict: re.Pattern[str]) -> str | None:
    whole = lines[at]
    for below in lines[at + 1 : at + MOST_LINES_IN_A_CELL]:
        whole = f"{whole}\n{below}"
        if '"' in below and strict.fullmatch(whole):
            return whole
    return None


def _written(line: str, delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(next(csv.reader([line], delimiter=delimiter)))
    return out.getvalue()
