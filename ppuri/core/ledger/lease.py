"""The lease of a firm: who may write, with an epoch that fences off whoever lost it."""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, update

from ppuri.core.errors import TransientError
from ppuri.core.ledger.engine import transaction
from ppuri.core.ledger.schema import lease as table

LEASE_S = 30.0
RENEW_S = 10.0
WAIT_S = 60.0


@dataclass(frozen=True)
class Lease:
    """The right to publish for one firm until somebody else takes a higher epoch."""

    firm_id: str
    epoch: int
    holder: str


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def _take(path: Path, firm_id: str, holder: str) -> Lease | None:
    now = time.time()
    with transaction(path) as connection:
        row = connection.execute(select(table).where(table.c.firm_id == firm_id)).mappings().first()
        if row is None:
            connection.execute(insert(table).values(firm_id=firm_id, epoch=1, holder=holder, expires_s=now + LEASE_S))
            return Lease(firm_id, 1, holder)
        if row["expires_s"] > now and _lives(row["holder"]):
            return None
        epoch = int(row["epoch"]) + 1
        values = {"epoch": epoch, "holder": holder, "expires_s": now + LEASE_S}
        connection.execute(update(table).where(table.c.firm_id == firm_id).values(**values))
        return Lease(firm_id, epoch, holder)


def _lives(holder: str) -> bool:
    """Whether the holder may still run; a dead process of this machine need not be waited for."""
    host, pid, _thread = holder.rsplit(":", 2)
    if host != socket.gethostname() or sys.platform == "win32":  # Windows has no signal 0: the lease runs out
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _renew(path: Path, held: Lease, stop: threading.Event) -> None:
    while not stop.wait(RENEW_S):
        with transaction(path) as connection:
            mine = (table.c.firm_id == held.firm_id) & (table.c.epoch == held.epoch)
            connection.execute(update(table).where(mine).values(expires_s=time.time() + LEASE_S))


def _release(path: Path, held: Lease) -> None:
    with transaction(path) as connection:
        mine = (table.c.firm_id == held.firm_id) & (table.c.epoch == held.epoch)
        connection.execute(update(table).where(mine).values(expires_s=0.0))


@contextmanager
def lease(path: Path, firm_id: str) -> Iterator[Lease]:
    """Hold the firm's lease, renewed while the block runs.

    Raises:
        TransientError: When another process keeps it for a minute.
    """
    holder, deadline = _holder(), time.monotonic() + WAIT_S
    while (held := _take(path, firm_id, holder)) is None:
        if time.monotonic() > deadline:
            raise TransientError(
                f"{firm_id} 자료를 다른 작업이 쓰고 있습니다. 잠시 뒤 다시 실행해 주세요.",
                f"another process is writing for {firm_id}; try again shortly",
            )
        time.sleep(0.2)
    stop = threading.Event()
    renewing = threading.Thread(target=_renew, args=(path, held, stop), daemon=True)
    renewing.start()
    try:
        yield held
    finally:
        stop.set()
        renewing.join()
        _release(path, held)
