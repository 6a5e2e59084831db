"""Calls that run in a child: what comes back, or why nothing did."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ppuri.core.errors import PpuriError
from ppuri.core.findings import Finding, finding
from ppuri.core.isolation import pool
from ppuri.core.isolation.child import Child, started
from ppuri.core.isolation.wire import Reader, Writer, name_of, named
from ppuri.core.scratch import scratch
from ppuri.core.settings import load_settings

P = ParamSpec("P")
R = TypeVar("R")
# A child whose memory has grown beyond this part of its limit is not used again: what it holds would count against the next file.
MOST_KEPT = 0.25


class IsolatedError(Exception):
    """A fault of our own in the child; the message is its traceback."""


@dataclass(frozen=True)
class Rejection:
    """Why a call gave no result.

    Attributes:
        reason: `memory`, `time`, `cpu` or `ended`.
        finding: The same for a person.
    """

    reason: str
    finding: Finding


@dataclass(frozen=True)
class Limits:
    """What a call may take.

    Attributes:
        memory_mb: Memory in MB.
        time_s: Seconds.
        cpu_s: Seconds of processor time, over all cores.
        setting: Beginning of the names of the settings that say so.
        once: In a child that answers nothing else, before or after: it may bound itself for good.
        threads: Of the child's computations; None takes what the machine has.
    """

    memory_mb: int
    time_s: int
    cpu_s: int
    setting: str
    once: bool = False
    threads: int | None = None


def isolated(function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | Rejection:
    """Call a function in a child process, within the limits of reading one file (`PPURI_READ_...`); see `within`."""
    bounds = load_settings()
    limits = Limits(bounds.read_memory_mb, bounds.read_time_s, bounds.read_cpu_s, "PPURI_READ")
    return within(limits, function, *args, **kwargs)


def within(limits: Limits, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R | Rejection:
    """Call a function in a child process, within limits.

    Arguments and result may be of whatever `wire` has a form for: plain values, frames, our dataclasses and models.

    Args:
        limits: What it may take.
        function: A function at the top of a module of ours.
        args: Its arguments.
        kwargs: Its named arguments.

    Returns:
        What the function returns, or why it gave nothing: over a limit, killed, dead.

    Raises:
        PpuriError: The exception of ours that the function raised.
        OSError: When the function raised one.
        IsolatedError: When it failed by a fault of ours; the message is the traceback.
    """
    with scratch() as folder:
        writer = Writer(folder, "call")
        call = {
            "function": name_of(function),
            "args": writer.value(list(args)),
            "named": writer.value(dict(kwargs)),
            "folder": str(folder),
            "memory_mb": limits.memory_mb,
            "cpu_s": limits.cpu_s,
            "once": limits.once,
        }
        answer = _answered(call, limits)
        if isinstance(answer, Rejection):
            return answer
        result: R = _unpacked(answer, folder)
        return result


def _answered(call: dict[str, Any], limits: Limits) -> dict[str, Any] | Rejection:
    child = started(limits.threads) if limits.once else pool.current().take(limits.threads)
    kept = False
    try:
        answer = child.ask(call, limits.time_s)
        if answer is None:
            return _why(child, limits)
        if "memory" in answer:
            return _beyond("memory", limits)
        kept = not limits.once and answer["peak_mb"] < MOST_KEPT * limits.memory_mb and not child.late
        return answer
    finally:
        if kept:
            pool.current().give_back(child)
        else:
            child.end()


def _unpacked(answer: dict[str, Any], folder: Path) -> Any:
    if "result" in answer:
        return Reader(folder).value(answer["result"])
    if "os" in answer:
        raise OSError(*answer["os"])
    if "error" in answer:
        kind = named(answer["error"])
        if isinstance(kind, type) and issubclass(kind, PpuriError):
            raise kind(answer["ko"], answer["en"])
    raise IsolatedError(answer.get("fault", ""))


def _why(child: Child, limits: Limits) -> Rejection:
    """Say why a child is gone."""
    code = child.process.wait()
    if child.late:
        return _beyond("time", limits)
    if os.name == "posix" and code == -signal.SIGXCPU:
        return _beyond("cpu", limits)
    child.said.seek(0)
    last = child.said.read()[-20_000:]
    if b"memory allocation of" in last or b"MemoryError" in last or b"bad_alloc" in last:
        return _beyond("memory", limits)
    how = signal.Signals(-code).name if os.name == "posix" and code < 0 else f"exit {code}"
    return Rejection("ended", finding("reader-ended", how=how))


def _beyond(reason: str, limits: Limits) -> Rejection:
    ko, en, setting = {
        "memory": (f"메모리 {limits.memory_mb:,} MB", f"{limits.memory_mb:,} MB of memory", "MEMORY_MB"),
        "time": (f"{limits.time_s:,}초", f"{limits.time_s:,} seconds", "TIME_S"),
        "cpu": (f"계산 시간 {limits.cpu_s:,}초", f"{limits.cpu_s:,} seconds of computing", "CPU_S"),
    }[reason]
    return Rejection(reason, finding("reading-limit", limit_ko=ko, limit_en=en, setting=f"{limits.setting}_{setting}"))
