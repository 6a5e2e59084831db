"""Ids: what a spreadsheet makes of them, and rows that share one."""

from tests.pollution.draft import Draft
from tests.pollution.kinds.registry import CYCLES, kind

_LOT = "로트번호"


def _lots(made: Draft, text: object) -> None:
    """Give every record a lot of another form."""
    for at, line in enumerate(made.records()):
        told = text(at)  # type: ignore[operator]
        made.set(line, _LOT, told)
        line.truth = {**(line.truth or {}), "lot_id": told}


@kind(CYCLES)
def ids_with_zeros_in_front(made: Draft) -> None:
    _lots(made, lambda at: f"{123 + at // 20:06d}")


@kind(CYCLES)
def ids_that_look_like_numbers(made: Draft) -> None:
    _lots(made, lambda at: ["1E5", "3-4", "12.50", "+7", "007", "1/2"][at // 10 % 6])


@kind(CYCLES)
def ids_in_powers_of_ten(made: Draft) -> None:
    """Excel saved twelve digits as `2.61005E+11`."""
    _lots(made, lambda at: str(261005000000 + at // 10))
    for line in made.some(30, 5):
        made.set(line, _LOT, "2.61005E+11", "id-damaged-power")


@kind(CYCLES)
def every_id_in_powers_of_ten(made: Draft) -> None:
    _lots(made, lambda at: str(261005000000 + at // 10))
    for line in made.records():
        made.set(line, _LOT, made.rng.choice(["2.61005E+11", "2.61E+11"]), "id-damaged-power")


@kind(CYCLES)
def ids_that_lost_their_zeros(made: Draft) -> None:
    _lots(made, lambda at: f"{900 + at:06d}")
    for line in made.some(30, 5):
        made.set(line, _LOT, line.cells[made.at(_LOT)].lstrip("0"), "id-damaged-zeros")


@kind(CYCLES)
def ids_turned_into_dates(made: Draft) -> None:
    _lots(made, lambda at: f"{at // 40 % 5 + 1}-{at % 9 + 1}A")
    for line in made.some(20, 3):
        day = made.rng.choice(["03월 04일", "4-Mar", "Mar-04", "2026-03-04", "2026-03-04 00:00:00", "05-Oct-26"])
        made.set(line, _LOT, day, "id-damaged-date")


@kind(CYCLES)
def ids_as_floats(made: Draft) -> None:
    """A lot list saved by a program of statistics: `26100.0`. Kept as text, or said."""
    _lots(made, lambda at: f"{26100 + at // 30}.0")


@kind(CYCLES)
def ids_rounded_to_zeros(made: Draft) -> None:
    """Nineteen digits lose the last four in Excel: `2610050812345670000`."""
    _lots(made, lambda at: f"26100508{at:05d}777777")
    for line in made.records():
        text = line.cells[made.at(_LOT)]
        made.set(line, _LOT, text[:15] + "0" * 4, "id-damaged-digits", "id-damaged-power")


@kind(stage=1)
def rows_saved_twice(made: Draft) -> None:
    """Some rows stand in the file a second time, right after the first or later."""
    for line in made.some(6):
        copy = line.copy()
        copy.fate = "again"
        made.lines.insert(made.rng.choice([made.lines.index(line) + 1, len(made.lines)]), copy)
    made.say("duplicate-rows", "pieces")


@kind(stage=1)
def block_repeated(made: Draft) -> None:
    """A block of rows pasted twice."""
    start = made.cut(0.2, 0.5)
    copies = [line.copy() for line in made.lines[start : start + made.rng.randint(5, 40)]]
    for copy in copies:
        copy.fate = "again"
    made.lines[start + len(copies) : start + len(copies)] = copies
    made.say("duplicate-rows", "pieces")


@kind(stage=1)
def whole_file_doubled(made: Draft) -> None:
    copies = [line.copy() for line in made.lines]
    for copy in copies:
        copy.fate = "again"
    made.lines += copies
    made.say("duplicate-rows", "pieces")


@kind(stage=1)
def same_key_other_value(made: Draft) -> None:
    """A row that shares its instant (and counter) with another and differs in a value: both stay, and it is said."""
    header = made.column("number")
    field = next(f for f in made.export.fields if f.header == header)
    for line in made.some(3):
        copy = line.copy()
        text = copy.cells[made.at(header)]
        changed = text[:-1] + str((int(text[-1]) + 1) % 10)
        made.set(copy, header, changed)
        scale = 9.80665 if "ton" in header else 1.0
        copy.truth = {**(copy.truth or {}), field.column: float(changed.replace(",", ".")) * scale}
        made.lines.insert(made.lines.index(line) + 1, copy)
    made.say("same-key-other-values")


@kind(CYCLES)
def ditto_marks(made: Draft) -> None:
    """`〃` and `상동` below an id: they say the one above, and are no id."""
    made.unicode()
    for line in made.some(6):
        made.set(
            line,
            made.rng.choice([_LOT, "금형번호"]),
            made.rng.choice(["〃", "상동", "″", "\u3003", "위와같음"]),
            "ditto-mark",
        )


@kind(CYCLES)
def ids_with_blanks(made: Draft) -> None:
    """Blanks around ids, invisible ones too, are no part of them."""
    made.unicode()
    for line in made.records():
        if made.rng.random() < 0.3:
            blank = made.rng.choice([" ", "\u00a0", "\u3000", "\u200b", "\t"])
            made.set(line, _LOT, made.rng.choice([blank + "{}", "{}" + blank]).format(line.cells[made.at(_LOT)]))
