"""Line ends made one, and lines that hold bytes no text has."""

import numpy as np

BLOCK = 1 << 24


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
