"""Judgements and counts that say something else than they should."""

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import CYCLES, kind

_RESULT = "판정"


def _said(made: Draft, good: str, scrap: str) -> None:
    for line in made.records():
        made.set(line, _RESULT, good if (line.truth or {})["result"] == "good" else scrap)


@kind(CYCLES)
def judgement_nobody_knows(made: Draft) -> None:
    for line in made.some(4):
        made.set(line, _RESULT, made.rng.choice(["미확인", "?", "HOLD9", "폐기??"]))
        made.apart(line, "bad-label")


@kind(CYCLES)
def judgement_missing(made: Draft) -> None:
    for line in made.some(8):
        made.set(line, _RESULT, made.rng.choice(["", " ", "-"]))
        line.truth = {**(line.truth or {}), "result": None}


@kind(CYCLES)
def judgement_as_true_and_false(made: Draft) -> None:
    _said(made, *made.rng.choice([("TRUE", "FALSE"), ("True", "False")]))
    made.outcomes.add("held:result")


@kind(CYCLES)
def judgement_as_true_for_scrap(made: Draft) -> None:
    """TRUE is the rare value: it stands for scrap, which evidence may say and nothing proves."""
    _said(made, "FALSE", "TRUE")
    made.outcomes.add("held:result")
    made.say("label", "held")


@kind(CYCLES)
def judgement_as_digits(made: Draft) -> None:
    _said(made, "0", "1")
    made.say("label")


@kind(CYCLES)
def judgement_as_even_digits(made: Draft) -> None:
    """Two digits as often as each other: nothing tells which one is scrap."""
    for at, line in enumerate(made.records()):
        made.set(line, _RESULT, str(at % 2))
    made.only("held:result")


@kind(CYCLES)
def judgement_in_other_spellings(made: Draft) -> None:
    made.unicode()
    ways = {
        "good": ["양품", " 양품 ", "OK", "ok", "ＯＫ", "Ok", "합격"],
        "scrap": ["불량", "NG", "ng", "ＮＧ", "불합격"],
    }
    for line in made.records():
        made.set(line, _RESULT, made.rng.choice(ways[(line.truth or {})["result"]]))


@kind(CYCLES)
def zero_for_the_letter_in_ok(made: Draft) -> None:
    """`0K` typed for `OK`: a judgement that nobody knows, or OK."""
    for line in made.some(3):
        made.set(line, _RESULT, "0K")
        line.truth = {**(line.truth or {}), "result": "good"}
        made.either(line, "bad-label")


@kind(CYCLES)
def counter_that_is_no_count(made: Draft) -> None:
    for line in made.some(4):
        made.set(
            line,
            "쇼트수",
            made.rng.choice(["3.5", "(5)", "12회", "1E400", "9223372036854775808", "９.５", "오류", "#REF!"]),
        )
        made.apart(line, "bad-key")


@kind(CYCLES)
def counter_below_zero(made: Draft) -> None:
    for line in made.some(3):
        made.set(line, "쇼트수", str(-made.rng.randint(1, 99)))
        made.apart(line, "bad-key")


@kind(CYCLES)
def counter_with_a_point(made: Draft) -> None:
    """Counts stored as floats."""
    for line in made.records():
        made.set(line, "쇼트수", line.cells[made.at("쇼트수")] + ".0")


@kind(CYCLES)
def counter_with_thousands(made: Draft) -> None:
    for line in made.records():
        made.set(line, "쇼트수", f"{int(line.cells[made.at('쇼트수')]):,}")
