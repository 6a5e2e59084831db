"""Quantities of a crosstab, one row per cell: of a day, a shift, a machine, a reason."""

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place
from connectors.sheets.dating import day_of_column, with_date
from connectors.sheets.totals import total_columns
from connectors.sheets.work import DATE, DEFECT, HEADER, MACHINE, MEASURE_CHOICES, ROW, SHIFT, Sheet, Work, done
from connectors.timestamps.share import share
from connectors.types import Table
from ppuri.core.results import Hold


def by_quantity(work: Work, found: list[Place], values: list[Place]) -> Sheet:
    """Return a sheet of quantities with one row per quantity that stands in a column of its own day, group or reason.

    Args:
        work: The sheet without rows of totals.
        found: The place of every column.
        values: Those with quantities.
    """
    table = work.table
    left_out, checks, alone = total_columns(table, found, values)
    work.findings += checks
    crossed = [p for p in values if p.apart and p.header not in left_out and not p.total]
    if not crossed:
        sums = [p.header for p in found if p.header in left_out and not p.mean]
        long = with_date(work, found, table.records.drop(sums).with_columns(table.row_numbers.alias(ROW)))
        return done(work, long)
    plain = [p for p in values if not p.apart and not p.total and p.measure]
    own = [p.header for p in found if p not in crossed and p not in plain and p.header not in left_out and not p.total]
    rows_measure = _measures(work, own) if any(p.measure is None for p in crossed) else None
    base = table.records.select(own).with_columns(table.row_numbers.alias(ROW))
    parts = [_part(base, table, p, p.measure or rows_measure, work) for p in crossed]
    for place in plain:
        part = _part(base, table, place, place.measure or "", work)
        parts.append(part.filter(alone) if place.header in left_out else part)
    long = pl.concat([part for part in parts if part is not None], how="diagonal")
    amounts = [
        name
        for name in (*MEASURE_CHOICES.values(), words.REWORK, words.RUN)
        if name in long.columns and name not in own
    ]
    long, amounts = _in_hours(work, crossed, long, amounts)
    said = pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    long = long.with_columns(said.alias("\x00said"), pl.int_range(pl.len()).alias("\x00at"))
    silent = ~pl.col("\x00said").any().over(ROW) & (pl.col("\x00at") == pl.col("\x00at").min().over(ROW))
    long = long.filter(pl.col("\x00said") | silent).sort(ROW, "\x00at", maintain_order=True)
    work.made += amounts
    if not any(p.day for p in crossed):
        long = with_date(work, found, long)
    return done(work, long.drop("\x00said", "\x00at"))


def _part(base: pl.DataFrame, table: Table, place: Place, measure: str | pl.Series | None, work: Work) -> pl.DataFrame:
    """The values of one column as rows."""
    cells = table.records[place.header]
    part = base.with_columns(pl.lit(place.header).alias(HEADER))
    if isinstance(measure, pl.Series):
        part = part.with_columns(
            pl.when(measure == name).then(cells).alias(name)
            for name in measure.drop_nulls().unique(maintain_order=True)
        )
    else:
        part = part.with_columns(cells.alias(measure or words.PRODUCED))
    if place.shift is not None:
        part = part.with_columns(pl.lit(place.shift).alias(SHIFT))
    if place.machine is not None:
        part = part.with_columns(pl.lit(place.machine).alias(MACHINE))
    if place.reason is not None:
        part = part.with_columns(pl.lit(place.reason).alias(DEFECT))
    if place.day is not None:
        made = day_of_column(place, work)
        part = part.with_columns(pl.lit(None if made is None else made.isoformat(), dtype=pl.String).alias(DATE))
    return part


def _in_hours(
    work: Work, crossed: list[Place], long: pl.DataFrame, amounts: list[str]
) -> tuple[pl.DataFrame, list[str]]:
    """Stops that the sheet tells in another unit than minutes keep it in the name of their column."""
    units = {work.table.units[p.header] for p in crossed if p.measure == words.STOP and p.header in work.table.units}
    other = {unit for unit in units if unit not in ("분", "min")}
    if words.STOP not in amounts or len(other) != 1 or units != other:
        return long, amounts
    name = f"{words.STOP.removesuffix('(분)')}({other.pop()})"
    return long.rename({words.STOP: name}), [name if each == words.STOP else each for each in amounts]


def _measures(work: Work, own: list[str]) -> str | pl.Series | None:
    """Quantity of cells whose column names none: what the record says (구분: 생산, 불량), the title, or a person."""
    table = work.table
    for name in own:
        said = table.records[name].drop_nulls()
        known = {text: found for text in said.unique().to_list() if (found := words.measure(text))}
        if known and share(said.is_in(list(known))) >= 0.5:
            own.remove(name)
            return table.records[name].replace_strict(
                list(known), list(known.values()), default=None, return_dtype=pl.String
            )
    answer = MEASURE_CHOICES.get(work.answers.get("measure", ""))
    return answer or _titled(work, own)


def _titled(work: Work, own: list[str]) -> str | None:
    table = work.table
    title = words.bare(" ".join([*(v for k, v in table.preamble.items() if not k.startswith("^")), *own]))
    told = [
        m
        for word, m in (
            ("비가동", words.STOP),
            ("정지", words.STOP),
            ("불량", words.SCRAP),
            ("양품", words.GOOD),
            ("계획", words.PLANNED),
            ("생산", words.PRODUCED),
        )
        if word in title
    ]
    if told:
        return told[0]
    texts = {text for name in own for text in table.records[name].drop_nulls().unique().to_list()}
    defects, stops = (sum(words.bare(t) in v for t in texts) for v in (words.DEFECTS, words.STOPS))
    if defects != stops:
        return words.SCRAP if defects > stops else words.STOP
    work.holds.append(
        Hold(
            key="measure",
            choices=tuple(MEASURE_CHOICES),
            question_ko="표의 숫자가 무엇을 센 것인지 적혀 있지 않습니다. 무엇입니까?",
            question_en="The sheet does not say what its numbers count. What is it?",
            preview=tuple(table.records.columns[:6]),
        )
    )
    return words.PRODUCED
