"""The lease of a firm: who may write, with an epoch that fences off whoever lost it."""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Float, insert, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from ppuri.core.errors import TransientError
from ppuri.core.ledger.engine import Place, reading, transaction
from ppuri.core.ledger.schema import lease as table
from ppuri.core.settings import load_settings

LOOK_S = 0.2
# No lease reaches so far: one that does was written before the clock was set back.
FARTHEST_S = 3600.0


@dataclass(frozen=True)
class Lease:
    """The right to publish for one firm until somebody else takes a higher epoch."""

    firm_id: str
    epoch: int
    holder: str


class ServerSeconds(FunctionElement[float]):
    """Seconds since 1970 by the clock of the ledger, the same for all who use it."""

    type = Float()
    name = "server_seconds"
    inherit_cache = True


@compiles(ServerSeconds, "sqlite")
def _by_sqlite(*_given: Any, **_named: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(ServerSeconds, "postgresql")
def _by_postgresql(*_given: Any, **_named: Any) -> str:
    return "extract(epoch from clock_timestamp())::double precision"


def _holder() -> str:
    return f"{_machine()}:{os.getpid()}:{threading.get_ident()}"


@cache
def _machine() -> str:
    """Name what process ids are told apart by: the machine since it was started, and the container on it."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        return f"{socket.gethostname()}/{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:  # no Linux
        return socket.gethostname()


def is_free(connection: Connection, firm_id: str) -> bool:
    """Say whether nobody alive holds the firm's lease."""
    left = (table.c.expires_s - ServerSeconds()).label("left_s")
    row = connection.execute(select(table.c.holder, left).where(table.c.firm_id == firm_id)).first()
    return row is None or not 0 < row.left_s < FARTHEST_S or not _lives(row.holder)


def fence(connection: Connection, held: Lease) -> None:
    """Refuse whatever the transaction does when the lease is no longer the newest of its firm.

    Raises:
        TransientError: When the lease was lost to another process.
    """
    mine = table.c.firm_id == held.firm_id
    epoch = connection.execute(select(table.c.epoch).where(mine).with_for_update()).scalar()
    if epoch != held.epoch:
        raise TransientError(
            f"{held.firm_id} 쓰기 권한을 다른 작업이 이어받았습니다. 이 작업의 결과는 버렸습니다.",
            f"another process took over writing for {held.firm_id}; this result was discarded",
        )


def _take(where: Place, firm_id: str, holder: str, seconds: float) -> Lease | None:
    with transaction(where) as connection:
        mine = table.c.firm_id == firm_id
        epoch = connection.execute(select(table.c.epoch).where(mine).with_for_update()).scalar()
        until = ServerSeconds() + seconds
        if epoch is None:
            connection.execute(insert(table).values(firm_id=firm_id, epoch=1, holder=holder, expires_s=until))
            return Lease(firm_id, 1, holder)
        if not is_free(connection, firm_id):
            return None
        connection.execute(update(table).where(mine).values(epoch=epoch + 1, holder=holder, expires_s=until))
        return Lease(firm_id, epoch + 1, holder)


def _lives(holder: str) -> bool:
    """Whether the holder may still run; a dead process of this machine need not be waited for."""
    machine, pid, _thread = holder.rsplit(":", 2)
    if machine != _machine() or sys.platform == "win32":  # Windows has no signal 0: the lease runs out
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _renew(where: Place, held: Lease, seconds: float, stop: threading.Event) -> None:
    mine = (table.c.firm_id == held.firm_id) & (table.c.epoch == held.epoch)
    while not stop.wait(seconds / 3):
        try:
            with transaction(where) as connection:
                values = {"expires_s": ServerSeconds() + seconds}
                if connection.execute(update(table).where(mine).values(**values)).rowcount == 0:
                    return  # lost: publishing will be refused
        except TransientError:  # the next renewal may succeed before the lease runs out
            continue


def _release(where: Place, held: Lease) -> None:
    mine = (table.c.firm_id == held.firm_id) & (table.c.epoch == held.epoch)
    # Where it cannot be given back it runs out by itself; what the block did or raised counts.
    with suppress(TransientError), transaction(where) as connection:
        connection.execute(update(table).where(mine).values(expires_s=0.0))


@contextmanager
def lease(where: Place, firm_id: str) -> Iterator[Lease]:
    """Hold the firm's lease, renewed while the block runs.

    Raises:
        TransientError: When another process keeps it for longer than the settings allow.
    """
    bounds = load_settings()
    holder, deadline = _holder(), time.monotonic() + bounds.lease_wait_s
    while (held := _tried(where, firm_id, holder, bounds.lease_s)) is None:
        if time.monotonic() > deadline:
            raise TransientError(
                f"{firm_id} 자료를 다른 작업이 쓰고 있습니다. 잠시 뒤 다시 실행해 주세요.",
                f"another process is writing for {firm_id}; try again shortly",
            )
        time.sleep(LOOK_S)
    stop = threading.Event()
    renewing = threading.Thread(target=_renew, args=(where, held, bounds.lease_s, stop), daemon=True)
    renewing.start()
    try:
        yield held
    finally:
        stop.set()
        renewing.join()
        _release(where, held)


def _tried(where: Place, firm_id: str, holder: str, seconds: float) -> Lease | None:
    """Take the lease where it is free; who waits only reads, and so keeps nobody from the ledger."""
    with reading(where) as connection:
        if not is_free(connection, firm_id):
            return None
    return _take(where, firm_id, holder, seconds)
