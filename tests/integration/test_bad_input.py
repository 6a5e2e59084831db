"""One sentence with place and fix, exit code 1 or 2, nothing half-written."""

from pathlib import Path

import pytest

from tests.integration.commands import Command

HUB = """
[[firms]]
id = "hanbit"
name = "한빛금속"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "다이캐스팅 라인"
process = "casting"
[[firms.sites.lines.machines]]
id = "dc3"
name = "3호기"
"""


@pytest.fixture
def hanbit(ppuri: Command) -> Command:
    (ppuri.home / "hub.toml").write_text(HUB, encoding="utf-8")
    assert ppuri("hub", "apply") == 0
    return ppuri


def lake_files(command: Command) -> list[Path]:
    return sorted(command.home.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("비었음.csv", b"", "empty-file"),
        ("보고서.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n", "file-type"),
    ],
    ids=["empty file", "PDF named csv"],
)
def test_a_file_that_holds_no_table_is_rejected_with_the_reason(
    hanbit: Command, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (receipt,) = hanbit.json("ingest", path, "--firm", "hanbit", "--machine", "dc3", code=1)
    assert receipt["status"] == "rejected"
    assert code in [found["code"] for found in receipt["findings"]]
    assert all(found["reason_ko"] and found["fix_ko"] for found in receipt["findings"])
    assert lake_files(hanbit) == []


def test_a_file_without_time_is_held_and_an_answer_stores_it(hanbit: Command, tmp_path: Path) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("쇼트수,사이클타임(s),용탕온도(℃)\n1,58.1,660\n2,58.3,661\n3,58.2,662\n", encoding="utf-8")
    (receipt,) = hanbit.json("ingest", path, "--firm", "hanbit", "--machine", "dc3", code=1)
    assert receipt["status"] == "held"
    assert [hold["key"] for hold in receipt["holds"]] == ["time"]
    assert lake_files(hanbit) == []
    (waiting,) = hanbit.json("held", "--firm", "hanbit", code=1)
    assert waiting["file_id"] == receipt["file_id"]
    (stored,) = hanbit.json("answer", receipt["file_id"], "time=order", "--firm", "hanbit")
    assert (stored["status"], stored["accepted"]) == ("committed", 3)
    assert hanbit.json("held", "--firm", "hanbit") == []


@pytest.mark.parametrize(
    "words",
    [
        ("--firm", "hanbit", "--machine", "dc9"),
        ("--firm", "nobody", "--machine", "dc3"),
    ],
    ids=["unknown machine", "unknown firm"],
)
def test_a_wrong_name_is_wrong_usage(hanbit: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("일시,쇼트수\n2026-10-01 08:00:00,1\n", encoding="utf-8")
    assert hanbit("ingest", path, *words) == 2
    assert len(hanbit.err.strip().splitlines()) == 1
    assert list((hanbit.home / "raw").rglob("*")) == [] if (hanbit.home / "raw").exists() else True


def test_a_typo_in_the_hub_file_names_its_place(hanbit: Command) -> None:
    before = hanbit.json("hub", "show")
    (hanbit.home / "hub.toml").write_text(HUB.replace("process =", "proces ="), encoding="utf-8")
    assert hanbit("hub", "apply") == 2
    assert "proces" in hanbit.err
    assert "process" in hanbit.err
    assert hanbit.json("hub", "show") == before


def test_a_missing_file_is_wrong_usage(hanbit: Command, tmp_path: Path) -> None:
    assert hanbit("ingest", tmp_path / "nowhere.csv", "--firm", "hanbit", "--machine", "dc3") == 2
    assert "nowhere.csv" in hanbit.err


def test_an_unknown_option_is_wrong_usage(hanbit: Command) -> None:
    assert hanbit("kpi", "--nothing") == 2


def test_english_is_complete_where_it_is_asked_for(
    hanbit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPURI_LANG", "en")
    hanbit("ingest", tmp_path / "nowhere.csv", "--firm", "hanbit", "--machine", "dc3")
    assert not any("가" <= letter <= "힣" for letter in hanbit.err)
