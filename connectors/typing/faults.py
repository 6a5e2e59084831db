"""Rows and cells that could not be used, gathered on the way and grouped at the end."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from connectors.types import Table
from connectors.typing.people import hashed, without_names
from ppuri.core.findings import MAX_PLACES, Finding, catalogue, finding

# Cell faults that a person can mend; a broken sensor's markers are none.
MENDABLE = ("bad-number", "out-of-range", "decimal-sign")
MOST_SPOTS = 1_000
_ROW = {"pos": pl.UInt32, "code": pl.String, "column_name": pl.String, "value": pl.String}
QUARANTINE = {
    "table_no": pl.Int32, "row_no": pl.Int64, "code": pl.String, "column_name": pl.String, "value": pl.String,
    "row_text": pl.String, "reason_ko": pl.String, "reason_en": pl.String,
}  # fmt: skip


@dataclass
class Faults:
    """Faults of one table.

    Attributes:
        table: The table, for row numbers and texts.
        rows: Frames of row faults: position in the table, code, column, text.
        findings: Grouped remarks.
        cells_nulled: Cells that became null with a finding.
        origin, made: Of a crosstab: the sheet's header of each row's quantity, and the columns that stand for several of them.
        nulled: Frames as `rows`, of the first cells of a kind that a person can mend.
        salt: Secret of the firm for names of people.
        names: Header to names of people; they stand in no text that is kept.
    """

    table: Table
    rows: list[pl.DataFrame] = field(default_factory=list)
    nulled: list[pl.DataFrame] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cells_nulled: int = 0
    origin: pl.Series | None = None
    made: tuple[str, ...] = ()
    salt: str = ""
    names: dict[str, pl.Series] = field(default_factory=dict)

    def cells(self, code: str, header: str, positions: pl.Series, *, count: bool = True, **facts: Any) -> None:
        """Record cells that became null: one finding with the first places."""
        if len(positions):
            texts = self.table.text(header) if header in self.table.records.columns else None
            self.findings.append(
                finding(
                    code, table_no=self.table.table_no, column=header, count=len(positions),
                    places=self._places(positions, texts), **facts,
                )
            )  # fmt: skip
            self.cells_nulled += len(positions) if count else 0
            if code in MENDABLE and texts is not None:
                self.nulled.append(self._spotted(code, header, positions.head(MOST_SPOTS), texts))

    def records(self, code: str, header: str, positions: pl.Series, texts: pl.Series) -> None:
        """Record rows that cannot be used; `texts` are as long as the table."""
        if not len(positions):
            return
        self.rows.append(self._spotted(code, header, positions, texts))
        places = self._places(positions, texts)
        self.findings.append(
            finding(code, table_no=self.table.table_no, column=header, count=len(positions), places=places)
        )

    def remark(
        self, code: str, header: str, count: int, positions: pl.Series | None = None, texts: pl.Series | None = None,
        **facts: Any,
    ) -> None:  # fmt: skip
        """Record a remark on a column that takes nothing away."""
        if count:
            places = [] if positions is None else self._places(positions, texts)
            self.findings.append(
                finding(code, table_no=self.table.table_no, column=header, count=count, places=places, **facts)
            )

    def _places(self, positions: pl.Series, texts: pl.Series | None) -> list[tuple[int | None, str | None]]:
        first = positions.head(MAX_PLACES)
        numbers = self.table.row_numbers.gather(first).to_list()
        values = texts.gather(first).to_list() if texts is not None else [None] * len(numbers)
        return list(zip(numbers, values, strict=True))

    def bad_positions(self) -> pl.Series:
        """Positions of rows with a fault, each once, ascending."""
        if not self.rows:
            return pl.Series([], dtype=pl.UInt32)
        return pl.concat([frame["pos"] for frame in self.rows]).unique().sort()

    def _spotted(self, code: str, header: str, positions: pl.Series, texts: pl.Series) -> pl.DataFrame:
        value = texts.gather(positions).cast(pl.String)
        frame = pl.DataFrame({"pos": positions.cast(pl.UInt32), "value": value.rename("value")})
        name = pl.lit(header)
        if self.origin is not None and header in self.made:
            name = pl.coalesce(pl.lit(self.origin.gather(positions)), name)
        return frame.with_columns(pl.lit(code).alias("code"), name.alias("column_name")).select(list(_ROW))

    def spots(self) -> pl.DataFrame:
        """Return where a person may mend, by row of the sheet."""
        found = pl.concat([*self.rows, *self.nulled, pl.DataFrame(schema=_ROW)])
        row_no = self.table.row_numbers.gather(found["pos"]).cast(pl.Int64).alias("row_no")
        return found.select(row_no, "code", "column_name", "value").sort("row_no")

    def quarantine(self) -> pl.DataFrame:
        """Return the rows that cannot be used, with the first fault of each, and those that the reader rejected."""
        parts = [self._rejected()]
        if self.rows:
            first = pl.concat(self.rows).unique("pos", keep="first", maintain_order=True).sort("pos")
            positions = first["pos"]
            hidden = [hashed(names, self.salt).alias(header) for header, names in self.names.items()]
            written = [self.table.text(name) for name in self.table.records.columns]
            text = (
                pl.DataFrame(written)
                .with_columns(hidden)[positions.to_list()]
                .select(pl.concat_str(pl.all().fill_null(""), separator="\t").alias("row_text"))
            )
            numbers = self.table.row_numbers.gather(positions).cast(pl.Int64).alias("row_no")
            parts.append(_with_reasons(first.drop("pos").with_columns(numbers, text["row_text"]), self.table.table_no))
        return pl.concat(parts).sort("row_no")

    def _rejected(self) -> pl.DataFrame:
        rejected = self.table.rejected
        frame = rejected.select(
            pl.col("code").cast(pl.String),
            pl.lit(None, dtype=pl.String).alias("column_name"),
            pl.lit(None, dtype=pl.String).alias("value"),
            pl.col("row_no").cast(pl.Int64),
            pl.col("text").cast(pl.String).alias("row_text"),
        )
        for names in self.names.values():  # a record that could not be taken apart may hold them anywhere
            frame = frame.with_columns(without_names(frame["row_text"], names, self.salt).alias("row_text"))
        return _with_reasons(frame, self.table.table_no)


def _with_reasons(frame: pl.DataFrame, table_no: int) -> pl.DataFrame:
    """Add the reason of each row, written for one row: count 1 and its own value."""
    kinds = frame.select("code", "column_name", "value", "row_no").to_dicts()
    reasons = [_reason(kind) for kind in kinds]
    return frame.with_columns(
        pl.lit(table_no, dtype=pl.Int32).alias("table_no"),
        pl.Series("reason_ko", [ko for ko, _ in reasons], dtype=pl.String),
        pl.Series("reason_en", [en for _, en in reasons], dtype=pl.String),
    ).select([pl.col(name).cast(kind) for name, kind in QUARANTINE.items()])


def _reason(kind: dict[str, object]) -> tuple[str, str]:
    entry = catalogue().get(str(kind["code"]), {})
    facts: dict[str, object] = defaultdict(lambda: "-")
    facts.update(column=kind["column_name"], count=1, row=kind["row_no"], value=kind["value"])
    return entry.get("reason_ko", "").format_map(facts), entry.get("reason_en", "").format_map(facts)
