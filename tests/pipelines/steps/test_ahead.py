"""One step ahead: the same items in the same order, and an exception where it belongs."""

from collections.abc import Iterator

import pytest

from pipelines.steps.ahead import ahead


def test_items_come_in_order() -> None:
    assert list(ahead(iter(range(50)))) == list(range(50))
    assert list(ahead(iter([]))) == []


def test_an_exception_comes_behind_the_items_before_it() -> None:
    def breaks() -> Iterator[int]:
        yield 1
        raise ValueError("here")

    items = ahead(breaks())
    assert next(items) == 1
    with pytest.raises(ValueError, match="here"):
        next(items)
