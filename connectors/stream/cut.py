"""A file of bytes in blocks that end where a record ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

QUOTE, LINE_END = ord('"'), ord("\n")


class UnstreamableError(Exception):
    """This text cannot be cut into blocks with certainty; it is to be read as a whole. Never leaves `connectors.stream`'s callers."""


@dataclass(frozen=True)
class Block:
    """Some records of a file.

    Attributes:
        content: Bytes, ending with a line end but for the last block of a file that ends without one.
        first_line: Number of its first line in the file, from 1.
    """

    content: bytes
    first_line: int


def blocks(stream: BinaryIO, size: int) -> Iterator[Block]:
    r"""Cut a text at line ends.

    Args:
        stream: The file, from its start.
        size: Bytes to read at once; the last block may hold up to twice as many.

    Raises:
        UnstreamableError: Where a line end does not surely end a record: quotes that are open at a line end, or line ends other than `\n` and `\r\n`.
    """
    line, waiting = 1, b""
    while chunk := stream.read(size):
        rest = b"" if chunk.endswith(b"\n") else stream.readline(size)
        if len(rest) == size and not rest.endswith(b"\n"):
            raise UnstreamableError
        content = chunk + rest
        # What is left at the end is too little to be recognised alone: it goes with the block before.
        if waiting and b"\n" not in content:
            content, waiting = waiting + content, b""
        if waiting:
            yield _checked(waiting, line)
            line += waiting.count(b"\n")
        waiting = content
    if waiting:
        yield _checked(waiting, line)


def _checked(content: bytes, line: int) -> Block:
    # A carriage return at the very end of the last block may have lost its partner with the rest of the file.
    if b"\x00" in content or (b"\r" in content and content.count(b"\r") != content.count(b"\r\n")):
        raise UnstreamableError
    if b'"' in content and _open_at_line_end(content):
        raise UnstreamableError
    return Block(content, line)


def _open_at_line_end(content: bytes) -> bool:
    """Whether a line holds an odd number of quotes, so that a cell may run over its end."""
    letters = np.frombuffer(content, np.uint8)
    places = np.flatnonzero((letters == QUOTE) | (letters == LINE_END))
    ends = letters[places] == LINE_END
    quotes = np.cumsum(~ends)
    return bool((quotes[ends] & 1).any() or (len(quotes) and quotes[-1] & 1))
