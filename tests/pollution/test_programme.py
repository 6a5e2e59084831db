"""Every kind of pollution has its right outcome, and nothing wrong is accepted without a word.

Here each kind takes its turn on one of its exports; `PPURI_LONG=1` (or `make pollution`) takes every export, more seeds and pairs of kinds.
"""

import pytest

from pipelines.steps.folding import MOST, folded
from tests.effort import LONG
from tests.pollution.draft import render
from tests.pollution.exports import EXPORTS
from tests.pollution.judge import judge, see
from tests.pollution.kinds import KINDS, ROOMS
from tests.pollution.run import pairs, polluted, singles, tried

ROWS = 80
SEEDS = range(3) if LONG else range(1)
TURNS = [(kind.exports[at % len(kind.exports)], kind) for at, kind in enumerate(KINDS.values())]
CASES = singles() if LONG else TURNS


def test_there_are_many_kinds_of_every_room_for_every_export() -> None:
    for export in EXPORTS:
        assert sum(export in kind.exports for kind in KINDS.values()) >= 60
    assert {kind.room for kind in KINDS.values()} == {room.__name__.rpartition(".")[2] for room in ROOMS}


@pytest.mark.parametrize(("export", "name"), [(export, kind.name) for export, kind in CASES])
def test_a_kind_has_its_right_outcome(export: str, name: str) -> None:
    for seed in SEEDS:
        verdict = tried(export, (KINDS[name],), ROWS, seed)
        assert (verdict.harm, verdict.wrong) == ([], []), verdict.outcome


@pytest.mark.parametrize("seed", range(20) if LONG else range(1))
def test_two_kinds_in_one_file_do_no_silent_harm(seed: int) -> None:
    for export, kinds in pairs(30 if LONG else 12, seed):
        assert tried(export, kinds, ROWS, seed).harm == [], f"{export}: {' + '.join(kind.name for kind in kinds)}"


@pytest.mark.parametrize("export", EXPORTS if LONG else ["shots"])
def test_ten_thousand_faults_are_at_most_twenty_groups_each_with_its_way_out(export: str) -> None:
    rows = 20_000 if LONG else 3_000
    made = polluted(EXPORTS[export](rows, 0), (KINDS["faults_everywhere"],), 0)
    assert sum(line.fate == "apart" or bool(line.nulls) for line in made.lines) >= 0.4 * rows
    groups = folded(see(render(made)[0], made).findings)
    assert len(groups) <= MOST
    assert all(group.fix_ko.strip() and group.fix_en.strip() and group.places for group in groups)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_sound_export_is_read_exactly_and_nothing_is_said(export: str) -> None:
    made = polluted(EXPORTS[export](ROWS, 1), (), 1)
    assert judge(made).right
    assert see(render(made)[0], made).findings == []
