import os
import socket
import sys
import threading
from pathlib import Path
from time import monotonic, sleep

import pytest

from ppuri.core.errors import TransientError
from ppuri.core.supervise import Child, Supervisor, answers

SERVE = "import http.server as h,sys;h.test(h.SimpleHTTPRequestHandler,port=int(sys.argv[1]),bind='127.0.0.1')"
DEAF = "import signal,time;signal.signal(signal.SIGINT,signal.SIG_IGN);print('up',flush=True);time.sleep(60)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def supervisor(folder: Path, *children: Child) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    return Supervisor(list(children), folder / "log", dict(os.environ), said.append), said


def until(condition: "object", seconds: float = 10.0) -> None:
    limit = monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert monotonic() < limit
        sleep(0.02)


def web() -> Child:
    port = free_port()
    return Child("web", ("-c", SERVE, str(port)), health=f"http://127.0.0.1:{port}/")


def test_start_waits_for_the_answer_and_stop_ends_the_child(tmp_path: Path) -> None:
    child = web()
    running, _ = supervisor(tmp_path, child)
    running.start()
    assert child.health
    assert answers(child.health)
    running.stop()
    assert child.process
    assert child.process.returncode is not None
    assert not answers(child.health)


def test_a_dead_child_is_started_again(tmp_path: Path) -> None:
    child = web()
    running, said = supervisor(tmp_path, child)
    running.start()
    assert child.process
    first = child.process
    watching = threading.Thread(target=running.run)
    watching.start()
    sleep(1.1)
    first.kill()
    try:
        until(lambda: child.process is not first and child.health and answers(child.health))
    finally:
        running.stopping = True
        watching.join()
    assert len(said) == 1


def test_a_child_that_cannot_start_is_one_sentence_and_ends_the_others(tmp_path: Path) -> None:
    good, bad = web(), Child("broken", ("-c", "raise SystemExit(4)"), health=f"http://127.0.0.1:{free_port()}/")
    running, _ = supervisor(tmp_path, good, bad)
    with pytest.raises(TransientError, match=r"broken\.log"):
        running.start()
    assert good.process
    assert good.process.poll() is not None


@pytest.mark.integration
def test_a_deaf_child_is_ended_by_force(tmp_path: Path) -> None:
    child = Child("deaf", ("-c", DEAF))
    running, _ = supervisor(tmp_path, child)
    running.start()
    log = tmp_path / "log" / "deaf.log"
    until(lambda: "up" in log.read_text())
    since = monotonic()
    running.stop()
    assert monotonic() - since < 10
    assert child.process
    assert child.process.returncode != 0


def test_nothing_answers_at_a_closed_port() -> None:
    assert not answers(f"http://127.0.0.1:{free_port()}/")


def test_the_interpreter_of_children_is_ours(tmp_path: Path) -> None:
    child = Child("which", ("-c", "import sys;print(sys.executable)"))
    running, _ = supervisor(tmp_path, child)
    running.start()
    assert child.process
    child.process.wait(10)
    running.stop()
    assert (tmp_path / "log" / "which.log").read_text().strip() == sys.executable


def test_an_address_in_use_is_refused_before_anything_starts(tmp_path: Path) -> None:
    first = web()
    running, _ = supervisor(tmp_path / "first", first)
    running.start()
    second, _ = supervisor(tmp_path / "second", Child("second", ("-c", DEAF), health=first.health))
    try:
        with pytest.raises(TransientError, match="second"):
            second.start()
    finally:
        running.stop()
    assert second.children[0].process is None
