"""How many headers of a factory find their channel without settings, and that none finds a wrong one."""

import os
from collections import Counter
from pathlib import Path

import pytest

from connectors.dictionary import Channel, all_channels
from connectors.dictionary.load import SHARED
from tests.connectors.mapping.headers import Case, Verdict, cases, verdict

HERE = Path(__file__).parent
# One header of so many is tried, all of them where `PPURI_LONG` is set.
EVERY = 1 if os.environ.get("PPURI_LONG") else 4
# Words that the dictionary itself calls too common to be taken without asking.
ASKED_AT_MOST = 0.025


@pytest.mark.parametrize(("name", "least"), [("headers.csv", 0.95), ("headers_heldout.csv", 0.90)])
def test_typical_headers_find_their_channel(name: str, least: float) -> None:
    """`headers_heldout.csv` was drawn by chance from the same list; what it asks is not looked at, only what is wrong."""
    listed = cases(HERE / name)
    judged = [(case, *verdict(case)) for case in listed]
    assert [(c.header, found.channel) for c, said, found in judged if said == "wrong"] == []
    assert sum(said == "right" for _, said, _ in judged) >= least * len(listed)


def test_every_header_of_the_dictionary_finds_its_own_channel() -> None:
    judged: Counter[Verdict] = Counter()
    wrong = []
    listed = [(channel, word) for channel in all_channels() for word in channel.headers]
    for channel, word in listed[::EVERY]:
        said, found = verdict(_case(channel, word))
        judged[said] += 1
        if said == "wrong":
            wrong.append((channel.process, word, found.channel))
    assert wrong == []
    assert len(listed) >= 1_600
    assert judged.total() - judged["right"] <= ASKED_AT_MOST * judged.total()


def _case(channel: Channel, word: str) -> Case:
    """A plausible column of a channel: its unit in a bracket, values inside its range."""
    header, name = word.replace("{n}", "2"), channel.name.replace("{n}", "2")
    if channel.unit and "(" not in header and len(channel.accepts) > 1:
        header = f"{header} ({channel.unit})"
    process = "heat_treatment" if channel.process in SHARED else channel.process
    kind = channel.kind or ("gravity" if process == "casting" else None)
    time = {"time"} if channel.role == "time" else set()
    return Case(process, header, _values(channel), frozenset({name} | time), kind)


def _values(channel: Channel) -> tuple[str, ...]:
    if channel.dtype == "timestamp":
        return ("2025-03-02 08:00:00",)
    if channel.name in ("cycle_counter", "source_row_no", "load_id"):
        return ("+1",)
    if channel.numeric:
        low = channel.hard_min if channel.hard_min is not None else 1.0
        high = channel.hard_max if channel.hard_max is not None else low + 100
        values = [low + (high - low) * part for part in (0.30, 0.31, 0.33)]
        return tuple(str(round(min(v, 900))) if channel.dtype == "int" else f"{v:.5g}" for v in values)
    by_name = {"result": ("OK", "OK", "OK", "NG"), "reading_status": ("1", "0"), "run_state": ("가동", "정지")}
    return by_name.get(channel.name, ("A", "B", "C"))
