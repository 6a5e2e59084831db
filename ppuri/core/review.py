"""What a person is shown of a file before it is stored: how it was read, what its columns mean, what storing would do."""

from pydantic import BaseModel, ConfigDict

# Key of a file's answers: whether a person is to look at it before it is stored, and what she said.
REVIEW, WAIT, SAVE = "review", "wait", "save"


class ReviewColumn(BaseModel):
    """One column of a file.

    Attributes:
        header: As it stands in the file.
        examples: The first different texts of it, at most three.
        empty_ratio: Share of empty cells among the rows looked at.
        column: Where its values would go; None where they stay in the archive alone.
        channel: Entry of the channel dictionary, also where it is only suggested.
        unit: Unit of the values in the file.
        status: As in a mapping: mapped, unconfirmed, extra, suggested, dropped.
        confidence: 0..1.
        reason_ko: Why; `reason_en` likewise.
    """

    model_config = ConfigDict(frozen=True)
    header: str
    examples: tuple[str, ...] = ()
    empty_ratio: float = 0.0
    column: str | None = None
    channel: str | None = None
    unit: str | None = None
    status: str
    confidence: float
    reason_ko: str = ""
    reason_en: str = ""


class ReviewTable(BaseModel):
    """One table of a file; rows_in = accepted + quarantined + duplicate.

    Attributes:
        encoding, bom, delimiter, decimal, header_rows: How it was read.
        accepted: Rows that would be stored; `changed` of them replace a stored value.
        quarantined: Rows that would be set apart.
        duplicate: Rows that are in the file twice or stored already.
        cells_nulled: Cells that would stay empty.
    """

    model_config = ConfigDict(frozen=True)
    table_no: int
    name: str | None = None
    dataset: str
    encoding: str | None = None
    bom: bool = False
    delimiter: str | None = None
    decimal: str
    header_rows: tuple[int, ...] = ()
    rows_in: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicate: int = 0
    changed: int = 0
    cells_nulled: int = 0
    columns: tuple[ReviewColumn, ...] = ()


class Review(BaseModel):
    """All tables of a file, as they would be stored."""

    model_config = ConfigDict(frozen=True)
    tables: tuple[ReviewTable, ...] = ()

    def total(self, count: str) -> int:
        """Return the sum of one count over all tables."""
        return sum(int(getattr(table, count)) for table in self.tables)
