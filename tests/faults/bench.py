"""One try: a home, an ingest with one fault in it, and what holds afterwards."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import TracebackType

from pipelines.steps.reap import reap
from tests.faults.scene import Scene, faults, remains, rows, same, some_files
from tests.faults.tracing import READS, SPEECH, WRITES, Calls, Point, traced
from tests.faults.zygote import DONE, FAULT, REFUSED, STUCK, TRANSIENT
from tests.pipelines.steps.home import stored

# The whole audit takes as long as everything else; that the rows are those expected is looked at every time.
AUDIT_EVERY = 8
# A thread could not wake another: no fault of a disk, only of planting errors by the name of a call.
_WAKING = "failed to wake I/O driver"


@dataclass
class Bench:
    """Tries one scene again and again.

    Attributes:
        scene: What is disturbed.
        folder: Where homes are laid; best a file system in memory.
        ended: How the disturbed ingests ended.
        bad: What did not hold, a sentence each.
    """

    scene: Scene
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    ended: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)

    def __enter__(self) -> "Bench":
        single = dict.fromkeys(("POLARS_MAX_THREADS", "TOKIO_WORKER_THREADS", "RAYON_NUM_THREADS"), "1")
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **single},
        )
        assert self._answer() == "ready"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.close()
        self._zygote.wait(30)
        self._zygote.stdout.close()

    def calls(self) -> Calls:
        """Return the system calls of an undisturbed ingest."""
        trace = self.folder / "trace.txt"
        scope = self.scene.copy(self.folder / "try")
        code = self._ingest(scope.home, ["-y", "-o", str(trace), "-e", f"trace={','.join((*WRITES, *READS, *SPEECH))}"])
        assert code == DONE, code
        return traced(trace)

    def attempt(self, point: Point | float) -> None:
        """Disturb one ingest, look, run it again, look again.

        Args:
            point: A fault at a system call, or the seconds after which the process is killed.
        """
        scope = self.scene.copy(self.folder / "try")
        if isinstance(point, Point):
            code = self._ingest(scope.home, point.options())
        else:
            code = self._ingest(scope.home, kill_after_s=point)
        last = (self.folder / "log.txt").read_text(encoding="utf-8").splitlines()[-1] if code == FAULT else ""
        if _WAKING in last:
            code = STUCK
        self.ended[_said(code)] += 1
        if code == FAULT:
            self._wrong(point, last)
        seen = rows(scope)
        whole = same(seen, self.scene.after)
        if not whole and not same(seen, self.scene.before) and not some_files(seen, self.scene.after):
            self._wrong(point, "readers see half of it")
        if code == DONE and not whole:
            self._wrong(point, "receipts were given and rows are missing")
        reap(scope)
        again = {receipt.status for receipt in stored(scope, self.scene.paths)}
        if not again <= {"committed", "duplicate"}:
            self._wrong(point, f"handed in again: {sorted(again)}")
        if not same(rows(scope), self.scene.after):
            self._wrong(point, "handed in again, rows are lost or doubled")
        audited = self.ended.total() % AUDIT_EVERY == 1
        for fault in (*(faults(scope) if audited else ()), *remains(scope)):
            self._wrong(point, fault)

    def seconds(self) -> float:
        """Return how long an undisturbed ingest takes."""
        scope, since = self.scene.copy(self.folder / "try"), monotonic()
        assert self._ingest(scope.home) == DONE
        return monotonic() - since

    def _wrong(self, point: Point | float, what: str) -> None:
        self.bad.append(f"{point}: {what}")

    def _ingest(self, home: Path, strace: Sequence[str] = (), kill_after_s: float | None = None) -> int:
        order = {
            "home": str(home),
            "paths": [str(path) for path in self.scene.paths],
            "strace": list(strace),
            "kill_after_s": kill_after_s,
            "environment": self.environment,
            "log": str(self.folder / "log.txt"),
        }
        assert self._zygote.stdin is not None
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._zygote.stdout is not None
        return self._zygote.stdout.readline().strip()


def _said(code: int) -> str:
    words = {
        DONE: "done",
        TRANSIENT: "may be tried again",
        REFUSED: "refused",
        FAULT: "fault",
        STUCK: "stuck",
        -9: "killed",
    }
    return words.get(code, f"exit {code}")
