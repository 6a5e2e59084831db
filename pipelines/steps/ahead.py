"""Work one step ahead in another thread: reading the next block while this one is typed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield what an iterator yields, its next item being made meanwhile; an exception comes where it would have come.

    Args:
        items: Used by one thread at a time.
    """
    with ThreadPoolExecutor(1) as worker:
        following = worker.submit(_next, items)
        while (made := following.result()) is not None:
            following = worker.submit(_next, items)
            yield made[0]


def _next(items: Iterator[T]) -> tuple[T] | None:
    for item in items:
        return (item,)
    return None
