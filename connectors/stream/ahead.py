"""Work some steps ahead in other threads: reading the next blocks while this one is typed."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(tasks: Iterator[Callable[[], T]], workers: int) -> Iterator[T]:
    """Yield what tasks give, in their order; what one raises comes where its result would have come.

    Args:
        tasks: Drawn by the caller's thread, at most one more than there are workers before its result is asked for.
        workers: Tasks at work at once.
    """
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for task in tasks:
                waiting.append(pool.submit(task))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()
