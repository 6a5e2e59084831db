"""The dataset's own columns: keys, labels, counts. What cannot be read there sets the whole row apart."""

import polars as pl

from connectors.dictionary import folded, labels
from connectors.layouts import named
from connectors.types import ColumnMapping, Mapping
from connectors.typing.damage import damaged
from connectors.typing.faults import Faults
from connectors.typing.numbers import parse, whole
from connectors.typing.people import hashed
from connectors.typing.texts import bare, ditto
from ppuri.core.contracts import DATASETS


def type_fixed(mapping: Mapping, decimal: str, faults: Faults) -> list[pl.Series]:
    """Return the fixed and text columns of a table as series named as in the lake; times are made elsewhere."""
    out = []
    for column in mapping.columns:
        if (
            column.column is None
            or column.status == "dropped"
            or (column.role == "time" and not column.column.startswith("xt_"))
        ):
            continue
        kind = DATASETS[mapping.dataset].columns.get(column.column)
        text = faults.table.records[column.header]
        if column.column.startswith("xt_"):
            out.append(_text(text, column, faults))
        elif column.column in ("result", "is_trial", "run_state"):
            out.append(_label(text, column, mapping.labels.get(column.column, {}), faults))
        elif kind == pl.Int64() and column.column != "duration_us":
            out.append(_count(text, column, decimal, faults))
        elif kind == pl.String():
            said = _undittoed(_text(text, column, faults), column, faults)
            keyed = column.column in DATASETS[mapping.dataset].key
            out.append(_undamaged(said, column, faults, keyed) if column.role == "key" else said)
    return out


def _text(text: pl.Series, column: ColumnMapping, faults: Faults) -> pl.Series:
    stripped = bare(text)
    if column.channel == "operator_hash":
        faults.names[column.header] = stripped
        stripped = hashed(stripped, faults.salt)
    return stripped.alias(column.column or column.header)


def _undittoed(said: pl.Series, column: ColumnMapping, faults: Faults) -> pl.Series:
    """Leave out marks that stand for the cell above: what is above may have moved since, and they name nothing."""
    marks = ditto(said)
    if not marks.any():
        return said
    faults.cells("ditto-mark", column.header, marks.arg_true())
    return said.set(marks, None)


def _undamaged(said: pl.Series, column: ColumnMapping, faults: Faults, keyed: bool) -> pl.Series:
    """Leave out ids that a spreadsheet destroyed; where the id is part of the row's key, the row is set apart."""
    texts = faults.table.records[column.header]
    for kind, mask in damaged(said).items():
        if keyed:
            faults.records(f"id-damaged-{kind}", column.header, mask.arg_true(), texts)
        else:
            faults.cells(f"id-damaged-{kind}", column.header, mask.arg_true())
        said = said.set(mask, None)
    return said


def _label(text: pl.Series, column: ColumnMapping, meanings: dict[str, str], faults: Faults) -> pl.Series:
    """Map label texts; an unknown judgement sets its row apart, an unknown state is stored as exported."""
    stripped = bare(text)
    by_fold = _known(column.column) | {folded(t): v for t, v in meanings.items()} if meanings else {}
    nothing = stripped.str.to_lowercase().is_in([t for t in named(None).values.missing if folded(t) not in by_fold])
    stripped = stripped.set(nothing.fill_null(False), None)
    distinct = stripped.drop_nulls().unique()
    values = [by_fold.get(folded(t)) for t in distinct.to_list()]
    said = stripped.replace_strict(distinct, pl.Series(values, dtype=pl.String), return_dtype=pl.String, default=None)
    name = column.column or column.header
    if name == "is_trial":
        # A run without a mark is no trial, whether or not its file marks others: two exports of it must agree.
        return (said == "trial").fill_null(False).alias(name)
    if name == "run_state":
        if meanings:
            _strange_states(
                text, stripped.filter(said.is_not_null()), said.is_null() & stripped.is_not_null(), column, faults
            )
        return said.fill_null(stripped).alias(name)
    if meanings:
        faults.records("bad-label", column.header, (said.is_null() & stripped.is_not_null()).arg_true(), text)
    return said.alias(name)


def _strange_states(
    text: pl.Series, known: pl.Series, strange: pl.Series, column: ColumnMapping, faults: Faults
) -> None:
    """A number where all other states are words tells that the cells of its row have moved; other words are kept."""
    numbers = text.cast(pl.String).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False).is_not_null()
    moved = strange & numbers if known.cast(pl.Float64, strict=False).null_count() == len(known) else strange & False
    faults.records("bad-label", column.header, moved.arg_true(), text)
    faults.cells("unknown-state", column.header, (strange & ~moved).arg_true(), count=False)


def _known(name: str | None) -> dict[str, str]:
    """Judgements that every file may bring, also after a mapping was remembered; `Y` and `0` depend on the header."""
    if name != "result":
        return {}
    return {folded(e.text): e.value for e in labels("result") if e.value and e.text not in ("Y", "N")}


def _count(text: pl.Series, column: ColumnMapping, decimal: str, faults: Faults) -> pl.Series:
    """Read whole numbers; a text, a fraction or a number below zero sets the row apart."""
    read = parse(text, decimal)
    counted = whole(read.values)
    counted = counted.set((counted < (1 if column.column == "piece_count" else 0)).fill_null(False), None)
    present = text.is_not_null() & (bare(text).fill_null("").is_in(["", "-"]).not_())
    code = "bad-quantity" if column.column == "piece_count" else "bad-key"
    faults.records(code, column.header, (counted.is_null() & present).arg_true(), text)
    return counted.alias(column.column or column.header)
