"""The counter against Python's csv module, on texts that polars never sees."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.reading import counter
from connectors.reading.counter import count_records
from connectors.reading.quotes import settle_quotes

CELLS = st.text(st.sampled_from(list('ab1.,;"\n 한')), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=12)


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


@given(ROWS, st.sampled_from([",", ";", "\t"]), st.booleans(), st.sampled_from([3, 7, 1 << 24]))
@settings(max_examples=300, deadline=None)
def test_counts_as_the_csv_module_does(rows: list[list[str]], delimiter: str, ended: bool, block: int) -> None:
    text = written(rows, delimiter)
    text = text if ended else text.removesuffix("\n")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    blank = f' \t\r\n"{delimiter}'
    filled = [r for r in read if any(cell.replace('"', "").strip(blank) for cell in r)]
    settled = settle_quotes(text.encode(), delimiter)
    before, counter.BLOCK = counter.BLOCK, block
    try:
        count = count_records(settled.body, delimiter, quoted=settled.quoted)
    finally:
        counter.BLOCK = before
    assert settled.unclosed == {}
    assert len(count) == len(filled)
    assert count.cells.tolist() == [len(r) for r in filled]


@pytest.mark.parametrize(
    ("text", "cells", "lines", "hollow"),
    [
        ("a,b\n1,2\n", [2, 2], [1, 2], ()),
        ("a,b\n\n1,2", [2, 2], [1, 3], ()),
        ("a,b\n,\n  ,\n1,2\n,\n", [2, 2], [1, 4], (2, 3, 5)),
        ('a,"b\nc"\n1,2\n', [2, 2], [1, 3], ()),
        ('"",""\n1,"x,y"\n', [2], [2], (1,)),
        ("", [], [], ()),
    ],
    ids=["plain", "blank-line", "hollow", "newline-in-quotes", "quoted-nothing", "empty"],
)
def test_places(text: str, cells: list[int], lines: list[int], hollow: tuple[int, ...]) -> None:
    count = count_records(text.encode(), ",", quoted=True)
    assert (count.cells.tolist(), count.lines.tolist(), count.hollow) == (cells, lines, hollow)


@pytest.mark.parametrize(
    ("text", "unclosed", "quoted"),
    [
        ('a,b\n1,5" pipe\n', [], False),
        ('a,b\n"x",5" pipe\n', [], True),
        ('a,b\n1,"open\n2,x\n3,y\n', [2], True),
        ('a,b\n1,"open\n2,"x"\n3,"y\nz"\n', [2], True),
        ('a,b\n1,"he said ""no"""\n', [], True),
    ],
    ids=["letter", "letter-beside-quotes", "open", "open-then-closed", "doubled"],
)
def test_quotes(text: str, unclosed: list[int], quoted: bool) -> None:
    settled = settle_quotes(text.encode(), ",")
    assert (list(settled.unclosed), settled.quoted) == (unclosed, quoted)
    count = count_records(settled.body, ",", quoted=settled.quoted)
    assert count.lines.tolist() == [
        n for n, line in enumerate(text.split("\n"), 1) if line and not line.startswith("z")
    ]
