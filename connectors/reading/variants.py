"""Rarer ways to quote and to escape, put into the one form that is counted and parsed: double quotes, doubled within a cell."""

import re
from collections import Counter
from collections.abc import Sequence

from connectors.reading.dialect import MOST_LETTERS, SAMPLE_BYTES, SAMPLE_LINES

MOST_WIDTHS_KEPT = 1 / 2


def plain(body: bytes, delimiter: str) -> bytes:
    r"""Return a text without a blank after every delimiter, apostrophes around cells and backslashes before delimiters.

    Each is taken off only where the head of the text proves that it is the text's own way: the cells of a line then agree in number better than
    before. Lines stay where they are.

    Args:
        body: UTF-8 with `\n` line ends.
        delimiter: One ASCII letter.
    """
    lines = head_lines(body)
    if is_spaced(lines, delimiter):
        body = unspaced(body, delimiter)
        lines = head_lines(body)
    if is_escaped(lines, delimiter):
        body = unescaped(body, delimiter)
        lines = head_lines(body)
    return requoted(body, delimiter) if is_apostrophed(lines, delimiter) else body


def head_lines(body: bytes) -> list[str]:
    """Return the first lines that hold anything."""
    head = body[:SAMPLE_BYTES].decode(errors="ignore").split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    return [line for line in head if line.strip() and len(line) <= MOST_LETTERS]


def is_spaced(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a blank stands behind every delimiter outside quotes: it belongs to the delimiter."""
    bare = [re.sub(r'"[^"]*"', "q", line).rstrip(f"{delimiter} ") for line in lines]
    told = [line for line in bare if delimiter in line]
    return (
        len(told) > 1
        and f"{delimiter} " in told[0]
        and not any(re.search(rf"{re.escape(delimiter)}(?! )", line) for line in told)
    )


def unspaced(body: bytes, delimiter: str) -> bytes:
    """Take one blank away behind every delimiter outside quotes."""
    d = re.escape(delimiter).encode()
    return re.sub(rb'("(?:[^"\n]|"")*")|' + d + b" ", lambda found: found[1] or delimiter.encode(), body)


def is_escaped(lines: Sequence[str], delimiter: str) -> bool:
    """Whether a backslash before a delimiter makes it a letter of the cell."""
    marked = [line for line in lines if f"\\{delimiter}" in line]
    others = [line.count(delimiter) for line in lines if f"\\{delimiter}" not in line and '"' not in line]
    if not marked or any('"' in line for line in marked):
        return False
    usual = Counter(others).most_common(1)[0][0] if others else None
    counts = {line.count(delimiter) - line.count(f"\\{delimiter}") for line in marked}
    return len(counts) == 1 and (usual is None or counts == {usual})


def unescaped(body: bytes, delimiter: str) -> bytes:
    """Put cells with escaped delimiters into quotes."""
    d = re.escape(delimiter).encode()
    cell = re.compile(rb"(?:(?<=^)|(?<=" + d + rb"))(?=[^\n]*\\" + d + rb")((?:[^" + d + rb"\\\n]|\\.)*)", re.MULTILINE)

    def written(found: re.Match[bytes]) -> bytes:
        text = re.sub(rb"\\([\\" + d + rb"])", rb"\1", found[1])
        return b'"' + text.replace(b'"', b'""') + b'"' if delimiter.encode() in text else found[0]

    return cell.sub(written, body)


def is_apostrophed(lines: Sequence[str], delimiter: str) -> bool:
    """Whether apostrophes enclose cells."""
    cell = _apostrophed(delimiter)
    enclosed = sum(len(cell.findall(line)) for line in lines)
    left = [cell.sub("", line) for line in lines]
    if not enclosed or any(
        line.startswith(("'", '"')) or re.search(rf"{re.escape(delimiter)}['\"]", line) for line in left
    ):
        return False
    before, after = (_agreeing([line.count(delimiter) for line in each]) for each in (lines, left))
    return after > before or (after == before and enclosed >= MOST_WIDTHS_KEPT * len(lines))


def requoted(body: bytes, delimiter: str) -> bytes:
    """Put quotes in place of the apostrophes that enclose cells."""

    def written(found: re.Match[str]) -> str:
        return '"' + found[1].replace("''", "'").replace('"', '""') + '"'

    return _apostrophed(delimiter).sub(written, body.decode()).encode()


def _apostrophed(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf"(?:(?<=^)|(?<={d}))'((?:[^'\n]|''|'(?!'|{d}|$))*+)'(?={d}|$)", re.MULTILINE)


def _agreeing(widths: Sequence[int]) -> int:
    return Counter(widths).most_common(1)[0][1]
