"""Names without records, records without names, and several tables in one text: what becomes of them at ingestion."""

from pathlib import Path

import pytest

from tests.integration.commands import Command
from tests.integration.test_bad_input import HUB, lake_files

NAMES = "일시,쇼트수,사이클타임(s),용탕온도(℃)\n"
SHOTS = "".join(f"2026-05-12 08:{i:02}:00,{i},58.{i},66{i}\n" for i in range(9))
STOPS = "일시,쇼트수,주조압력(MPa)\n" + "".join(f"2026-05-12 09:{i:02}:00,{i},7{i}\n" for i in range(5))


@pytest.fixture
def hanbit(ppuri: Command) -> Command:
    (ppuri.home / "hub.toml").write_text(HUB, encoding="utf-8")
    assert ppuri("hub", "apply") == 0
    return ppuri


def ingested(hanbit: Command, folder: Path, text: str, code: int = 0) -> dict[str, object]:
    path = folder / "shots.csv"
    path.write_text(text, encoding="utf-8")
    (receipt,) = hanbit.json("ingest", path, "--firm", "hanbit", "--machine", "dc3", code=code)
    return dict(receipt)


def test_names_alone_store_nothing_ask_nothing_and_say_why(hanbit: Command, tmp_path: Path) -> None:
    receipt = ingested(hanbit, tmp_path, NAMES, code=1)
    assert (receipt["status"], receipt["holds"]) == ("rejected", [])
    assert [found["code"] for found in receipt["findings"]] == ["header-only"]  # type: ignore[attr-defined]
    assert lake_files(hanbit) == []


def test_records_without_names_are_held_until_a_person_answers(hanbit: Command, tmp_path: Path) -> None:
    receipt = ingested(hanbit, tmp_path, SHOTS, code=1)
    assert receipt["status"] == "held"
    assert "header_row" in [hold["key"] for hold in receipt["holds"]]  # type: ignore[attr-defined]
    assert lake_files(hanbit) == []
    (after,) = hanbit.json("answer", receipt["file_id"], "header_row=0", "--firm", "hanbit", code=(0, 1))
    assert "header_row" not in [hold["key"] for hold in after["holds"]]
    assert (after["status"], after["accepted"]) == ("committed", 9)


def test_tables_one_under_the_other_are_two_tables_of_a_receipt(hanbit: Command, tmp_path: Path) -> None:
    receipt = ingested(hanbit, tmp_path, NAMES + SHOTS + "\n" + STOPS)
    tables = receipt["tables"]
    assert [(each["table_no"], each["rows_in"], each["accepted"]) for each in tables] == [(1, 9, 9), (2, 5, 5)]  # type: ignore[attr-defined]
    assert (receipt["rows_in"], receipt["accepted"]) == (14, 14)
