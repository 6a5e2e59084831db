"""`python -m tests.faults.zygote`: a process that has loaded everything and forks one ingest per line of its input.

Loading takes a second and a half, an ingest a tenth of it; and a forked process makes the same system calls every time.
What reads a file works within the process here, not in a child of it, so that its calls are counted too.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from pipelines.steps import arrivals, ingest, prepare
from ppuri.core.errors import PpuriError, TransientError
from ppuri.core.hub import open_scope

DONE, TRANSIENT, REFUSED, FAULT, STUCK = 0, 75, 76, 70, 71
PATIENCE_S = 30.0
_ANY_TRACER = 0x59616D61  # PR_SET_PTRACER


def disturbed(order: dict[str, Any]) -> int:
    """Ingest with strace attached to this process; returns the exit code."""
    os.environ.update(order["environment"])
    ingest.prepare = lambda scope, ledger, record: prepare.prepare(scope, ledger, record)
    ingest.warm = lambda: None
    arrivals.isolated = lambda function, *given: function(*given)
    scope = open_scope(Path(order["home"]), "hanbit")
    if order["strace"]:
        _attached(order["strace"])
    try:
        receipts = ingest.ingest(scope, [Path(path) for path in order["paths"]], machine_id="dc3")
    except TransientError:
        return TRANSIENT
    except PpuriError:
        return REFUSED
    except BaseException:
        import traceback

        Path(order["log"]).write_text(traceback.format_exc(), encoding="utf-8")
        return FAULT
    return DONE if {each.status for each in receipts} <= {"committed", "duplicate"} else REFUSED


def _attached(options: list[str]) -> None:
    ctypes.CDLL(None).prctl(_ANY_TRACER, -1, 0, 0, 0)
    subprocess.Popen(
        ["strace", "-f", "-qq", "-p", str(os.getpid()), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    limit = monotonic() + 20
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text(encoding="ascii"):
        if monotonic() > limit:
            os._exit(REFUSED)
        sleep(0.002)


def main() -> None:
    """Fork one ingest per line and answer how it ended."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(disturbed(order))
        if order["kill_after_s"] is not None:
            sleep(order["kill_after_s"])
            os.kill(child, signal.SIGKILL)
        sys.stdout.write(f"{_ended(child)}\n")
        sys.stdout.flush()


def _ended(child: int) -> int:
    """Wait for a child and return its exit code; one whose threads lost each other is ended by force."""
    limit = monotonic() + PATIENCE_S
    while (waited := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if monotonic() > limit:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return STUCK
        sleep(0.005)
    return os.waitstatus_to_exitcode(waited[1])


if __name__ == "__main__":
    main()
