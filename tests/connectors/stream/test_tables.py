"""Block by block gives what the whole gives: cells, row numbers, rejected rows, findings."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import read_export
from connectors.stream import UnstreamableError, tables
from connectors.types import Table
from ppuri.core.findings import Finding, merged

HEAD = "설비,다이캐스팅 3호기\n\n일시,쇼트수,용탕온도(℃),비고\n"


def shots(count: int) -> list[str]:
    return [f"2026-10-05 08:{i // 60 % 60:02}:{i % 60:02},{i},{650 + i % 9}.{i % 10},메모{i}" for i in range(count)]


def told(findings: tuple[Finding, ...] | list[Finding]) -> list[tuple[str, str | None, int, str]]:
    return sorted((each.code, each.column, each.count, each.reason_ko) for each in findings)


def same(path: Path, size: int) -> list[Table]:
    (whole,) = read_export(path).tables
    parts = list(tables(path, size=size))
    assert pl.concat([part.records for part in parts]).equals(whole.records)
    assert pl.concat([part.row_numbers for part in parts]).to_list() == whole.row_numbers.to_list()
    assert pl.concat([part.rejected for part in parts]).equals(whole.rejected)
    assert sum(part.record_count for part in parts) == whole.record_count
    assert [row for part in parts for row in part.skipped_rows] == list(whole.skipped_rows)
    assert told(merged(found for part in parts for found in part.findings)) == told(whole.findings)
    return parts


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_blocks_give_what_the_whole_gives(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    rows = shots(200)
    for at in data.draw(st.lists(st.integers(20, 190), max_size=4, unique=True)):
        spoiled = data.draw(st.sampled_from(["", "2026-10-05 09:00:00,7", "a,b,c,d,e,f", "# 통신 끊김", "통신 끊김"]))
        rows[at] = spoiled
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp949"]))
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    path = tmp_path_factory.mktemp("stream") / "a.csv"
    path.write_bytes((HEAD + "\n".join(rows) + "\n").replace("\n", newline).encode(encoding))
    same(path, data.draw(st.integers(2_000, 6_000)))


def test_a_cut_last_row_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + "\n".join(shots(200))[:-14]).encode())
    parts = same(path, 3_000)
    assert len(parts) > 2
    assert [each.code for part in parts for each in part.findings] == ["truncated-row"]


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + "\n".join(shots(200)).replace("메모150", '"두\n줄"')).encode(),
        (HEAD + "\n".join(shots(200)).replace("메모150", '반쪽 " 따옴표')).encode(),
        (HEAD + "\n".join(shots(200))).replace("\n", "\r").encode(),
        (HEAD + "\n".join(shots(200))).encode("utf-16"),
        (HEAD + "\n".join([*shots(150), "", "일시,정지(분),사유", *["2026-10-05 08:00:00,3,청소"] * 50])).encode(),
        b"",
    ],
    ids=["line end in a cell", "stray quote", "old Mac", "UTF-16", "another table", "empty"],
)
def test_what_cannot_be_cut_with_certainty_is_left_to_the_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(UnstreamableError):
        list(tables(path, size=2_000))
