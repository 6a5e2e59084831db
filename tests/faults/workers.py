"""Processes that ingest and are stopped, killed or slowed on the way."""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ppuri.core.errors import TransientError
from ppuri.core.lake import Lake
from ppuri.core.ledger import Ledger
from ppuri.core.scope import Scope
from tests.pipelines.steps.home import stored

REFUSED, KNOWN = 75, 76


def dies(home: Path, paths: list[Path]) -> None:
    """Note files and die before any row is written."""

    def cut(*_given: Any, **_named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    Lake.commit = cut  # type: ignore[method-assign]
    stored(Scope(home, "hanbit"), paths)


def stops(home: Path, paths: list[Path]) -> None:
    """Write rows, stand still before publishing them, and go on when told; exits with `REFUSED` when that is refused."""
    whole = Ledger.publish

    def halted(*given: Any, **named: Any) -> int:
        os.kill(os.getpid(), signal.SIGSTOP)
        return whole(*given, **named)

    Ledger.publish = halted  # type: ignore[method-assign]
    try:
        stored(Scope(home, "hanbit"), paths)
    except TransientError:
        os._exit(REFUSED)


def hands_in(home: Path, firm_id: str, machine_id: str, paths: list[Path]) -> None:
    """Hand files in one after the other, each by a call of its own."""
    from pipelines.steps.ingest import ingest

    for path in paths:
        (receipt,) = ingest(Scope(home, firm_id), [path], machine_id=machine_id)
        assert receipt.status == "committed", receipt.status


def hands_in_once(home: Path, paths: list[Path]) -> None:
    """Hand files in; exits with 0 where they were stored, with `KNOWN` where they had been already."""
    (receipt,) = stored(Scope(home, "hanbit"), paths)
    os._exit({"committed": 0, "duplicate": KNOWN}[receipt.status])


def started(function: Any, *given: Any) -> BaseProcess:
    """Start a function in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=given)
    process.start()
    return process
