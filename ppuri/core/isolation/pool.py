"""Children that wait for work; light to import, so that one can start while the program itself is still loading."""

import atexit
import os
from dataclasses import dataclass, field
from threading import Lock

from ppuri.core.isolation.child import Child, started

MOST_IDLE = 2


@dataclass
class Pool:
    """Children that wait for work."""

    idle: list[Child] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def take(self, threads: int | None = None) -> Child:
        """Return a child that is alive and computes with so many threads."""
        while True:
            with self.lock:
                child = next((each for each in reversed(self.idle) if each.threads == threads), None)
                if child is not None:
                    self.idle.remove(child)
            if child is None:
                return started(threads)
            if child.process.poll() is None:
                return child
            child.end()

    def give_back(self, child: Child) -> None:
        """Keep a child for the next call."""
        with self.lock:
            if sum(each.threads == child.threads for each in self.idle) < MOST_IDLE:
                self.idle.append(child)
                return
        child.end()


_pool = Pool()
# Children of the process that this one was forked from: they answer that process.
_strangers: list[Pool] = []


def current() -> Pool:
    """Return the children of this process."""
    return _pool


def warm(name: str) -> None:
    """Start a child ahead of its first call and let it import a function; returns at once.

    Args:
        name: What will be called first, as `module:function`.
    """
    with _pool.lock:
        if any(child.threads is None for child in _pool.idle):
            return
    child = started()
    child.tell({"warm": name})
    _pool.give_back(child)


def close() -> None:
    """End the children that wait."""
    with _pool.lock:
        waiting, _pool.idle = _pool.idle, []
    for child in waiting:
        child.end()


def _forked() -> None:
    global _pool
    _strangers.append(_pool)
    _pool = Pool()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
