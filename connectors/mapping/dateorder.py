"""Order of day, month and year of a column of dates: proved by all of it, taken on evidence, or asked."""

import polars as pl

from connectors import timestamps
from connectors.layouts import named
from connectors.mapping.notes import Notes
from connectors.timestamps.share import share
from connectors.types import Table, TimeMapping

SHORT_DAY = r"^\s*\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s*$"
SHORT_STAMP = r"^\s*\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\s*$"
_DATE_PART = r"^('?\d{1,4}(?:\s*[-/.년]\s*\d{1,2}\s*[-/.월]\s*\d{1,4}[.일]?|\d{0,4}))"
_FULL_YEAR = r"^'?\d{4}(?:\D|\d{4}(?:\D|$))|^'?\d{1,2}\D\s*\d{1,2}\D\s*\d{4}(?:\D|$)"
_NEARLY_ALL, _LOOKED_AT = 0.98, 5_000


def forms_of(texts: pl.Series, notes: Notes) -> tuple[tuple[str, ...], bool]:
    """Return the forms of a column of stamps, and whether its years have four digits."""
    present = texts.drop_nulls()
    if len(present) and bool(present.str.contains(f"{SHORT_DAY}|{SHORT_STAMP}").all()):
        return ("compact6",), False
    tidied = dates(texts)
    few = present.gather_every(max(1, len(present) // _LOOKED_AT))
    full = share(timestamps.tidy(few).str.contains(_FULL_YEAR)) >= _NEARLY_ALL
    return _order(tidied.filter(tidied.str.contains(_FULL_YEAR)) if full else tidied, notes), full


def dates(texts: pl.Series) -> pl.Series:
    """Return the tidied dates of a column, each once: the order is decided by the whole column."""
    found = texts.str.strip_chars().str.extract(_DATE_PART, 1)
    distinct = found.drop_nulls().unique()
    return timestamps.tidy(distinct if len(distinct) else texts.drop_nulls().head(1))


def contradicted(time: TimeMapping, table: Table) -> bool:
    """Whether the dates of a file prove another order than the one that is remembered for its layout."""
    known = time.forms[:1]
    if known not in (("dmy",), ("mdy",), ("ymd",)) or not time.columns or time.parts or time.day is not None:
        return False
    if time.columns[0] not in table.records.columns:
        return False
    cells = table.records[time.columns[0]]
    # Beside years in front any other order shows in every row; day and month are told apart by few of them.
    looked_at = cells.gather_every(max(1, len(cells) // _LOOKED_AT)) if known == ("ymd",) else cells
    order = timestamps.decide(dates(looked_at))
    return order.ground != "year_first" and order.share >= _NEARLY_ALL and known[0] not in order.choices


def _order(tidied: pl.Series, notes: Notes) -> tuple[str, ...]:
    answer = notes.answers.get("date_order") or notes.answers.get("time:date_order")
    if answer in timestamps.ORDERS:
        return (answer,)
    order = timestamps.decide(tidied)
    if not order.choices:
        return ("ymd",)
    if order.settled:
        if order.ground in ("only_one", "span", "apostrophe"):
            _assume(order.choices[0], order.ground, notes)
        return order.choices
    declared = named(notes.table.family).date_order
    if declared in order.choices:
        _assume(declared, "maker", notes)
        return (declared,)
    preview = tuple(
        f"{text} → " + " / ".join(f"{o}: {_shown(text, o)}" for o in order.choices) for text in tidied.head(3).to_list()
    )
    notes.ask(
        "date_order",
        order.choices,
        "날짜의 연·월·일 순서를 파일만으로는 알 수 없습니다. 어느 순서입니까? (dmy 일/월/연, mdy 월/일/연, ymd 연/월/일)",
        "The file alone does not prove the order of day, month and year. Which one is it? (dmy, mdy, ymd)",
        preview,
    )
    return (order.choices[0],)


def _shown(text: str, order: str) -> str:
    instant = timestamps.read(pl.Series([text]), (order,), zone="+00:00").item()
    return instant.strftime("%Y-%m-%d") if instant else "?"


def _assume(order: str, ground: str, notes: Notes) -> None:
    why = {
        "only_one": ("다른 순서로는 읽히지 않는 날짜가 있습니다", "other orders leave dates that do not exist"),
        "span": ("다른 순서로 읽으면 기간이 여러 해로 흩어집니다", "other orders would spread the log over years"),
        "maker": ("이 기록계가 쓰는 순서입니다", "it is how this recorder writes them"),
        "apostrophe": ("앞의 ' 표시는 연도를 줄인 것입니다", "the leading ' marks a shortened year"),
    }[ground]
    notes.assume(
        "time:date_order",
        order,
        timestamps.ORDERS,
        f"날짜 순서를 {order}로 읽었습니다: {why[0]}.",
        f"Dates were read in the order {order}: {why[1]}.",
    )
