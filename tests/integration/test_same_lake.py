"""Twice, in another order, or killed in between: the same lake and the same KPIs, bit for bit."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sample_data import make
from tests.integration.commands import Command
from tests.integration.lake_state import same_salt, table_hashes


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight days of one simulated die-casting machine in every dress."""
    return make("casting", days=8, machines=1, seed=3, out=tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module", params=["heat_treatment", "molding"])
def another(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Three days of a furnace, of an injection press."""
    return make(request.param, days=3, machines=1, seed=3, out=tmp_path_factory.mktemp("another"))


def exports(sample: Path) -> list[Path]:
    return sorted(p for p in sample.rglob("*") if p.suffix in (".csv", ".xlsx", ".txt"))


def firm(sample: Path, command: Command) -> str:
    command("hub", "apply", next(sample.rglob("hub.toml")))
    same_salt(command.home)
    return str(command.json("hub", "show")["firms"][0]["id"])


def filled(
    command: Command, sample: Path, home: Path, batches: list[list[Path]], *, between: bool = False
) -> tuple[dict[str, str], Any]:
    """Ingest batch by batch, with a refresh at the end (or `between` as well), and return lake and KPIs."""
    command.home = home
    home.mkdir(parents=True)
    command._monkeypatch.setenv("PPURI_HOME", str(home))
    firm_id = firm(sample, command)
    machine = command.json("hub", "show")["firms"][0]["sites"][0]["lines"][0]["machines"][0]["id"]
    for batch in batches:
        command("ingest", *batch, "--firm", firm_id, "--machine", machine, "--json")
        assert not between or command("refresh", "--firm", firm_id) == 0
    assert command("refresh", "--firm", firm_id) == 0
    rows = command.json("kpi", "--firm", firm_id, "--by", "machine,day")
    return table_hashes(home, firm_id), [
        {k: v for k, v in row.items() if k not in ("as_of", "revision")} for row in rows
    ]


def test_order_repetition_and_batches_do_not_matter(ppuri: Command, sample: Path, tmp_path: Path) -> None:
    files = exports(sample)
    assert len(files) >= 4
    once = filled(ppuri, sample, tmp_path / "once", [files])
    backwards = filled(ppuri, sample, tmp_path / "backwards", [[path] for path in reversed(files)])
    twice = filled(ppuri, sample, tmp_path / "twice", [files[:2], files, files])
    assert backwards == once
    assert twice == once


def test_furnace_and_press_grow_to_the_same_day_by_day(ppuri: Command, another: Path, tmp_path: Path) -> None:
    files = exports(another)
    once = filled(ppuri, another, tmp_path / "once", [files])
    backwards = filled(ppuri, another, tmp_path / "backwards", [[path] for path in reversed(files)], between=True)
    assert backwards == once


def test_a_killed_ingest_leaves_nothing_lost_or_doubled(ppuri: Command, sample: Path, tmp_path: Path) -> None:
    files = exports(sample)
    once = filled(ppuri, sample, tmp_path / "once", [files])
    home = tmp_path / "killed"
    home.mkdir()
    env = {**os.environ, "PPURI_HOME": str(home)}
    subprocess.run(
        [sys.executable, "-m", "ppuri", "hub", "apply", next(sample.rglob("hub.toml"))],
        env=env,
        check=True,
        capture_output=True,
    )
    same_salt(home)
    words = [
        sys.executable,
        "-m",
        "ppuri",
        "ingest",
        *map(str, files),
        "--firm",
        firm(sample, ppuri),
        "--machine",
        machine(ppuri),
        "--json",
    ]
    for delay in (1.2, 1.6, 2.0, 2.4):
        child = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
    ppuri.home = home
    ppuri._monkeypatch.setenv("PPURI_HOME", str(home))
    firm_id = firm(sample, ppuri)
    ppuri("ingest", *files, "--firm", firm_id, "--machine", machine(ppuri), "--json")
    assert ppuri("refresh", "--firm", firm_id) == 0
    rows = ppuri.json("kpi", "--firm", firm_id, "--by", "machine,day")
    kpis = [{k: v for k, v in row.items() if k not in ("as_of", "revision")} for row in rows]
    assert (table_hashes(home, firm_id), kpis) == once
    assert ppuri("verify") == 0


def machine(command: Command) -> str:
    return str(command.json("hub", "show")["firms"][0]["sites"][0]["lines"][0]["machines"][0]["id"])
