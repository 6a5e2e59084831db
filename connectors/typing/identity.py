"""Which rows of one file repeat another, are pieces of one run, or share a key by accident (design section 5.2)."""

from dataclasses import dataclass

import polars as pl

from connectors.types import Mapping
from ppuri.core.findings import Finding, finding
from ppuri.core.results import Assumption

_PIECE = ("cavity_id", "part_id", "serial_id")
_LINEAGE = ("row_no",)
# Under `order` nothing but content tells pieces of one shot; fewer measured values than these coincide by chance.
_TELLING_CHANNELS = 5
_TRUNCATED = 0.05


@dataclass(frozen=True)
class Identified:
    """Rows with their numbers.

    Attributes:
        frame: Rows kept, in file order.
        duplicate_count: Rows dropped because their key proves that they repeat another.
        conflicts: Numbers of rows that repeat a key with other contents where a key may come once only.
    """

    frame: pl.DataFrame
    duplicate_count: int = 0
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    conflicts: pl.Series | None = None


def identify(frame: pl.DataFrame, mapping: Mapping, table_no: int) -> Identified:
    """Number the rows of one table; `frame` holds the columns that the dataset has, plus `row_no`."""
    if mapping.dataset == "run":
        return _by_order(frame, mapping, table_no) if mapping.time.basis == "order" else _runs(frame, mapping, table_no)
    if mapping.dataset == "reading":
        return _readings(frame, table_no) if mapping.time.basis != "order" else Identified(frame)
    if mapping.dataset == "inspection":
        return _inspections(frame, table_no)
    return _plain(frame, table_no)


def _content(frame: pl.DataFrame, *without: str) -> list[str]:
    return [name for name in frame.columns if name not in (*_LINEAGE, *without)]


def _present(frame: pl.DataFrame, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if name in frame.columns]


def _first(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    """Where a row is the first of those that are equal in all of these columns."""
    return frame.select(pl.struct(names).is_first_distinct()).to_series()


def _proven(frame: pl.DataFrame) -> pl.Series:
    """Where a counter or serial number proves what a row is."""
    out = pl.Series([False]).new_from_index(0, frame.height)
    for name in _present(frame, ("cycle_counter", "serial_id")):
        out = out | frame[name].is_not_null()
    return out


def _runs(frame: pl.DataFrame, mapping: Mapping, table_no: int) -> Identified:
    shot = _present(frame, ("ended_ts", "cycle_counter"))
    shared = frame.select(shot).is_duplicated()
    ones = frame.filter(~shared).with_columns(
        pl.lit(1, dtype=pl.Int32).alias("occurrence_no"), pl.lit(1, dtype=pl.Int32).alias("piece_no")
    )
    if not shared.any():
        return Identified(ones)
    several = frame.filter(shared)
    first = _first(several, _content(several))
    all_drop = mapping.answers.get("pieces") == "duplicates"
    drop = ~first if all_drop else ~first & _proven(several)
    kept = several.filter(~drop)
    numbered = _numbered(kept, shot)
    changed = int((numbered["variant"] > 1).sum())
    alike = int((~first & ~drop).sum())
    frame = pl.concat([ones, numbered.drop("variant")]).sort("row_no")
    return Identified(
        frame,
        int(drop.sum()),
        (*_duplicates(int(drop.sum()), table_no), *_changed(changed, numbered, table_no)),
        (_pieces(alike, "pieces"),) if alike else (_pieces(int(drop.sum()), "duplicates"),) if all_drop else (),
    )


def _numbered(rows: pl.DataFrame, shot: list[str]) -> pl.DataFrame:
    """Number rows that share a shot; the numbers depend on the contents, not on the order in the file."""
    content, piece = _content(rows), _present(rows, _PIECE)
    key = _present(rows, ("ended_ts", "cycle_counter", "cavity_id", "serial_id"))
    ordered = rows.sort([*shot, *piece, *(c for c in content if c not in (*shot, *piece))], nulls_last=True)
    new = _first(ordered, content).cast(pl.Int32).alias("new")
    return (
        ordered.with_columns(new)
        .with_columns(pl.col("new").cum_sum().over([*shot, *piece]).alias("variant"))
        .with_columns(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over([*shot, "variant"]).alias("piece_no"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(key).alias("occurrence_no"),
        )
        .drop("new")
        .select([*rows.columns, "occurrence_no", "piece_no", "variant"])
    )


def _by_order(frame: pl.DataFrame, mapping: Mapping, table_no: int) -> Identified:
    content = _content(frame, "order_no")
    measured = sum(1 for name in content if frame[name].dtype == pl.Float64 and frame[name].n_unique() > 1)
    alike_in = content or list(_LINEAGE)  # without any content every row is a run of its own
    nth = frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(alike_in).alias("nth")).to_series()
    drop_all = mapping.answers.get("pieces") == "duplicates"
    drop = (nth > 1) & (_proven(frame) | pl.Series([drop_all]).new_from_index(0, frame.height))
    tells = measured >= _TELLING_CHANNELS
    piece = nth if tells else nth.clip(1, 1)
    kept = frame.with_columns(pl.lit(1, dtype=pl.Int32).alias("occurrence_no"), piece.alias("piece_no")).filter(~drop)
    dropped, alike = int(drop.sum()), int(((piece > 1) & ~drop).sum())
    assumptions = (_pieces(alike, "pieces"),) if alike else (_pieces(dropped, "duplicates"),) if drop_all else ()
    return Identified(kept, dropped, _duplicates(dropped, table_no), assumptions)


def _readings(frame: pl.DataFrame, table_no: int) -> Identified:
    if _grows(frame["ts"]) or not (shared := frame.select("ts").is_duplicated()).any():
        return Identified(frame.with_columns(pl.lit(None, dtype=pl.Int64).alias("order_no")))
    several = frame.filter(shared)
    first = _first(several, _content(several))
    instants = several["ts"].n_unique()
    # Stamps cut to the minute make many rows share an instant: there an equal row is no proof of a repetition.
    truncated = int(first.sum()) - instants > _TRUNCATED * frame.height
    drop = ~first & (not truncated)
    content = [name for name in _content(several) if name != "ts"]
    kept = several.filter(~drop).sort(["ts", *content], nulls_last=True)
    nth = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("ts")
    kept = kept.with_columns(pl.when(nth > 1).then(nth).alias("order_no"))
    rest = frame.filter(~shared).with_columns(pl.lit(None, dtype=pl.Int64).alias("order_no"))
    changed = kept.filter(pl.col("order_no").is_not_null())
    findings = (
        *_duplicates(int(drop.sum()), table_no),
        *_changed(changed.height, changed.with_columns(pl.lit(2).alias("variant")), table_no),
    )
    return Identified(pl.concat([rest, kept]).sort("row_no"), int(drop.sum()), findings)


def _grows(instants: pl.Series) -> bool:
    """Whether each instant is later than the one before: then none comes twice, and nothing need be hashed."""
    return instants.null_count() == 0 and bool((instants.to_physical().diff().drop_nulls() > 0).all())


def _inspections(frame: pl.DataFrame, table_no: int) -> Identified:
    key = _present(frame, ("lot_id", "serial_id", "cycle_counter", "run_ts", "inspected_ts", "test"))
    drop = ~_first(frame, _content(frame, "order_no")) & _proven(frame)
    kept = frame.filter(~drop)
    number = (
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(key)
        if key
        else pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    )
    content = [name for name in _content(kept) if name not in key]
    numbered = kept.sort([*key, *content], nulls_last=True).with_columns(number.alias("occurrence_no"))
    return Identified(numbered.sort("row_no"), int(drop.sum()), _duplicates(int(drop.sum()), table_no))


def _plain(frame: pl.DataFrame, table_no: int) -> Identified:
    """Where the key always proves identity (events, tallies): a fully equal row is a repetition."""
    first = _first(frame, _content(frame))
    dropped, kept = int((~first).sum()), frame.filter(first)
    if "event_type" not in frame.columns:
        return Identified(kept, dropped, _duplicates(dropped, table_no))
    once = _first(kept, _present(kept, ("machine_id", "started_ts", "event_type")))
    return Identified(kept.filter(once), dropped, _duplicates(dropped, table_no), (), kept.filter(~once)["row_no"])


def _duplicates(count: int, table_no: int) -> tuple[Finding, ...]:
    return (finding("duplicate-rows", table_no=table_no, count=count),) if count else ()


def _changed(count: int, rows: pl.DataFrame, table_no: int) -> tuple[Finding, ...]:
    if not count:
        return ()
    places: list[tuple[int | None, str | None]] = [
        (int(n), None) for n in rows.filter(pl.col("variant") > 1)["row_no"].sort().head(5).to_list()
    ]
    return (finding("same-key-other-values", table_no=table_no, count=count, places=places),)


def _pieces(count: int, value: str) -> Assumption:
    return Assumption(
        key="pieces",
        value=value,
        choices=("pieces", "duplicates"),
        text_ko=f"내용이 같은 {count}개 행을 한 번에 나온 여러 제품으로 세었습니다."
        if value == "pieces"
        else f"내용이 같은 {count}개 행을 되풀이된 것으로 보고 뺐습니다.",
        text_en=f"{count} rows of equal content were counted as further pieces of one shot."
        if value == "pieces"
        else f"{count} rows of equal content were left out as repetitions.",
    )
