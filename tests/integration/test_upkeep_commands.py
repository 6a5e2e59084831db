"""`upkeep`, `backup`, `restore`, `verify --repair`, `withdraw` as a program and as a person meet them."""

import io
from collections import namedtuple
from pathlib import Path

import pytest

from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.raw import raw_path
from ppuri.core.scope import Scope
from tests.integration.commands import Command
from tests.pipelines.steps.home import HUB, MACHINE, export, shot

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def filled(ppuri: Command, tmp_path: Path) -> Command:
    (ppuri.home / "hub.toml").write_text(HUB + MACHINE.format(id="dc3", name="3호기"), encoding="utf-8")
    assert ppuri("hub", "apply") == 0
    assert ppuri("ingest", export(tmp_path / "a.csv", [shot(number) for number in range(1, 41)])) == 0
    return ppuri


def scope(command: Command) -> Scope:
    return Scope(command.home.resolve(), "hanbit")


def test_backup_and_restore(filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled.json("backup", tmp_path / "backups")
    assert (made["damaged"], made["new_files"]) == ([], made["files"])
    assert filled("restore", tmp_path / "backups") == 2
    assert "비어 있지 않습니다" in filled.err
    monkeypatch.setenv("PPURI_HOME", str(tmp_path / "again"))
    back = filled.json("restore", tmp_path / "backups", "--name", made["name"])
    assert back["verified"]["ok"] is True
    assert filled("verify") == 0
    assert filled("restore", tmp_path / "nowhere") == 2


def test_verify_repairs_what_the_originals_have(filled: Command) -> None:
    (path, *_) = Lake(scope(filled)).files("run", Ledger(filled.home).published("hanbit")["run"])
    Path(path).unlink()
    assert filled("verify") == 1
    assert "✕ hanbit 공개한 저장 파일" in filled.out
    told = filled.json("verify", "--repair")
    assert told["repaired"] == ["hanbit: run/dc3/2026-10"]
    raw_path(scope(filled), Ledger(filled.home).files("hanbit")[0].sha256).write_bytes(b"x")
    assert filled("verify", "--repair") == 1
    assert "보관한 원본" in filled.out


def test_upkeep_tells_what_it_did_and_what_is_left(filled: Command) -> None:
    told = filled.json("upkeep", code=(0, 1))
    assert told["firms"][0]["files_after"] >= 1
    assert told["space"]["total"] > told["space"]["free"] > 0
    assert filled("upkeep") in (0, 1)
    assert "저장 파일" in filled.out


def test_withdrawal_is_asked_about(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert filled("withdraw", "--firm", "hanbit") == 2
    assert "--yes" in filled.err
    terminal = io.StringIO("한빛\n")
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    assert filled("withdraw", "--firm", "hanbit") == 2
    assert filled.json("hub", "show")["firms"][0]["id"] == "hanbit"
    terminal = io.StringIO("한빛금속\n")
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    assert filled("withdraw", "--firm", "hanbit") == 0
    assert "지웠습니다" in filled.out


def test_withdrawal_by_a_program(filled: Command) -> None:
    receipt = filled.json("withdraw", "--firm", "hanbit", "--yes")
    assert [len(one["sha256"]) for one in receipt["files"]] == [64]
    assert filled.json("withdraw", "--firm", "hanbit") == receipt
    assert filled("kpi", "--firm", "hanbit") == 2
    assert filled("withdraw", "--firm", "nobody", "--yes") == 2


def test_status_and_doctor_tell_what_waits_and_what_is_broken(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.steps.space.shutil.disk_usage", lambda _path: Usage(10**12, 10**11, 9 * 10**11))
    told = filled.json("status")
    assert told["firms"][0]["files"] == {"committed": 1}
    assert told["firms"][0]["awaits_refresh"] is True
    assert [look["name"] for look in filled.json("doctor")] == ["home", "ledger", "disk", "hub", "audit", "withdrawals"]
    raw_path(scope(filled), Ledger(filled.home).files("hanbit")[0].sha256).write_bytes(b"x")
    assert filled("verify") == 1
    assert filled("status") == 1
    assert "보관한 원본" in filled.out
    assert filled("doctor") == 1
    assert "ppuri verify --repair" in filled.out
    monkeypatch.setattr("pipelines.steps.space.shutil.disk_usage", lambda _path: Usage(10**12, 99 * 10**10, 10**10))
    assert filled("doctor") == 1
    assert "✕ 디스크가 10.0 GB밖에" in filled.out
