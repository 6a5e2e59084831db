"""A child that is killed, grows, spins or fails harms nothing and is answered with a reason."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from ppuri.core import isolation
from ppuri.core.errors import TransientError
from ppuri.core.findings import finding
from ppuri.core.isolation import IsolatedError, Rejection, isolated
from ppuri.core.isolation.wire import Reader, Writer, name_of, named
from tests.core.isolation import work
from tests.paths import ROOT

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")


def parcel() -> work.Parcel:
    return work.Parcel(
        name="가",
        frame=pl.DataFrame({"a": [1, None], "b": ["x", None], "c": [datetime(2026, 5, 12, tzinfo=UTC), None]}),
        series=pl.Series("row_no", [1, 2], dtype=pl.UInt32),
        found=(finding("ragged-row", count=2, width=5, places=[(3, "x")]),),
        facts={"a": [1, 2.5, None, True], "b": ("x", {"y"})},
        places=frozenset({1, 2}),
        at=datetime(2026, 5, 12, 8, tzinfo=UTC),
        day=date(2026, 5, 12),
        path=Path("a") / "b",
        raw=b"\x00\xff",
    )


def alike(one: work.Parcel, other: work.Parcel) -> bool:
    plain = [name for name in vars(one) if name not in ("frame", "series")]
    same = all(getattr(one, name) == getattr(other, name) for name in plain)
    facts = [found.facts for found in one.found] == [found.facts for found in other.found]
    return same and facts and one.frame.equals(other.frame) and one.frame.schema == other.frame.schema


def test_values_of_every_form_pass_both_ways() -> None:
    sent = parcel()
    back = isolated(work.same, sent)
    assert isinstance(back, work.Parcel)
    assert alike(sent, back)
    assert back.series.equals(sent.series)
    assert back.series.dtype == pl.UInt32


def test_a_warm_child_is_used_again() -> None:
    first, second = isolated(work.process_id), isolated(work.process_id)
    assert first == second != os.getpid()


def test_threads_have_children_of_their_own() -> None:
    seen: list[object] = []
    threads = [threading.Thread(target=lambda: seen.append(isolated(work.same, parcel()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(each) for each in seen] == [work.Parcel] * 3


@posix
@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGKILL, "SIGKILL"), (signal.SIGSEGV, "SIGSEGV"), (signal.SIGABRT, "SIGABRT")]
)
def test_a_killed_child_is_a_rejection_and_the_next_call_goes_on(number: int, name: str) -> None:
    died = isolated(work.die, number)
    assert isinstance(died, Rejection)
    assert (died.reason, died.finding.code, died.finding.facts["how"]) == ("ended", "reader-ended", name)
    assert isinstance(isolated(work.process_id), int)


def test_a_child_that_leaves_is_a_rejection() -> None:
    left = isolated(work.leave, 7)
    assert isinstance(left, Rejection)
    assert left.finding.facts["how"] == "exit 7"


@posix
@pytest.mark.parametrize("call", [(work.grow, 3_000), (work.grow_frame, 400_000_000)], ids=["python", "library"])
def test_memory_over_the_limit(call: tuple[object, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_READ_MEMORY_MB", "1000")
    function, size = call
    over = isolated(function, size)  # type: ignore[arg-type]
    assert isinstance(over, Rejection)
    assert (over.reason, over.finding.code, over.finding.facts["setting"]) == (
        "memory",
        "reading-limit",
        "PPURI_READ_MEMORY_MB",
    )
    assert "1,000 MB" in over.finding.reason_ko
    assert isolated(work.grow, 10) == 10 << 20


def test_a_child_that_grew_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_READ_MEMORY_MB", "2000")
    before = isolated(work.process_id)
    assert isolated(work.grow, 600) == 600 << 20
    assert isolated(work.process_id) != before


@pytest.mark.parametrize("function", [work.wait, work.ignore_the_end])
def test_time_over_the_limit(function: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_READ_TIME_S", "1")
    late = isolated(function)  # type: ignore[arg-type]
    assert isinstance(late, Rejection)
    assert (late.reason, late.finding.facts["setting"]) == ("time", "PPURI_READ_TIME_S")


@posix
def test_processor_time_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPURI_READ_CPU_S", "1")
    isolation.close()
    over = isolated(work.spin)
    assert isinstance(over, Rejection)
    assert (over.reason, over.finding.facts["setting"]) == ("cpu", "PPURI_READ_CPU_S")


def test_what_is_printed_is_no_answer() -> None:
    assert isolated(work.babble) == "said"


def test_exceptions_of_the_child(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match=r"later|나중에"):
        isolated(work.refuse)
    with pytest.raises(FileNotFoundError):
        isolated(work.miss, tmp_path / "nowhere")
    with pytest.raises(IsolatedError, match="ZeroDivisionError: a fault of ours"):
        isolated(work.fail)


def test_nothing_stays_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    isolation.close()
    isolated(work.same, parcel())
    isolated(work.leave, 1)
    isolation.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["os:system", "subprocess:run", "ppurix.evil:run", "builtins:eval"])
def test_only_our_own_names_are_followed(name: str, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        named(name)
    with pytest.raises(TypeError):
        Reader(tmp_path).value({"class": name, "of": {}})


def test_a_function_of_ours_is_no_class_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Reader(tmp_path).value({"class": name_of(work.die), "of": {"number": 9}})


def test_what_has_no_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Writer(tmp_path, "x").value(object())
    with pytest.raises(TypeError):
        name_of(lambda: None)


def test_a_program_that_ends_leaves_no_child(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    # No guard of `__main__`: a program without one must not start itself again.
    script.write_text(
        "from ppuri.core.isolation import isolated\nfrom tests.core.isolation import work\nprint(isolated(work.process_id))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, check=True)
    (child,) = done.stdout.split()
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)
