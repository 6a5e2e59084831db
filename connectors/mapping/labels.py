"""What the texts of label columns mean: judgement, trial signal, state (labels.csv, design section 5.3)."""

from connectors.dictionary import folded, labels, normalise
from connectors.mapping.evidence import Column
from connectors.mapping.notes import Notes
from connectors.timestamps.share import share
from ppuri.core.language import josa

RARE = 0.30
_PASS_WORDS = ("passorfail", "passfail", "pass", "합격여부", "양품여부", "합부", "양불")


def label_texts(column: Column, channel: str, notes: Notes) -> dict[str, str]:
    """Return {text as in the file: value} for one label column.

    Values are good, scrap, rework for `result`; trial, production for `trial_signal`; run, stop for `run_state`.
    Texts whose meaning is not known are left out.
    """
    if channel == "result":
        return _result(column, notes)
    known = {folded(entry.text): entry.value for entry in labels(channel)}
    answer = notes.answers.get(("trial:" if channel == "trial_signal" else "label:") + column.header)
    if channel == "trial_signal":
        return _trial(column, known, answer, notes)
    texts = column.texts.to_list()
    said = {t: known[folded(t)] for t in texts if folded(t) in known}
    if any(folded(t) in ("0", "1", "수동") for t in said):
        notes.assume(
            f"label:{column.header}",
            ",".join(f"{t}={v}" for t, v in said.items()),
            (),
            f"'{column.header}' 값을 가동 상태로 읽었습니다: " + ", ".join(f"{t}={v}" for t, v in said.items()) + ".",
            f"'{column.header}' was read as running state: " + ", ".join(f"{t}={v}" for t, v in said.items()) + ".",
        )
    return said | spoken(answer)


def spoken(answer: str | None) -> dict[str, str]:
    """Return {text: value} of an answer such as `1=scrap,0=good`."""
    if not answer or "=" not in answer:
        return {}
    return {t.strip(): v.strip() for t, _, v in (part.partition("=") for part in answer.split(","))}


def _trial(column: Column, known: dict[str, str], answer: str | None, notes: Notes) -> dict[str, str]:
    texts = column.texts.to_list()
    trial = [answer] if answer else [t for t in texts if known.get(folded(t)) == "trial"]
    if answer == "none":
        return dict.fromkeys(texts, "production")
    if not trial:
        _no_trial(column, [t for t in texts if folded(t) not in known], notes)
        return dict.fromkeys(texts, "production")
    shown = ", ".join(trial)
    notes.assume(
        f"trial:{column.header}",
        trial[0],
        (*[t for t in texts if t not in trial], "none"),
        f"'{column.header}' 값 {josa(shown, '을', '를')} 시사출(시험 생산)로 보고 수량과 비율에서 뺍니다.",
        f"'{column.header}' = {shown} is taken for trial shots, left out of quantities and ratios.",
    )
    return {t: "trial" if t in trial else "production" for t in texts}


def _no_trial(column: Column, unknown: list[str], notes: Notes) -> None:
    """Say that a trial signal whose texts nobody knows marks no trial."""
    if unknown:
        shown = ", ".join(unknown[:6])
        notes.assume(
            f"trial:{column.header}",
            "none",
            (*unknown, "none"),
            f"'{column.header}' 값 {shown} 가운데 시사출(시험 생산)을 뜻하는 것은 없다고 보았습니다.",
            f"None of the values {shown} of '{column.header}' was taken for trial shots.",
        )


def _result(column: Column, notes: Notes) -> dict[str, str]:
    answer = notes.answers.get(f"label:{column.header}") or notes.answers.get("result")
    texts = column.texts.to_list()
    if answer == "ignore":
        return {}
    if answer:
        return _completed(spoken(answer), texts)
    pass_named = any(word in normalise(column.header) for word in _PASS_WORDS)
    known = {
        folded(e.text): e.value
        for e in labels("result")
        if e.value and (pass_named or folded(e.text) not in ("Y", "N"))
    }
    said = {t: known[folded(t)] for t in texts if folded(t) in known}
    if said and _covered(column, said) >= 0.5:
        return said
    if len(texts) == 2:
        rare = _rarer(column, texts)
        if rare is not None:
            return rare_is_scrap(column, texts, rare, notes)
    _ask(column, texts, notes)
    return {}


def _completed(said: dict[str, str], texts: list[str]) -> dict[str, str]:
    """With one of two texts told, the other is its opposite."""
    if len(texts) == 2 and len(said) == 1 and next(iter(said)) in texts:
        (text, value), other = next(iter(said.items())), next(t for t in texts if t not in said)
        return {text: value, other: "good" if value == "scrap" else "scrap"}
    return said


def _covered(column: Column, said: dict[str, str]) -> float:
    present = column.cells.drop_nulls().str.strip_chars()
    return share(present.is_in(list(said)))


def _rarer(column: Column, texts: list[str]) -> str | None:
    present = column.cells.drop_nulls().str.strip_chars()
    return texts[1] if share(present == texts[1]) < RARE else None


def rare_is_scrap(column: Column, texts: list[str], rare: str, notes: Notes) -> dict[str, str]:
    """Take the rarer of two values for scrap, as an assumption."""
    common = next(t for t in texts if t != rare)
    notes.assume(
        f"label:{column.header}",
        f"{rare}=scrap",
        (f"{rare}=scrap", f"{common}=scrap", "ignore"),
        f"'{column.header}'에서 드문 값 {josa(rare, '을', '를')} 불량, {josa(common, '을', '를')} 양품으로 보았습니다.",
        f"In '{column.header}' the rarer value {rare} was taken for scrap and {common} for good.",
    )
    return {common: "good", rare: "scrap"}


def _ask(column: Column, texts: list[str], notes: Notes) -> None:
    shown = texts[:6]
    choices = tuple(f"{t}=scrap" for t in shown) if len(texts) == 2 else tuple(f"{t}=good" for t in shown[:1])
    notes.ask(
        "result",
        (*choices, "ignore"),
        f"'{column.header}' 값이 무엇을 뜻하는지 알 수 없습니다. 값마다 알려 주십시오. (예: 0=good,1=scrap · 판정이 아니면 ignore)",
        f"The meaning of '{column.header}' is not evident. Name each value (such as 0=good,1=scrap), or ignore.",
        tuple(shown),
    )
