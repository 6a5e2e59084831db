"""Rows below the header: records, records that are set apart, rows that are none."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from connectors.reading.cells import TOTALS
from connectors.reading.declared import control_rows
from connectors.reading.header import Header
from connectors.reading.odd import Odd
from ppuri.core.findings import Finding, finding

REJECTED = {"row_no": pl.UInt32, "code": pl.String, "text": pl.String}
FIRST_CELLS = 4
# Rows of totals are few; a word that stands in more rows than this is a value.
MOST_TOTALS_SHARE = 1 / 3
_BLANKS = (" ", "\t", "\n", "\r", "\u00a0", "\u3000", "\ufeff")


@dataclass(frozen=True)
class Records:
    """What stands below a header.

    Attributes:
        frame: Text cells, null where empty; columns as the header.
        row_numbers: Of each record.
        rejected: row_no, code, text.
        skipped: Line numbers of rows that are no records.
        written: Gives the texts of a column that stands in `frame` as numbers.
    """

    frame: pl.DataFrame
    row_numbers: pl.Series
    rejected: pl.DataFrame
    skipped: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    written: Callable[[str], pl.Series] | None = None


def sorted_out(
    frame: pl.DataFrame, rows: pl.Series, header: Header, odd: Odd, *, spare: list[str], delimiter: str
) -> Records:
    """Set apart repeated headers, totals and values without a column; drop control rows.

    Args:
        frame: Text cells, null where empty; or Float64 columns that hold a number in every row, where a row to be set apart is only marked
            by its texts: the caller then reads all as text.
        rows: Row number of each.
        header: The header.
        odd: What was set apart before.
        spare: Columns behind the named ones, which a delimiter at the end of the lines makes.
        delimiter: Put between the cells of a row's text.
    """
    marks = frame.select(
        control=control_rows(frame, header.family),
        beyond=pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in spare)),
        again=_repeated(frame, header.names),
        total=_totals(frame, [name for name in header.names[:FIRST_CELLS] if frame.schema[name] == pl.String]),
    )
    frame = frame.drop(spare) if not marks["beyond"].any() else frame
    taken = marks["control"] | marks["beyond"] | marks["again"] | marks["total"]
    rejected = pl.DataFrame(odd.rejected, schema=REJECTED, orient="row")
    skipped = odd.skipped
    if taken.any():
        code = pl.when("again").then(pl.lit("repeated-header")).when("total").then(pl.lit("total-row"))
        codes = marks.select(code=code.otherwise(pl.lit("ragged-row"))).to_series()
        apart = taken & ~marks["control"]
        cells = pl.all().cast(pl.String).fill_null("")
        text = frame.filter(apart).select(text=pl.concat_str(cells, separator=delimiter)).to_series()
        found = pl.DataFrame({"row_no": rows.filter(apart), "code": codes.filter(apart), "text": text})
        rejected = pl.concat([rejected, found]).sort("row_no")
        skipped = sorted([*skipped, *rows.filter(marks["control"]).to_list()])
        frame, rows = frame.filter(~taken).select(header.names), rows.filter(~taken)
    notes = told(rejected, len(header.names))
    return Records(frame, rows.alias("row_no"), rejected, tuple(skipped), notes)


def _repeated(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    """Rows whose cells are the header's: looked for by the first cells, proved by all."""
    bare = [(name, name.strip()) for name in names]
    texts = [(name, text) for name, text in bare if frame.schema[name] == pl.String]
    hint = pl.any_horizontal(_bare(name) == text for name, text in texts[:FIRST_CELLS])
    maybe = frame.select(hint.fill_null(value=False)).to_series()
    if not maybe.any() or len(texts) < len(bare):
        return maybe
    equal = pl.sum_horizontal((_bare(name) == text).fill_null(value=False) for name, text in bare)
    return frame.select(equal >= max(2, 0.6 * len(names))).to_series()


def _totals(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    words = sorted(word.replace(" ", "") for word in TOTALS)
    cells = (_bare(name) for name in names)
    trimmed = (cell.str.replace_all(r"[\s\[\]()<>:：]", "").str.to_lowercase() for cell in cells)
    # Numbers and stamps are most of a file; only cells without a digit can be a word for a total.
    found = frame.select(
        pl.any_horizontal(
            pl.lit(value=False),
            *(
                pl.when(pl.col(name).str.contains(r"^[^0-9]{1,20}$"))
                .then(cell.is_in(words))
                .otherwise(pl.lit(value=False))
                for name, cell in zip(names, trimmed, strict=True)
            ),
        ).fill_null(value=False)
    ).to_series()
    few = found.sum() <= max(1, MOST_TOTALS_SHARE * frame.height)
    return found if few else pl.repeat(value=False, n=frame.height, dtype=pl.Boolean, eager=True)


def _bare(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars(" \t\r\n\u00a0\u3000\ufeff")


def frame_of(rows: list[list[str]], names: list[str]) -> pl.DataFrame:
    """Return rows of text cells as a frame; an empty cell is null."""
    schema = dict.fromkeys(names, pl.String)
    return emptied(pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema))


def emptied(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with null in place of cells that hold nothing but blanks."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    blank = [
        (pl.col(name) == "").any() | pl.any_horizontal(pl.col(name).str.starts_with(b).any() for b in _BLANKS)
        for name in texts
    ]
    told_blank = frame.select(pl.concat_list(blank).alias("blank"))["blank"][0] if frame.height and texts else []
    columns = [name for name, is_blank in zip(texts, told_blank, strict=False) if is_blank]
    return frame.with_columns(
        pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)).alias(name) for name in columns
    )


def told(rejected: pl.DataFrame, width: int) -> tuple[Finding, ...]:
    """Return one finding per code of what was set apart."""
    findings = []
    for (code,), rows in rejected.group_by(["code"], maintain_order=True):
        places: list[tuple[int | None, str | None]] = [
            (int(row), str(text)) for row, text in rows.select("row_no", "text").head(5).iter_rows()
        ]
        findings.append(finding(str(code), count=rows.height, places=places, width=width))
    return tuple(findings)
