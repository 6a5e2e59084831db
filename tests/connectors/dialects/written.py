"""A table of shots written in any dialect that exports come in, with what must be read from it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

UNITS = {"용탕온도": "℃", "압력": "MPa", "사이클타임": "s", "Zone 1": "°C", "SP": ""}
TEXTS = ("비고", "판정", "설비 상태")
LETTERS = list("가나다라 abcXYZ019.-_/()%")
BLANKS = "  "


@dataclass(frozen=True)
class Form:
    """How a table is written.

    Attributes:
        delimiter: One letter, `, ` (comma and blank) or two blanks for columns set apart by two or more.
        quote: `"` or `'`; where cells need none, nothing is quoted unless `all_quoted`.
        escape: What stands before a quote within a cell: the quote again, or a backslash.
        ends: Line ends, used in turn.
        units: `bracket` in the names, `row` below them, or `none`.
    """

    delimiter: str = ","
    quote: str = '"'
    all_quoted: bool = False
    escape: str = "double"
    ends: tuple[str, ...] = ("\n",)
    encoding: str = "utf-8"
    decimal: str = "."
    sep_line: bool = False
    preamble: int = 0
    units: str = "bracket"
    groups: bool = False
    trailing: bool = False
    comment: bool = False
    hollow: bool = False
    again: bool = False
    total: bool = False
    footer: bool = False
    last_end: bool = True

    def cell(self, text: str) -> str:
        """Return a cell as it stands in the file."""
        special = (self.delimiter.rstrip() or BLANKS, self.quote, "\n", "\r")
        if not self.all_quoted and not any(each in text for each in special):
            return text
        inner = text.replace(self.quote, self.quote * 2 if self.escape == "double" else f"\\{self.quote}")
        return f"{self.quote}{inner}{self.quote}"

    def line(self, cells: list[str]) -> str:
        """Return a row without its line end."""
        return self.delimiter.join(map(self.cell, cells)) + (self.delimiter.strip() if self.trailing else "")


@dataclass
class Written:
    """A file and its truth: names, units, cells and line of every record, line and code of what is set apart."""

    content: bytes
    names: list[str]
    units: dict[str, str]
    records: list[tuple[str | None, ...]]
    lines: list[int]
    rejected: list[tuple[int, str]] = field(default_factory=list)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Draw a dialect that a table can be written in without loss."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", ", ", BLANKS]))
    blanks = delimiter == BLANKS
    all_quoted = not blanks and draw(st.booleans())
    quote = draw(st.sampled_from(['"', "'"])) if all_quoted and delimiter != ", " else '"'
    one_end = draw(st.sampled_from([("\n",), ("\r\n",), ("\r",), ("\r\r\n",), ("\n", "\r\n")]))
    return Form(
        delimiter=delimiter,
        quote=quote,
        all_quoted=all_quoted,
        escape=draw(st.sampled_from(["double", "backslash"])) if quote == '"' and delimiter != ", " else "double",
        ends=one_end,
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16"])),
        decimal=draw(st.sampled_from([".", ","])),
        sep_line=len(delimiter) == 1 and draw(st.booleans()) and draw(st.booleans()),
        preamble=draw(st.integers(0, 3)),
        units="bracket" if blanks else draw(st.sampled_from(["bracket", "row", "none"])),
        groups=not blanks and draw(st.booleans()),
        trailing=len(delimiter) == 1 and draw(st.booleans()),
        comment=draw(st.booleans()),
        hollow=draw(st.booleans()),
        again=draw(st.booleans()),
        total=not blanks and draw(st.booleans()),
        footer=draw(st.booleans()),
        last_end=draw(st.booleans()),
    )


def _texts(form: Form) -> st.SearchStrategy[str]:
    """Cells of text that the form can carry."""
    if form.delimiter == BLANKS:
        return st.text(st.sampled_from([each for each in LETTERS if each != " "]), min_size=1, max_size=6).map(
            "가{}".format
        )
    letters = [*LETTERS, ",", ";", "|", '"', "'", *(["\n"] if form.quote == '"' else [])]
    if form.delimiter == ", ":
        letters = [each for each in letters if each not in ("'", "\n")]
    cell = st.text(st.sampled_from(letters), max_size=8).map(lambda text: f"가{text}")
    return st.one_of(st.just(""), cell)


@st.composite
def files(draw: st.DrawFn) -> Written:
    """Draw a table and write it."""
    form = draw(forms())
    numbers = draw(st.lists(st.sampled_from(list(UNITS)), min_size=2, max_size=4, unique=True))
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2, unique=True))
    count = draw(st.integers(4, 12))
    start = datetime(2026, 5, 12, 8, 0, 0)
    rows = [[f"{start + timedelta(seconds=47 * i):%Y-%m-%d %H:%M:%S}"] for i in range(count)]
    for row in rows:
        row += [f"{draw(st.integers(0, 9999)) / 10:.1f}".replace(".", form.decimal) for _ in numbers]
        row += [draw(_texts(form)) for _ in texts]
    if not form.last_end:
        # A file that ends behind a delimiter, without a line end, looks cut: its last row would be set apart.
        rows[-1][-1] = rows[-1][-1] or "가"
    return written(form, numbers, texts, rows)


def written(form: Form, numbers: list[str], texts: list[str], rows: list[list[str]]) -> Written:
    """Write a table in a dialect.

    Args:
        form: The dialect.
        numbers: Names of the columns of numbers, behind the one of stamps.
        texts: Names of the columns of text at the end.
        rows: The cells.
    """
    bracket = form.units == "bracket"
    names = ["일시", *(f"{n}({UNITS[n]})" if bracket and UNITS[n] else n for n in numbers), *texts]
    units = {name: UNITS[n] for name, n in zip(names[1:], numbers, strict=False) if form.units != "none" and UNITS[n]}
    out: list[str] = [f"sep={form.delimiter}"] if form.sep_line else []
    made = Written(b"", names, units, [], [])
    out += [f"항목{i}{form.delimiter}값{i}" for i in range(form.preamble)]
    out += [""] if form.preamble else []
    if form.groups:
        out.append(
            form.line(["", "측정", *[""] * (len(numbers) - 1), *["기록"] * bool(texts), *[""] * (len(texts) - 1)])
        )
    out.append(form.line(names))
    if form.units == "row" and units:
        out.append(form.line(["", *(UNITS[n] for n in numbers), *[""] * len(texts)]))
    for at, row in enumerate(rows):
        if at == 2:
            _put_between(out, form, made, names)
        made.lines.append(_height(out) + 1)
        made.records.append(tuple(cell if cell.strip() else None for cell in row))
        out.append(form.line(row))
    if form.total:
        made.rejected.append((_height(out) + 1, "total-row"))
        out.append(form.line(["합계", *("1" + form.decimal + "5" for _ in numbers), *[""] * len(texts)]))
    if form.footer:
        made.rejected.append((_height(out) + 1, "note-row"))
        out.append("이상 끝")
    made.content = _joined(out, form).encode(form.encoding)
    return made


def _put_between(out: list[str], form: Form, made: Written, names: list[str]) -> None:
    """Put lines that are no records among the records."""
    if form.hollow:
        out += ["", "  "]
    if form.comment:
        made.rejected.append((_height(out) + 1, "comment-row"))
        out.append("# 점검 중")
    if form.again:
        made.rejected.append((_height(out) + 1, "repeated-header"))
        out.append(form.line(names))


def _height(out: list[str]) -> int:
    return sum(1 + line.count("\n") for line in out)


def _joined(out: list[str], form: Form) -> str:
    ended = [line + form.ends[at % len(form.ends)] for at, line in enumerate(out)]
    return "".join(ended) if form.last_end else "".join(ended[:-1]) + out[-1]
