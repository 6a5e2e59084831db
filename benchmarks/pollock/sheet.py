"""The clean file: rows of cells that know whether they stand in quotes, and how they are written in a dialect."""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta

_CELL = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,\n]*))(?P<end>,|\n|$)')

NAMES = ("DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments")
RECORDS = 83
# Which records hold an inch sign, which is written as a doubled quote: as many as in the published file.
INCHES = (9, 21, 22, 39, 60, 82)
_THINGS = (
    "Ladle",
    "Tongs",
    "Sleeve",
    "Plunger Tip",
    "Gasket",
    "Burner Nozzle",
    "Tie Bar",
    "Ejector Pin",
    "Bearing",
    "Hose",
)
_KINDS = ("Men's Glove", "Foundry", "Press", "Furnace", "Kids' Model", "Mold", "Workshop", "Lathe")
_STARTS = (
    "Made for rough work, this part keeps its shape",
    "The operator's first choice; it doesn't crack",
    "Tested, measured and packed by hand, it holds",
    "A spare part that lasts; light, quiet and easy to fit",
    "Built to our drawings, each piece is checked twice",
)
_ENDS = (
    "in heat, dust and oil, day after day.",
    "when the line runs three shifts, and it is cleaned within minutes.",
    "longer than the one that came with the machine, as our customers' records show.",
    "under load: 650 bar, 2 shifts, no leak.",
)


@dataclass(frozen=True)
class Cell:
    """A cell: its text, and whether quotes enclose it wherever it is written."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Written:
    """How a sheet is written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"

    def cell(self, cell: Cell) -> str:
        """Return a cell's text in the file: the escape before quotes within it, quotes around it where it has them."""
        inner = cell.text.replace('"', f'{self.escape}"')
        return f"{self.quote}{inner}{self.quote}" if cell.quoted else inner

    def row(self, cells: list[Cell]) -> str:
        """Return a row with its line end."""
        return self.delimiter.join(map(self.cell, cells)) + self.end


Sheet = list[list[Cell]]


def parse(text: str) -> Sheet:
    """Take apart a clean file: comma, doubled quotes, one line per record."""
    sheet: Sheet = [[]]
    for found in _CELL.finditer(text.replace("\r\n", "\n").rstrip("\n")):
        quoted = found["quoted"] is not None
        sheet[-1].append(Cell(found["quoted"].replace('""', '"') if quoted else found["plain"], quoted))
        if found["end"] == "\n":
            sheet.append([])
        elif not found["end"]:
            break
    return sheet


def rebuilt(seed: int = 84) -> Sheet:
    """Make a sheet of the published file's shape: a name row, 83 records of nine columns, the same quotes in the same places."""
    draw = random.Random(seed)
    sheet: Sheet = [[Cell(name, name in ("ProductDescription", "URL")) for name in NAMES]]
    day = date(2018, 1, 28)
    for record in range(RECORDS):
        code = f"{draw.choice('ABGHMRYZ')}{draw.choice('CEGIKNY')}-{draw.randrange(1000, 10000)}"
        kind = f"{draw.choice(_KINDS)} {draw.choice(_THINGS)}"
        if record in INCHES:
            kind += f', {draw.randrange(4, 48)}"' if record % 2 else f', {draw.randrange(4, 48)}" Long'
        elif draw.random() < 0.3:
            kind += f", {draw.choice(('Short', 'Tall', 'Two-Pack', 'Print'))}"
        inch = " in our 8\\'9\" length" if record == 11 else ""
        texts = (
            f"{day:%d/%m/%Y}",
            f"{record // 4 % 24:02}:{record % 4 * 15:02}",
            str(draw.randrange(34)),
            code,
            f"${draw.uniform(0.5, 91):.2f}",
            kind,
            f"{draw.choice(_STARTS)}{inch} {draw.choice(_ENDS)}",
            f"https://www.example.com/product/{code.replace('-', '_')}.html",
            "",
        )
        sheet.append([Cell(text, column in (6, 7) or "," in text) for column, text in enumerate(texts)])
        day += timedelta(days=1 if day.day < 28 else 16)
    return sheet
