"""Tables built by hand, as a reader would hand them over."""

import csv
import io
from pathlib import Path

import polars as pl

from connectors.types import Table

REJECTED = {"row_no": pl.UInt32, "code": pl.String, "text": pl.String}


def table(
    columns: dict[str, list[str | None]],
    *,
    units: dict[str, str] | None = None,
    labels: dict[str, str] | None = None,
    preamble: dict[str, str] | None = None,
    rejected: list[tuple[int, str, str]] | None = None,
    decimal: str = ".",
    layout: str = "wide",
) -> Table:
    """A table of the given columns, header in row 1, records from row 2."""
    records = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    bad = pl.DataFrame(rejected or [], schema=REJECTED, orient="row")
    return Table(
        table_no=1,
        name=None,
        records=records,
        row_numbers=pl.Series("row_no", range(2, records.height + 2), dtype=pl.UInt32),
        rejected=bad,
        record_count=records.height + bad.height,
        header_rows=(1,),
        header_roles={"names": 1},
        units=units or {},
        labels=labels or {},
        preamble=preamble or {},
        decimal=decimal,
        layout=layout,  # type: ignore[arg-type]
    )


def csv_table(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> Table:
    """A plain CSV file as a table."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding=encoding)), delimiter=delimiter))
    header = [cell or f"column_{i}" for i, cell in enumerate(rows[0], start=1)]
    return table({name: [row[i] or None for row in rows[1:]] for i, name in enumerate(header)})
