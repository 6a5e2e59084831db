"""A people's sheet as a plain table: one row per quantity, lineage and counts in the sheet's records; pure."""

from dataclasses import replace

import polars as pl

from connectors.sheets import words
from connectors.sheets.columns import Place, places
from connectors.sheets.context import in_context
from connectors.sheets.dating import PER_FILE, needs_date, when_of
from connectors.sheets.naming import counted_reasons, is_stop_list, labelled
from connectors.sheets.points import by_point
from connectors.sheets.quantities import by_quantity
from connectors.sheets.routing import machines_of, routed
from connectors.sheets.totals import without_total_rows
from connectors.sheets.work import Sheet, Work
from connectors.timestamps.share import share
from connectors.types import MachineContext, Table
from ppuri.core.results import Assumption

MOST_ROWS = 5_000
_INSTANT = r"\d{1,4}[-/.]\s*\d{1,2}[-/.]\s*\d{1,4}[ T]+(?:오전|오후)?\s*\d{1,2}:\d{2}"


def unpivot(table: Table, answers: dict[str, str] | None = None, machine: MachineContext | None = None) -> Sheet | None:
    """Turn a people's sheet into a plain table; None where it is none, or a plain one already.

    Args:
        table: As read.
        answers: What a person said: `work_date`, `work_month`, `measure`, `quantity`, `fill_down`, `midnight`.
        machine: The machine that the sheet was handed in for, with the firm's others.
    """
    if table.layout != "wide" or not 0 < table.records.height <= MOST_ROWS:
        return None
    found = places(table)
    points = [place for place in found if place.point is not None]
    values = [place for place in found if place.apart or place.measure]
    if not is_sheet(table, found) or (_has_clock(table) and not points and not is_stop_list(table)):
        return None
    work = Work(table, answers or {}, when_of(table))
    work.table, said = without_total_rows(table, values + points)
    work.findings += said
    if not work.table.records.height:
        return None
    around = in_context(work, found, machine)
    if around:
        found = places(work.table)
    labels = labelled(work, found)
    crossed = any(place.apart for place in found)
    several = machine is not None and machines_of(work.table, machine) is not None
    if not (crossed or said or labels or several or around or needs_date(work.table, found)):
        return None
    repeated = _without_repeated(work)
    fill_down(work, found)
    made = by_point(work, found, points) if points else by_quantity(work, found, values)
    return replace(routed(made, machine), duplicate_rows=repeated)


def _has_clock(table: Table) -> bool:
    """Whether records carry an instant with a clock, as a machine's log does: then each tells of a cycle, not of a day."""
    heads = (table.records[name].drop_nulls().head(50) for name in table.records.columns[:3])
    return any(share(cells.str.contains(_INSTANT)) > 0.8 for cells in heads if len(cells))


def is_sheet(table: Table, found: list[Place]) -> bool:
    own = [place for place in found if not place.apart and place.measure is None and not place.total]
    known = sum(words.known(place.header) for place in own)
    if any(place.day for place in found) and known:
        return True
    if any(place.reason or place.point for place in found):
        return bool(known)
    if any(place.shift or place.machine for place in found):
        return any(place.measure for place in found) or bool(known)
    quantities = any(place.measure for place in found) or counted_reasons(table)
    return (
        bool(quantities or is_stop_list(table))
        and len(own) <= len(table.records.columns)
        and known >= 0.5 * max(len(own), 1)
    )


def _without_repeated(work: Work) -> tuple[int, ...]:
    """Leave out records that repeat another in full: on a sheet with a date, a shift and a part that is no second fact."""
    table = work.table
    again = table.records.is_duplicated() & ~table.records.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if not again.any():
        return ()
    work.table = replace(table, records=table.records.filter(~again), row_numbers=table.row_numbers.filter(~again))
    return tuple(table.row_numbers.filter(again).to_list())


def fill_down(work: Work, found: list[Place]) -> None:
    """Dates, shifts and machines written once for several rows; an assumption, printed."""
    records, filled = work.table.records, []
    for place in found:
        cells = records[place.header]
        word = words.bare(place.header)
        may = word in words.DATES or word in ("근무조", "조", "교대", "주야", "설비", "설비명", "호기", "라인")
        if not may or place.apart or cells.null_count() == 0 or cells[0] is None or cells.null_count() == len(cells):
            continue
        filled.append(place.header)
    if not filled or work.answers.get("fill_down") == "empty":
        return
    work.table = replace(work.table, records=records.with_columns(pl.col(filled).forward_fill()))
    if "fill_down" not in work.answers:
        shown = ", ".join(filled)
        work.assumptions.append(
            Assumption(
                key="fill_down",
                value="above",
                choices=("above", "empty"),
                text_ko=f"'{shown}' 열의 빈칸은 바로 위에 적힌 값과 같다고 보았습니다.",
                text_en=f"Empty cells of '{shown}' were taken to be as the cell above.",
            )
        )


__all__ = ["MOST_ROWS", "PER_FILE", "Sheet", "unpivot"]
