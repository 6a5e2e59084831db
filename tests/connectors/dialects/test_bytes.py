"""Whatever the bytes: no exception, every record accounted for, and the archive walk, the dialects and the stamps hold."""

import gzip
import io
import zipfile
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.reading.dialect import BLANKS, find_dialects
from connectors.reading.encoding import decode
from connectors.timestamps import NUMERIC_FORMS, ORDERS, classify, decide, guess_number, read, tidy
from connectors.types import Export, Table
from tests.connectors.dialects.written import files
from tests.effort import examples

PATIENT: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
SCRAPS = st.sampled_from(
    [
        b"\n",
        b"\r",
        b'"',
        b"'",
        b",",
        b";",
        b"\t",
        b"\x00",
        b"\\",
        b"#",
        b"\xff",
        b"\xb0\xa1",
        b"sep=;\n",
        b"\n\n",
        b"  ",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An export with bytes put in, taken out, doubled and moved; or any bytes at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    content = draw(files()).content
    for _ in range(draw(st.integers(0, 4))):
        at, end = sorted(draw(st.integers(0, len(content))) for _ in range(2))
        end = min(end, at + draw(st.sampled_from([1, 2, 40, 400])))
        change = draw(st.sampled_from(["put", "out", "twice", "move"]))
        piece = content[at:end]
        if change == "put":
            content = content[:at] + draw(st.one_of(SCRAPS, st.binary(max_size=4))) + content[at:]
        elif change == "out":
            content = content[:at] + content[end:]
        elif change == "twice":
            content = content[:end] + piece + content[end:]
        else:
            content = content[:at] + content[end:] + piece
    return content


def accounted(export: Export) -> None:
    """Every table's records are accepted or set apart, each row once and in order."""
    for table in export.tables:
        assert table.record_count == table.records.height + table.rejected.height
        kept, apart = table.row_numbers.to_list(), table.rejected["row_no"].to_list()
        told = [*kept, *apart, *table.skipped_rows, *table.header_rows]
        assert kept == sorted(kept)
        assert apart == sorted(apart)
        assert len(set(told)) == len(told)
    assert export.tables or export.findings or export.holds


def lines_by_hand(content: bytes, table: Table) -> set[int] | None:
    """Numbers of the lines below the header that hold anything; None where quotes may put several lines into one record."""
    body = decode(content, table.encoding).body or b""
    if b'"' in body or b"'" in body or b"\\" in body or table.delimiter is None:
        return None
    blank = b" \t\r" + table.delimiter.encode()
    lines = enumerate(body.split(b"\n"), start=1)
    return {number for number, line in lines if line.strip(blank) and number > max(table.header_rows, default=0)}


@given(damaged())
@settings(max_examples=examples(150), **PATIENT)
def test_no_record_is_lost_whatever_the_bytes(content: bytes) -> None:
    export = read_export(content)
    accounted(export)
    if export.container == "text" and len(export.tables) == 1 and not export.holds:
        (table,) = export.tables
        by_hand = lines_by_hand(content, table)
        told = {*table.row_numbers, *table.rejected["row_no"]}
        assert by_hand is None or by_hand - set(table.skipped_rows) == told


@given(damaged())
@settings(max_examples=examples(60), **PATIENT)
def test_dialects_of_anything(content: bytes) -> None:
    found = find_dialects(content.replace(b"\r", b"\n"))
    assert found
    assert all(each.delimiter == BLANKS or len(each.delimiter) == 1 for each in found)
    for delimiter in (";", "\t"):
        accounted(read_export(content, delimiter=delimiter))


@given(st.lists(st.tuples(st.text(max_size=12), damaged()), max_size=3, unique_by=lambda member: member[0]), st.data())
@settings(max_examples=examples(30), **PATIENT)
def test_archives_of_anything(members: list[tuple[str, bytes]], data: st.DataObject) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(members):
            archive.writestr(zipfile.ZipInfo(f"{at}{name}".replace("\x00", "")), content)
    whole = packed.getvalue()
    accounted(read_export(whole))
    at = data.draw(st.integers(0, len(whole)))
    accounted(read_export(whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 8)) :]))
    accounted(read_export(gzip.compress(members[0][1])[: data.draw(st.integers(0, 400))] if members else b"\x1f\x8b"))


STAMPS = st.one_of(
    st.text(max_size=24),
    st.text(st.sampled_from(list("0123456789-/.: TZ+년월일시분초오전후AMPM()월화")), max_size=24),
    st.datetimes().map(str),
    st.integers(-(10**19), 10**19).map(str),
)


@given(st.lists(st.one_of(st.none(), STAMPS), min_size=1, max_size=6), st.sampled_from(["Asia/Seoul", "+09:00", "UTC"]))
@settings(max_examples=examples(60), **PATIENT)
def test_stamps_of_anything(texts: list[str | None], zone: str) -> None:
    column = pl.Series("t", texts, dtype=pl.String)
    tidied = tidy(column)
    assert len(tidied) == len(column)
    classify(column)
    decide(tidied)
    guess_number(column)
    for form in (*ORDERS, *NUMERIC_FORMS):
        instants = read(column, (form,), zone=zone)
        assert len(instants) == len(column)
        assert not instants.filter(column.is_null()).is_not_null().any()
