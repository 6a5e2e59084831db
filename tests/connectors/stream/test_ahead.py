"""Some steps ahead: the same results in the same order, and an exception where it belongs."""

from collections.abc import Callable, Iterator
from functools import partial
from time import sleep

import pytest

from connectors.stream.ahead import ahead


def later(number: int) -> int:
    sleep(0.002 * (number % 3))
    return number


def test_results_come_in_order() -> None:
    assert list(ahead((partial(later, number) for number in range(50)), 3)) == list(range(50))
    assert list(ahead(iter([]), 2)) == []


def test_an_exception_comes_behind_the_results_before_it() -> None:
    def fails() -> int:
        raise ValueError("here")

    tasks: list[Callable[[], int]] = [partial(later, 1), fails, partial(later, 2)]
    results = ahead(iter(tasks), 1)
    assert next(results) == 1
    with pytest.raises(ValueError, match="here"):
        next(results)


def test_few_are_drawn_before_the_first_result_is_taken() -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[Callable[[], int]]:
        for number in range(100):
            drawn.append(number)
            yield partial(later, number)

    results = ahead(tasks(), 2)
    assert next(results) == 0
    assert len(drawn) == 3
    results.close()  # type: ignore[attr-defined]  # a generator
    assert len(drawn) == 3
