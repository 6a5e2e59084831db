"""One pollution of the clean sheet at a time, with the table that is right for it and the weight it has in real files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from benchmarks.pollock.sheet import Cell, Sheet, Written

# How many of the 3,712 surveyed files have each pollution, as published; those of rows are spread over their files.
WEIGHTS = {
    "source.csv": 1.0,
    "file_no_payload.csv": 15.0,
    "file_no_trailing_newline.csv": 184.0,
    "file_double_trailing_newline.csv": 5.0,
    "file_no_header.csv": 470.0,
    "file_header_multirow_2.csv": 47.0,
    "file_header_multirow_3.csv": 47.0,
    "file_preamble.csv": 282.0,
    "file_multitable_same.csv": 188 / 3,
    "file_multitable_more.csv": 188 / 3,
    "file_multitable_less.csv": 188 / 3,
    "file_header_only.csv": 3.0,
    "file_one_data_row.csv": 4.0,
    "file_record_delimiter_0xD.csv": 7.0,
    "file_record_delimiter_0xA.csv": 1691.0,
    "file_field_delimiter_0x9.csv": 4.0,
    "file_field_delimiter_0x3B.csv": 834.0,
    "file_field_delimiter_0x20.csv": 4.0,
    "file_field_delimiter_0x2C_0x20.csv": 101.0,
    "file_quotation_char_0x27.csv": 11.0,
    "file_escape_char_0x5C.csv": 1.0,
    "file_escape_char_0x00.csv": 7.0,
}
WEIGHT_OF_A_DELIMITER = 520 / 1414
WEIGHT_OF_A_ROW_DELIMITER = 1 / 7
WEIGHT_OF_A_QUOTE = 1 / 108

PLAIN = Written()


@dataclass(frozen=True)
class Polluted:
    """A polluted file.

    Attributes:
        name: As the benchmark names it.
        content: Its bytes.
        expected: Rows of the table it holds, the names first where it has names.
        weight: Of its pollution in real files.
        stands_for: How many files it stands for in a sample; itself alone in the whole.
    """

    name: str
    content: bytes
    expected: list[list[str]]
    weight: float
    stands_for: int = 1


def sample(polluted: Iterable[Polluted], every: int) -> list[Polluted]:
    """Take every n-th of the files with one polluted row, standing for n of them, and all others.

    Args:
        polluted: The files.
        every: n; 1 takes all.
    """
    chosen = []
    for at, each in enumerate(polluted):
        if not each.name.startswith("row_"):
            chosen.append(each)
        elif at % every == 0:
            chosen.append(replace(each, stands_for=every))
    return chosen


def files(sheet: Sheet) -> Iterator[Polluted]:
    """Yield the clean file and every polluted one."""
    clean = texts(sheet)
    for name, content in _of_the_file(sheet):
        yield Polluted(name, content.encode(), _expected(name, clean), WEIGHTS[name])
    for name, content in _dialects(sheet):
        yield Polluted(name, content.encode(), clean, WEIGHTS[name])
    for row in range(len(sheet)):
        yield from _of_a_row(sheet, row, clean)


def texts(sheet: Sheet) -> list[list[str]]:
    """Return a sheet's cells as text."""
    return [[cell.text for cell in row] for row in sheet]


def _expected(name: str, clean: list[list[str]]) -> list[list[str]]:
    if name.startswith("file_header_multirow_"):
        height = int(name[-5])
        return [[" ".join([cell] * height) for cell in clean[0]], *clean[1:]]
    return {
        "file_no_payload.csv": [],
        "file_no_header.csv": clean[1:],
        "file_header_only.csv": clean[:1],
        "file_one_data_row.csv": clean[:2],
    }.get(name, clean)


def _of_the_file(sheet: Sheet) -> Iterator[tuple[str, str]]:
    lines = [PLAIN.row(row) for row in sheet]
    whole = "".join(lines)
    bare = PLAIN.row([Cell(cell.text) for cell in sheet[0]])
    hollow = [Cell("") for _ in sheet[0][1:]]
    yield "source.csv", whole
    yield "file_no_payload.csv", ""
    yield "file_no_trailing_newline.csv", whole.removesuffix(PLAIN.end)
    yield "file_double_trailing_newline.csv", whole + PLAIN.end
    yield "file_no_header.csv", "".join(lines[1:])
    yield "file_header_multirow_2.csv", bare + whole
    yield "file_header_multirow_3.csv", bare * 2 + whole
    yield "file_preamble.csv", PLAIN.row([Cell("PREAMBLE"), *hollow]) + PLAIN.row([Cell(""), *hollow]) + whole
    for form, width in (("less", -1), ("same", 0), ("more", 1)):
        yield f"file_multitable_{form}.csv", whole + "".join(map(PLAIN.row, _second_table(sheet, width)))
    yield "file_header_only.csv", lines[0]
    yield "file_one_data_row.csv", "".join(lines[:2])


def _second_table(sheet: Sheet, wider: int) -> Iterator[list[Cell]]:
    """The table put below: the first again without its last row, a column less or more; quotes within a cell tear it in two, as published."""
    for number, row in enumerate(sheet[:-1]):
        torn = [part for cell in row for part in _torn(cell.text)][: len(row)]
        cells = [Cell(text, "," in text) for text in torn]
        if wider > 0:
            cells.append(Cell("col1" if number == 0 else ""))
        yield cells[: len(row) + wider]


def _torn(text: str) -> list[str]:
    first, *rest = text.split('"')
    return [first, *(f'"{part}' for part in rest)]


def _dialects(sheet: Sheet) -> Iterator[tuple[str, str]]:
    forms = {
        "file_record_delimiter_0xA.csv": replace(PLAIN, end="\n"),
        "file_record_delimiter_0xD.csv": replace(PLAIN, end="\r"),
        "file_field_delimiter_0x3B.csv": replace(PLAIN, delimiter=";"),
        "file_field_delimiter_0x9.csv": replace(PLAIN, delimiter="\t"),
        "file_field_delimiter_0x2C_0x20.csv": replace(PLAIN, delimiter=", "),
        "file_field_delimiter_0x20.csv": replace(PLAIN, delimiter=" "),
        "file_quotation_char_0x27.csv": replace(PLAIN, quote="'"),
        "file_escape_char_0x5C.csv": replace(PLAIN, escape="\\"),
        "file_escape_char_0x00.csv": replace(PLAIN, escape=""),
    }
    for name, form in forms.items():
        yield name, "".join(map(form.row, sheet))


def _of_a_row(sheet: Sheet, row: int, clean: list[list[str]]) -> Iterator[Polluted]:
    lines = [PLAIN.row(cells) for cells in sheet]
    cells = [PLAIN.cell(cell) for cell in sheet[row]]

    def with_line(line: str) -> bytes:
        return "".join([*lines[:row], line + PLAIN.end, *lines[row + 1 :]]).encode()

    for column in range(len(cells)):
        pieces = [cells[0], *(piece for cell in cells[1:] for piece in (",", cell))]
        at = max(2 * column - 1, 0)
        more = "".join([*pieces[:at], ",", *pieces[at:]])
        yield Polluted(f"row_more_sep_row{row}_col{column}.csv", with_line(more), clean, WEIGHT_OF_A_DELIMITER)
        if column:
            less = "".join([*pieces[:at], *pieces[at + 1 :]])
            yield Polluted(f"row_less_sep_row{row}_col{column}.csv", with_line(less), clean, WEIGHT_OF_A_DELIMITER)
        stray = _with_stray_quote(cells[column], sheet[row][column])
        marked = [list(each) for each in clean]
        marked[row][column] = f'"{clean[row][column]}'
        quoted = ",".join([*cells[:column], stray, *cells[column + 1 :]])
        yield Polluted(f"row_extra_quote{row}_col{column}.csv", with_line(quoted), marked, WEIGHT_OF_A_QUOTE)
    yield Polluted(f"row_field_delimiter_{row}_0x20.csv", with_line(" ".join(cells)), clean, WEIGHT_OF_A_ROW_DELIMITER)


def _with_stray_quote(written: str, cell: Cell) -> str:
    return f'""{written[1:]}' if cell.quoted else f'"{written}'
