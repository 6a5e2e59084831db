"""Runs of the programme: one kind, or two that go together."""

import random

from tests.pollution.draft import Draft, draft
from tests.pollution.exports import EXPORTS, Export
from tests.pollution.judge import Verdict, judge
from tests.pollution.kinds import KINDS, Kind

# Rows whose cells change after their text has been written.
LENGTHENED = {"notes_far_right", "long_rows", "short_rows"}
# A running number makes every row another one.
DOUBLED = {"rows_saved_twice", "block_repeated", "whole_file_doubled", "hidden_sheet_with_old_rows"}
NUMBERED = {"running_numbers_without_a_name"}
# Where the order of rows is gone, nothing tells what changed from one row on.
UNORDERED = {
    "shuffled",
    "sorted_by_another_column",
    "newest_first",
    "whole_file_doubled",
    "block_repeated",
    "sheet_per_day",
}
ORDERED = {
    "sensors_change_places",
    "pressure_unit_changes",
    "temperature_unit_changes",
    "time_unit_changes",
    "clock_set_back",
}


def polluted(export: Export, kinds: tuple[Kind, ...], seed: object) -> Draft:
    """A draft with these kinds of pollution, in the order of their stages."""
    made = draft(export, f"{'+'.join(k.name for k in kinds)}-{seed}")
    for each in sorted(kinds, key=lambda k: k.stage):
        each.pollute(made)
    return made


def tried(name: str, kinds: tuple[Kind, ...], rows: int, seed: int) -> Verdict:
    """Pollute an export with these kinds and judge what becomes of it."""
    return judge(polluted(EXPORTS[name](rows, seed), kinds, seed))


def singles() -> list[tuple[str, Kind]]:
    """Every kind on every export where it makes sense."""
    return [(export, kind) for kind in KINDS.values() for export in kind.exports]


def pairs(count: int, seed: int) -> list[tuple[str, tuple[Kind, Kind]]]:
    """Draw pairs of kinds that can stand in one file: of different stages, none that takes the whole file."""
    rng = random.Random(f"pairs{seed}")
    single = [kind for kind in KINDS.values() if not kind.whole]
    found: list[tuple[str, tuple[Kind, Kind]]] = []
    while len(found) < count:
        one, two = rng.sample(single, 2)
        both = sorted(set(one.exports) & set(two.exports))
        names, rooms = {one.name, two.name}, {one.room, two.room}
        apart = bool(rooms & {"books", "excel"} and {3, 4} & {one.stage, two.stage})
        apart |= bool(names & UNORDERED and names & ORDERED) or bool(names & DOUBLED and names & NUMBERED)
        apart |= bool(names & LENGTHENED and "delimiters" in rooms)
        apart |= bool(rooms & {"excel"}) and 2 in (one.stage, two.stage)
        if one.stage != two.stage and both and not apart:
            found.append((rng.choice(both), (one, two)))
    return found
