"""A people's sheet on its way to a plain table, and what comes out."""

from dataclasses import dataclass, field, replace

import polars as pl

from connectors.sheets import words
from connectors.sheets.dates import When
from connectors.types import Table
from ppuri.core.findings import Finding
from ppuri.core.results import Assumption, Hold

MEASURE_CHOICES = {
    "produced_count": words.PRODUCED,
    "good_count": words.GOOD,
    "scrap_count": words.SCRAP,
    "planned_count": words.PLANNED,
    "stop_min": words.STOP,
}
DATE, SHIFT, MACHINE, DEFECT, REASON, TEST = "작업일자", "근무조", "설비", "불량유형", "정지사유", "측정점"
HEADER, ROW, NTH = "\x00header", "\x00row", "\x00nth"


@dataclass(frozen=True)
class Sheet:
    """A people's sheet as a plain table.

    Attributes:
        table: One row per quantity; several rows may carry one row number.
        origin: Header of the sheet that the quantity of each row stood under.
        made: Columns that the sheet does not have.
        test: Measuring point of each row, for inspections.
        machines: Machine of each row, where the sheet tells of several that are declared.
        duplicate_rows: Row numbers of records that repeat another in full.
    """

    table: Table
    origin: pl.Series | None = None
    made: tuple[str, ...] = ()
    test: pl.Series | None = None
    machines: pl.Series | None = None
    duplicate_rows: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    holds: tuple[Hold, ...] = ()


@dataclass
class Work:
    """A sheet on its way."""

    table: Table
    answers: dict[str, str]
    when: When
    findings: list[Finding] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


def done(work: Work, long: pl.DataFrame, test: pl.Series | None = None, units: dict[str, str] | None = None) -> Sheet:
    """Return the finished sheet; `long` carries row numbers and the sheet's headers in hidden columns."""
    table = work.table
    hidden = [ROW, HEADER, *([TEST] if test is not None else [])]
    records = long.drop([name for name in (*hidden, NTH) if name in long.columns])
    made = tuple(name for name in records.columns if name not in table.records.columns)
    plain = replace(
        table,
        records=records,
        row_numbers=long[ROW].cast(pl.UInt32),
        units={**{k: v for k, v in table.units.items() if k in records.columns}, **(units or {})},
        labels={**{k: v for k, v in table.labels.items() if k in records.columns}},
    )
    return Sheet(
        plain,
        origin=long[HEADER] if HEADER in long.columns else None,
        made=made,
        test=test,
        findings=tuple(work.findings),
        assumptions=tuple(work.assumptions),
        holds=tuple(work.holds),
    )
