"""Long work of the portal: done beside the requests; what it leaves stands in the ledger, so nothing is lost with this process."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from ppuri.core.errors import PpuriError
from ppuri.core.faults import record

WORKERS = 2
# A page that is ready at once needs no waiting page before it.
PATIENCE_S = 1.0
OURS = "하던 일을 끝내지 못했습니다. 이미 받은 자료는 그대로 있습니다. 담당자에게 이 번호를 알려 주세요: "
Key = tuple[str, str]


class Jobs:
    """Work that is going on, by firm and file.

    Args:
        home: Folder of the installation, where faults are written down.
        patience_s: How long an answer waits for its job before it shows that the job goes on.
    """

    def __init__(self, home: Path, patience_s: float = PATIENCE_S) -> None:
        self._home = home
        self._patience_s = patience_s
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="portal")
        self._lock = threading.Lock()
        self._running: Counter[Key] = Counter()
        self._problems: dict[Key, str] = {}

    async def start(self, key: Key, work: Callable[[], object]) -> None:
        """Begin a job and wait a moment for it.

        Args:
            key: Firm and file, or firm and an empty text for all of it.
            work: What to do; what it raises is told once by `problem`.
        """
        with self._lock:
            self._running[key] += 1
            self._problems.pop(key, None)
        job: Future[None] = self._pool.submit(self._done, key, work)
        await run_in_threadpool(wait, [job], self._patience_s)

    def _done(self, key: Key, work: Callable[[], object]) -> None:
        try:
            work()
        except PpuriError as error:
            self._problems[key] = error.ko
        except Exception as fault:
            self._problems[key] = OURS + record(self._home, fault).stem
        finally:
            with self._lock:
                self._running[key] -= 1

    def running(self, firm_id: str, file_id: str) -> bool:
        """Whether work on a file, or on all of its firm, goes on."""
        with self._lock:
            return self._running[firm_id, file_id] > 0 or self._running[firm_id, ""] > 0

    def problem(self, firm_id: str, file_id: str) -> str | None:
        """Return what went wrong with a file's last job, once."""
        return self._problems.pop((firm_id, file_id), None)
