"""The judge sees harm: whatever is wrong or missing in what was accepted, and not told."""

from collections.abc import Callable

import pytest

from tests.pollution.draft import Draft
from tests.pollution.exports import EXPORTS
from tests.pollution.judge import judge
from tests.pollution.run import polluted


def _value(made: Draft) -> None:
    line = made.lines[7]
    line.truth = {**(line.truth or {}), "melt_temp_c": 1.0}


def _instant(made: Draft) -> None:
    made.lines[7].truth = {**(made.lines[7].truth or {}), "ended_ts": (made.lines[8].truth or {})["ended_ts"]}


def _label(made: Draft) -> None:
    for line in made.lines[:5]:
        line.truth = {**(line.truth or {}), "result": "rework"}


def _missing(made: Draft) -> None:
    made.set(made.lines[7], "용탕온도(℃)", "")


def _no_record(made: Draft) -> None:
    made.lines[7].fate = "none"


@pytest.mark.parametrize("spoil", [_value, _instant, _label, _missing, _no_record], ids=lambda spoil: spoil.__name__)
def test_harm_is_seen(spoil: Callable[[Draft], None]) -> None:
    made = polluted(EXPORTS["shots"](60, 3), (), 3)
    assert judge(made).right
    spoil(made)
    assert judge(made).harm


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda made: made.only("held:time"), "outcome read"),
        (lambda made: made.say("bad-number"), "nothing says"),
        (lambda made: made.apart(made.lines[4], "bad-key"), "was accepted, not set apart"),
        (lambda made: made.set(made.lines[4], "쇼트수", "x"), "though nothing is wrong with it"),
    ],
    ids=["outcome", "note", "apart", "over-strict"],
)
def test_what_is_not_right_is_seen(spoil: Callable[[Draft], None], said: str) -> None:
    made = polluted(EXPORTS["shots"](60, 3), (), 3)
    spoil(made)
    assert any(said in text for text in judge(made).wrong)
