"""What one file tells of its time holds for the next of the same layout, except for what only that file can tell."""

from datetime import datetime, timedelta

import pytest

from tests.connectors.time.exports import START_UTC, export, read


def dated(*texts: str) -> bytes:
    return export("Date Time", list(texts))


PROVEN = dated("12/05/2026 08:15:03", "13/05/2026 08:15:03", "14/05/2026 08:15:03")
OPEN = dated("12/05/2026 08:15:03", "12/05/2026 08:16:03")
OTHER = dated("05/12/2026 08:15:03", "05/13/2026 08:15:03", "05/01/2026 08:15:03", "05/02/2026 08:15:03")


def test_an_open_order_is_held_with_both_readings() -> None:
    (hold,) = read(OPEN).typed.holds
    assert (hold.key, hold.choices) == ("date_order", ("dmy", "mdy"))
    assert "2026-05-12" in hold.preview[0]
    assert "2026-12-05" in hold.preview[0]


def test_a_proven_order_holds_for_the_next_file() -> None:
    known = read(PROVEN).mapping
    one = read(OPEN, remembered=known)
    assert (one.holds, one.instants[0], one.assumed) == ([], START_UTC, {"time:date_order": "dmy"})


@pytest.mark.parametrize("answer", [{}, {"date_order": "dmy"}])
def test_a_file_that_proves_another_order_is_not_read_by_the_old_one(answer: dict[str, str]) -> None:
    known = read(OPEN, answers=answer).mapping if answer else read(PROVEN).mapping
    one = read(OTHER, remembered=known)
    assert (one.holds, one.mapping.time.forms, one.instants[0]) == ([], ("mdy",), START_UTC)


def test_a_short_year_among_full_ones_is_set_apart_and_not_guessed() -> None:
    rows = [f"2026-05-12 08:{minute:02}:03" for minute in range(10, 59)]
    one = read(export("시각", [*rows, "12/05/26 08:59:03"] * 2))
    assert one.typed.quarantine["value"].to_list() == ["12/05/26 08:59:03"] * 2


def test_days_of_file_names_and_starts_are_told_by_each_file() -> None:
    clocks = export("시각", ["08:15:03", "08:15:04", "08:15:05"])
    known = read(clocks, name="20260512.csv").mapping
    one = read(clocks, name="20260513.csv", remembered=known)
    assert (one.assumed, one.instants[0]) == ({"date": "2026-05-13"}, START_UTC + timedelta(days=1))
    assert read(clocks, name="dc3.csv", remembered=known).holds == ["date"]
    answered = read(clocks, name="dc3.csv", answers={"date": "2026-05-12"}).mapping
    assert read(clocks, name="dc3.csv", remembered=answered).holds == ["date"]


def test_a_start_is_told_by_each_file() -> None:
    seconds = export("Time[s]", [f"{n}" for n in range(5)])
    known = read(seconds, answers={"start": "2026-05-12 08:15:03"}).mapping
    assert read(seconds, remembered=known).holds == ["start"]
    one = read(seconds, remembered=known, answers={"start": "2026-05-13 08:15:03"})
    assert one.instants[0] == START_UTC + timedelta(days=1)


def test_splitting_a_file_changes_no_stamp() -> None:
    rows = [f"{day}/05/2026 08:{minute:02}" for day in range(1, 29) for minute in (5, 35)]
    whole = read(dated(*rows))
    parts = [read(dated(*rows[at : at + 7]), remembered=whole.mapping) for at in range(0, len(rows), 7)]
    assert [moment for part in parts for moment in part.instants] == whole.instants
    assert whole.instants[0] == datetime(2026, 4, 30, 23, 5)
