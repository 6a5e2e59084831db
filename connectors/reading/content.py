"""A text and what is known of it before its records are taken apart."""

from dataclasses import dataclass, field, replace

from connectors.reading.dialect import BLANKS


@dataclass(frozen=True)
class Content:
    r"""A text ready to be counted and parsed.

    Attributes:
        body: UTF-8 with `\n` line ends and balanced quotes.
        encoding, bom, newline: Of the file.
        delimiter: As found; two blanks for columns set apart by several blanks (tabs in `body`).
        quoted: Whether quotes enclose cells.
        broken: Numbers of lines with bytes that no text has.
        unclosed: Line to its text where a quote is never closed.
    """

    body: bytes
    encoding: str
    bom: bool
    newline: str
    delimiter: str
    quoted: bool
    broken: frozenset[int] = frozenset()
    unclosed: dict[int, str] = field(default_factory=dict)

    @property
    def separator(self) -> str:
        """The one letter between the cells of `body`."""
        return "\t" if self.delimiter == BLANKS else self.delimiter

    def within(self, lines: range) -> "Content":
        """Return the text as it is known of some of its lines."""
        unclosed = {line: text for line, text in self.unclosed.items() if line in lines}
        return replace(self, broken=frozenset(line for line in self.broken if line in lines), unclosed=unclosed)

    @property
    def cut(self) -> bool:
        """Whether the text ends without a line end, so that its last record may be cut."""
        return not self.body.endswith(b"\n")
