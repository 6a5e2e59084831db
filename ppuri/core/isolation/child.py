"""A child process that answers calls, and those that wait for work."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import IO, Any

MOST_IDLE = 2
_COMMAND = ("-P", "-m", "ppuri.core.isolation.worker")


@dataclass
class Child:
    """A process that answers calls."""

    process: "subprocess.Popen[bytes]"
    said: IO[bytes]
    late: bool = False

    def tell(self, line: dict[str, Any]) -> None:
        """Send a line."""
        assert self.process.stdin is not None  # noqa: S101  it is a pipe
        self.process.stdin.write(json.dumps(line).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, call: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Send a call and return its answer; None where the child is gone."""
        clock = Timer(seconds, self._end_late)
        clock.start()
        try:
            self.tell(call)
            assert self.process.stdout is not None  # noqa: S101  it is a pipe
            line = self.process.stdout.readline()
        except (BrokenPipeError, ConnectionResetError):
            line = b""
        finally:
            clock.cancel()
        answer: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
        return answer

    def _end_late(self) -> None:
        self.late = True
        self.process.kill()

    def end(self) -> None:
        """End the process and forget what it said."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.said):
            if pipe is not None:
                _closed(pipe)


def _closed(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:  # what was not yet sent to a dead child
        return


@dataclass
class Pool:
    """Children that wait for work."""

    idle: list[Child] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def take(self) -> Child:
        """Return a child that is alive."""
        while True:
            with self.lock:
                child = self.idle.pop() if self.idle else None
            if child is None:
                return started()
            if child.process.poll() is None:
                return child
            child.end()

    def give_back(self, child: Child) -> None:
        """Keep a child for the next call."""
        with self.lock:
            if len(self.idle) < MOST_IDLE:
                self.idle.append(child)
                return
        child.end()


def started() -> Child:
    """Start a child."""
    said = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the child
    # The child must find the same modules, also where the program runs from a folder that is not installed.
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env={**os.environ, "PYTHONPATH": paths},
        # A key stroke that ends this program must not reach the child first.
        start_new_session=os.name == "posix",
    )
    return Child(process, said)
