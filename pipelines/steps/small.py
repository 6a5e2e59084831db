"""Many small files: read in groups by several children at once, while the files before them are stored.

What a file costs beside its rows, a call to a child, connections to the ledger, threads that wake each other, is shared by a group.
A file that is read ahead is read as it would be in its turn: as soon as a publication may have taught something, it is read anew.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipelines.steps.mending.apply import mends
from pipelines.steps.prepare import prepare
from pipelines.steps.prepared import Prepared
from ppuri.core.isolation.call import Limits, Rejection, within
from ppuri.core.ledger import FileRecord, Ledger
from ppuri.core.scope import Scope
from ppuri.core.settings import load_settings

# A larger file is worth a call of its own, with all threads.
MOST_BYTES = 1 << 20
# So many files pay for the start of the children; so many are read by one call.
WORTHWHILE, GROUP = 48, 24
MOST_READERS = 4
# A group that takes longer holds a file that needs its own call, with its own limits.
PATIENCE_S = 60


class Ahead:
    """Reads small files before their turn.

    Args:
        scope: The firm.
        readers: Children that read at once; 0 reads nothing ahead.
    """

    def __init__(self, scope: Scope, readers: int) -> None:
        self._scope = scope
        self._readers = readers
        self._threads = ThreadPoolExecutor(max_workers=max(readers, 1))
        self._unread: deque[FileRecord] = deque()
        self._begun: dict[str, tuple[FileRecord, Future[dict[str, Prepared]]]] = {}
        self._open: list[Future[dict[str, Prepared]]] = []
        self._size = 1

    @property
    def distance(self) -> int:
        """Files that may be received before the first of them is stored."""
        return 2 * self._readers * GROUP

    def add(self, record: FileRecord) -> None:
        """Note a file whose turn will come; what is no small file to be read is left out."""
        small = record.byte_count <= MOST_BYTES and record.status in ("received", "undone") and mends(record) is None
        if self._readers and small:
            self._unread.append(record)
            self._begin()

    def take(self, record: FileRecord) -> Prepared | None:
        """Return a file as read; None where it is to be read by a call of its own."""
        self._begin(least=1)
        known, reading = self._begun.pop(record.file_id, (None, None))
        if reading is None or known != record:
            if record in self._unread:
                self._unread.remove(record)
            return None
        prepared = reading.result().get(record.file_id)
        self._begin(least=1)
        return prepared

    def forget(self) -> None:
        """Read anew what was read ahead: something else may be remembered now."""
        self._unread.extendleft(reversed([record for record, _ in self._begun.values()]))
        for reading in self._open:
            reading.cancel()
        self._begun, self._size = {}, 1

    def close(self) -> None:
        """Wait for what is being read."""
        self._threads.shutdown(cancel_futures=True)

    def _begin(self, least: int = GROUP) -> None:
        """Keep one group per reader and one more on its way: small ones first, since the first file of a layout may teach."""
        self._open = [reading for reading in self._open if not reading.done()]
        while len(self._unread) >= min(least, self._size) and len(self._open) <= self._readers:
            group = [self._unread.popleft() for _ in range(min(self._size, len(self._unread)))]
            reading = self._threads.submit(_read, self._scope, group)
            self._open.append(reading)
            self._begun |= {record.file_id: (record, reading) for record in group}
            self._size = min(2 * self._size, GROUP)


def are_many(paths: Sequence[Path]) -> bool:
    """Whether there are so many small files that reading them ahead pays."""
    return sum(path.stat().st_size <= MOST_BYTES for path in paths) >= WORTHWHILE


@contextmanager
def ahead_of(scope: Scope, paths: Sequence[Path]) -> Iterator[Ahead]:
    """Give what reads ahead for as long as the block runs; it reads nothing where there are few small files."""
    threads = load_settings().threads or os.cpu_count() or 1
    ahead = Ahead(scope, min(threads, MOST_READERS) if are_many(paths) else 0)
    try:
        yield ahead
    finally:
        ahead.close()


def _read(scope: Scope, group: list[FileRecord]) -> dict[str, Prepared]:
    """Read a group in one call; nothing where one of them ends it, so that each is read by itself and says why."""
    bounds = load_settings()
    seconds, computing = min(bounds.read_time_s, PATIENCE_S), min(bounds.read_cpu_s, PATIENCE_S)
    limits = Limits(bounds.read_memory_mb, seconds, computing, "PPURI_READ", threads=1)
    try:
        outcome = within(limits, _prepared, scope, group)
    except Exception:  # whose fault it is shows when each is read by itself
        return {}
    return {} if isinstance(outcome, Rejection) else {each.record.file_id: each for each in outcome}


def _prepared(scope: Scope, group: list[FileRecord]) -> list[Prepared]:
    ledger = Ledger(scope.home)
    with ledger.moment():
        return [prepare(scope, ledger, record) for record in group]
