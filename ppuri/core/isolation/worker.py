"""The child: takes calls as lines of JSON, answers with lines of JSON, within limits that the system enforces."""

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from ppuri.core.errors import PpuriError
from ppuri.core.isolation.wire import Reader, Writer, name_of, named

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answer calls until the parent closes the line."""
    # What a library prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        call = json.loads(line)
        if "warm" in call:
            named(call["warm"])
            continue
        limit(call["memory_mb"], call["cpu_s"])
        answers.write(json.dumps({**_answer(call), "peak_mb": _peak_mb()}) + "\n")
        answers.flush()


def limit(memory_mb: int, cpu_s: int) -> None:
    """Bound memory and processor time of this process; where the system has no such bounds only the parent's clock holds.

    Args:
        memory_mb: Memory that it may hold, in MB.
        cpu_s: Seconds of processor time from now on.
    """
    if sys.platform == "win32":
        return
    # Linux counts here what is written to, elsewhere only the whole address range can be bounded.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for bound, most in (
        (kind, memory_mb << 20),
        (resource.RLIMIT_CPU, int(used) + cpu_s + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(bound)[1]
        resource.setrlimit(bound, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _peak_mb() -> int:
    if sys.platform == "win32":
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak >> (20 if sys.platform == "darwin" else 10))


def _answer(call: dict[str, Any]) -> dict[str, Any]:
    folder = Path(call["folder"])
    if call.get("once"):  # what it writes beside its answer goes with that
        tempfile.tempdir = str(folder)
    try:
        reader = Reader(folder)
        result = named(call["function"])(*reader.value(call["args"]), **reader.value(call["named"]))
        return {"result": Writer(folder, "result").value(result)}
    except MemoryError:
        return {"memory": True}
    except PpuriError as error:
        return {"error": name_of(type(error)), "ko": error.ko, "en": error.en}
    except OSError as error:
        return {"os": [error.errno, error.strerror or str(error)]}
    except BaseException:  # a panic of a library's Rust code is no Exception
        return {"fault": traceback.format_exc()}


if __name__ == "__main__":
    main()
