"""System calls of an ingest as strace counts them, and the faults to plant at them."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

# What changes or looks at files; where the ledger is on a server, what speaks with it too.
WRITES: tuple[str, ...] = ("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "fallocate")
WRITES += ("rename", "renameat", "renameat2", "link", "linkat", "mkdir", "mkdirat")
READS: tuple[str, ...] = ("read", "pread64", "openat", "close", "lseek", "fcntl", "newfstatat", "statx", "getdents64")
READS += ("unlink", "unlinkat", "rmdir")
SPEECH = ("sendto", "recvfrom", "connect")
CHANGES = {*WRITES, "unlink", "unlinkat", "rmdir", "sendto"}
_LINE = re.compile(r"^(\d+) +([a-z0-9_]+)\((.{0,24})")
_NO_FILE = tuple(f"{number}<{kind}" for number in range(200) for kind in ("anon_inode", "pipe", "socket", "/dev/null"))
Calls = dict[str, list[bool]]


@dataclass(frozen=True)
class Point:
    """One fault at one system call.

    Attributes:
        call: Name of the call.
        number: Which of them within its thread, from 1.
        fault: `kill`, or the error that the call gives instead of being done.
        onwards: Whether every later call fails too, as when a disk is full.
    """

    call: str
    number: int
    fault: str
    onwards: bool = False

    def __str__(self) -> str:
        return f"{self.call} {self.number} {self.fault}{' from here on' if self.onwards else ''}"

    def options(self) -> list[str]:
        """Return strace's options."""
        what = "signal=SIGKILL" if self.fault == "kill" else f"error={self.fault}"
        when = f"{self.number}+" if self.onwards else str(self.number)
        return ["-o", "/dev/null", "-e", f"trace={self.call}", "-e", f"inject={self.call}:{what}:when={when}"]


@cache
def untraceable() -> str | None:
    """Why calls cannot be traced here; None where they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return f"ptrace is not permitted: {tried.stderr.strip()}" if tried.returncode else None


def traced(trace: Path) -> Calls:
    """Return the calls of a trace: by name, for each number within a thread, whether some thread's call is about a file."""
    made: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _LINE.match(line):
            made[found[2], found[1]].append(not found[3].startswith(_NO_FILE))
    calls: Calls = {}
    for (call, _), each in made.items():
        calls[call] = [any(pair) for pair in zip_longest(calls.get(call, []), each, fillvalue=False)]
    return calls


def kills(calls: Calls) -> Iterator[Point]:
    """A kill at every call."""
    for call, made in sorted(calls.items()):
        yield from (Point(call, number, "kill") for number in range(1, len(made) + 1))


def chosen(points: list[Point], count: int) -> list[Point]:
    """Return so many points: all that change files, as far as they go, and of the others as many as are left, evenly."""
    first = [point for point in points if point.call in CHANGES]
    if len(first) >= count:
        return _evenly(first, count)
    return first + _evenly([point for point in points if point.call not in CHANGES], count - len(first))


def _evenly(points: list[Point], count: int) -> list[Point]:
    count = min(count, len(points))
    return [points[number * len(points) // count] for number in range(count)]


def errors(calls: Calls) -> Iterator[Point]:
    """No space at every call that writes; a fault of the disk at every call that reads or writes.

    The disk stays full, but for `write`: threads wake each other with it too, and no disk decides about that.
    """
    numbers = {call: [number for number, file in enumerate(made, 1) if file] for call, made in sorted(calls.items())}
    for call in (each for each in numbers if each in WRITES):
        yield from (Point(call, number, "ENOSPC", onwards=call != "write") for number in numbers[call])
        yield from (Point(call, number, "EIO") for number in numbers[call])
    for call in (each for each in numbers if each in ("read", "pread64", "openat", "close", "getdents64")):
        yield from (Point(call, number, "EIO") for number in numbers[call])
