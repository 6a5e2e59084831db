"""Stops that the machine does not explain: out as a workbook, filled in, back in, and undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from pipelines.steps.ingest import ingest
from pipelines.steps.kpis import kpi_rows
from pipelines.steps.refresh import publish_marts
from pipelines.steps.stops import UNANSWERED, USUAL, stops, write_stops
from pipelines.steps.undo import undo
from ppuri.core.errors import UsageError
from ppuri.core.scope import Scope
from tests.pipelines.steps.firm import HUB, make_firm

LOSSES = ("stop", "down", "setup", "micro_stop", "unknown")


def shots(scope: Scope, path: Path, machine_id: str) -> None:
    """Hand in five hours of cycles without a counter, with gaps of 30, 45 and 20 minutes, and one of 4."""
    lines, at = ["시간,사이클타임,금형번호"], datetime.fromisoformat("2026-04-01T09:00:00")
    gaps = {60: 30, 120: 45, 180: 20, 200: 4}
    for shot in range(1, 301):
        at += timedelta(minutes=1 + gaps.get(shot, 0))
        lines.append(f"{at:%Y-%m-%d %H:%M:%S},{59.0 + shot % 3 / 2},A-{machine_id}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (receipt,) = ingest(scope, [path], machine_id=machine_id)
    assert receipt.status == "committed", receipt


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    made = make_firm(tmp_path / "home", HUB.replace('name = "2호기"', 'name = "2호기"\nideal_cycle_s = 60.0'))
    shots(made, tmp_path / "shots.csv", "m1")
    publish_marts(made)
    return made


def losses(scope: Scope) -> dict[str, float]:
    publish_marts(scope)
    rows = kpi_rows(scope, machine_id="m1", names=["loss_min"])
    return {row.subject: row.value or 0 for row in rows if row.subject in LOSSES}


def filled(path: Path, out: Path, answers: dict[int, str]) -> Path:
    book = openpyxl.load_workbook(path)
    for row, reason in answers.items():
        book["비가동일지"].cell(row, 4).value = reason
    book.save(out)
    return out


def test_reasons_filled_in_move_the_minutes_and_undo_gives_them_back(scope: Scope, tmp_path: Path) -> None:
    before = losses(scope)
    made = write_stops(scope, tmp_path / "stops.xlsx", machine_id="m1")
    assert [round(gap.minutes) for gap in made.gaps] == [30, 45, 20]
    assert {gap.kind for gap in made.gaps} == {"unknown"}
    minutes = [gap.minutes for gap in made.gaps]
    answered = filled(tmp_path / "stops.xlsx", tmp_path / "answered.xlsx", {2: "유압 누유", 3: "무작업", 4: "금형교체"})
    (receipt,) = ingest(scope, [answered], machine_id="m1")
    assert (receipt.status, receipt.accepted, receipt.quarantined) == ("committed", 3, 0), receipt
    after = losses(scope)
    for name, moved in zip(("stop", "down", "setup"), minutes, strict=True):
        assert after[name] - before[name] == pytest.approx(moved, abs=1e-9), name
    assert before["unknown"] - after["unknown"] == pytest.approx(sum(minutes), abs=1e-9)
    left = stops(scope, machine_id="m1")
    assert left.gaps == []
    assert left.content is None
    assert "유압 누유" in left.reasons
    undo(scope, receipt.file_id)
    assert losses(scope) == before
    assert stops(scope, machine_id="m1").gaps == made.gaps


def test_rows_that_nobody_answered_stay_unknown_and_are_asked_again(scope: Scope, tmp_path: Path) -> None:
    before = losses(scope)
    made = write_stops(scope, tmp_path / "stops.xlsx")
    (receipt,) = ingest(
        scope, [filled(tmp_path / "stops.xlsx", tmp_path / "one.xlsx", {2: "설비고장"})], machine_id="m1"
    )
    assert receipt.status == "committed"
    after = losses(scope)
    assert after["stop"] - before["stop"] == pytest.approx(made.gaps[0].minutes, abs=1e-9)
    assert before["unknown"] - after["unknown"] == pytest.approx(made.gaps[0].minutes, abs=1e-9)
    again = write_stops(scope, tmp_path / "again.xlsx")
    assert again.gaps == made.gaps[1:]
    (receipt,) = ingest(scope, [filled(tmp_path / "again.xlsx", tmp_path / "two.xlsx", {2: "청소"})], machine_id="m1")
    assert (receipt.status, receipt.changed) == ("committed", 1)
    assert stops(scope).gaps == made.gaps[2:]


def test_only_the_dates_asked_for_and_a_list_to_choose_from(scope: Scope, tmp_path: Path) -> None:
    out = tmp_path / "stops.xlsx"
    made = write_stops(scope, out)
    day = made.gaps[0].started_ts.date()
    assert stops(scope, from_date=day, to_date=day).gaps == made.gaps
    assert stops(scope, to_date=day - timedelta(days=1)).gaps == []
    assert stops(scope, from_date=day + timedelta(days=1)).gaps == []
    book = openpyxl.load_workbook(out)
    (rule,) = book["비가동일지"].data_validations.dataValidation
    assert str(rule.sqref) == "D2:D4"
    listed = [cell.value for cell in book["안내"]["H"]]
    assert listed == [UNANSWERED, *USUAL]


def test_wrong_names_are_said(scope: Scope, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_stops(scope, tmp_path / "stops.csv")
    with pytest.raises(UsageError):
        stops(scope, machine_id="nobody")


def test_rows_of_two_machines_go_back_each_to_its_own(scope: Scope, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    shots(scope, tmp_path / "b" / "shots2.csv", "m2")
    publish_marts(scope)
    made = write_stops(scope, tmp_path / "stops.xlsx")
    assert [gap.machine_id for gap in made.gaps] == ["m1"] * 3 + ["m2"] * 3
    answers = {2: "청소", 6: "설비고장"}
    (receipt,) = ingest(scope, [filled(tmp_path / "stops.xlsx", tmp_path / "two.xlsx", answers)], machine_id="m1")
    assert (receipt.status, receipt.accepted) == ("committed", 6), receipt
    publish_marts(scope)
    assert stops(scope).gaps == [gap for at, gap in enumerate(made.gaps) if at + 2 not in answers]
