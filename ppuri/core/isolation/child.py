"""A child process that answers calls."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any

_COMMAND = ("-P", "-m", "ppuri.core.isolation.worker")


@dataclass
class Child:
    """A process that answers calls.

    Attributes:
        threads: Of its computations; None takes what the machine has.
    """

    process: "subprocess.Popen[bytes]"
    said: IO[bytes]
    late: bool = False
    threads: int | None = None

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


def started(threads: int | None = None) -> Child:
    """Start a child.

    Args:
        threads: Of its computations; None takes what the machine has.
    """
    said = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the child
    # The child must find the same modules, also where the program runs from a folder that is not installed.
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env={**os.environ, **({"POLARS_MAX_THREADS": str(threads)} if threads else {}), "PYTHONPATH": paths},
        # A key stroke that ends this program must not reach the child first.
        start_new_session=os.name == "posix",
    )
    return Child(process, said, threads=threads)
