"""`diff`, `undo`, `reassign`, `assume`, `replay` and `hub apply --yes` as programs and people call them."""

from pathlib import Path

import pytest

from tests.integration.commands import Command
from tests.pipelines.steps.home import HUB, MACHINE, export, shot

HEADER = "일시,쇼트번호,용탕온도(℃),passorfail"
TWO = HUB + MACHINE.format(id="dc2", name="2호기") + MACHINE.format(id="dc3", name="3호기")


@pytest.fixture
def hanbit(ppuri: Command) -> Command:
    (ppuri.home / "hub.toml").write_text(TWO, encoding="utf-8")
    assert ppuri("hub", "apply") == 0
    return ppuri


def week(path: Path, first: int, last: int) -> Path:
    lines = [f"{shot(number).rsplit(',', 2)[0]},{int(number % 11 == 3)}" for number in range(first, last)]
    return export(path, lines, header=HEADER)


def test_a_file_is_tried_stored_understood_anew_moved_and_taken_back(hanbit: Command, tmp_path: Path) -> None:
    path = week(tmp_path / "a.csv", 1, 41)
    tried = hanbit.json("diff", path, "--machine", "dc2")
    assert (tried["added"], tried["receipts"][0]["status"]) == (40, "committed")
    assert not (hanbit.home / "raw").exists()
    (given,) = hanbit.json("ingest", path, "--machine", "dc2")
    file_id = given["file_id"]
    assert "label:passorfail" in [each["key"] for each in given["assumptions"]]
    (turned,) = hanbit.json("assume", file_id, "label:passorfail=0=scrap")
    assert turned["status"] == "committed"
    (moved,) = hanbit.json("reassign", file_id, "--machine", "dc3")
    assert (moved["status"], moved["machine_id"], moved["accepted"]) == ("committed", "dc3", 40)
    assert hanbit("refresh") == 0
    counted = {row["machine_id"]: row["value"] for row in hanbit.json("kpi", "--by", "machine", "--kpi", "run_count")}
    assert counted == {"dc3": 40}
    (gone,) = hanbit.json("undo", file_id)
    assert (gone["status"], gone["accepted"], gone["rows_in"]) == ("undone", 0, 0)
    replayed = hanbit.json("replay")
    assert replayed["changed"] == [] or all(place.startswith("mart_") for place in replayed["changed"])
    assert hanbit("verify") == 0


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_speaks_the_language_that_is_asked_for(
    hanbit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("PPURI_LANG", language)
    path = week(tmp_path / "a.csv", 1, 41)
    (given,) = hanbit.json("ingest", path, "--machine", "dc2")
    said = []
    for words in (("diff", path, "--machine", "dc2"), ("undo", given["file_id"]), ("replay",)):
        assert hanbit(*words) == 0
        said.append(hanbit.out)
    korean = [any("가" <= letter <= "힣" for letter in text) for text in said]
    assert korean == [language == "ko"] * 3


@pytest.mark.parametrize(
    "words",
    [("undo", "ffff"), ("reassign", "ffff", "--machine", "dc3"), ("assume", "ffff", "x=y"), ("assume", "ffff", "x"),
     ("diff", "nowhere.csv", "--machine", "dc2")],
    ids=lambda words: " ".join(words),
)  # fmt: skip
def test_wrong_usage_is_one_sentence(hanbit: Command, words: tuple[str, ...]) -> None:
    assert hanbit(*words) == 2
    assert len(hanbit.err.strip().splitlines()) == 1


def test_months_that_would_move_are_confirmed(hanbit: Command, tmp_path: Path) -> None:
    hanbit.json("ingest", week(tmp_path / "a.csv", 1, 41), "--machine", "dc2")
    shifts = 'shifts = [{ name = "주간", from = "08:00", to = "20:00" }]'
    (hanbit.home / "hub.toml").write_text(TWO.replace('name = "1공장"', f'name = "1공장"\n{shifts}'), encoding="utf-8")
    assert hanbit("hub", "apply") == 2
    assert "2026-10" in hanbit.err
    assert "--yes" in hanbit.err
    assert hanbit.json("hub", "apply", "--yes")["moved"] == {"hanbit/dc2": ["2026-10"]}
