"""Measuring points of a lot, written side by side: one row per point."""

import re

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place
from connectors.sheets.dating import with_date
from connectors.sheets.work import HEADER, NTH, ROW, TEST, Sheet, Work, done
from connectors.types import Table

_HARDNESS = {"HRC": "로크웰경도", "HV": "비커스경도", "HB": "브리넬경도"}


def by_point(work: Work, found: list[Place], points: list[Place]) -> Sheet:
    """Measuring points: one row per point; what is said of the lot as a whole stands in the first row only."""
    table = work.table
    own = [p.header for p in found if p.point is None and not p.mean and not p.total]
    scale = points[0].scale
    value = f"{_HARDNESS[scale]}({scale})" if scale else f"{_stem(table, points[0])} 값"
    keys = [name for name in own if words.bare(name) in words.DATES | words.IDS - {"판정", "결과", "비고"}]
    once = [name for name in own if name not in keys]
    base = table.records.select(own).with_columns(table.row_numbers.alias(ROW))
    parts = [
        base.with_columns(
            table.records[p.header].alias(value), pl.lit(str(p.point)).alias(TEST), pl.lit(p.header).alias(HEADER)
        )
        for p in points
    ]
    long = pl.concat(parts).with_columns(pl.col(ROW).cum_count().over(ROW).alias(NTH))
    measured = pl.col(value).is_not_null()
    long = long.filter(measured | ~measured.any().over(ROW) & (pl.col(NTH) == 1)).sort(ROW, NTH)
    first = pl.col(ROW).is_first_distinct()
    long = long.with_columns(pl.when(first).then(pl.col(name)).alias(name) for name in once)
    long = with_date(work, found, long)
    return done(work, long, test=long[TEST], units={value: scale} if scale else {})


def _stem(table: Table, point: Place) -> str:
    return table.labels.get(point.header) or re.sub(r"\d+\D*$", "", point.header).strip() or "측정"
