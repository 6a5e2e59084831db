"""Records to a frame of text cells: polars takes them apart, what does not fit its header is set apart before."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import PolarsError

from connectors.reading.content import Content
from connectors.reading.counter import Count, Places
from connectors.reading.declared import footer_at
from connectors.reading.header import Header
from connectors.reading.numeric import Numeric, typed, usable
from connectors.reading.odd import records_at, sort_odd
from connectors.reading.quotes import MOST_BYTES_IN_A_RECORD
from connectors.reading.records import Records, emptied, sorted_out

# A line that begins with `#` is a comment where few do.
MOST_COMMENTS = 0.5
_SPARE = "\x00"


def parse(content: Content, count: Count, header: Header, first: int, numeric: Numeric | None = None) -> Records | None:
    """Take the records below a header apart.

    Args:
        content: The text and what is known of it.
        count: Where its records lie.
        header: The header.
        first: Number of the first record below it, from 0.
        numeric: Columns that are known to hold numbers.

    Returns:
        The records; None where the parser finds another number of records than the counter.
    """
    cells, size = count.cells[first:], count.ends[first:] - count.begins[first:]
    named = len(header.names)
    usual = _usual(cells, named)
    plain = (cells == usual) & (size <= MOST_BYTES_IN_A_RECORD)
    marked = records_at(count, [*content.broken, *content.unclosed]) - first
    plain[marked[marked >= 0]] = False
    plain &= ~_looked_at(content, count, first)
    beyond = count.begins[first:] >= footer_at(content.body, header.family)
    plain &= ~beyond
    sure, rest = np.flatnonzero(plain) + first, np.flatnonzero(~plain & ~beyond) + first
    odd = sort_odd(content, count, rest, named=named, usual=usual, plain=sure, family=header.family)
    odd.skipped += count.lines[first:][beyond].tolist()
    kept = plain
    kept[np.array(list(odd.mended), dtype=np.int64) - first] = True
    good = np.flatnonzero(kept) + first
    body = _pieces(content.body, count, good, odd.mended)
    numeric = usable(numeric, content)
    frame = _frame(body, header.names, usual, content, numeric)
    if frame is None or frame.height != len(good):
        return None
    rows = pl.Series("row_no", count.lines[good], dtype=pl.UInt32)
    spare = [name for name in frame.columns if name.startswith(_SPARE)]
    sort = partial(sorted_out, rows=rows, header=header, odd=odd, spare=spare, delimiter=content.separator)
    records = sort(emptied(frame))
    if numeric is None:
        return records
    texts = partial(_frame, body, header.names, usual, content)
    if records.frame.height == frame.height:
        return replace(records, written=lambda name: _written(texts, name))
    whole = texts()
    return None if whole is None else sort(emptied(whole))


def _looked_at(content: Content, count: Count, first: int) -> npt.NDArray[np.bool_]:
    """Whether a record of the usual width may be none: a comment among others, or the last one, cut behind a delimiter."""
    begins, body = count.begins[first:], content.body
    comments: npt.NDArray[np.bool_] = np.frombuffer(body, np.uint8)[begins] == ord("#")
    if not len(begins):
        return comments
    comments &= comments.mean() < MOST_COMMENTS
    if content.cut and body.endswith(content.separator.encode()):
        comments[-1] |= int(count.ends[-1]) == len(body)
    return comments


def _usual(cells: Places, named: int) -> int:
    """Cells of most records; a delimiter at the end of every line makes one more than there are names."""
    widths, counts = np.unique(cells[cells >= named], return_counts=True)
    return int(widths[counts.argmax()]) if len(widths) else named


def _pieces(body: bytes, count: Count, good: Places, mended: dict[int, bytes]) -> bytes:
    """Return the bytes of the good records alone: one piece where nothing lies between them."""
    if not len(good):
        return b""
    breaks = np.flatnonzero(np.diff(good) != 1) + 1
    hollow = np.flatnonzero(count.begins[good[1:]] != count.ends[good[:-1]] + 1) + 1
    alone = np.searchsorted(good, np.array(list(mended), dtype=np.int64))
    cuts = (breaks, hollow, alone, alone + 1, np.array([0, len(good)]))
    edges = np.unique(np.concatenate(cuts)).tolist()
    pieces = []
    for begin, end in pairwise(edges):
        record = int(good[begin])
        if record in mended:
            pieces.append(mended[record])
        else:
            pieces.append(body[count.begins[record] : count.ends[good[end - 1]]])
    return pieces[0] if len(pieces) == 1 else b"\n".join(pieces)


def _written(texts: Callable[..., pl.DataFrame | None], name: str) -> pl.Series:
    """Return the texts of one column."""
    frame = texts(only=name)
    assert frame is not None  # noqa: S101  it was read before, as numbers
    return emptied(frame).to_series()


def _frame(
    body: bytes,
    names: list[str],
    usual: int,
    content: Content,
    numeric: Numeric | None = None,
    *,
    only: str | None = None,
) -> pl.DataFrame | None:
    columns = [*names, *(f"{_SPARE}{n}" for n in range(usual - len(names)))]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(columns, pl.String)
    if not body:
        return pl.DataFrame(schema=schema)

    def read(schema: dict[str, type[pl.DataType]], places: list[int] | None) -> pl.DataFrame:
        return pl.read_csv(
            body,
            has_header=False,
            schema=schema,
            columns=places,
            separator=content.separator,
            quote_char='"' if content.quoted and b'"' in body else None,
            infer_schema=False,
            ignore_errors=numeric is not None,
            decimal_comma=numeric is not None and numeric.decimal == ",",
        )

    try:
        if numeric is not None:
            return typed(read, schema, numeric.headers)
        return read(schema, None if only is None else [columns.index(only)])
    except PolarsError:
        return None
