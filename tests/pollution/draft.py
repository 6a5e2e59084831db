"""A file being polluted: its lines, what each of them tells, and what must become of the whole."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.pollution.exports import Export, Row

Bytes = Callable[[bytes], bytes]


@dataclass
class Line:
    """One line below the header.

    Attributes:
        cells: Its texts.
        truth: What it tells, None where it is no record.
        fate: `read`; `apart`: set apart with one of `codes`; `either`: one of the two; `none`: no record, skipped or
            set apart; `again`: repeats another line, so it may be counted as a duplicate, or kept where that is said.
        nulls: Header to codes: the cell is null with a finding.
        raw: Text in place of the cells.
        spoil: Done to the line's bytes.
        encoding: Of this line alone.
        sheet: Name of its sheet, in a workbook.
    """

    cells: list[str]
    truth: Row | None = None
    fate: str = "read"
    codes: frozenset[str] = frozenset()
    nulls: dict[str, frozenset[str]] = field(default_factory=dict)
    raw: str | None = None
    spoil: Bytes | None = None
    encoding: str | None = None
    sheet: str | None = None
    end: str | None = None

    def copy(self) -> "Line":
        """The same line again."""
        return Line(list(self.cells), self.truth and dict(self.truth), self.fate, self.codes, dict(self.nulls))


@dataclass
class Draft:
    """A file being polluted.

    Attributes:
        outcomes: What may become of it: `read`, `held` or `held:<key>`, `refused` or `refused:<code>`.
        notes: Of each group, one finding code or assumption key (its part before `:`) must be said.
        loose: Headers whose column may be kept under its own name only, where a finding says so.
        after: Done to the file's bytes, in this order.
        build: Makes the file's bytes and places of its lines, where it is no text.
    """

    export: Export
    rng: random.Random
    preamble: list[str]
    header: list[str]
    units: list[str] | None
    lines: list[Line]
    delimiter: str
    encoding: str
    end: str
    outcomes: set[str] = field(default_factory=lambda: {"read"})
    notes: list[frozenset[str]] = field(default_factory=list)
    loose: set[str] = field(default_factory=set)
    after: list[Bytes] = field(default_factory=list)
    build: "Callable[[Draft], tuple[bytes, Places]] | None" = None
    file_name: str = "export.csv"

    def at(self, header: str) -> int:
        """Place of a column, by its first name."""
        return self.export.at(header)

    def say(self, *codes: str) -> None:
        """One of these must be said."""
        self.notes.append(frozenset(codes))

    def only(self, *outcomes: str) -> None:
        """No other outcome than these is right."""
        self.outcomes = set(outcomes)

    def records(self) -> list[Line]:
        """Lines that tell something."""
        return [line for line in self.lines if line.truth is not None and line.fate == "read"]

    def some(self, most: int = 5, least: int = 1, margin: int = 3) -> list[Line]:
        """A few records drawn from the middle, in file order."""
        lines = self.records()
        count = min(self.rng.randint(least, most), max(1, len(lines) - 2 * margin))
        return [lines[n] for n in sorted(self.rng.sample(range(margin, len(lines) - margin), count))]

    def cut(self, low: float = 0.2, high: float = 0.8) -> int:
        """A place between two lines, somewhere in the middle."""
        return int(len(self.lines) * self.rng.uniform(low, high))

    def column(self, *kinds: str) -> str:
        """A column of one of these kinds, drawn."""
        return self.rng.choice([h for kind in kinds for h in self.export.of(kind)])

    def set(self, line: Line, header: str, text: str, *codes: str) -> None:
        """Put a text into a cell; with codes it is null afterwards, with a finding of one of them."""
        line.cells[self.at(header)] = text
        if codes:
            line.nulls[header] = frozenset(codes)

    def apart(self, line: Line, *codes: str) -> None:
        """A line that must be set apart with one of these codes."""
        line.fate, line.codes = "apart", line.codes | frozenset(codes)

    def either(self, line: Line, *codes: str) -> None:
        """A line that may be read exactly, or set apart with one of these codes."""
        line.fate, line.codes = "either", line.codes | frozenset(codes)

    def insert(self, at: int, *texts: str | Sequence[str]) -> list[Line]:
        """Put lines that are no records before a place."""
        blank = [""] * len(self.header)
        fresh = [
            Line([*blank], None, "none", raw=t) if isinstance(t, str) else Line(list(t), None, "none") for t in texts
        ]
        self.lines[at:at] = fresh
        return fresh

    def unicode(self) -> None:
        """Write in an encoding that has every letter."""
        if not self.encoding.startswith("utf"):
            self.encoding = "utf-8"


Places = dict[tuple[str | None, int], Line]


def draft(export: Export, seed: object) -> Draft:
    """A sound file of an export."""
    lines = [Line(list(t), dict(r)) for t, r in zip(export.texts, export.truth, strict=True)]
    units = [f.unit for f in export.fields] if any(f.unit for f in export.fields) else None
    return Draft(
        export, random.Random(f"{export.name}-{seed}"), list(export.preamble), export.headers, units, lines,
        export.delimiter, export.encoding, export.end,
    )  # fmt: skip


def joined(cells: Iterable[str], delimiter: str) -> str:
    """Cells as a line, quoted where they must be."""
    return delimiter.join(
        '"' + c.replace('"', '""') + '"' if any(s in c for s in (delimiter, '"', "\n", "\r")) else c for c in cells
    )


def render(made: Draft) -> tuple[bytes, Places]:
    """The file, and its lines by sheet and row number."""
    content, places = (made.build or as_text)(made)
    for step in made.after:
        content = step(content)
    return content, places


def as_text(made: Draft) -> tuple[bytes, Places]:
    """A delimited text."""
    parts = [made.preamble, [joined(made.header, made.delimiter)]]
    parts += [[joined(made.units, made.delimiter)]] if made.units else []
    above = [text for part in parts for text in part]
    mark = b"\xef\xbb\xbf" if made.encoding == "utf-8-sig" else b""
    codec = "utf-8" if mark else made.encoding
    out = [mark, *((text + made.end).encode(codec) for text in above)]
    places: Places = {}
    number = 1 + sum(text.count("\n") + 1 for text in above)
    for line in made.lines:
        text = joined(line.cells, made.delimiter) if line.raw is None else line.raw
        data = text.encode(line.encoding or codec)
        places[(None, number)] = line
        number += text.count("\n") + 1
        out.append(
            (line.spoil(data) if line.spoil else data) + (made.end if line.end is None else line.end).encode(codec)
        )
    return b"".join(out), places
