"""Line ends made one, and lines that hold bytes no text has."""

import numpy as np

BLOCK = 1 << 24
# Above this share of foreign bytes it is no gain to look at their lines alone.
MOST_FOREIGN = 0.1


def newline_of(content: bytes) -> str:
    """Return the kind of line end: `crlf`, `lf`, `cr` or `mixed`."""
    if b"\r" not in content:
        return "lf"
    pairs = content.count(b"\r\n")
    singles = content.count(b"\r") - pairs
    plain = content.count(b"\n") - pairs
    kinds = [name for name, count in (("crlf", pairs), ("cr", singles), ("lf", plain)) if count]
    return kinds[0] if len(kinds) == 1 else "mixed"


def unified(content: bytes) -> bytes:
    r"""Return the content with `\n` alone; in every encoding but UTF-16 the two letters are single bytes."""
    if b"\r" not in content:
        return content
    return content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def garbled_lines(content: bytes) -> frozenset[int]:
    """Return the numbers of the lines that hold control bytes which no text has (NUL to backspace)."""
    if not any(_has_control(content, start) for start in range(0, len(content), BLOCK)):
        return frozenset()
    lines = enumerate(content.split(b"\n"), start=1)
    return frozenset(number for number, line in lines if line and min(line) < 9)


def _has_control(content: bytes, start: int) -> bool:
    block = np.frombuffer(content, np.uint8, min(BLOCK, len(content) - start), start)
    return bool((block < 9).any())


def foreign_lines(content: bytes) -> list[tuple[int, int]]:
    r"""Return begin and end of every run of lines that hold bytes above ASCII, line ends included; all of a text that is full of them.

    Args:
        content: With `\n` line ends, in an encoding that leaves ASCII as it is.
    """
    letters = np.frombuffer(content, np.uint8)
    foreign = letters > 127
    share = int(np.count_nonzero(foreign)) / max(1, len(content))
    if not share or share > MOST_FOREIGN:
        return [(0, len(content))] if share else []
    ends = np.append(np.flatnonzero(letters == ord("\n")) + 1, len(content))
    numbers = np.unique(np.searchsorted(ends, np.flatnonzero(foreign), side="right"))
    apart = np.flatnonzero(np.diff(numbers) != 1)
    first, last = numbers[np.append(0, apart + 1)], numbers[np.append(apart, len(numbers) - 1)]
    begins = np.where(first > 0, ends[first - 1], 0)
    return list(zip(begins.tolist(), ends[last].tolist(), strict=True))
