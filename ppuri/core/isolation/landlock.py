"""Landlock: the kernel lets this process open named places and nothing else, whatever its libraries try; needs no rights."""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from ppuri.core.isolation.wire import OURS

# Numbers of linux/landlock.h; the system calls have the same numbers on every architecture.
_CREATE, _ADD, _RESTRICT, _NO_NEW_PRIVS = 444, 445, 446, 38
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _IOCTL
_READING = _EXECUTE | _READ | _LIST
# Access rights of files that each version of the interface knows, and whether it knows connections.
_KNOWN = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_FROM, _NET = 4, 0b11
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev/null", "/dev/urandom")


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """Return the version of the kernel's interface; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(int(_libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))), 0)


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Bound this thread and those that it starts: no file beyond those named and the system's, no connection.

    Args:
        readable: Files, or folders with all below, that may be read.
        writable: Folders in which everything is allowed.

    Returns:
        Whether the kernel did so; False where it does not know Landlock.
    """
    known = version()
    if not known:
        return False
    libc, handled = _libc(), _KNOWN[min(known, max(_KNOWN))]
    rules = _Ruleset(handled, _NET if known >= _NET_FROM else 0)
    size = ctypes.c_size_t(ctypes.sizeof(rules) if known >= _NET_FROM else ctypes.sizeof(ctypes.c_uint64))
    ruleset = int(libc.syscall(_CREATE, ctypes.byref(rules), size, ctypes.c_uint32(0)))
    if ruleset < 0:
        return False
    try:
        for path in (*readable, *_system()):
            _allow(libc, ruleset, path, handled & _READING)
        for path in writable:
            _allow(libc, ruleset, path, handled)
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        return int(libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))) == 0
    finally:
        os.close(ruleset)


def _system() -> list[Path]:
    """What Python and its libraries read while they work; of a working folder only our packages, since a home may lie in it."""
    packages = [Path(place) / name for place in sys.path if place for name in OURS]
    return [*map(Path, (*_SYSTEM, sys.prefix, sys.base_prefix)), *packages]


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, access: int) -> None:
    if not path.exists():
        return
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _Beneath(access if path.is_dir() else access & _OF_FILES, place)
        libc.syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(1), ctypes.byref(beneath), ctypes.c_uint32(0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
