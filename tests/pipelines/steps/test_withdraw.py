"""A withdrawn firm leaves nothing behind but a receipt: its values are searched for in every byte of the home."""

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipelines.steps import withdraw as step
from pipelines.steps.ingest import ingest
from pipelines.steps.refresh import refresh
from pipelines.steps.report import report
from pipelines.steps.verify import verify
from pipelines.steps.withdraw import WithdrawalReceipt, sweep_withdrawn, withdraw
from ppuri.core.errors import PpuriError, TransientError, UsageError
from ppuri.core.faults import record
from ppuri.core.hub import apply_hub, current_hub, open_scope
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from ppuri.core.scratch import scratch_name
from tests.effort import LONG
from tests.pipelines.steps.home import export, shot

NAME, CELL, FILE, OPERATOR, ALIAS, NOTE, TITLE = (
    "카나리아금속", "CANARYCELL71", "canaryfile72", "CANARYOPERATOR73", "CANARYALIAS74", "CANARYNOTE75", "CANARYTITLE76",
)  # fmt: skip
CANARIES = (NAME, CELL, FILE, OPERATOR, ALIAS, NOTE, TITLE, "canaryfirm")
HUB = f"""# 카나리아금속 비고
[[firms]]
id = "canaryfirm"
name = "{NAME}"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "라인"
process = "casting"
kind = "hpdc"
[[firms.sites.lines.machines]]
id = "dc3"
name = "{TITLE}"
aliases = ["{ALIAS}"]

# 이웃
[[firms]]
id = "neighbour"
name = "이웃금속"
[[firms.sites]]
id = "s1"
name = "1공장"
[[firms.sites.lines]]
id = "dc"
name = "라인"
process = "casting"
[[firms.sites.lines.machines]]
id = "dc3"
name = "다이캐스팅 3호기"
"""
HEADER = "일시,쇼트번호,용탕온도(℃),비스켓두께(mm),판정,로트,작업자,비고"


def line(number: int) -> str:
    return f"{shot(number)},{CELL}-{number % 3},{OPERATOR},메모"


def found_in(home: Path) -> list[str]:
    """Where a canary stands in any byte of any file or name."""
    needles = [form for text in CANARIES for form in (text.encode(), text.encode("utf-16-le"), text.encode("cp949"))]
    needles.append(json.dumps(NAME).strip('"').encode())
    hits = []
    for path in home.rglob("*"):
        content = str(path.relative_to(home)).encode() + (path.read_bytes() if path.is_file() else b"")
        hits += [f"{path.relative_to(home)}: {needle!r}" for needle in needles if needle in content]
    return hits


def said_of_neighbour(home: Path) -> Any:
    scope = open_scope(home, "neighbour")
    return [check.text_en for check in verify(home, "neighbour").checks], Ledger(home).published(scope.firm_id)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two firms, one of which is full of canaries; also in logs and in what dead processes left."""
    home = tmp_path_factory.mktemp("filled") / "home"
    home.mkdir()
    (home / "hub.toml").write_text(HUB, encoding="utf-8")
    apply_hub(home, None)
    exports = home.parent
    lines = [line(number) for number in range(1, 61)]
    lines[5] = lines[5].replace("2026-10-05", "2026-13-45").replace("메모", NOTE)
    canary, neighbour = open_scope(home, "canaryfirm"), open_scope(home, "neighbour")
    ingest(canary, [export(exports / f"{FILE}.csv", lines, header=HEADER)])
    longer = [*lines[20:], *(line(number) for number in range(61, 90))]
    ingest(canary, [export(exports / f"{FILE}-2.csv", longer, header=HEADER)])
    ingest(neighbour, [export(exports / "plain.csv", [shot(number) for number in range(1, 31)])])
    for scope in (canary, neighbour):
        refresh(scope)
        report(scope, None, None)
    record(home, ValueError(f"could not read {CELL}"))
    (home / "log" / "portal.log").write_text(f"{FILE}\n", encoding="utf-8")
    left = home / "tmp" / scratch_name().replace(str(os.getpid()), "4194399")
    left.mkdir(parents=True)
    (left / "result.arrow").write_text(OPERATOR)
    (home / "incoming").mkdir()
    shutil.copytree(left, home / "incoming" / left.name)
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "home")
    return tmp_path / "home"


def test_before_the_withdrawal_every_canary_is_there(home: Path) -> None:
    text = " ".join(found_in(home))
    assert all(repr(canary.encode()) in text for canary in CANARIES)


def test_no_byte_of_a_withdrawn_firm_is_left(home: Path) -> None:
    before = said_of_neighbour(home)
    receipt = withdraw(home, "canaryfirm")
    left = [hit for hit in found_in(home) if "canaryfirm" not in hit]
    assert left == []
    # The id stays in the ledger alone: so that it is not declared again, and to say what the receipt is of.
    assert {hit.split(":")[0] for hit in found_in(home)} == {"ledger.db"}
    assert [len(each.sha256) for each in receipt.files] == [64, 64]
    assert receipt.files[0].rows_in == 60
    assert receipt.sha256 == receipt.digest()
    assert {"raw", "lake", "reports"} <= set(receipt.removed_bytes)
    assert receipt.removed_ts is not None
    assert said_of_neighbour(home) == before
    assert (home / "hub.toml").read_text(encoding="utf-8").startswith("# 이웃\n[[firms]]")


def test_the_write_ahead_log_and_free_pages_hold_nothing(home: Path) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as reader:  # keeps the write-ahead log from going away
        reader.execute("select count(*) from file").fetchone()
        withdraw(home, "canaryfirm")
        assert [hit for hit in found_in(home) if "canaryfirm" not in hit] == []
        assert reader.execute("pragma freelist_count").fetchone() == (0,)


def test_the_firm_is_hidden_before_anything_is_removed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_given: Any) -> None:
        assert [firm.id for firm in current_hub(home).firms] == ["neighbour"]
        with pytest.raises(UsageError):
            open_scope(home, "canaryfirm")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, "remove_folders", stop)
    with pytest.raises(TransientError):
        withdraw(home, "canaryfirm")


def dies(whole: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    def cut(*given: Any, **named: Any) -> Any:
        if after:
            whole(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return cut


POINTS = [
    (name, after)
    for name in ("hide", "write_pages", "remove_folders", "remove_traces", "remove_rows", "overwrite_freed", "finish")
    for after in (False, True)
][:: 1 if LONG else 4]


def withdraw_and_die(home: Path, name: str, after: bool) -> None:
    setattr(step, name, dies(getattr(step, name), after=after))
    withdraw(home, "canaryfirm")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("name", "after"), POINTS, ids=[f"{'after' if after else 'before'} {n}" for n, after in POINTS]
)
def test_killed_anywhere_the_same_call_goes_on(home: Path, name: str, after: bool) -> None:
    # Forked, so that a kill costs no start; nothing here uses the threads of the parent.
    child = multiprocessing.get_context("fork").Process(target=withdraw_and_die, args=(home, name, after))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    receipt = withdraw(home, "canaryfirm")
    assert [hit for hit in found_in(home) if "canaryfirm" not in hit] == []
    assert receipt.sha256 == receipt.digest()
    assert len(receipt.files) == 2


def test_twice_is_once(home: Path) -> None:
    first = withdraw(home, "canaryfirm")
    assert withdraw(home, "canaryfirm") == first == WithdrawalReceipt.model_validate(first.model_dump())


def test_nothing_can_be_stored_for_it_any_more(home: Path, tmp_path: Path) -> None:
    opened_before = Scope(home.resolve(), "canaryfirm")
    withdraw(home, "canaryfirm")
    with pytest.raises(UsageError):
        ingest(opened_before, [export(tmp_path / f"{FILE}.csv", [line(1)], header=HEADER)], machine_id="dc3")
    with pytest.raises(UsageError, match=r"withdrawn|철회"), Ledger(home).lease("canaryfirm"):
        raise AssertionError
    (home / "hub.toml").write_text(HUB, encoding="utf-8")
    with pytest.raises(UsageError, match=r"withdrawn|철회"):
        apply_hub(home, None)


def test_what_a_late_writer_left_is_swept(home: Path) -> None:
    withdraw(home, "canaryfirm")
    late = home / "raw" / "canaryfirm" / "incoming"
    late.mkdir(parents=True)
    (late / "x").write_text(CELL)
    assert sweep_withdrawn(home) == ["canaryfirm"]
    assert [hit for hit in found_in(home) if "canaryfirm" not in hit] == []
    assert sweep_withdrawn(home) == []


def test_a_firm_that_was_never_declared_is_wrong_usage(home: Path) -> None:
    with pytest.raises(UsageError):
        withdraw(home, "nobody")


def test_a_hub_file_that_cannot_be_cut_stops_before_anything(home: Path) -> None:
    inline = 'firms = [{ id = "canaryfirm", name = "x" }]\n'
    (home / "hub.toml").write_text(inline, encoding="utf-8")
    with pytest.raises(PpuriError):
        withdraw(home, "canaryfirm")
    assert open_scope(home, "canaryfirm")
