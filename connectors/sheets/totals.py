"""Totals that people write under and beside their numbers: set apart, and checked against the sum of their parts."""

from dataclasses import replace

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place, number
from connectors.types import Table
from ppuri.core.findings import Finding, finding

_NEAR = 0.51  # minutes and averages are rounded to whole numbers or one decimal
_ID_COLUMNS = 4


def without_total_rows(table: Table, values: list[Place]) -> tuple[Table, list[Finding]]:
    """Set rows of totals apart, and say where one is not the sum of the rows above it.

    Args:
        table: The table; rows that the reader has set apart already are checked too.
        values: The columns of quantities.
    """
    ids = [name for name in table.records.columns if all(name != place.header for place in values)][:_ID_COLUMNS]
    marks = _marked(table, ids)
    if not marks.any():
        return table, []
    checks = _differing(table, values, marks)
    text = table.records.filter(marks).select(text=pl.concat_str(pl.all().fill_null(""), separator="\t")).to_series()
    apart = pl.DataFrame(
        {"row_no": table.row_numbers.filter(marks).cast(pl.UInt32), "code": ["total-row"] * len(text), "text": text}
    )
    rejected = pl.concat(
        [table.rejected.select(apart.columns).cast({"row_no": pl.UInt32, "code": pl.String, "text": pl.String}), apart]
    ).sort("row_no")
    rest = replace(
        table,
        records=table.records.filter(~marks),
        row_numbers=table.row_numbers.filter(~marks),
        rejected=rejected,
    )
    places: list[tuple[int | None, str | None]] = list(
        zip(apart["row_no"].to_list(), apart["text"].to_list(), strict=True)
    )
    return rest, [finding("total-row", table_no=table.table_no, count=apart.height, places=places), *checks]


def _marked(table: Table, ids: list[str]) -> pl.Series:
    """Rows with a word for a total in one of the record's own columns."""
    marks = pl.repeat(value=False, n=table.records.height, dtype=pl.Boolean, eager=True)
    for name in ids:
        distinct = [text for text in table.records[name].drop_nulls().unique().to_list() if words.is_total(text)]
        if distinct:
            marks = marks | table.records[name].is_in(distinct).fill_null(value=False)
    return marks


def _differing(table: Table, values: list[Place], marks: pl.Series) -> list[Finding]:
    """Compare every total with the rows since the last total, and with all rows that are none."""
    means = pl.Series(
        [any(words.is_mean(cell) for cell in row if cell) for row in table.records.iter_rows()], dtype=pl.Boolean
    )
    places: list[tuple[int | None, str | None]] = []
    for place in values:
        if place.mean:
            continue
        cells = number(table, place.header)
        frame = pl.DataFrame({"v": cells, "m": marks, "mean": means, "n": table.row_numbers})
        parts = pl.when(pl.col("m")).then(0.0).otherwise(pl.col("v").fill_null(0.0))
        frame = frame.with_columns(run=parts.cum_sum(), block=pl.col("m").cum_sum().shift(1, fill_value=0))
        frame = frame.with_columns(since=parts.sum().over("block"))
        wrong = frame.filter(
            "m", ~pl.col("mean"), pl.col("v").is_not_null(),
            (pl.col("v") - pl.col("since")).abs() > _NEAR,
            (pl.col("v") - pl.col("run")).abs() > _NEAR,
        )  # fmt: skip
        places += [(n, f"{place.header}: {v:g} ≠ {run:g}") for n, v, run in wrong.select("n", "v", "run").iter_rows()]
    return [finding("total-differs", table_no=table.table_no, count=len(places), places=places)] if places else []


def total_columns(table: Table, found: list[Place], values: list[Place]) -> tuple[set[str], list[Finding], pl.Series]:
    """Return the columns that add others up, what is wrong with them, and where a total stands without its parts.

    A column of totals is left out when its parts stand beside it. Where a record has the total only, the total counts.

    Args:
        table: The table without rows of totals.
        found: The place of every column.
        values: Those with quantities.
    """
    left_out: set[str] = {place.header for place in found if place.mean}
    alone = pl.repeat(value=False, n=table.records.height, dtype=pl.Boolean, eager=True)
    places: list[tuple[int | None, str | None]] = []
    for place in [p for p in found if not p.mean and (p.total or _sums_reasons(p, values))]:
        parts = _parts(place, values)
        if not parts:
            left_out |= {place.header} if place.total else set()
            continue
        left_out.add(place.header)
        said = number(table, place.header)
        sums = pl.DataFrame([number(table, p.header).alias(str(i)) for i, p in enumerate(parts)])
        filled = sums.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
        total = sums.select(pl.sum_horizontal(pl.all().fill_null(0.0))).to_series()
        wrong = (filled & said.is_not_null() & ((said - total).abs() > _NEAR)).fill_null(value=False)
        rows = zip(table.row_numbers.filter(wrong), said.filter(wrong), total.filter(wrong), strict=True)
        places += [(n, f"{place.header}: {v:g} ≠ {s:g}") for n, v, s in rows]
        if place.measure and not place.total:
            alone = alone | (~filled & said.is_not_null())
    checks = [finding("total-differs", table_no=table.table_no, count=len(places), places=places)] if places else []
    return left_out, checks, alone


def _sums_reasons(place: Place, values: list[Place]) -> bool:
    """Whether a column of scrap or stops adds up the reasons beside it."""
    own = place.measure is not None and place.reason is None and place.day is None
    return own and any(p.reason and p.measure == place.measure and p.group == place.group for p in values)


def _parts(total: Place, values: list[Place]) -> list[Place]:
    """The columns that a total adds up: of its own group, or of all groups where it stands in none."""
    mine = [p for p in values if p.header != total.header and not p.total and p.point is None]
    if total.group != (None, None):
        mine = [p for p in mine if p.group == total.group]
    reasons = [p for p in mine if p.reason and total.measure in (None, p.measure)]
    if reasons:
        return reasons
    apart = [p for p in mine if p.apart and total.measure in (None, p.measure)]
    return apart if len({p.measure for p in apart}) <= 1 else []
