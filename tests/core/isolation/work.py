"""What children are asked to do in the tests."""

import os
import signal
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Event

import polars as pl

from ppuri.core.errors import TransientError
from ppuri.core.findings import Finding


@dataclass(frozen=True)
class Parcel:
    """Something of every form."""

    name: str
    frame: pl.DataFrame
    series: pl.Series
    found: tuple[Finding, ...]
    facts: dict[str, object]
    places: frozenset[int]
    at: datetime
    day: date
    path: Path
    raw: bytes
    nothing: None = None


def same(parcel: Parcel) -> Parcel:
    """Give back what came."""
    return parcel


def process_id() -> int:
    return os.getpid()


def grow(megabytes: int) -> int:
    """Take memory and write to it."""
    return len(bytearray(megabytes << 20))


def grow_frame(rows: int) -> int:
    """Take memory in a library that ends the process where there is none."""
    return pl.select(pl.int_range(0, rows) * 2).height


def spin() -> None:
    """Never end."""
    while True:
        sum(range(10_000))


def wait() -> None:
    """Never end, at no cost."""
    Event().wait()


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def leave(code: int) -> None:
    os._exit(code)


def babble() -> str:
    """Print what must not come between the answers."""
    os.write(1, b'{"result": "false"}\n')
    sys.stdout.write("words\n")
    sys.stdout.flush()
    return "said"


def refuse() -> None:
    raise TransientError("나중에", "later")


def miss(path: Path) -> bytes:
    return path.read_bytes()


def fail() -> None:
    raise ZeroDivisionError("a fault of ours")


def ignore_the_end() -> None:
    """Do not end when asked politely."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Event().wait()
