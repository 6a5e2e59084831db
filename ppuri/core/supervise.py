"""Child processes kept together: started in order, watched, restarted when they die, ended when asked.

Every child gets a process group of its own, so that what it starts ends with it, and a log file.
"""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from ppuri.core.errors import TransientError

POLITE_S = 6.0
PAUSE_S = 0.25
SLOWEST_RESTART_S = 60.0


@dataclass
class Child:
    """One program to keep running.

    Attributes:
        name: Short name, also of its log file.
        command: Arguments after the Python interpreter.
        health: Address that answers 200 when the program is ready; None where running is enough.
        patience_s: How long the first answer may take.
    """

    name: str
    command: tuple[str, ...]
    health: str | None = None
    patience_s: float = 180.0
    process: "subprocess.Popen[bytes] | None" = None
    failures: int = 0
    since: float = 0.0


@dataclass
class Supervisor:
    """Keeps children running until it is told to stop.

    Attributes:
        children: In the order of starting; they end in the opposite order.
        folder: Where the log files go.
        environment: Environment variables of every child.
        say: Takes one sentence when a child is restarted.
    """

    children: list[Child]
    folder: Path
    environment: dict[str, str]
    say: Callable[[str], None]
    stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start every child and wait until it answers.

        Raises:
            TransientError: When a child ends or does not answer in time; the others are ended.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            for child in self.children:
                self._refuse_occupied(child)
                self._spawn(child)
                self._await(child)
        except BaseException:
            self.stop()
            raise

    def run(self) -> None:
        """Watch the children until `stopping` is set, restarting the dead with growing pauses; then end all."""
        try:
            while not self.stopping:
                for child in self.children:
                    self._keep(child)
                sleep(PAUSE_S)
        finally:
            self.stop()

    def stop(self) -> None:
        """End every child: asked politely first, then by force; returns when none is left."""
        self.stopping = True
        alive = [child.process for child in reversed(self.children) if child.process and child.process.poll() is None]
        for process in alive:
            _signal(process, signal.SIGINT)
        limit = monotonic() + POLITE_S
        while any(process.poll() is None for process in alive) and monotonic() < limit:
            sleep(0.05)
        for child in self.children:
            if child.process:
                _signal(child.process, getattr(signal, "SIGKILL", signal.SIGTERM))
                child.process.wait()

    def _refuse_occupied(self, child: Child) -> None:
        if child.health and answers(child.health):
            raise TransientError(
                f"{child.name}의 주소를 다른 프로그램이 쓰고 있습니다: {child.health}. 그것을 끄거나 다른 포트를 정해 주세요.",
                f"Another program already answers at {child.health}, the address of {child.name}. End it or name another port.",
            )

    def _spawn(self, child: Child) -> None:
        with (self.folder / f"{child.name}.log").open("ab") as log:
            child.process = subprocess.Popen(
                [sys.executable, *child.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=os.name == "posix",
            )
        child.since = monotonic()

    def _await(self, child: Child) -> None:
        limit = monotonic() + child.patience_s
        while child.health and not answers(child.health):
            ended = child.process is None or child.process.poll() is not None
            if ended or self.stopping or monotonic() > limit:
                log = self.folder / f"{child.name}.log"
                raise TransientError(
                    f"{child.name}이(가) 켜지지 않았습니다. 기록을 확인해 주세요: {log}",
                    f"{child.name} did not start. See its log: {log}",
                )
            sleep(PAUSE_S)

    def _keep(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            if child.failures and monotonic() - child.since > SLOWEST_RESTART_S:
                child.failures = 0
            return
        pause = min(2.0**child.failures, SLOWEST_RESTART_S)
        if monotonic() - child.since < pause:
            return
        child.failures += 1
        self.say(f"{child.name} ended with {child.process.returncode}; starting it again")
        # What the dead one started must not live on beside its successor.
        _signal(child.process, getattr(signal, "SIGKILL", signal.SIGTERM))
        self._spawn(child)


def answers(address: str) -> bool:
    """Say whether a GET of the address (of this machine) answers 200."""
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310  an address that we made ourselves
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    try:
        if os.name == "posix":
            os.killpg(process.pid, number)
        elif process.poll() is None:
            process.terminate()
    except ProcessLookupError:
        return
