"""The form of a `layout.toml`."""

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Role = Literal[
    "names",
    "groups",
    "tags",
    "units",
    "types",
    "formats",
    "ports",
    "registers",
    "methods",
    "statistics",
    "numbers",
    "other",
    "records",
]
Words = tuple[str, ...]


def _compiled(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.MULTILINE)
    except re.error as fault:
        raise ValueError(f"no pattern: {fault}") from fault


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signature(_Form):
    """One proof of the family.

    Attributes:
        lines: Patterns, all of which some of the first rows must hold; a row's cells are bare of quotes and joined by tabs.
    """

    lines: tuple[Pattern, ...] = Field(min_length=1)


class Preamble(_Form):
    """Keys of the lines above the header; the value stands in the cells behind the key.

    Attributes:
        start: Start of the recording, the likeliest key first.
        interval: Sampling interval.
        model, serial: What recorded.
    """

    start: Words = ()
    interval: Words = ()
    model: Words = ()
    serial: Words = ()


class ChannelTable(_Form):
    """A table above the header with a row per channel: its first cell is the column's name, its own first row says what the others are.

    Attributes:
        label: Names of the cell with the human name.
        unit: Names of the cell with the unit.
        unit_from: Where that cell has no name: the first cell from this one on (0 is the first) that holds a unit.
    """

    label: Words = ()
    unit: Words = ()
    unit_from: int = 5


class Beside(_Form):
    """A row above the header whose cells belong to the columns by their place.

    Attributes:
        first: Its first cell.
        role: What the cells are.
    """

    first: Pattern
    role: Literal["tags", "units"]


class RowRole(_Form):
    """How a row of the header block is told; of `first`, `cells` and `below` every one that is given must hold.

    Attributes:
        role: What the row says; `other` for a row that says nothing of the columns.
        first: Its first cell.
        cells: Its filled cells, as many as `share`.
        share: See `cells`.
        below: What the row above it says.
        certain: Whether `first` alone proves that the row belongs to the header, wherever its other cells are.
    """

    role: Role
    first: Pattern | None = None
    cells: Pattern | None = None
    share: float = 0.6
    below: Role | None = None
    certain: bool = False


class CountedRows(_Form):
    """A line in which the file itself counts its rows.

    Attributes:
        first: First cell of that line.
        cell: The first of its cells that holds a row number (0 is the first cell).
        orders: What the numbers tell of; the order with as many entries as there are numbers is taken, whose `records` is the highest.
    """

    first: Pattern
    cell: int
    orders: tuple[tuple[Role, ...], ...]


class Records(_Form):
    """Rows below the header that are no records.

    Attributes:
        control: First cell of such a row.
        control_cell: Any cell of such a row.
        footer: First cells of a row that ends the records; nothing from it on is one.
    """

    control: Pattern | None = None
    control_cell: Pattern | None = None
    footer: Words = ()


class LongForm(_Form):
    """Headers of a table that holds a tag and a value per row.

    Attributes:
        tag, value: Headers that make a table long when both stand in it.
        status: Headers of the column that says whether a value may be used.
        void: Texts of it that say no.
        days: Headers of a column with exact day numbers, to be preferred to the stamp beside it.
    """

    tag: Words
    value: Words
    status: Words = ()
    void: Words = ()
    days: Words = ()


class Block(_Form):
    """A file of blocks of lines: a record per block, the first cell of each line says what it holds.

    Attributes:
        opening: First cell of the file.
        first: First cell of every block.
        time, status: First cells of the lines with the instant and with the marks of the block.
        names, tags, units: First cells of the rows above the blocks.
    """

    opening: str
    first: str
    time: str
    status: str
    names: str
    tags: str
    units: str


class Values(_Form):
    """Texts in place of a number.

    Attributes:
        missing: There is no value.
        faults: The sensor or the recorder failed; a finding counts them.
    """

    missing: Words = ()
    faults: Words = ()


class Said(_Form):
    r"""What a name of the maker's own says in plain words.

    Attributes:
        header: The name.
        words: The words; `\1` stands for what the first group of `header` holds.
    """

    header: Pattern
    words: str


class Names(_Form):
    """Names of columns.

    Attributes:
        prefix: A parameter's code before the words; the words are the human name.
        descriptor: A cell behind the names that describes a channel, with the groups `unit` and, where it has one, `label`.
        cumulative: Columns that count up from a restart of the machine: the increase is the quantity.
        said: Names of the maker's own, in plain words; the first that fits is taken.
    """

    prefix: Pattern | None = None
    descriptor: Pattern | None = None
    cumulative: Words = ()
    said: tuple[Said, ...] = ()


class Refusal(_Form):
    """A kind of file of the family that holds no records, and the way out.

    Attributes:
        name: Stable name, the `container` of an export that is refused.
        words: Words in the head of a binary file, in lower case.
        lines: Patterns of lines at the head of a text, all of which must be there.
        ko, en: What it is.
        way_ko, way_en: What to do instead.
    """

    name: str
    words: Words = ()
    lines: tuple[Pattern, ...] = ()
    ko: str
    en: str
    way_ko: str
    way_en: str


class Layout(_Form):
    """What is known of one family of exports.

    Attributes:
        ko, en: Its name for people.
        signature: Any of these proves it.
        by_quantities: Whether it is told by what is measured alone; any maker's own marks go before that.
        date_order: Order of day, month and year that the maker's manual or the panel's language states; taken, as an assumption, where the
            dates themselves leave it open.
        others: See the classes above.
    """

    ko: str
    en: str
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    signature: tuple[Signature, ...] = ()
    by_quantities: bool = False
    preamble: Preamble = Preamble()
    channel_table: ChannelTable | None = None
    beside: tuple[Beside, ...] = ()
    rows: tuple[RowRole, ...] = ()
    counted: CountedRows | None = None
    records: Records = Records()
    long: LongForm | None = None
    block: Block | None = None
    values: Values = Values()
    names: Names = Names()
    refused: tuple[Refusal, ...] = ()

    def over(self, base: "Layout") -> "Layout":
        """Return this layout with the words and rows that hold for every maker behind its own."""
        preamble = {key: (*getattr(self.preamble, key), *getattr(base.preamble, key)) for key in Preamble.model_fields}
        return self.model_copy(
            update={
                "preamble": Preamble(**preamble),
                "channel_table": self.channel_table or base.channel_table,
                "beside": (*self.beside, *base.beside),
                "rows": (*self.rows, *base.rows),
                "names": self.names.model_copy(update={"prefix": self.names.prefix or base.names.prefix}),
                "values": Values(
                    missing=(*self.values.missing, *base.values.missing),
                    faults=(*self.values.faults, *base.values.faults),
                ),
            }
        )
